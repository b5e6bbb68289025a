"""Whose articles: sets of content numbers as Roaring bitmaps, and numbers side by side in a blob.

What names an entity is kept in blocks of contents, so that adding an article to the commonest name of a million
writes some kilobytes, while a corpus of a hundred thousand has one row for each name. Two sets of a hundred
thousand are counted against each other in microseconds (Lemire et al., "Consistently faster and smaller
compressed bitmaps with Roaring", 2016).
"""

from __future__ import annotations

import array
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyroaring import BitMap

BLOCK = 131_072
"""Contents of one block: two of the bitmap's own containers."""


def blocks(contents: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Content numbers as blocks: the number of each and its packed contents."""
    parts: dict[int, list[int]] = defaultdict(list)
    for content in contents:
        parts[content // BLOCK].append(content)
    for block, some in parts.items():
        yield block, packed_contents(bitmap(some))


def bitmap(contents: Iterable[int] = ()) -> BitMap:
    """A set of content numbers."""
    return _kind()(contents)


def packed_contents(contents: BitMap) -> bytes:
    """Content numbers in the portable format of Roaring bitmaps."""
    return contents.serialize()


def unpacked_contents(packed: bytes) -> BitMap:
    """The numbers of `packed_contents`. Raises ValueError if they are damaged."""
    try:
        return _kind().deserialize(packed)
    except IndexError as error:
        raise ValueError("nothing is there") from error


@cache
def _kind() -> type[BitMap]:
    from pyroaring import BitMap  # the first page needs no names

    return BitMap


def packed_numbers(numbers: Sequence[int]) -> bytes:
    """Unsigned 32-bit numbers, little-endian."""
    return _little(array.array("I", numbers)).tobytes()


def unpacked_numbers(packed: bytes) -> array.array[int]:
    """The numbers of `packed_numbers`."""
    return _little(array.array("I", packed))


def _little(numbers: array.array[int]) -> array.array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
