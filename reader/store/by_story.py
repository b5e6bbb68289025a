"""The first page by story of a query of which nobody knows how far stories would have to be read.

It is made of the newest articles that match: no article is newer than its story, and only one of a story that is
told more than once may be older.
"""

from __future__ import annotations

import array
from collections.abc import Sequence

from reader.store.base import listed
from reader.store.query import Plan
from reader.store.searching import MORE, Searching

DEEP = 4_096
"""Articles that are taken by date, and of stories told more than once beside them."""


class ByStory(Searching):
    """The part of the store that makes pages of stories."""

    def _page_by_story(
        self, found: Plan, reverse: bool, limit: int, *, briefly: bool
    ) -> array.array[int] | None:
        """The first articles that match by story, None where that would take long."""
        many = limit + MORE
        while many <= DEEP:
            dated = self._page(found, "date", reverse, many, briefly=briefly)
            if dated is None:
                return None
            if len(dated) < many:
                return self._in_place(dated, "story", reverse, limit)
            edge, before = self._edge(dated, reverse)
            if before >= limit:
                beside: Sequence[int] = () if reverse else self._told_since(edge)
                if len(beside) > DEEP:
                    return None
                keys = {key for _, key in self._of_these(found, beside)}
                return self._in_place(keys.union(dated), "story", reverse, limit)
            many *= 4
        return None

    def _page(
        self, found: Plan, sort: str, reverse: bool, limit: int, *, briefly: bool = False
    ) -> array.array[int] | None:
        """Overridden by the part that lists."""
        raise NotImplementedError

    def _edge(self, dated: array.array[int], reverse: bool) -> tuple[int, int]:
        """The time of the last of these rows, and how many of them have stories that come before any of that time."""
        (edge,) = self.db.execute("SELECT stamp FROM article WHERE key = ?", dated[-1:]).fetchone()
        sql = (
            "SELECT count(*) FROM json_each(?) j CROSS JOIN article a ON a.key = j.value "  # noqa: S608  # our SQL
            f"CROSS JOIN story s ON s.id = a.story WHERE s.newest {'<' if reverse else '>'} ?"
        )
        return edge, self.db.execute(sql, (listed(dated), edge)).fetchone()[0]

    def _told_since(self, edge: int) -> array.array[int]:
        """Articles of stories that are told more than once, and were so since."""
        return self._read(
            "SELECT a.key FROM story s INDEXED BY story_told CROSS JOIN article a INDEXED BY article_story "
            "ON a.story = s.id WHERE s.articles > 1 AND s.newest >= ?",
            (edge,),
            DEEP + 1,
        )
