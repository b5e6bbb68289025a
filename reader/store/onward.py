"""Places of a list that are found without reading it: by number, the next that a query finds, the next group.

A key that leads far down a list of a million must not wait for a million keys. Where one is in an order is what
its index compares, so what comes next is one step into it, and a number is counted off along the index alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from reader.store.lanes import several
from reader.store.nearby import Nearby
from reader.store.orders import TABLES, ordered
from reader.store.query import Plan, parse, plan
from reader.store.query.dates import today
from reader.store.searching import GROUPED, of_group

_DAY = 86_400
_BANDS = {0: (0, 0), 1: (1, 4), 5: (5, 19)}

_Bound = tuple[str, tuple[object, ...]]
"""A condition on what comes next, with its parameters."""


class Onward(Nearby):
    """The part of the store that goes far in a list at once."""

    def at(
        self,
        place: int,
        query: str = "",
        sort: str = "date",
        reverse: bool = False,
        *,
        typing: bool = False,
    ) -> int | None:
        """The row at a place of the list, counted from 0; None beyond its ends, and where words or names are
        sought, which have no order that could be counted along. Raises `QueryError`.
        """
        found = plan(self.db, parse(query, typing=typing), today())
        if found.match or found.entities or place < 0:
            return None
        if sort in GROUPED:
            return self._in_groups(found, sort, reverse, place)
        return self._counted_off(found, sort, reverse, place)

    def _in_groups(self, found: Plan, sort: str, reverse: bool, place: int) -> int | None:
        if not found.complete:
            return None
        for group in self._groups_in_order(sort, reverse):
            one = of_group(sort, group)
            size = self._tallied((one, *found.tallied))
            if place < size:
                sql = f"{one.sql} AND {found.sql}" if found.sql else one.sql
                within = Plan(
                    sql=sql,
                    parameters=(*one.parameters, *found.parameters),
                    tallied=(one, *found.tallied),
                    lanes=(one,),
                )
                return self._counted_off(within, "date", reverse, place)
            place -= size
        return None

    def _counted_off(self, found: Plan, sort: str, reverse: bool, place: int) -> int | None:
        if found.complete or sort == "date":
            whole = self._tallied(found.tallied)
            if found.complete and place >= whole:
                return None
            if found.complete and place > whole // 2:
                place, reverse = whole - 1 - place, not reverse
        table = self._table(found, sort)
        where, parameters = found.where()
        sql = (
            f"SELECT a.key FROM {table} {'WHERE ' + where if where else ''} "  # noqa: S608  # our SQL
            f"ORDER BY {ordered(sort, reverse)} LIMIT 1 OFFSET ?"
        )
        row = self.db.execute(sql, (*parameters, place)).fetchone()
        return None if row is None else int(row[0])

    def onward(
        self,
        key: int,
        query: str = "",
        sort: str = "date",
        reverse: bool = False,
        *,
        back: bool = False,
        typing: bool = False,
    ) -> int | None:
        """The next row behind this one that the query finds, with `back` the one before it; the row itself
        need not match. None where there is none. Raises `QueryError`.
        """
        found = plan(self.db, parse(query, typing=typing), today())
        return self._first_of(
            found, sort, reverse != back, self._behind(key, sort, reverse != back)
        )

    def beyond(
        self,
        key: int,
        query: str = "",
        sort: str = "date",
        reverse: bool = False,
        *,
        typing: bool = False,
    ) -> int | None:
        """The first row of the next group behind this row's, of a list by day, source, language or leftovers.

        Raises `QueryError`.
        """
        found = plan(self.db, parse(query, typing=typing), today())
        (group,) = self.groups_of(sort, [key])
        if sort in GROUPED:
            bounds = self._other_groups(sort, group, reverse)
        else:
            low, high = _span(int(group or 0)) if sort == "date" else _band(int(group or 0))
            column = "a.stamp" if sort == "date" else "a.leftovers"
            bounds = iter([(f"{column} > ?", (high,)) if reverse else (f"{column} < ?", (low,))])
        return self._first_of(found, sort, reverse, bounds)

    def _first_of(
        self, found: Plan, sort: str, reverse: bool, bounds: Iterator[_Bound]
    ) -> int | None:
        where, parameters = found.where()
        table = self._table(found, sort)
        order = ordered("date" if sort in GROUPED else sort, reverse)
        for bound, values in bounds:
            row = self.db.execute(
                f"SELECT a.key FROM {table} WHERE {bound} {'AND ' + where if where else ''} "  # noqa: S608  # our SQL
                f"ORDER BY {order} LIMIT 1",
                (*values, *parameters),
            ).fetchone()
            if row is not None:
                return int(row[0])
        return None

    def _table(self, found: Plan, sort: str) -> str:
        """What is read in the order of the sort: of a list by date the index that holds least."""
        if sort == "date":
            lanes = [each for each in found.lanes if each.tallied and not several(each)]
            return f"article a INDEXED BY {self._lane(lanes)}"
        return TABLES[sort]

    def _behind(self, key: int, sort: str, reverse: bool) -> Iterator[_Bound]:
        """What comes behind a row in an order: first that within what is alike, then all other."""
        row = self.db.execute(
            "SELECT a.stamp, a.key, a.leftovers, a.title, a.part, f.path, s.newest, s.id, a.source, a.language "
            "FROM article a LEFT JOIN file f ON f.id = a.file LEFT JOIN story s ON s.id = a.story WHERE a.key = ?",
            (key,),
        ).fetchone()
        if row is None:
            return
        stamp, _, leftovers, title, part, path, newest, story, source, language = row
        down, up = (">", "<") if reverse else ("<", ">")
        dated = f"(a.stamp, a.key) {down} (?, ?)"
        if sort == "date":
            yield dated, (stamp, key)
        elif sort == "added":
            yield f"a.key {down} ?", (key,)
        elif sort == "leftovers":
            yield f"(a.leftovers, a.stamp, a.key) {down} (?, ?, ?)", (leftovers, stamp, key)
        elif sort == "title":
            yield f"a.title = ? AND {dated}", (title, stamp, key)
            yield f"a.title {up} ?", (title,)
        elif sort == "path":
            yield f"f.path = ? AND a.part {up} ?", (path, part)
            yield f"f.path {up} ?", (path,)
        elif sort == "story":
            yield f"s.newest = ? AND s.id = ? AND {dated}", (newest, story, stamp, key)
            yield f"(s.newest, s.id) {down} (?, ?)", (newest, story)
        else:
            group = source if sort == "source" else language
            yield f"a.{sort} IS ? AND {dated}", (group, stamp, key)
            yield from self._other_groups(sort, group, reverse)

    def _other_groups(self, sort: str, group: object, reverse: bool) -> Iterator[_Bound]:
        """The groups behind one, in their order."""
        values = self._groups_in_order(sort, reverse)
        for value in values[values.index(group) + 1 :] if group in values else ():
            one = of_group(sort, value)
            yield one.sql, one.parameters


def _span(day: int) -> tuple[int, int]:
    """The first and last second of a day of `GROUPS`, in which SQLite divides towards 0."""
    first = day * _DAY if day > 0 else (day - 1) * _DAY + 1
    return first, (day + 1) * _DAY - 1 if day >= 0 else day * _DAY


def _band(least: int) -> tuple[int, int]:
    """The least and the most leftovers of a band of `GROUPS`."""
    return _BANDS.get(least, (least, 1 << 62))
