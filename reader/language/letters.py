"""The script of every character of a text at once, so that no line is searched for what the text has not.

A pattern that names all letters of a script takes ten times as long for a page as one look into a table for
each of its characters; and what the table says answers every later question about the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from itertools import compress

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from reader.language.scripts import LATIN, RANGES
from reader.model import Line

Codes = NDArray[np.uint8]

NAMES = ("Latn", *RANGES)
"""The scripts told apart, by their numbers from 1; 0 stands for what is no letter of any."""
_NUMBER = {name: number for number, name in enumerate(NAMES, 1)}
_JOINED = frozenset({"Cyrl", "Grek", "Armn"})
"""Scripts whose letters look like Latin ones."""


class Letters(Struct, frozen=True):
    """The number of the script of each character, and how many letters of each script there are."""

    codes: Codes
    counts: Counter[str]

    @property
    def foreign(self) -> bool:
        """Whether there is a letter of any script but Latin."""
        return len(self.counts) > ("Latn" in self.counts)

    def holding(self, scripts: Collection[str], lines: Sequence[Line]) -> list[Line]:
        """The lines that hold a letter of one of these scripts."""
        if not any(self.counts[name] for name in scripts):
            return []
        wanted = np.zeros(len(NAMES) + 1, np.bool_)
        wanted[[_NUMBER[name] for name in scripts]] = True
        at = wanted.take(self.codes).nonzero()[0]
        before = at.searchsorted([line.start for line in lines])
        held = at.searchsorted([line.end for line in lines]) > before
        return list(compress(lines, held.tolist()))

    def mixed(self) -> list[int]:
        """Where a Latin letter stands right before one of a script that looks like it, or behind."""
        if "Latn" not in self.counts or not any(self.counts[name] for name in _JOINED):
            return []
        kind = _alike().take(self.codes)
        return [int(at) for at in (kind[1:] + kind[:-1] == _PAIR).nonzero()[0]]


_PAIR = 4


@cache
def _alike() -> Codes:
    """1 for Latin, 3 for a script that looks like it, a number that makes no pair with either for others."""
    kinds = np.full(len(NAMES) + 1, 8, np.uint8)
    kinds[_NUMBER["Latn"]] = 1
    kinds[[_NUMBER[name] for name in _JOINED]] = 3
    return kinds


@cache
def _table() -> Codes:
    spans = [
        (low, high, name)
        for name, ranges in (("Latn", LATIN), *RANGES.items())
        for low, high in _spans(ranges)
    ]
    table = np.zeros(max(high for _, high, _ in spans) + 2, np.uint8)
    for low, high, name in reversed(spans):
        table[low : high + 1] = _NUMBER[name]
    return table


def _spans(ranges: str) -> list[tuple[int, int]]:
    """The first and the last character of each range of a regular expression's set."""
    spans: list[tuple[int, int]] = []
    through = False
    for character in ranges:
        if character == "-":
            through = True
        elif through:
            spans[-1] = (spans[-1][0], ord(character))
            through = False
        else:
            spans.append((ord(character), ord(character)))
    return spans


def letters(text: str) -> Letters:
    """The script of every character of a text."""
    points: NDArray[np.uint8] | NDArray[np.int32]
    if text.isascii():
        points = np.frombuffer(text.encode(), np.uint8)
    else:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    codes = _table().take(points, mode="clip")
    many = np.bincount(codes, minlength=len(NAMES) + 1).tolist()
    return Letters(codes, Counter({name: n for name, n in zip(NAMES, many[1:], strict=True) if n}))
