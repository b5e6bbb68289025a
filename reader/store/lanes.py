"""Which index is read in order, and how much lies in it.

That is decided here and not by SQLite, which has no statistics of a store that grows all day: the tally says
how many articles each condition leaves, and the index that holds the fewest of them in the right order is
read until the page is full.
"""

from __future__ import annotations

import array
import sqlite3
from collections.abc import Iterable, Sequence

from reader.store.base import Base
from reader.store.guarded import problem
from reader.store.query.conditions import Condition, Plan, joined

GATHERED = 8
"""How much sooner an index of a state fills a page than one of an outlet or language of the same size:
what was read, dropped or starred lies together in time, so the others run through long stretches of it."""

_BROAD = ("article_source", "article_language", "article_leftovers")

HELD = {
    "article_with_leftovers": "a.leftovers > 0",
    "article_tagged": "a.tags <> ''",
    "article_annotated": "a.annotated = 1",
    "article_remarked": "a.notes <> ''",
}
"""What the indexes of some articles hold, of which conditions ask for a part."""

SORTED = 20_000
"""Articles that are gathered and sorted rather than found in the order of a sort."""


class Lanes(Base):
    """The part of the store that reads its list from an index."""

    def _lane(self, conditions: Iterable[Condition]) -> str:
        """The index to read in order of publication: of those that the conditions have, the one that holds least."""
        best, least = "article_date", self._tallied(())
        for condition in conditions:
            if condition.tallied:
                size = self._tallied((condition,))
                if condition.index not in _BROAD:
                    size //= GATHERED
            elif condition.index == "article_content":
                return condition.index  # a few articles, gathered first
            else:
                size = min(self._held(condition), least // 2)
            if size < least:
                best, least = condition.index, size
        return best

    def _tallied(self, conditions: Iterable[Condition]) -> int:
        """How many articles match conditions that the tally knows."""
        sql, parameters = joined(conditions)
        where = f"WHERE {sql}" if sql else ""
        row = self.db.execute(
            f"SELECT coalesce(sum(articles), 0) FROM tally a {where}",  # noqa: S608  # our SQL
            parameters,
        )
        return int(row.fetchone()[0])

    def _held(self, condition: Condition) -> int:
        """How many articles the index of a condition holds, if they are few."""
        inside = HELD.get(condition.index)
        sql, parameters = (inside, ()) if inside else (condition.sql, condition.parameters)
        row = self.db.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM article a INDEXED BY {condition.index} "  # noqa: S608  # our SQL
            f"WHERE {sql} LIMIT {SORTED + 1})",
            parameters,
        )
        return int(row.fetchone()[0])

    def _narrowest(self, found: Plan) -> str:
        """The index that holds so little that all of it is looked at sooner than every article; empty for none."""
        narrow = [
            lane
            for lane in found.lanes
            if not several(lane)
            and (self._tallied((lane,)) if lane.tallied else self._held(lane)) <= SORTED
        ]
        return self._lane(narrow) if narrow else ""

    def _few(self, tallied: Sequence[Condition], lanes: Sequence[Condition] = ()) -> bool:
        """Whether conditions leave so few articles, as the tally or an index knows, that they are best sorted."""
        if tallied and self._tallied(tallied) <= SORTED:
            return True
        return any(
            lane.index == "article_content" or self._held(lane) <= SORTED
            for lane in lanes
            if not lane.tallied
        )

    def _dated(
        self,
        where: str,
        parameters: Sequence[object],
        index: str,
        reverse: bool,
        limit: int | None,
    ) -> array.array[int]:
        way = "ASC" if reverse else "DESC"
        sql = f"SELECT key FROM article a INDEXED BY {index} "  # noqa: S608  # our SQL
        sql += f"{'WHERE ' + where if where else ''} ORDER BY stamp {way}, key {way}"
        return self._read(sql, parameters, limit)

    def _read(
        self, sql: str, parameters: Sequence[object], limit: int | None = None
    ) -> array.array[int]:
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        rows = self.db.execute(sql, parameters)
        try:
            # Without a list between: a million keys are 8 MB so, and 80 MB otherwise.
            return array.array("q", (row[0] for row in rows))
        except sqlite3.DatabaseError as error:
            raise problem(str(self.path), error) from error

    def _last(self) -> int:
        """The largest key there is."""
        return int(self.db.execute("SELECT max(key) FROM article").fetchone()[0] or 0)


def several(condition: Condition) -> bool:
    """Whether it is of several outlets, whose articles no index has in one order."""
    return condition.index == "article_source" and len(condition.parameters) > 1
