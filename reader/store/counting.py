"""Who is named most in a list, and since when: names and days counted over any query.

The names of the whole corpus are counted already. Those of a list come from one of two sides: a
short list asks each of its articles whom it names; a long one asks the commonest names of the
corpus which of their articles are on it, and stops where no further name can be among the first.
"""

from __future__ import annotations

import array
import heapq
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from reader.store.base import listed
from reader.store.naming import Naming
from reader.store.postings import bitmap, unpacked_numbers
from reader.store.query import Plan, parse, plan
from reader.store.query.conditions import joined
from reader.store.query.dates import today
from reader.store.records import NameCount

if TYPE_CHECKING:
    from pyroaring import BitMap

    from reader.store.upgrades import Told

SHORT = 1_000
"""Articles up to which a list asks each of them."""

AT_ONCE = 250_000
"""Contents whose days are fetched as one text, 4 MB then."""

WIDE = 5
"""One article in how many must be on a list for the whole table to be read in its order, which is quicker
than finding each from an index that does not tell its content."""

_APART = ("article_source", "article_language")

_DAY = 86_400
_BITS = 32
"""Bits of a content number, above which its day stands."""

_LOW = (1 << _BITS) - 1


class Census(Struct, frozen=True):
    """The articles of a list with their days, ready to be counted by name.

    `listed` are the content numbers of the list, `calendar` those of all dated articles of the corpus for each
    day of publication by the outlet's own clock (ISO 8601), in order.
    """

    listed: BitMap
    calendar: Mapping[str, BitMap]

    @property
    def total(self) -> int:
        """How many articles there are."""
        return len(self.listed)

    def days(self) -> list[tuple[str, int]]:
        """How many articles each day has, in order; undated articles are left out."""
        return self.days_of(self.listed)

    def days_of(self, contents: BitMap) -> list[tuple[str, int]]:
        """The same of some articles of the list alone."""
        counts = (
            (day, contents.intersection_cardinality(all_of_day))
            for day, all_of_day in self.calendar.items()
        )
        return [(day, count) for day, count in counts if count]


class _Calendar(Struct, frozen=True):
    """The articles of the corpus with their days, as `Census` has them, and what the store's state was."""

    version: tuple[int, int]
    contents: BitMap
    days: Mapping[str, BitMap]


