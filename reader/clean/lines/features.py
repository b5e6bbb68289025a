"""What can be seen of each line: its shape, its words, its neighbours, its place, how it reads, its markup.

A row of numbers a line, in the order of `names()`. Blank lines get no row; they show in their
neighbours as "blank before" and "blank after". Nothing here knows a language or an outlet:
vocabularies are data, and everything else is shape.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from reader.clean.lines import markup, reading, shape, single
from reader.clean.lines.characters import count, joined
from reader.clean.lines.layout import Layout, layout
from reader.clean.lines.lexicon import groups
from reader.clean.lines.rules import Decided
from reader.clean.lines.weights import Words
from reader.model import LineHint, LineKind

__all__ = ["Rows", "Table", "Text", "groups", "names", "places", "rows", "table"]

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


class Text(Struct, frozen=True):
    """A document as its features are taken: its lines, and what its file says of them and of its title."""

    lines: Sequence[str]
    hints: Sequence[LineHint] = ()
    title: str | None = None


class Rows(Struct, frozen=True):
    """The features of a document's non-blank lines.

    `matrix` has one row a non-blank line; `index` its position among all lines;
    `texts` the stripped lines; `decided` what the rules said of each; `pieces` in how many pieces
    white space divides it.
    """

    matrix: Matrix
    index: tuple[int, ...]
    texts: tuple[str, ...]
    decided: tuple[Decided | None, ...]
    pieces: tuple[int, ...] = ()

    def at(self, row: int, name: str) -> float:
        """One feature of one line."""
        found: float = self.matrix[row, places()[name]]
        return found

    def ruled(self, kind: LineKind) -> list[int]:
        """The lines that rules have settled on a kind."""
        return [row for row, one in enumerate(self.decided) if one is not None and one.kind is kind]


class Table(Struct, frozen=True):
    """The features of several documents: `values` has a row a feature and a column a line.

    `rows` are the documents' own views of it, `layout` tells where each stands. Below the features is
    room for the columns that the passes add.
    """

    values: Matrix
    layout: Layout
    rows: tuple[Rows, ...]


@cache
def names() -> tuple[str, ...]:
    """The name of every column."""
    seen = [f"{name}@{offset:+d}" for offset in _REACH for name in _SEEN]
    windows = [f"{name}~{width}" for width in _WIDTHS for name in _WINDOWED]
    return (*shape.names(), *_PLACE, *seen, *windows, *reading.NAMES, *markup.NAMES)


@cache
def places() -> Mapping[str, int]:
    """The column of every name."""
    return {name: at for at, name in enumerate(names())}


def rows(
    lines: Sequence[str], weights: Words, hints: Sequence[LineHint] = (), title: str | None = None
) -> Rows:
    """The features of every non-blank line of a document."""
    if not any(map(str.strip, lines)):
        return Rows(np.zeros((0, len(names())), np.float32), (), (), ())
    return table([Text(lines, hints, title)], weights).rows[0]


def table(given: Sequence[Text], weights: Words, room: int = 0) -> Table:
    """The features of several documents, each with a line that is not blank; and so many rows of room."""
    stripped = [[line.strip() for line in one.lines] for one in given]
    index = [tuple([n for n, text in enumerate(lines) if text]) for lines in stripped]
    parts = [tuple([text for text in lines if text]) for lines in stripped]
    where = layout([len(part) for part in parts])
    texts = [text for part in parts for text in part]
    read = joined(texts)
    characters = count(read)
    found = single.read(texts, characters)
    values = np.zeros((len(names()) + room, len(texts)), np.float32)
    titles = [one.title for one in given]
    shape.fill(values, read, found, characters, weights.lexicon, titles, where)
    blanks = _blanks()
    for (low, high), one, bare, places in zip(where.bounds, given, stripped, index, strict=True):
        values[blanks, low:high] = _spacing(one.lines, bare, places)
    _place(values, where, [len(one.lines) for one in given])
    _neighbours(values, where)
    _windows(values, where)
    if weights.reading is not None:
        values[_rows_of(reading.NAMES[0], reading.NAMES[-1])] = weights.reading.read(texts).T
    marked = places_of_markup()
    for (low, high), one, places in zip(where.bounds, given, index, strict=True):
        if one.hints:
            values[marked, low:high] = markup.columns(places, one.hints).T
    decided = [one.decided for one in found]
    pieces = characters.pieces.tolist()
    return Table(
        values,
        where,
        tuple(
            Rows(
                values[: len(names()), low:high].T,
                index[at],
                parts[at],
                tuple(decided[low:high]),
                tuple(pieces[low:high]),
            )
            for at, (low, high) in enumerate(where.bounds)
        ),
    )


@cache
def _blanks() -> slice:
    return slice(shape.NAMES.index("blank_before"), shape.NAMES.index("indented") + 1)


@cache
def _rows_of(first: str, last: str) -> slice:
    return slice(places()[first], places()[last] + 1)


def places_of_markup() -> slice:
    """The columns that markup fills."""
    return _rows_of(markup.NAMES[0], markup.NAMES[-1])


def _spacing(
    lines: Sequence[str], stripped: Sequence[str], index: Sequence[int]
) -> tuple[list[bool], list[bool], list[bool]]:
    """Whether a blank line, or the document's edge, stands before and after; whether it is indented."""
    blank = [not text for text in stripped]
    blank.append(True)  # stands for both edges, as -1 is the last
    return (
        [blank[at - 1] for at in index],
        [blank[at + 1] for at in index],
        [lines[at][0].isspace() for at in index],
    )


