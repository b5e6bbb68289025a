"""Words as rows of numbers, many short texts at a time: what the quick readings of the models share.

A network that looks at a word's neighbours gets all texts as one table, with rows of nothing between
them so that none sees another; the tables are no larger than the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Found = tuple[int, int, str]
"""Half-open span in code points, and the model's own label."""

K = TypeVar("K", bound=Hashable)

ROWS = 512
"""Words of several texts that go through a network at once."""

KEPT = 8_192
"""Words whose embedding is kept; more than a text handed to a model can have."""


class UnlikeError(ValueError):
    """A model is of another build than those that can be read here."""


def portions(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of texts of these lengths, in portions of some words; empty texts are left out.

    A long text is a portion of its own.
    """
    some: list[int] = []
    size = 0
    for number, length in enumerate(lengths):
        if some and size + length > ROWS:
            yield some
            some, size = [], 0
        if length:
            some.append(number)
            size += length
    if some:
        yield some


class Words(Generic[K]):
    """Embeddings of words by whatever decides them; all are forgotten when the table is full."""

    def __init__(self, width: int, embed: Callable[[list[K]], Floats]) -> None:
        """`embed` makes a row for each key."""
        self._embed = embed
        self._table = np.empty((KEPT, width), np.float32)
        self._row: dict[K, int] = {}

    def rows(self, keys: Sequence[K]) -> Floats:
        """A row for each key."""
        row = self._row
        new = list(dict.fromkeys(key for key in keys if key not in row))
        if len(row) + len(new) > len(self._table):
            row.clear()
            new = list(dict.fromkeys(keys))
        if new:
            at = len(row)
            self._table[at : at + len(new)] = self._embed(new)
            row.update(zip(new, range(at, at + len(new)), strict=True))
        found: Floats = self._table[[row[key] for key in keys]]
        return found


def apart(lengths: Sequence[int], gap: int) -> NDArray[np.intp]:
    """Where each word stands once `gap` rows of nothing stand before, between and behind the texts."""
    shifts = np.repeat(gap * np.arange(1, len(lengths) + 1), lengths)
    placed: NDArray[np.intp] = shifts + np.arange(len(shifts))
    return placed


def beside(rows: Floats) -> Floats:
    """Each row with the one before it and the one behind it: three times as wide."""
    width = rows.shape[1]
    made = np.zeros((len(rows), 3 * width), np.float32)
    made[1:, :width] = rows[:-1]
    made[:, width : 2 * width] = rows
    made[:-1, 2 * width :] = rows[1:]
    return made
