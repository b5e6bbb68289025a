"""The list and its articles: keys of a query in order, rows by key, texts on demand."""

from __future__ import annotations

import array
import heapq
import sqlite3
import threading
import time
from collections.abc import Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from reader.model import Article, Document
from reader.store.base import Base, listed
from reader.store.errors import QueryError, StoreError
from reader.store.guarded import problem
from reader.store.packing import unpack_analysis, unpack_document
from reader.store.query import Plan, parse, plan
from reader.store.query.compile import languages, sources
from reader.store.query.dates import today
from reader.store.records import Counts, Row
from reader.store.triage import VERDICTS

ORDERS = {
    "date": ("stamp DESC", "key DESC"),
    "source": ("source", "stamp DESC", "key DESC"),  # those without one come last
    "language": ("language", "stamp DESC", "key DESC"),
    "title": ("title", "stamp DESC", "key DESC"),
    "leftovers": ("leftovers DESC", "stamp DESC", "key DESC"),
    "added": ("key DESC",),
    "path": ("path", "part"),
}
"""How each sort orders the list: newest first, most leftovers first, names from A to Z."""

ROW_COLUMNS = (
    "a.key, c.sha, a.path, a.title, a.source, a.published, a.language, a.leftovers, "
    "a.leftover_languages, a.notes, a.read, a.starred, a.verdict, a.tags, a.annotated, "
    "a.analysed, a.failed, a.versions"
)

_COUNTS = (
    "count(*), coalesce(sum(a.read = 0), 0), coalesce(sum(a.leftovers > 0), 0), "
    "coalesce(sum(a.verdict = 1), 0), coalesce(sum(a.verdict = 2), 0), coalesce(sum(a.starred), 0), "
    "coalesce(sum(a.analysed = 0 AND a.failed IS NULL), 0), coalesce(sum(a.failed IS NOT NULL), 0)"
)
_TALLIED = {
    "": "total",
    "(a.read = 0)": "unread",
    "(a.leftovers > 0)": "leftovers",
    "(a.verdict = 1)": "kept",
    "(a.verdict = 2)": "dropped",
    "(a.starred = 1)": "starred",
}
"""Conditions whose count is kept at hand."""

_GROUPED = {"source": sources, "language": languages}
"""Sorts that go group by group, each in the order of its own index."""


WALKED = 16
"""Entities whose articles are walked through side by side; for more of them a set is made."""


STEPS = 50_000
"""Steps of SQLite's machine between two looks at the clock: about a millisecond."""