class Counting(Naming):
    """The part of the store that counts names."""

    def __init__(self, path: Path, *, read_only: bool = False, told: Told | None = None) -> None:
        super().__init__(path, read_only=read_only, told=told)
        self._calendar: _Calendar | None = None

    def census(self, query: str = "") -> Census:
        """The articles of a query, for several questions on their names. Raises `QueryError`."""
        found = plan(self.db, parse(query), today())
        calendar = self._days_of_all()
        if found.entities and not found.sql and not found.match:
            listed = self._naming(found.entities)
        elif found == Plan():
            listed = calendar.contents
        else:
            listed = bitmap(self._found(found))
        # What came between the two questions is left out.
        return Census(listed & calendar.contents, calendar.days)

    def _days_of_all(self) -> _Calendar:
        """The day of every article, made anew when anything has been written since."""
        version = self._data_version(), self.db.total_changes
        known = self._calendar
        if known is not None and known.version == version:
            return known
        days: defaultdict[int, array.array[int]] = defaultdict(lambda: array.array("I"))
        last = self.db.execute("SELECT max(content) FROM article").fetchone()[0] or 0
        for first in range(0, last + 1, AT_ONCE):
            numbers = self._numbers(
                f"SELECT group_concat((iif(stamp, stamp / {_DAY} + 1, 0) << {_BITS}) + content) "  # noqa: S608  # our SQL
                "FROM article INDEXED BY article_content WHERE content >= ? AND content < ?",
                (first, first + AT_ONCE),
            )
            for number in numbers:
                days[number >> _BITS].append(number & _LOW)
        contents = bitmap().union(*map(bitmap, days.values()))
        made = {
            datetime.fromtimestamp((day - 1) * _DAY, UTC).date().isoformat(): bitmap(days[day])
            for day in sorted(days)
            if day
        }
        found = self._calendar = _Calendar(version, contents, made)
        return found

    def _tallied_all(self) -> int:
        return int(self.db.execute("SELECT coalesce(sum(articles), 0) FROM tally").fetchone()[0])

    def _found(self, found: Plan) -> list[int]:
        """The contents of a query's articles."""
        source, parameters = found.source()
        if any(each.index in _APART for each in found.lanes) and found.complete:
            sql, values = joined(found.tallied)
            if self.db.execute(
                f"SELECT sum(articles) * {WIDE} > ? FROM tally a WHERE {sql}",  # noqa: S608  # our SQL
                (self._tallied_all(), *values),
            ).fetchone()[0]:
                source = source.replace("article a", "article a NOT INDEXED", 1)
        return self._numbers(f"SELECT group_concat(a.content) FROM {source}", parameters)  # noqa: S608  # our SQL

    def _numbers(self, sql: str, parameters: Sequence[object]) -> list[int]:
        """The numbers of a GROUP_CONCAT: one text is made and taken apart in a fifth of the time of rows."""
        text = self.db.execute(sql, parameters).fetchone()[0]
        return msgspec.json.decode(f"[{text or ''}]", type=list[int])

    def names(
        self, query: str = "", limit: int = 50, census: Census | None = None
    ) -> list[NameCount]:
        """The names that most articles of the query name; a `census` of it saves time.

        Raises `QueryError`.
        """
        if not query.strip():
            counted = self._first(limit)
        else:
            census = census or self.census(query)
            few = census.total <= SHORT
            counted = self._of_few(census, limit) if few else self._of_many(census, limit)
        variants = self._variants([entity for entity, _ in counted])
        rows = self.db.execute(
            "SELECT id, text, label, mentions FROM entity WHERE id IN (SELECT value FROM json_each(?))",
            (listed(entity for entity, _ in counted),),
        )
        told = {row[0]: row[1:] for row in rows}
        found = []
        for entity, articles in counted:
            text, label, mentions = told[entity]
            also = tuple(each for each in variants[entity] if each != text)
            found.append(NameCount(text, label, articles, mentions, also))
        found.sort(key=lambda each: (-each.articles, -each.mentions, each.name))
        return found

    def _first(self, limit: int) -> list[tuple[int, int]]:
        rows = self.db.execute(
            "SELECT id, articles FROM entity WHERE articles > 0 "
            "ORDER BY articles DESC, mentions DESC LIMIT ?",
            (limit,),
        )
        return [(row[0], row[1]) for row in rows]

    def _of_few(self, census: Census, limit: int) -> list[tuple[int, int]]:
        """Entities with their articles, from what each article of the list names."""
        rows = self.db.execute(
            "SELECT packed FROM named WHERE content IN (SELECT value FROM json_each(?))",
            (listed(census.listed),),
        )
        named = [unpacked_numbers(packed)[::2] for (packed,) in rows]
        entities = dict(
            self.db.execute(
                "SELECT id, entity FROM name WHERE id IN (SELECT value FROM json_each(?))",
                (listed(set(chain.from_iterable(named))),),
            )
        )
        # An article that uses two forms of an entity counts once.
        counts = Counter(
            chain.from_iterable(set(map(entities.__getitem__, forms)) for forms in named)
        )
        return heapq.nsmallest(limit, counts.items(), key=lambda each: (-each[1], each[0]))

    def _of_many(self, census: Census, limit: int) -> list[tuple[int, int]]:
        """The same from the articles of each entity, the commonest of the corpus first."""
        best: list[tuple[int, int]] = []
        rows = self.db.execute(
            "SELECT e.id, e.articles, p.packed FROM entity e JOIN posting p ON p.entity = e.id "
            "WHERE e.articles > 0 ORDER BY e.articles DESC"
        )
        for (entity, articles), postings in groupby(rows, itemgetter(0, 1)):
            if len(best) == limit and articles <= best[0][0]:
                break
            contents = self._union(row[2:] for row in postings)
            here = census.listed.intersection_cardinality(contents)
            if here and len(best) < limit:
                heapq.heappush(best, (here, -entity))
            elif here:
                heapq.heappushpop(best, (here, -entity))
        return [(-entity, here) for here, entity in sorted(best, reverse=True)]

    def _variants(self, entities: Sequence[int]) -> dict[int, dict[str, None]]:
        rows = self.db.execute(
            "SELECT entity, text, spellings FROM name "
            "WHERE entity IN (SELECT value FROM json_each(?)) ORDER BY articles DESC, text",
            (listed(entities),),
        )
        found: dict[int, dict[str, None]] = {entity: {} for entity in entities}
        for entity, text, spellings in rows:
            found[entity].update(dict.fromkeys((text, *json.loads(spellings))))
        return found

    # days

    def trends(
        self, names: Iterable[tuple[str, str | None]], census: Census
    ) -> list[list[tuple[str, int]]]:
        """For each name (text and label, None for any) how many articles of a list name it on each day.

        ISO 8601 dates in order; undated articles are left out.
        """
        found = []
        for name, label in names:
            entities = self.db.execute(
                "SELECT id FROM entity WHERE text = ?1 AND label = coalesce(?2, label)",
                (name, label),
            )
            contents = self._naming([row[0] for row in entities])
            found.append(census.days_of(census.listed & contents))
        return found

    def name_days(
        self, name: str, query: str = "", label: str | None = None
    ) -> list[tuple[str, int]]:
        """How many articles of the query name it on each day that has any. Raises `QueryError`."""
        return self.trends([(name, label)], self.census(query))[0]

    def days(self, query: str = "") -> list[tuple[str, int]]:
        """How many articles of the query each day has (the outlets' own): ISO 8601 dates in order.

        Raises `QueryError`.
        """
        return self.census(query).days()

    # one name

    def naming(self, name: str) -> array.array[int]:
        """The rows of articles that name it (as the corpus does), newest first."""
        rows = self.db.execute(
            "SELECT DISTINCT a.key, m.stamp FROM entity e JOIN mention m ON m.entity = e.id "
            "JOIN article a ON a.content = m.content WHERE e.text = ? ORDER BY m.stamp DESC, a.key DESC",
            (name,),
        )
        return array.array("q", [row[0] for row in rows])

    def name_forms(self, name: str, label: str) -> list[tuple[str, int]]:
        """The forms that the corpus takes for this name, each with its number of articles."""
        rows = self.db.execute(
            "SELECT n.text, n.articles FROM entity e JOIN name n ON n.entity = e.id "
            "WHERE e.text = ? AND e.label = ? AND n.articles > 0 ORDER BY n.articles DESC, n.text",
            (name, label),
        )
        return [(row[0], row[1]) for row in rows]
