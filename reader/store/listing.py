"""The list: keys of a query in order, groups of them, and how many there are of each kind."""

from __future__ import annotations

import array
import heapq
import itertools
import sqlite3
import threading
import time
from collections.abc import Sequence

from msgspec.structs import replace

from reader.store import storied
from reader.store.base import STEPS, listed
from reader.store.by_story import ByStory
from reader.store.errors import QueryError, StoreError
from reader.store.guarded import problem
from reader.store.lanes import several
from reader.store.orders import ORDERS, ordered
from reader.store.query import Plan, parse, plan
from reader.store.query.apart import alternatives
from reader.store.query.conditions import MARKED, NOTHING, Condition, joined
from reader.store.query.dates import today
from reader.store.query.parse import Node
from reader.store.records import Counts
from reader.store.searching import (
    BANDS,
    BROAD,
    GROUPED,
    KEY_BITS,
    marks,
    of_group,
)

GROUPS = {
    "date": "a.stamp / 86400",
    "source": "a.source",
    "language": "a.language",
    "leftovers": "CASE WHEN a.leftovers > 19 THEN 20 WHEN a.leftovers > 4 THEN 5 ELSE a.leftovers > 0 END",
    "story": "a.story",
}
"""What a list sorted so can be grouped by: the day of publication in days since 1970 (by the outlet's own
clock; 0 undated), source, language, the least number of leftovers of a band, or the story, by its number; None
then stands for stories in a row of which the list has one article each."""

MERGED = 16
"""Outlets whose lists are merged; of more of them the list of all is read."""

ALTERNATIVES = 6
"""Lists of which a page is put together."""

WALKED = 16
"""Entities whose articles are walked through side by side; for more of them a set is made."""

_WALKED = ("title", "story", "added", "path")
"""Sorts whose indexes hold nothing that a query asks for."""

PIECE = 10_000
"""Rows that one statement is given."""

_COUNTS = "count(*), " + ", ".join(
    f"count(*) FILTER (WHERE {state})"  # half the time of sums
    for state in (
        "a.read = 0",
        "a.leftovers > 0",
        "a.verdict = 1",
        "a.verdict = 2",
        "a.starred",
        "a.analysed = 0 AND a.failed IS NULL",
        "a.failed IS NOT NULL",
        "a.read = 0 AND a.verdict <> 2",
    )
)
_TALLIED = (
    "sum(articles), sum(articles * (read = 0)), sum(articles * leftovers), "
    "sum(articles * (verdict = 1)), sum(articles * (verdict = 2)), sum(articles * starred), "
    "sum(articles * (analysed = 0 AND failed IS NULL)), sum(articles * (failed IS NOT NULL)), "
    "sum(articles * (read = 0 AND verdict <> 2))"
)

_OF_SPAN = (
    ("article_date", "1", "count(*)"),
    ("article_unread", "read = 0", "count(*)"),
    ("article_with_leftovers", "leftovers > 0", "count(*)"),
    ("article_kept", "verdict = 1", "count(*)"),
    ("article_dropped", "verdict = 2", "count(*)"),
    ("article_starred", "starred = 1", "count(*)"),
    ("article_waiting", "analysed = 0 AND failed IS NULL", "count(*)"),
    ("article_failed", "failed IS NOT NULL", "count(*)"),
    ("article_unread", "read = 0 AND verdict <> 2", "count(*)"),
)
"""The index that holds the articles of each of `Counts`, for a stretch of time."""