def _place(values: Matrix, where: Layout, lines: Sequence[int]) -> None:
    """Where each line stands in its document, and what the document is like."""
    column = places()
    words, size = np.expm1(values[[column["words"], column["characters"]]])
    full = values[column["ends_full"]] > 0
    long = (words >= _LONG_WORDS) & full
    order = where.place
    totals = [float(size[low:high].sum()) for low, high in where.bounds]
    medians = [_median(words[low:high][long[low:high]]) for low, high in where.bounds]
    sizes = where.table(size, 0.0)
    before = np.zeros(sizes.shape)
    before[:, 1:] = sizes.cumsum(axis=1)[:, :-1]
    longs = where.table(long, 0)
    every = where.every
    many = every(where.sizes)
    has = np.asarray(longs.any(axis=1))
    first = every(np.where(has, longs.argmax(axis=1), where.sizes))
    last = every(np.where(has, where.width - 1 - longs[:, ::-1].argmax(axis=1), -1))
    at = np.arange(where.width)
    latest = np.maximum.accumulate(np.where(longs, at, -50), axis=1)
    behind = where.sizes[:, None] + 50
    soonest = np.minimum.accumulate(np.where(longs, at, behind)[:, ::-1], axis=1)[:, ::-1]
    median = every(np.array(medians))
    copied = np.add.reduceat(values[column["copies"]] > 0, where.starts, dtype=np.intp)
    target = values[_rows_of(_PLACE[0], _PLACE[-1])]
    for row, found in enumerate(
        (
            order / many,
            where.lines(before) / np.maximum(every(totals), 1.0),
            every([math.log1p(number) for number in where.sizes.tolist()]),
            every([math.log1p(total) for total in totals]),
            every(np.asarray(longs.sum(axis=1) / where.sizes)),
            every(1 - where.sizes / np.maximum(lines, 1)),
            np.minimum(np.maximum(order - first, -20), 20),
            np.minimum(np.maximum(last - order, -20), 20),
            np.minimum(order - where.lines(latest), 20),
            np.minimum(where.lines(soonest) - order, 20),
            *_runs(long, where),
            every(copied / where.sizes),
            median,
            np.minimum(order, 30),
            _after_mark(values, longs, words, where),
            order == 0,
            np.where(every(has), np.minimum(words / np.maximum(median, 1.0), 3.0), 1.0),
        )
    ):
        target[row] = found


def _median(values: Matrix) -> float:
    """The middle value, the mean of the two in the middle; 0 of none."""
    ordered = sorted(values.tolist())
    if not ordered:
        return 0.0
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return float(np.float32((low + high) / 2))


@cache
def _marks() -> list[int]:
    named = ("related", "comments", "share", "subscription", "legal")
    return [places()[f"group_{name}"] for name in named]


def _after_mark(
    values: Matrix, longs: NDArray[np.bool_], words: Matrix, where: Layout
) -> NDArray[np.intp]:
    """How many lines ago a related, comment or share line stood after the story had begun."""
    begun = where.lines(longs.cumsum(axis=1) > 2)
    hit = (values[_marks()].sum(axis=0) > 0.4) & (words < 12) & begun
    return np.asarray(np.minimum(where.lines(where.table(hit, 0).cumsum(axis=1)), 20))


def _runs(flags: NDArray[np.bool_], where: Layout) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Lengths of the runs of unset and of set flags that each line stands in, 0 where it is none."""
    begins = where.place == 0
    begins[1:] |= flags[1:] != flags[:-1]
    starts = begins.nonzero()[0]
    sizes = np.diff(starts, append=len(flags))
    length = np.minimum(sizes, 30).repeat(sizes)
    return np.where(flags, 0, length), np.where(flags, length, 0)


@cache
def _seen() -> list[int]:
    return [places()[name] for name in _SEEN]


def _neighbours(values: Matrix, where: Layout) -> None:
    """What is seen of the lines around each; -1 beyond the document's ends."""
    reach = max(_REACH)
    at = np.arange(len(where.owner)) + reach * (where.owner + 1)
    padded = np.full((len(_SEEN), len(at) + reach * (len(where.sizes) + 1)), -1.0, np.float32)
    padded[:, at] = values[_seen()]
    first = places()[f"{_SEEN[0]}@{_REACH[0]:+d}"]
    for number, by in enumerate(_REACH):
        low = first + number * len(_SEEN)
        padded.take(at + by, axis=1, out=values[low : low + len(_SEEN)], mode="clip")


@cache
def _windowed() -> list[int]:
    return [places()[name] for name in _WINDOWED]


def _windows(values: Matrix, where: Layout) -> None:
    """Means over the lines around each, as far as the document goes."""
    total = np.zeros((len(_WINDOWED), len(where.sizes), where.width + 1))
    for row, column in enumerate(_windowed()):
        where.table(values[column], 0.0).cumsum(axis=1, dtype=np.float64, out=total[row, :, 1:])
    order, many = where.place, where.every(where.sizes)
    at = places()[f"{_WINDOWED[0]}~{_WIDTHS[0]}"]
    for width in _WIDTHS:
        low, high = np.maximum(order - width, 0), np.minimum(order + width + 1, many)
        sums = total[:, where.owner, high] - total[:, where.owner, low]
        values[at : at + len(_WINDOWED)] = sums / (high - low)
        at += len(_WINDOWED)
