"""The list is a window on the store: nothing grows with the number of articles but their keys.

A million keys are eight megabytes; the rows behind them are fetched a page at a
time as they come into view. No Textual here: what is shown, in which order,
and where the cursor's article went can be tested without a screen.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext, suppress
from itertools import accumulate, groupby
from pathlib import Path
from typing import NamedTuple

from reader.store import Counts, Row, Store
from reader.store.errors import TooLongError
from reader.store.storied import together
from reader.tui.grouped import Folds, Group, Groups, GroupValue
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

SOON = 0.15
"""Seconds of the processor in which the first keys are read; beyond, they come with all others."""

FIRST = 500
"""Keys fetched before the first paint; the others follow it."""

NEIGHBOURS = 250
"""Keys fetched on either side of an article that is not among the first."""

LAST = 500
"""Keys fetched of the end of a list."""

NONE = -1
"""No row."""


class Found(NamedTuple):
    """What was found in the store: `sure` says that there is no other answer to come."""

    key: int | None
    sure: bool


class Catalog:
    """The articles of a query in order, as a sequence of rows that are fetched when looked at.

    With `group` set the list has a line for each heading among those of its articles; `lines`
    counts both, and places of articles and lines are turned into one another by bisection. Of a
    folded group the heading alone is a line, and stands for all its articles. A story has no heading:
    folded, its first article stands for all its versions.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.query = ""
        self.sort = "date"
        self.reverse = False
        self.typing = False
        self.keys: array[int] = array("q")
        self.complete = True
        self.before: int | None = 0
        """How many articles stand before the first of the keys; None where only the whole list tells."""
        self.ends = False
        """Whether the last of the keys is the last of the list, all of them known or not."""
        self.group = ""
        self.groups = Groups()
        self.folds = Folds()
        self._heads: array[int] = array("q")
        self._stops: array[int] = array("q")
        self._lines = 0
        self._rows: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def load(self, limit: int | None = None) -> None:
        """Read the keys of the query anew, at most `limit` of them, or none yet where that takes too long.

        Raises QueryError when the query cannot be read; what was listed stays.
        """
        try:
            with nullcontext() if limit is None else self.store.hurried(SOON):
                keys = self.store.keys(
                    self.query, self.sort, self.reverse, limit, typing=self.typing
                )
        except TooLongError:
            self._take(array("q"), complete=False)
            self._rows.clear()
            self._set_groups(Groups())
            return
        self._take(keys, complete=limit is None or len(keys) < limit)
        self._rows.clear()
        if self.group and limit is None:
            groups = self.store.groups(self.group, self.query, self.reverse, typing=self.typing)
            self._set_groups(Groups(groups))
        else:
            self._set_groups(self._groups_here())

    def surround(self, key: int) -> bool:
        """Read the keys around an article, which is not among the first ones; False where it is not found."""
        keys = self.store.near(
            key, self.query, self.sort, self.reverse, NEIGHBOURS, typing=self.typing
        )
        if keys is None:
            return False
        self._take(keys, complete=False, before=None)
        self._set_groups(self._groups_here())
        return True

    def end(self) -> bool:
        """Read the last keys of the list, of which the first ones are known; False where that takes too long."""
        with suppress(TooLongError), self.store.hurried(SOON):
            keys = self.store.keys(
                self.query, self.sort, not self.reverse, LAST, typing=self.typing
            )
            keys.reverse()
            self._take(keys, complete=len(keys) < LAST, before=None, ends=True)
            self._set_groups(self._groups_here())
            return True
        return False

    def go(self, place: int) -> int | None:
        """Read the keys around a place of the whole list, counted from 0; where it is among them, or None where
        that takes too long, or words are sought.
        """
        key = self._soon(lambda: self.store.at(place, *self._view, typing=self.typing))
        if key is None or not self.reach(key):
            return None
        index = self.keys.index(key)
        if not self.complete:
            self.before = place - index
        return index

    def next_group(self, index: int) -> int | None:
        """The place of the first article of the group behind that of `index`, whose end is not known; read with
        its neighbours. None where only the whole list tells.
        """
        here = self.key(index)
        if here is None or not self.headed:
            return None
        key = self._soon(lambda: self.store.beyond(here, *self._view, typing=self.typing))
        return self.keys.index(key) if key is not None and self.reach(key) else None

    def reach(self, key: int) -> bool:
        """Have a listed article among the keys: if it is not yet, those around it are read."""
        return self.index(key) is not None or (not self.complete and self.surround(key))

    @property
    def cut(self) -> bool:
        """Whether others may stand before the first of the keys."""
        return self.before != 0

    @property
    def _view(self) -> tuple[str, str, bool]:
        return self.query, self.sort, self.reverse

    def _soon(self, read: Callable[[], int | None]) -> int | None:
        """What the store says at once, None where it takes too long."""
        with suppress(TooLongError), self.store.hurried(SOON):
            return read()
        return None

    def _take(
        self, keys: array[int], *, complete: bool, before: int | None = 0, ends: bool = False
    ) -> None:
        self.keys, self.complete = keys, complete
        self.before = 0 if complete else before
        self.ends = ends or complete

    def _groups_here(self) -> Groups:
        """The groups of the keys that are there, of which the first and the last may go on."""
        if not self.group:
            return Groups()
        values = self.store.groups_of(self.group, self.keys)
        counted = ((value, len(list(each))) for value, each in groupby(values))
        return Groups(counted if self.headed else together(counted))

    def fill(
        self, keys: array[int], groups: Groups | Iterable[tuple[GroupValue, int]] = ()
    ) -> None:
        """Take all keys of the query, of which the first ones are here already, and its groups."""
        self._take(keys, complete=True)
        self._set_groups(groups if isinstance(groups, Groups) else Groups(groups, len(keys)))

    # headings

    @property
    def headed(self) -> bool:
        """Whether groups have headings: stories have none."""
        return self.group != "story"

    def _set_groups(self, groups: Groups) -> None:
        self.groups = groups
        self._place_lines()

    def _place_lines(self) -> None:
        """Work out on which line each group begins, and which step of the cursor leads to it."""
        articles, head = self.groups.articles, int(self.headed)
        shut = [self._is_shut(value) for value in self.groups.values]
        heights = [1 if closed else head + n for n, closed in zip(articles, shut, strict=True)]
        steps = [1 if closed else n for n, closed in zip(articles, shut, strict=True)]
        self._heads = array("q", accumulate(heights[:-1], initial=0)) if heights else array("q")
        self._stops = array("q", accumulate(steps[:-1], initial=0)) if steps else array("q")
        self._lines = sum(heights)

    def _is_shut(self, value: GroupValue) -> bool:
        return value in self.folds and (self.headed or value is not None)

    def goes_on(self, group: Group) -> bool:
        """Whether there may be more of a group than is known yet."""
        if self.complete:
            return False
        last = group.start + group.articles == len(self.keys)
        return (last and not self.ends) or (self.cut and group.start == 0)

    def fold(self, folds: Folds) -> None:
        """Show these groups by one line, and all others with their articles."""
        self.folds = folds
        self._place_lines()

    @property
    def lines(self) -> int:
        """How many lines the list has, headings included."""
        return self._lines if self.groups else len(self.keys)

    def line(self, index: int) -> int:
        """The line that an article's place stands on; that of a folded group's heading or first article."""
        if not self.groups:
            return index
        place = self.groups.number(index)
        each, head = self.groups[place], self._heads[place]
        return head if self._is_shut(each.value) else head + self.headed + index - each.start

    def fold_at(self, index: int) -> Group | None:
        """The folded group that an article's place lies in, None where it is in view."""
        group = self.group_at(index) if self.folds else None
        return group if group is not None and self._is_shut(group.value) else None

    def steps(self, index: int, count: int) -> int:
        """The place that so many steps of the cursor lead to; a folded group is one step."""
        if not self.folds or not self.groups:
            return max(0, min(len(self.keys) - 1, index + count))
        place = self.groups.number(index)
        group = self.groups[place]
        inside = 0 if self._is_shut(group.value) else index - group.start
        stop = max(0, self._stops[place] + inside + count)
        place = bisect_right(self._stops, stop) - 1
        group = self.groups[place]
        inside = 0 if self._is_shut(group.value) else stop - self._stops[place]
        return group.start + min(inside, group.articles - 1)

    def group_at(self, index: int) -> Group | None:
        """The group of an article's place, None in a list without groups."""
        return self.groups[self.groups.number(index)] if self.groups else None

    def heading(self, line: int) -> Group | None:
        """The heading that stands on a line, None where an article does."""
        place = bisect_right(self._heads, line) - 1
        if not self.headed or place < 0 or self._heads[place] != line:
            return None
        return self.groups[place]

    def at_line(self, line: int) -> int:
        """The place of the article on a line; for a heading that of the first one below it."""
        if not self.groups:
            return line
        place = bisect_right(self._heads, line) - 1
        return self.groups.starts[place] + max(0, line - self._heads[place] - self.headed)

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
        """The next place from `start` in direction `step` whose row is `wanted`, if it is not far.

        That is ``unread`` (dropped articles are passed over), ``leftovers`` or ``starred``. Of a folded story
        the newest version alone is looked at.
        """
        near = range(start + step, len(self.keys) if step > 0 else -1, step)
        for index in near[:NEAR]:
            row = self.row(index)
            if row is not None and _is(row, wanted) and not self.hidden(index):
                return index
        return None

    def find_far(self, start: int, step: int, wanted: str, store: Store) -> int | None:
        """The same however far, in a list that is known as a whole; asks another connection, in its thread."""
        found = KeySet(store.keys(self._wanted(wanted), typing=self.typing))
        places = range(start + step, len(self.keys) if step > 0 else -1, step)
        near = (index for index in places if self.keys[index] in found)
        return next((index for index in near if not self.hidden(index)), None)

    def find_soon(self, key: int | None, step: int, wanted: str) -> Found:
        """The next wanted article behind `key` by the index of the order, or from the list's other end on without
        one: no key where there is none, and not `sure` where it cannot be told at once.
        """
        if self.folds and not self.headed:
            return Found(None, sure=False)
        query, back = self._wanted(wanted), step < 0

        def read() -> int:
            if key is None:
                first = self.store.keys(
                    query, self.sort, self.reverse != back, 1, typing=self.typing
                )
                return first[0] if first else NONE
            found = self.store.onward(
                key, query, self.sort, self.reverse, back=back, typing=self.typing
            )
            return NONE if found is None else found

        found = self._soon(read)
        return Found(None if found == NONE else found, sure=found is not None)

    def _wanted(self, wanted: str) -> str:
        return f"({self.query}) {WANTED[wanted]}" if self.query else WANTED[wanted]

    def hidden(self, index: int) -> bool:
        """Whether an article is a version of a folded story that another one stands for."""
        fold = None if self.headed else self.fold_at(index)
        return fold is not None and fold.start != index

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