class Reading(Base):
    """The part of the store that answers the list and the reading pane."""

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
        found = plan(self.db, parse(query, typing=typing), today())
        if found.match and limit is not None and sort == "date":
            return self._newest(found, reverse, limit)
        if 0 < len(found.entities) <= WALKED and not found.match and sort == "date":
            return self._naming_one_of(found, reverse, limit)
        where, parameters = found.where()
        if sort not in _GROUPED:
            return self._ordered(where, parameters, _order(sort, reverse), limit)
        groups: list[str | None] = [*_GROUPED[sort](self.db), "" if sort == "language" else None]
        order = _order("date", reverse)
        whole = array.array("q")
        for group in reversed(groups) if reverse else groups:
            inside = f"a.{sort} IS ?" + (f" AND ({where})" if where else "")
            rest = None if limit is None else limit - len(whole)
            whole += self._ordered(inside, (group, *parameters), order, rest)
            if limit is not None and len(whole) >= limit:
                break
        return whole

    def _ordered(
        self, where: str, parameters: Sequence[object], order: str, limit: int | None
    ) -> array.array[int]:
        sql = f"SELECT key FROM article a {'WHERE ' + where if where else ''} ORDER BY {order}"  # noqa: S608
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        rows = self.db.execute(sql, parameters)
        try:
            # Without a list between: a million keys are 8 MB so, and 80 MB otherwise.
            return array.array("q", (row[0] for row in rows))
        except sqlite3.DatabaseError as error:
            raise problem(str(self.path), error) from error

    def _newest(self, found: Plan, reverse: bool, limit: int) -> array.array[int]:
        # The full-text index is numbered by publication to the minute: its first matches are
        # the newest ones; the exact order is made among some more than are asked for.
        way = "ASC" if reverse else "DESC"
        sql, parameters = found.rows()
        rows = self.db.execute(
            "SELECT a.stamp, a.key FROM search CROSS JOIN searched s ON s.id = search.rowid "  # noqa: S608
            "CROSS JOIN article a ON a.content = s.content "
            f"WHERE search MATCH ? {'AND ' + sql if sql else ''} "
            f"ORDER BY search.rowid {way} LIMIT {int(limit) + 64}",
            (found.match, *parameters),
        ).fetchall()
        found_keys = sorted(set(rows), reverse=not reverse)
        return array.array("q", [row[1] for row in found_keys[:limit]])

    def _naming_one_of(self, found: Plan, reverse: bool, limit: int | None) -> array.array[int]:
        # Each entity's articles lie in order already: the first page costs its own rows alone.
        way = "ASC" if reverse else "DESC"
        sql = (
            "SELECT m.stamp, a.key FROM mention m CROSS JOIN article a ON a.content = m.content "  # noqa: S608
            f"WHERE m.entity = ? {'AND ' + found.sql if found.sql else ''} "
            f"ORDER BY m.stamp {way}, a.key {way}"
        )
        walks = [self.db.execute(sql, (entity, *found.parameters)) for entity in found.entities]
        rows = walks[0] if len(walks) == 1 else heapq.merge(*walks, reverse=not reverse)
        try:
            # An article that names several forms of an entity comes once for each, one after the other.
            keys = (key for key, _ in groupby(row[1] for row in rows))
            return array.array("q", islice(keys, limit))
        except sqlite3.DatabaseError as error:
            raise problem(str(self.path), error) from error

    def rows(self, keys: Sequence[int]) -> dict[int, Row]:
        """The rows of these keys; a key that has gone is missing."""
        found = self.db.execute(
            f"SELECT {ROW_COLUMNS} FROM json_each(?) j JOIN article a ON a.key = j.value "  # noqa: S608
            "JOIN content c ON c.id = a.content",
            (listed(keys),),
        ).fetchall()
        return {row[0]: _row(row) for row in found}

    def counts(self, query: str = "", *, typing: bool = False) -> Counts:
        """How many articles of the query are in each state. Raises `QueryError`."""
        source, parameters = plan(self.db, parse(query, typing=typing), today()).source()
        if source == "article a":
            tally = self.db.execute(
                "SELECT total, unread, leftovers, kept, dropped, starred, waiting, failed FROM tally"
            )
            return Counts(*tally.fetchone())
        row = self.db.execute(f"SELECT {_COUNTS} FROM {source}", parameters)  # noqa: S608
        return Counts(*row.fetchone())

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

    def languages(self) -> dict[str, int]:
        """How many articles are in each language, or hold leftovers in it (ISO 639-1 codes)."""
        found: dict[str, int] = {}
        for column in ("language", "leftover_languages"):
            rows = self.db.execute(
                f"SELECT {column}, count(*) FROM article WHERE {column} <> '' GROUP BY {column}"  # noqa: S608 - names of columns
            )
            for codes, articles in rows:
                for code in codes.split():
                    found[code] = found.get(code, 0) + articles
        return found

    def count(self, query: str = "") -> int:
        """How many articles match. Raises `QueryError`."""
        found = plan(self.db, parse(query), today())
        where, _ = found.where()
        if where in _TALLIED:
            tally = self.db.execute(f"SELECT {_TALLIED[where]} FROM tally")  # noqa: S608
            return int(tally.fetchone()[0])
        source, parameters = found.source()
        sql = f"SELECT count(*) FROM {source}"  # noqa: S608
        return int(self.db.execute(sql, parameters).fetchone()[0])

    def document(self, key: int) -> Document:
        """The article as it arrived. Raises `StoreError` if the row has gone or is damaged."""
        found = self.db.execute(
            "SELECT a.path, o.packed FROM article a JOIN original o ON o.content = a.content WHERE a.key = ?",
            (key,),
        ).fetchone()
        if found is None:
            raise StoreError(f"article {key} is no longer in {self.path}")
        try:
            document = unpack_document(found[1])
        except ValueError as error:
            raise StoreError(
                f"{found[0]}: its copy in {self.path} is damaged; scan the file again"
            ) from error
        return _at(document, found[0])

    def article(self, key: int) -> Article | None:
        """The analysed article, None until its analysis is done.

        Names are those that the corpus gives. A damaged analysis counts as not done and waits to be
        made again. Raises `StoreError` as `document` does.
        """
        found = self.db.execute(
            "SELECT n.packed, n.content FROM article a JOIN analysis n ON n.content = a.content "
            "WHERE a.key = ?",
            (key,),
        ).fetchone()
        if found is None:
            return None
        try:
            article = unpack_analysis(found[0], self.document(key))
        except ValueError:
            if not self.read_only:
                self._discard(found[1])
            return None
        return self._named(article)

    def _named(self, article: Article) -> Article:
        """Overridden by the part that keeps names."""
        return article

    def _forget(self, content: int) -> None:
        """Overridden by the part that keeps names."""

    def _discard(self, content: int) -> None:
        with self._writing() as db:
            self._forget(content)
            db.execute("DELETE FROM analysis WHERE content = ?", (content,))
            db.execute("UPDATE content SET stage = NULL WHERE id = ?", (content,))
            db.execute("UPDATE article SET analysed = 0 WHERE content = ?", (content,))

    def location(self, key: int) -> Path:
        """The absolute path of an article's file. Raises `StoreError` if the row has gone."""
        row = self.db.execute(
            "SELECT f.path FROM article a JOIN file f ON f.id = a.file WHERE a.key = ?", (key,)
        ).fetchone()
        if row is None:
            raise StoreError(f"article {key} is no longer in {self.path}")
        return Path(row[0])


def _order(sort: str, reverse: bool) -> str:
    columns = ORDERS[sort]
    if reverse:
        turned = {" DESC": " ASC", "": " DESC"}
        columns = tuple(
            c.removesuffix(" DESC") + turned[" DESC" if c.endswith(" DESC") else ""]
            for c in columns
        )
    return ", ".join(columns)


def _row(row: Sequence[Any]) -> Row:
    return Row(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        tuple(row[8].split()),
        tuple(row[9].split()),
        bool(row[10]),
        bool(row[11]),
        VERDICTS[row[12]],
        tuple(row[13].split()),
        bool(row[14]),
        bool(row[15]),
        row[16],
        row[17],
    )


def _at(document: Document, path: str) -> Document:
    """The document at the path that was asked for: equal contents share one copy."""
    if document.path == path:
        return document
    import dataclasses  # deferred: only duplicates need it

    return dataclasses.replace(document, path=path)
