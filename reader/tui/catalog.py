"""The list is a window on the store: nothing grows with the number of articles but their keys.

A million keys are eight megabytes; the rows behind them are fetched a page at a
time as they come into view. No Textual here: what is shown, in which order,
and where the cursor's article went can be tested without a screen.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby
from pathlib import Path
from typing import NamedTuple

from reader.store import Counts, Row, Store
from reader.tui.keyset import KeySet

PAGE = 100
"""Rows fetched at once around the one that is wanted."""

NEAR = 200
"""Rows looked at one by one for the next unread; further off an index finds it."""

WANTED = {
    "unread": "is:unread -is:dropped",
    "leftovers": "has:leftover -is:dropped",
    "starred": "is:starred",
}
"""Queries for what `Catalog.find` looks for."""

HELD = 2_000
"""Rows kept; the cache starts anew beyond."""

PATIENCE = 0.01
"""Seconds that a key waits for the counts of a query; they come later if they take longer."""

FIRST = 500
"""Keys fetched before the first paint; the others follow it."""


GroupValue = str | int | None
"""What the articles of a group have in common, as `Store.groups` says it."""


class Group(NamedTuple):
    """A heading of the list: its value, the place of its first article, and how many there are."""

    value: GroupValue
    start: int
    articles: int


class Catalog:
    """The articles of a query in order, as a sequence of rows that are fetched when looked at.

    With `group` set the list has a line for each heading among those of its articles; `lines`
    counts both, and places of articles and lines are turned into one another by bisection. Of a
    folded group the heading alone is a line, and stands for all its articles.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.query = ""
        self.sort = "date"
        self.reverse = False
        self.typing = False
        self.keys: array[int] = array("q")
        self.complete = True
        self.group = ""
        self.groups: tuple[Group, ...] = ()
        self.folded: set[GroupValue] = set()
        self._heads: array[int] = array("q")
        self._stops: array[int] = array("q")
        self._lines = 0
        self._rows: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def load(self, limit: int | None = None) -> None:
        """Read the keys of the query anew, at most `limit` of them.

        Raises QueryError when the query cannot be read; what was listed stays.
        """
        if self.folded:  # the first keys may all lie in one fold
            limit = None
        self.keys = self.store.keys(self.query, self.sort, self.reverse, limit, typing=self.typing)
        self.complete = limit is None or len(self.keys) < limit
        self._rows.clear()
        if not self.group:
            self._set_groups(())
        elif limit is None:
            self._set_groups(
                self.store.groups(self.group, self.query, self.reverse, typing=self.typing)
            )
        else:
            values = self.store.groups_of(self.group, self.keys)
            self._set_groups((value, len(list(each))) for value, each in groupby(values))

    def fill(self, keys: array[int], groups: Iterable[tuple[GroupValue, int]] = ()) -> None:
        """Take all keys of the query, of which the first ones are here already, and its groups."""
        self.keys, self.complete = keys, True
        self._set_groups(groups)

    # headings

    def _set_groups(self, counted: Iterable[tuple[GroupValue, int]]) -> None:
        pairs = list(counted)
        starts = accumulate((count for _, count in pairs), initial=0)
        self.groups = tuple(
            Group(value, start, count)
            for (value, count), start in zip(pairs, starts, strict=False)
            if start < len(self.keys)
        )
        self._place_lines()

    def _place_lines(self) -> None:
        """Work out on which line each heading stands, and which step of the cursor leads to its group."""
        shut = [each.value in self.folded for each in self.groups]
        heights = [
            1 if closed else 1 + each.articles
            for each, closed in zip(self.groups, shut, strict=True)
        ]
        steps = [
            1 if closed else each.articles for each, closed in zip(self.groups, shut, strict=True)
        ]
        self._heads = array("q", accumulate(heights[:-1], initial=0)) if heights else array("q")
        self._stops = array("q", accumulate(steps[:-1], initial=0)) if steps else array("q")
        self._lines = sum(heights)

    def fold(self, values: Iterable[GroupValue]) -> None:
        """Show these groups by their headings alone, and all others with their articles."""
        self.folded = set(values)
        self._place_lines()

    @property
    def lines(self) -> int:
        """How many lines the list has, headings included."""
        return self._lines if self.groups else len(self.keys)

    def line(self, index: int) -> int:
        """The line that an article's place stands on; that of the heading in a folded group."""
        if not self.groups:
            return index
        place = self._group_number(index)
        each = self.groups[place]
        head = self._heads[place]
        return head if each.value in self.folded else head + 1 + index - each.start

    def fold_at(self, index: int) -> Group | None:
        """The folded group that an article's place lies in, None where it is in view."""
        group = self.group_at(index) if self.folded else None
        return group if group is not None and group.value in self.folded else None

    def steps(self, index: int, count: int) -> int:
        """The place that so many steps of the cursor lead to; a folded group is one step."""
        if not self.folded or not self.groups:
            return max(0, min(len(self.keys) - 1, index + count))
        place = self._group_number(index)
        group = self.groups[place]
        inside = 0 if group.value in self.folded else index - group.start
        stop = max(0, self._stops[place] + inside + count)
        place = bisect_right(self._stops, stop) - 1
        group = self.groups[place]
        inside = 0 if group.value in self.folded else stop - self._stops[place]
        return group.start + min(inside, group.articles - 1)

    def _group_number(self, index: int) -> int:
        return bisect_right(self.groups, index, key=lambda each: each.start) - 1

    def group_at(self, index: int) -> Group | None:
        """The group of an article's place, None in a list without groups."""
        return self.groups[self._group_number(index)] if self.groups else None

    def heading(self, line: int) -> Group | None:
        """The heading that stands on a line, None where an article does."""
        place = bisect_right(self._heads, line) - 1
        if place < 0 or self._heads[place] != line:
            return None
        return self.groups[place]

    def at_line(self, line: int) -> int:
        """The place of the article on a line; for a heading that of the first one below it."""
        if not self.groups:
            return line
        place = bisect_right(self._heads, line) - 1
        return self.groups[place].start + max(0, line - self._heads[place] - 1)

    def key(self, index: int) -> int | None:
        """The key at a place of the list, None beyond its ends."""
        return self.keys[index] if 0 <= index < len(self.keys) else None

    def index(self, key: int | None) -> int | None:
        """The place of a key in the list, None when it is not listed."""
        if key is None:
            return None
        try:
            return self.keys.index(key)
        except ValueError:
            return None

    def row(self, index: int) -> Row | None:
        """The row at a place of the list, fetched with its neighbours; None if it went away."""
        key = self.key(index)
        if key is None:
            return None
        if key not in self._rows:
            if len(self._rows) > HELD:
                self._rows.clear()
            first = max(0, index - PAGE // 2)
            self._rows.update(self.store.rows(self.keys[first : first + PAGE]))
        return self._rows.get(key)

    def get(self, key: int) -> Row | None:
        """The row of a key, listed or not."""
        if key not in self._rows:
            self._rows.update(self.store.rows([key]))
        return self._rows.get(key)

    def forget(self, keys: Iterable[int]) -> None:
        """Fetch these rows anew when they are next looked at."""
        for key in keys:
            self._rows.pop(key, None)

    def forget_all(self) -> None:
        """Fetch every row anew when it is next looked at."""
        self._rows.clear()

    def find(self, start: int, step: int, wanted: str) -> int | None:
        """The next place from `start` in direction `step` whose row is `wanted`.

        That is ``unread`` (dropped articles are passed over), ``leftovers`` or ``starred``.
        """
        near = range(start + step, len(self.keys) if step > 0 else -1, step)
        for index in near[:NEAR]:
            row = self.row(index)
            if row is not None and _is(row, wanted):
                return index
        rest = near[NEAR:]
        if rest:
            query = f"({self.query}) {WANTED[wanted]}" if self.query else WANTED[wanted]
            found = KeySet(self.store.keys(query, typing=self.typing))
            return next((index for index in rest if self.keys[index] in found), None)
        return None

    def counts(self) -> Counts | None:
        """How many articles of the query are in each state, None if that takes too long to wait for."""
        return self.store.counts_within(PATIENCE, self.query, typing=self.typing)


def _is(row: Row, wanted: str) -> bool:
    if wanted == "unread":
        return not row.read and row.verdict != "drop"
    if wanted == "leftovers":
        return row.leftovers > 0 and row.verdict != "drop"
    return row.starred


def corpus_name(paths: Sequence[Path]) -> str:
    """What the header calls the corpus: the folder's or file's name, and how many more."""
    if not paths:
        return ""
    first = paths[0]
    name = (first.resolve().name or str(first)) + ("/" if first.is_dir() else "")
    return name if len(paths) == 1 else f"{name} +{len(paths) - 1}"
