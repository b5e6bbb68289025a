"""The groups of a list, kept as numbers side by side: a list by stories may have some hundred thousand."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, overload

from msgspec import Struct

GroupValue = str | int | None
"""What the articles of a group have in common, as `Store.groups` says it."""


class Group(NamedTuple):
    """What stands together: its value, the place of its first article, and how many there are."""

    value: GroupValue
    start: int
    articles: int


class Groups(Sequence[Group]):
    """The groups of a list in order."""

    def __init__(
        self, counted: Iterable[tuple[GroupValue, int]] = (), most: int | None = None
    ) -> None:
        """Of groups with their numbers of articles, those that begin before the article `most`."""
        pairs = list(counted)
        self.values = [value for value, _ in pairs]
        self.articles = array("q", (count for _, count in pairs))
        self.starts = array("q", accumulate(self.articles[:-1], initial=0)) if pairs else array("q")
        while most is not None and self.starts and self.starts[-1] >= most:
            for column in (self.values, self.articles, self.starts):
                column.pop()

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, index: int) -> Group: ...
    @overload
    def __getitem__(self, index: slice) -> list[Group]: ...
    def __getitem__(self, index: int | slice) -> Group | list[Group]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        return Group(self.values[index], self.starts[index], self.articles[index])

    def __iter__(self) -> Iterator[Group]:
        return map(Group, self.values, self.starts, self.articles)

    def number(self, index: int) -> int:
        """The number of the group that an article's place lies in."""
        return bisect_right(self.starts, index) - 1


class Folds(Struct, frozen=True):
    """Which groups are shown by one line: those that are named, or with `others` all but those."""

    named: frozenset[GroupValue] = frozenset()
    others: bool = False

    def __contains__(self, value: GroupValue) -> bool:
        return (value in self.named) is not self.others

    def __bool__(self) -> bool:
        return self.others or bool(self.named)

    def turned(self, value: GroupValue) -> Folds:
        """The same but for one group, folded or unfolded."""
        return Folds(self.named ^ {value}, self.others)
