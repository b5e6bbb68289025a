"""What can be seen of each line: its shape, its words, its neighbours, its place, its markup.

A row of numbers a line, in the order of `names()`. Blank lines get no row; they show in their
neighbours as "blank before" and "blank after". Nothing here knows a language or an outlet:
vocabularies are data, and everything else is shape.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from reader.clean.lines import markup, shape, single
from reader.clean.lines.characters import count
from reader.clean.lines.lexicon import groups
from reader.clean.lines.rules import Decided
from reader.clean.lines.weights import Words
from reader.model import LineHint

__all__ = ["Rows", "groups", "names", "places", "rows"]

Matrix = NDArray[np.float32]

_PLACE = (
    "index_share",
    "characters_before",
    "lines_log",
    "text_log",
    "long_share",
    "blank_share",
    "after_first_long",
    "before_last_long",
    "gap_from_long",
    "gap_to_long",
    "run_short",
    "run_long",
    "copies_share",
    "long_words_median",
    "after_headline",
    "after_end_mark",
    "stands_first",
    "words_to_median",
)

_SEEN = (
    "characters",
    "words",
    "ends_full",
    "function_share",
    "word_score",
    "rule_dropped",
    "title_share",
    "breaks",
    "link_share",
    "blank_after",
    "cohesion",
    "copies",
    "rule_credit",
    "caption_score",
    "rule_pointing",
    "starts_lower",
    "ends_open",
)
_REACH = (-3, -2, -1, 1, 2, 3)
_WINDOWED = ("words", "ends_full", "rule_dropped", "word_score", "function_share")
_WIDTHS = (3, 8)
_LONG_WORDS = 18


@dataclass(frozen=True, slots=True)
class Rows:
    """The features of a document's non-blank lines.

    `matrix` has one row a non-blank line; `index` its position among all lines;
    `texts` the stripped lines; `decided` what the rules said of each.
    """

    matrix: Matrix
    index: tuple[int, ...]
    texts: tuple[str, ...]
    decided: tuple[Decided | None, ...]


@cache
def names() -> tuple[str, ...]:
    """The name of every column."""
    seen = [f"{name}@{offset:+d}" for offset in _REACH for name in _SEEN]
    windows = [f"{name}~{width}" for width in _WIDTHS for name in _WINDOWED]
    return (*shape.names(), *_PLACE, *seen, *windows, *markup.NAMES)


@cache
def places() -> Mapping[str, int]:
    """The column of every name."""
    return {name: at for at, name in enumerate(names())}


def rows(
    lines: Sequence[str], weights: Words, hints: Sequence[LineHint] = (), title: str | None = None
) -> Rows:
    """The features of every non-blank line of a document."""
    stripped = [line.strip() for line in lines]
    index = tuple([number for number, text in enumerate(stripped) if text])
    texts = tuple([text for text in stripped if text])
    if not texts:
        return Rows(np.zeros((0, len(names())), np.float32), index, texts, ())
    characters = count(texts)
    found = single.read(texts, characters)
    width = len(shape.names())
    matrix = np.zeros((len(texts), len(names())), np.float32)
    own = matrix[:, :width]
    shape.fill(own, texts, found, characters, weights.lexicon, title)
    own[:, _blanks()] = _spacing(lines, stripped, index)
    at = width
    for part in (_place(own, len(lines)), _neighbours(own), _windows(own)):
        matrix[:, at : at + part.shape[1]] = part
        at += part.shape[1]
    if hints:
        matrix[:, at:] = markup.columns(index, hints)
    return Rows(matrix, index, texts, tuple([one.decided for one in found]))


@cache
def _blanks() -> slice:
    return slice(shape.NAMES.index("blank_before"), shape.NAMES.index("indented") + 1)


def _spacing(
    lines: Sequence[str], stripped: Sequence[str], index: Sequence[int]
) -> list[tuple[bool, bool, bool]]:
    """Whether a blank line, or the document's edge, stands before and after; whether it is indented."""
    last = len(lines) - 1
    return [
        (
            at == 0 or not stripped[at - 1],
            at == last or not stripped[at + 1],
            lines[at][0].isspace(),
        )
        for at in index
    ]


def _place(own: Matrix, lines: int) -> Matrix:
    """Where each line stands in the document, and what the document is like."""
    count = len(own)
    column = places()
    words, size = np.expm1(own[:, [column["words"], column["characters"]]].T)
    long = (words >= _LONG_WORDS) & (own[:, column["ends_full"]] > 0)
    order = np.arange(count)
    before = np.zeros(count)
    before[1:] = size.cumsum()[:-1]
    total = float(size.sum())
    longs = long.nonzero()[0]
    first, last = (int(longs[0]), int(longs[-1])) if len(longs) else (count, -1)
    latest = np.maximum.accumulate(np.where(long, order, -50))
    soonest = np.minimum.accumulate(np.where(long, order, count + 50)[::-1])[::-1]
    median = float(np.median(words[long])) if len(longs) else 0.0
    table = np.empty((len(_PLACE), count), np.float32)
    for at, values in enumerate(
        (
            order / count,
            before / max(total, 1.0),
            math.log1p(count),
            math.log1p(total),
            long.mean(),
            1 - count / max(lines, 1),
            np.minimum(np.maximum(order - first, -20), 20),
            np.minimum(np.maximum(last - order, -20), 20),
            np.minimum(order - latest, 20),
            np.minimum(soonest - order, 20),
            _runs(~long),
            _runs(long),
            (own[:, column["copies"]] > 0).mean(),
            median,
            np.minimum(order, 30),
            _after_mark(own, long, words),
            order == 0,
            np.minimum(words / max(median, 1.0), 3.0) if len(longs) else 1.0,
        )
    ):
        table[at] = values
    return table.T


@cache
def _marks() -> list[int]:
    named = ("related", "comments", "share", "subscription", "legal")
    return [places()[f"group_{name}"] for name in named]


def _after_mark(own: Matrix, long: NDArray[np.bool_], words: Matrix) -> Matrix:
    """How many lines ago a related, comment or share line stood after the story had begun."""
    marks = own[:, _marks()].sum(axis=1)
    hit = (marks > 0.4) & (words < 12) & (long.cumsum() > 2)
    return np.asarray(np.minimum(hit.cumsum(), 20), np.float32)


def _runs(flags: NDArray[np.bool_]) -> list[int]:
    """Length of the run of equal flags that each line stands in, 0 where the flag is off."""
    out: list[int] = []
    for on, run in groupby(flags.tolist()):
        length = len(list(run))
        out += [min(length, 30) if on else 0] * length
    return out


@cache
def _seen() -> list[int]:
    return [places()[name] for name in _SEEN]


def _neighbours(own: Matrix) -> Matrix:
    columns = _seen()
    reach = max(_REACH)
    padded = np.full((len(own) + 2 * reach, len(columns)), -1.0, np.float32)
    padded[reach:-reach] = own[:, columns]
    return np.hstack([padded[reach + by : reach + by + len(own)] for by in _REACH])


@cache
def _windowed() -> list[int]:
    return [places()[name] for name in _WINDOWED]


def _windows(own: Matrix) -> Matrix:
    seen = own[:, _windowed()]
    total = np.zeros((len(seen) + 1, seen.shape[1]))
    np.cumsum(seen, axis=0, dtype=np.float64, out=total[1:])
    parts = []
    order = np.arange(len(seen))
    for width in _WIDTHS:
        low, high = np.maximum(order - width, 0), np.minimum(order + width + 1, len(seen))
        parts.append((total[high] - total[low]) / (high - low)[:, None])
    return np.hstack(parts)
