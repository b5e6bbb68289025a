"""The part of a list around one article, so that a list of any length can begin where a person was.

The place of an article in an order is what its index compares: what comes before it and behind it is read
from there, a page each way, and nobody counts how much there is.
"""

from __future__ import annotations

import array

from msgspec import Struct

from reader.store.errors import QueryError, StoreError
from reader.store.listing import Listing
from reader.store.orders import ORDERS, TABLES, ordered
from reader.store.query import Plan, parse, plan
from reader.store.query.dates import today

PATIENCE = 0.05
"""Seconds of the processor after which it is given up: hardly anything around the article matches then."""


class _Place(Struct, frozen=True):
    """What the order of a sort compares (`columns`, all falling or all rising), within equal `group`."""

    columns: tuple[str, ...]
    falling: bool = True
    group: str = ""


_DATED = ("a.stamp", "a.key")
_PLACES = {
    "date": _Place(_DATED),
    "source": _Place(_DATED, group="a.source"),
    "language": _Place(_DATED, group="a.language"),
    "title": _Place(("a.title",), falling=False),
    "leftovers": _Place(("a.leftovers", "a.stamp", "a.key")),
    "story": _Place(("s.newest", "s.id")),
    "added": _Place(("a.key",)),
    "path": _Place(("f.path",), falling=False),
}


class Nearby(Listing):
    """The part of the store that finds an article's neighbours in a list."""

    def near(
        self,
        key: int,
        query: str = "",
        sort: str = "date",
        reverse: bool = False,
        each: int = 250,
        *,
        typing: bool = False,
    ) -> array.array[int] | None:
        """At most `each` rows before this one and behind it, itself among them, in the order of `keys`.

        Of a list by source or language only those of the same one. None where the row is not in the list,
        or where it would take long: after a search for words, or where hardly any neighbour matches.
        Raises `QueryError`.
        """
        if sort not in ORDERS:
            raise QueryError(f"cannot sort by “{sort}”; known are {', '.join(ORDERS)}", 0)
        found = plan(self.db, parse(query, typing=typing), today())
        if found.match:
            return None
        try:
            with self.hurried(PATIENCE):
                behind = self._side(key, found, sort, reverse, each + 1)
                before = self._side(key, found, sort, reverse, each, back=True)
        except StoreError:
            return None
        before.reverse()
        return before + behind if key in behind else None

    def _side(
        self, key: int, found: Plan, sort: str, reverse: bool, limit: int, *, back: bool = False
    ) -> array.array[int]:
        place, table = _PLACES[sort], TABLES[sort]
        columns = ", ".join(place.columns)
        here = self.db.execute(
            f"SELECT {columns} FROM {_one(table)} WHERE a.key = {int(key)}"  # noqa: S608  # our SQL
        ).fetchone()
        if here is None:
            return array.array("q")
        falling = place.falling != (reverse != back)
        sign = ("<" if falling else ">") + ("" if back else "=")
        # Values and no subquery: only these are compared by all columns of the index.
        conditions = [f"({columns}) {sign} ({', '.join('?' * len(here))})"]
        if place.group:
            conditions.append(
                f"{place.group} IS (SELECT {place.group} FROM article a WHERE a.key = {int(key)})"  # noqa: S608
            )
        where, parameters = found.where()
        if where:
            conditions.append(f"({where})")
        order = ordered("date" if place.group else sort, reverse != back)
        sql = f"SELECT a.key FROM {table} WHERE {' AND '.join(conditions)} ORDER BY {order}"  # noqa: S608
        return self._read(sql, (*here, *parameters), limit)


def _one(table: str) -> str:
    """The same tables to find one article in by its key."""
    if table.startswith("story"):
        return "article a JOIN story s ON s.id = a.story"
    if table.startswith("file"):
        return "article a JOIN file f ON f.id = a.file"
    return "article a"
