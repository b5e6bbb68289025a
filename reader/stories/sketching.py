"""A sketch of an article's words, small enough to keep for a million articles and to look others up by.

Two articles are as like as the share of three-word runs that they have in common (Broder 1997, On the
resemblance and containment of documents). A sketch tells it from 64 bytes: every run is hashed onto a
circle with 64 marks, and of each mark the first hash behind it is kept (Li, Owen, Zhang 2012, One
permutation hashing; the first one behind, however far, is Shrivastava, Li 2014, Densifying one permutation
hashing via rotation). Two articles keep the same hash at a mark as often as they share runs. Eight bits of
each are enough (Li, König 2010, b-bit minwise hashing); several whole ones together make a band, and
articles that share a band are looked at (locality-sensitive hashing).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from operator import eq
from typing import TYPE_CHECKING, Final
from zlib import crc32

from msgspec import Struct

from reader.model import Article, LineKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION: Final = "1"
"""Changes with anything that a sketch of the same article would differ by."""

ALIKE: Final = 0.5
"""Share of common runs from which two articles are versions of one story: one word in fifteen may differ,
or a quarter of the text be missing."""

MARKS: Final = 64
BANDS: Final = 8
ROWS: Final = 3
"""Marks of a band: of two articles that share 0.86 of their runs (one word in forty differs) all but 4 in 10,000
have a band in common, of those that share 0.67 all but 6 in 100, of strangers (0.01) 8 in a million."""

RUN: Final = 3
"""Words of a run."""

FEWEST: Final = 30
"""Words that a text needs: in shorter ones a phrase of the trade or of the page makes likeness."""

MOST: Final = 20_000
"""Words that are looked at, from the beginning: beyond lie collections and dumps."""

_SPACELESS = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff])")
"""Letters of scripts that have no spaces between words: each counts as one."""

_LONG: Final = 24
"""Bytes of a word, on average, from which a text has such letters."""

_SIGNS: Final = "“”„«»‹›‘’‚—–…\u00a0"
"""Signs beside those of ASCII that stand between words."""

_BETWEEN: Final = bytes(
    code if code > 127 or chr(code).isalnum() else ord(" ") for code in range(256)
)
_HEADS = frozenset((LineKind.HEADLINE, LineKind.SUBHEADING))
_MIXING: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_LAST: Final = 31
"""Shifts and factors of SplitMix64's finaliser (Steele, Lea, Flood 2014, Fast splittable pseudorandom numbers)."""

_ALL: Final = (1 << 64) - 1
_SPREAD: Final = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd numbers by which the words of a run, and the marks of a band, are told apart by their place."""


class Sketch(Struct, frozen=True):
    """`marks` is what likeness is told from, `bands` numbers of 48 bits that like articles are found by."""

    marks: bytes
    bands: tuple[int, ...]


def sketch(article: Article) -> Sketch | None:
    """The sketch of an article's cleaned body, None where that is too short to tell. Pure."""
    found = _words(article)[:MOST]
    if len(found) < FEWEST:
        return None
    import numpy as np  # deferred: the store loads this module without it

    words = np.fromiter(map(crc32, found), np.uint64, len(found))
    hashes = words[: 1 - RUN] * _SPREAD[0]
    for place in range(1, RUN):
        hashes += words[place : len(words) - RUN + 1 + place] * _SPREAD[place]
    for shift, factor in _MIXING:
        hashes ^= hashes >> shift
        hashes *= factor
    hashes ^= hashes >> _LAST
    hashes.sort()
    first = hashes.take(np.searchsorted(hashes, _edges()), mode="wrap")
    return Sketch(first.astype(np.uint8).tobytes(), _bands(first.tolist()))


@cache
def _edges() -> NDArray[np.uint64]:
    """Where the marks are on the circle of 64 bits."""
    import numpy as np

    return np.arange(MARKS, dtype=np.uint64) << np.uint64(58)


def _bands(first: Sequence[int]) -> tuple[int, ...]:
    """Marks far from each other are put together: in a short text neighbours often keep the same hash."""
    apart = MARKS // ROWS
    return tuple(
        _mixed(sum(first[row * apart + band] * _SPREAD[row] for row in range(ROWS)) + band) >> 16
        for band in range(BANDS)
    )


def _mixed(number: int) -> int:
    """A number of 64 bits with every bit dependent on all of its own."""
    number &= _ALL
    for shift, factor in _MIXING:
        number = (number ^ (number >> shift)) * factor & _ALL
    return number ^ (number >> _LAST)


def likeness(first: bytes, second: bytes) -> float:
    """The share of runs that two articles have in common, 0 to 1, told from their `marks`: 0.06 off on average."""
    same: float = sum(map(eq, first, second)) / MARKS
    return max(0.0, (same - 1 / 256) / (1 - 1 / 256))


def _words(article: Article) -> list[bytes]:
    """The words of the cleaned body, case folded; of an article that is headlines alone, those."""
    return _split("".join(_body(article))) or _split(article.cleaned.text)


def _split(text: str) -> list[bytes]:
    """Words as UTF-8: by way of bytes in a third of the time that a pattern takes."""
    folded = text.casefold()
    for sign in _SIGNS:
        folded = folded.replace(sign, " ")
    said = folded.encode("utf-8", "surrogatepass").translate(_BETWEEN)
    words = said.split()
    if len(said) > _LONG * len(words):
        return (
            _SPACELESS.sub(r" \1 ", said.decode("utf-8", "surrogatepass"))
            .encode("utf-8", "surrogatepass")
            .split()
        )
    return words


def _body(article: Article) -> Iterator[str]:
    heads = iter([line for line in article.lines if line.kind in _HEADS])
    head = next(heads, None)
    for segment in article.cleaned.segments:
        while head is not None and head.end <= segment.start:
            head = next(heads, None)
        if head is None or segment.end <= head.start or not segment.text.strip():
            yield segment.text