class Listing(ByStory):
    """The part of the store that says which articles a query finds, in which order, and how many."""

    def keys(
        self,
        query: str = "",
        sort: str = "date",
        reverse: bool = False,
        limit: int | None = None,
        *,
        typing: bool = False,
    ) -> array.array[int]:
        """The rows that match, in order, as 64-bit keys.

        `sort` is one of `ORDERS`; `typing` takes the query for unfinished. Raises `QueryError`,
        for an unknown sort as well.
        """
        if sort not in ORDERS:
            raise QueryError(f"cannot sort by “{sort}”; known are {', '.join(ORDERS)}", 0)
        node = parse(query, typing=typing)
        found = plan(self.db, node, today())
        if limit is not None and self._nothing(found):
            return array.array("q")
        if limit is None:
            return self._listed(found, sort, reverse, limit)
        each = alternatives(node, ALTERNATIVES) if node is not None else []
        page = self._page(found, sort, reverse, limit, briefly=len(each) > 1)
        if page is None and len(each) > 1:
            page = self._united(each, sort, reverse, limit)
        return self._sorted_out(found, reverse, limit, sort) if page is None else page

    def _page(
        self, found: Plan, sort: str, reverse: bool, limit: int, *, briefly: bool = False
    ) -> array.array[int] | None:
        """The first rows of a plan, None where that would take long."""
        if not self._unsure(found, sort):
            return self._listed(found, sort, reverse, limit)
        if sort == "story":
            return self._page_by_story(found, reverse, limit, briefly=briefly)
        return self._page_of_words(found, reverse, limit, sort, briefly=briefly)

    def _nothing(self, found: Plan) -> bool:
        """Whether it is known that nothing matches."""
        if any(each.sql == NOTHING for each in found.rest):
            return True
        return bool(found.tallied) and not self._tallied(found.tallied)

    def _united(
        self, each: Sequence[Node], sort: str, reverse: bool, limit: int
    ) -> array.array[int] | None:
        """The first of several lists together, None where some of them would take long."""
        keys: set[int] = set()
        slow: list[Plan] = []
        for node in each:
            found = plan(self.db, node, today())
            if self._nothing(found):
                continue
            page = self._page(found, sort, reverse, limit)
            if page is None:
                slow.append(found)
            keys.update(page or ())
        if len(slow) > 1:
            return None
        for found in slow:
            keys.update(self._sorted_out(found, reverse, limit, sort))
        return self._in_place(keys, sort, reverse, limit)

    def _listed(self, found: Plan, sort: str, reverse: bool, limit: int | None) -> array.array[int]:
        """The rows of a plan whose words, if there are any, are all to be found."""
        found = self._worded(found)
        if sort == "date":
            return self._by_date(found, reverse, limit)
        if found.match:
            found = self._gathered(found)
        if limit is not None and found.lanes and self._few(found.tallied, found.lanes):
            return self._ordered(found, sort, reverse, limit)
        if sort == "leftovers" and limit is not None and not found.entities:
            return self._by_leftovers(found, reverse, limit)
        if sort not in GROUPED:
            return self._ordered(found, sort, reverse, limit)
        whole = array.array("q")
        for group in self._groups_in_order(sort, reverse):
            one = of_group(sort, group)
            rest = None if limit is None else limit - len(whole)
            whole += self._within(found, one, reverse, rest)
            if limit is not None and len(whole) >= limit:
                break
        return whole

    def _unsure(self, found: Plan, sort: str) -> bool:
        """Whether nobody knows how far the index of an order has to be read until a page is full."""
        if found.match or ((found.leaves or found.scanned) and not found.entities):
            return True
        return (
            not found.entities
            and bool(found.sql)
            and sort in _WALKED
            and not self._narrowest(found)
        )

    def _within(
        self, found: Plan, one: Condition, reverse: bool, limit: int | None
    ) -> array.array[int]:
        """Those of one group of a sort, by date."""
        where, parameters = found.where()
        inside = one.sql + (f" AND ({where})" if where else "")
        index = one.index
        if limit is not None and not found.entities:
            # What was read may fill the beginning of a group; an index of the unread passes it by.
            index = self._lane([one, *(c for c in found.lanes if c.tallied and not several(c))])
        return self._dated(inside, (*one.parameters, *parameters), index, reverse, limit)

    def _by_leftovers(self, found: Plan, reverse: bool, limit: int) -> array.array[int]:
        with_some, without = BANDS
        page = array.array("q")
        for band in reversed(BANDS) if reverse else BANDS:
            rest = limit - len(page)
            if rest and band is without:
                page += self._within(found, without, reverse, rest)
            elif rest:
                sql = f"{with_some.sql} AND {found.sql}" if found.sql else with_some.sql
                page += self._ordered(replace(found, sql=sql), "leftovers", reverse, rest)
        return page

    def _by_date(self, found: Plan, reverse: bool, limit: int | None) -> array.array[int]:
        if 0 < len(found.entities) <= WALKED and not found.match:
            return self._naming_one_of(found, reverse, limit)
        where, parameters = found.where()
        if found.complete and where and limit is not None and not self._tallied(found.tallied):
            return array.array("q")
        if found.match:
            return self._all_of_words(found, reverse)
        index = "article_content" if found.entities else self._lane(found.lanes)
        many = next((c for c in found.lanes if index == c.index and several(c)), None)
        if many is not None:
            if limit is not None and len(many.parameters) <= MERGED:
                return self._merged(found, many, reverse, limit)
            index = "article_date"
        return self._dated(where, parameters, index, reverse, limit)

    def _ordered(
        self, found: Plan, sort: str, reverse: bool, limit: int | None
    ) -> array.array[int]:
        if sort == "path":
            table = "file f CROSS JOIN article a ON a.file = f.id"
            order = ordered(sort, reverse)
        elif sort == "story":
            table, order = storied.table(self._hint(found, sort)), ordered(sort, reverse)
        else:
            table, order = f"article a {self._hint(found, sort)}", ordered(sort, reverse)
        where, parameters = found.where()
        sql = f"SELECT a.key FROM {table} {'WHERE ' + where if where else ''} ORDER BY {order}"  # noqa: S608  # our SQL
        return self._read(sql, parameters, limit)

    def _hint(self, found: Plan, sort: str) -> str:
        """Which index to read for a sort that has one: its own, unless few articles are to be sorted."""
        if found.entities:
            return "INDEXED BY article_content"
        index = self._lane(found.lanes)
        if index == "article_content" or (found.lanes and self._few(found.tallied, found.lanes)):
            return f"INDEXED BY {index}"
        return "NOT INDEXED" if sort == "added" else f"INDEXED BY article_{sort}"

    def _merged(
        self, found: Plan, outlets: Condition, reverse: bool, limit: int
    ) -> array.array[int]:
        """The newest of a few outlets, from the index of each."""
        where, parameters = found.where()
        way = "ASC" if reverse else "DESC"
        pages = [
            self.db.execute(
                "SELECT stamp, key FROM article a INDEXED BY article_source "  # noqa: S608  # our SQL
                f"WHERE a.source = ? AND {where} ORDER BY stamp {way}, key {way} LIMIT {int(limit)}",
                (outlet, *parameters),
            ).fetchall()
            for outlet in outlets.parameters
        ]
        merged = heapq.merge(*pages, reverse=not reverse)
        return array.array("q", (row[1] for row in itertools.islice(merged, limit)))

    def _naming_one_of(self, found: Plan, reverse: bool, limit: int | None) -> array.array[int]:
        if limit is None and self._last() < 1 << KEY_BITS:
            return self._naming_all(found, reverse)
        # Each entity's articles lie in order already: the first page costs its own rows alone.
        way = "ASC" if reverse else "DESC"
        sql = (
            "SELECT m.stamp, a.key FROM mention m "  # noqa: S608  # our SQL
            "CROSS JOIN article a INDEXED BY article_content ON a.content = m.content "
            f"WHERE m.entity = ? {'AND ' + found.sql if found.sql else ''} "
            f"ORDER BY m.stamp {way}, a.key {way}"
        )
        walks = [self.db.execute(sql, (entity, *found.parameters)) for entity in found.entities]
        rows = walks[0] if len(walks) == 1 else heapq.merge(*walks, reverse=not reverse)
        try:
            # An article that names several forms of an entity comes once for each, one after the other.
            keys = (key for key, _ in itertools.groupby(row[1] for row in rows))
            return array.array("q", itertools.islice(keys, limit))
        except sqlite3.DatabaseError as error:
            raise problem(str(self.path), error) from error

    def _naming_all(self, found: Plan, reverse: bool) -> array.array[int]:
        """All of them at once: time and key as one number, which is fetched and sorted in half the time."""
        numbers = array.array("q")
        for entity in found.entities:
            rows = self.db.execute(
                f"SELECT (m.stamp << {KEY_BITS}) + a.key FROM mention m "  # noqa: S608  # our SQL
                "CROSS JOIN article a INDEXED BY article_content ON a.content = m.content "
                f"WHERE m.entity = ? {'AND ' + found.sql if found.sql else ''} "
                f"ORDER BY m.stamp {'ASC' if reverse else 'DESC'}",
                (entity, *found.parameters),
            )
            try:
                numbers.extend(row[0] for row in rows)
            except sqlite3.DatabaseError as error:
                raise problem(str(self.path), error) from error
        mask = (1 << KEY_BITS) - 1
        keys = (
            number & mask for number, _ in itertools.groupby(sorted(numbers, reverse=not reverse))
        )
        return array.array("q", keys)

    # counts

    def counts(self, query: str = "", *, typing: bool = False) -> Counts:
        """How many articles of the query are in each state. Raises `QueryError`."""
        found = plan(self.db, parse(query, typing=typing), today())
        return self._counted(found) or self._counts(found)

    def counts_within(
        self, seconds: float, query: str = "", *, typing: bool = False
    ) -> Counts | None:
        """The same, or None if it takes longer than that. Raises `QueryError`."""
        # Other threads read through this connection as well, and are not to be stopped.
        me, end = threading.get_ident(), time.monotonic() + seconds
        late = False

        def look() -> int:
            nonlocal late
            late = late or (threading.get_ident() == me and time.monotonic() > end)
            return int(late and threading.get_ident() == me)

        self.db.set_progress_handler(look, STEPS)
        try:
            return self.counts(query, typing=typing)
        except StoreError:
            if late:
                return None
            raise
        finally:
            self.db.set_progress_handler(None, 0)

    def _counted(self, found: Plan) -> Counts | None:
        if not found.complete:
            return None
        sql, parameters = joined(found.tallied)
        where = f"WHERE {sql}" if sql else ""
        row = self.db.execute(f"SELECT {_TALLIED} FROM tally a {where}", parameters).fetchone()  # noqa: S608  # our SQL
        return Counts(*(number or 0 for number in row))

    def _counts(self, found: Plan) -> Counts:
        if found.entities and not found.match and self._broad(found.entities):
            return self._counts_of_many(found)
        if _is_span(found):
            return self._counts_of_span(found)
        source, parameters = self._source(found)
        return Counts(*self.db.execute(f"SELECT {_COUNTS} FROM {source}", parameters).fetchone())  # noqa: S608  # our SQL

    def _counts_of_span(self, found: Plan) -> Counts:
        """Counts of days: the rows of each state are counted in its own index, and nothing is looked at."""
        each = [
            f"(SELECT {what} FROM article a INDEXED BY {index} WHERE {state} AND {found.sql})"  # noqa: S608  # our SQL
            for index, state, what in _OF_SPAN
        ]
        sql = f"SELECT {', '.join(each)}"  # our SQL
        return Counts(*self.db.execute(sql, found.parameters * len(each)).fetchone())

    def _broad(self, entities: Sequence[int]) -> bool:
        """Whether so many articles name these that reading all articles is cheaper than finding theirs."""
        named = self.db.execute(
            "SELECT sum(articles) FROM entity WHERE id IN (SELECT value FROM json_each(?))",
            (listed(entities),),
        ).fetchone()[0]
        return (named or 0) * BROAD > self._tallied(())

    def _counts_of_many(self, found: Plan) -> Counts:
        contents = self._naming(found.entities)
        last = self.db.execute("SELECT coalesce(max(content), 0) FROM article").fetchone()[0]
        named = Condition(MARKED, (marks(list(itertools.takewhile(last.__ge__, contents))),))
        sql = (
            f"SELECT {_COUNTS} FROM article a INDEXED BY article_content "  # noqa: S608  # our SQL
            f"WHERE {named.sql} {f'AND {found.sql}' if found.sql else ''}"
        )
        parameters = (*named.parameters, *found.parameters)
        return Counts(*self.db.execute(sql, parameters).fetchone())

    def _source(self, found: Plan) -> tuple[str, tuple[object, ...]]:
        """What follows FROM, with the index to read: SQLite could not know which is the narrowest."""
        if found.entities and not found.match and not found.sql:
            return found.source()
        # Words and names are gathered first, and what was gathered is found by its content.
        gathered = bool(found.match or found.entities)
        found = self._gathered(found) if found.match else self._worded(found)
        few = found.lanes and self._few(found.tallied)
        index = "article_content" if gathered and not few else self._lane(found.lanes)
        source, parameters = found.source()
        return source.replace("article a", f"article a INDEXED BY {index}", 1), parameters

    def counts_of(self, keys: Sequence[int]) -> Counts:
        """How many of these rows are in each state."""
        sums = [0] * len(Counts.__struct_fields__)
        for start in range(0, len(keys), PIECE):
            row = self.db.execute(
                f"SELECT {_COUNTS} FROM article a WHERE key IN (SELECT value FROM json_each(?))",  # noqa: S608  # our SQL
                (listed(keys[start : start + PIECE]),),
            ).fetchone()
            sums = [have + more for have, more in zip(sums, row, strict=True)]
        return Counts(*sums)

    def count(self, query: str = "") -> int:
        """How many articles match. Raises `QueryError`."""
        found = plan(self.db, parse(query), today())
        if found.complete:
            return self._tallied(found.tallied)
        source, parameters = self._source(found)
        sql = f"SELECT count(*) FROM {source}"  # noqa: S608  # our SQL
        return int(self.db.execute(sql, parameters).fetchone()[0])

    def tags(self) -> dict[str, int]:
        """Every tag with how many contents it is on."""
        rows = self.db.execute("SELECT name, count(*) FROM tagged GROUP BY name")
        return dict(rows.fetchall())

    # groups

    def groups(
        self, group: str, query: str = "", reverse: bool = False, *, typing: bool = False
    ) -> list[tuple[str | int | None, int]]:
        """The groups of a list that is sorted by `group`, in its order: what `GROUPS` says, and how many.

        Raises `QueryError`.
        """
        found = plan(self.db, parse(query, typing=typing), today())
        found = self._gathered(found) if found.match else self._worded(found)
        what = GROUPS[group]
        if group == "story":
            where, parameters = found.where()
            sql = f"SELECT a.story FROM {storied.table(self._hint(found, group))} "  # noqa: S608  # our SQL
            sql += f"{'WHERE ' + where if where else ''} ORDER BY {ordered(group, reverse)}"
            return storied.groups(self.db, self.path, sql, parameters)
        if found.complete and group in GROUPED:
            sql, parameters = joined(found.tallied)
            counted = f"SELECT {what}, sum(articles) FROM tally a"  # noqa: S608  # our SQL
        else:
            sql, parameters = found.where()
            index = self._lane(found.lanes) if found.lanes else f"article_{group}"
            if found.entities:
                index = "article_content"
            elif group not in GROUPED:
                return self._walked(found, group, reverse)
            counted = f"SELECT {what}, count(*) FROM article a INDEXED BY {index}"  # noqa: S608  # our SQL
        where = f" WHERE {sql}" if sql else ""
        rows = self.db.execute(f"{counted}{where} GROUP BY 1", parameters).fetchall()
        rows = [row for row in rows if row[1]]
        if group in GROUPED:
            rows.sort(key=lambda row: (not row[0], row[0] or ""), reverse=reverse)
        else:
            rows.sort(reverse=not reverse)
        return [(row[0], row[1]) for row in rows]

    def _walked(self, found: Plan, group: str, reverse: bool) -> list[tuple[str | int | None, int]]:
        """Groups that follow the order of an index: counted in passing, as GROUP BY would sort them all."""
        where, parameters = found.where()
        index = self._lane(found.lanes) if group == "date" and found.lanes else f"article_{group}"
        rows = self.db.execute(
            f"SELECT {GROUPS[group]} FROM article a INDEXED BY {index} "  # noqa: S608  # our SQL
            f"{'WHERE ' + where if where else ''} ORDER BY {ordered(group, reverse)}",
            parameters,
        )
        try:
            return [(value, sum(1 for _ in each)) for (value,), each in itertools.groupby(rows)]
        except sqlite3.DatabaseError as error:
            raise problem(str(self.path), error) from error

    def groups_of(self, group: str, keys: Sequence[int]) -> list[str | int | None]:
        """The group of each of these rows, in their order; None as well for a row that has gone."""
        rows = self.db.execute(
            f"SELECT a.key, {GROUPS[group]} FROM json_each(?) j JOIN article a ON a.key = j.value",  # noqa: S608  # our SQL
            (listed(keys),),
        )
        found = dict(rows.fetchall())
        return [found.get(key) for key in keys]


def _is_span(found: Plan) -> bool:
    """Whether days of publication are all that is asked."""
    return (
        found.span is not None
        and not found.match
        and not found.entities
        and found.sql == joined(found.lanes[:1])[0]
        and len(found.lanes) == 1
    )
