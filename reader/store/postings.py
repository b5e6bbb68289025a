"""Numbers side by side in a blob, and articles by blocks: what lets a list be counted by names in no time.

A block of contents is one row for each entity that is named there, so that adding an article to the commonest
name writes some kilobytes, and counting it over 100,000 articles reads seven rows.
"""

from __future__ import annotations

import array
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

BLOCK = 16_384
"""Contents of one block."""


def blocks(contents: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Content numbers as blocks: the number of each and its places."""
    places: dict[int, list[int]] = defaultdict(list)
    for content in contents:
        places[content // BLOCK].append(content % BLOCK)
    for block, some in places.items():
        yield block, packed_places(some)


def packed_places(places: Iterable[int]) -> bytes:
    """Places within a block as unsigned 16-bit numbers, little-endian, in no order."""
    return _little(array.array("H", places)).tobytes()


def unpacked_places(packed: bytes) -> array.array[int]:
    """The places of `packed_places`."""
    return _little(array.array("H", packed))


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
