"""Where the lines of several documents stand, so that many are read as one set of arrays.

A document of thirty lines is too short for arrays: calling an operation takes longer than doing it. So lines
of several documents stand one after another, and whatever looks at a line's neighbours works on a table with a
document a row, filled up at the end. No line ever sees one of another document.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Numbers = NDArray[np.intp]
Table = NDArray[Any]


class Layout(Struct, frozen=True):
    """Lines of documents one after another; no document is without a line.

    `sizes` counts the lines of each document, `starts` has the first of each; `owner` has the document of
    each line and `place` its position there, from 0. `width` is the most lines of a document.
    """

    sizes: Numbers
    starts: Numbers
    owner: Numbers
    place: Numbers
    width: int

    @property
    def bounds(self) -> list[tuple[int, int]]:
        """The first line of each document and the one behind its last."""
        return list(zip(self.starts.tolist(), (self.starts + self.sizes).tolist(), strict=True))

    def table(self, values: Table, fill: float, *, margin: int = 0) -> Table:
        """One value a line as a table of a row a document, `margin` places wider at either end."""
        rows = np.full((len(self.sizes), self.width + 2 * margin), fill, values.dtype)
        rows[self.owner, self.place + margin] = values
        return rows

    def lines(self, table: Table) -> Table:
        """The values of a table without margins, one a line again."""
        return np.asarray(table[self.owner, self.place])

    def every(self, values: Sequence[Any] | Table) -> Table:
        """One value a document, repeated for each of its lines."""
        return np.asarray(values)[self.owner]


def layout(sizes: Sequence[int]) -> Layout:
    """The layout of documents of so many lines, each at least one."""
    many = np.array(sizes, np.intp)
    starts = many.cumsum() - many
    owner = np.arange(len(many)).repeat(many)
    return Layout(many, starts, owner, np.arange(len(owner)) - starts[owner], int(many.max()))
