"""Who is named most in a list, and since when: names and days counted over any query.

The names of the whole corpus are counted already. Those of a list come from one of two sides: a
short list asks each of its articles whom it names; a long one asks the commonest names of the
corpus which of their articles are on it, and stops where no further name can be among the first.
"""

from __future__ import annotations

import array
import heapq
import json
import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, groupby, repeat
from operator import itemgetter

from reader.store.base import listed
from reader.store.naming import Naming
from reader.store.postings import BLOCK, unpacked_numbers, unpacked_places
from reader.store.query import parse, plan
from reader.store.query.dates import today
from reader.store.records import NameCount

SHORT = 2_500
"""Articles up to which a list asks each of them."""

AT_ONCE = 250_000
"""Contents up to which a census is fetched as one text, 3 MB then."""

_DAY = 86_400
_OFF, _UNDATED = 0, 1
_FIRST_DAY = 2


@dataclass(frozen=True, slots=True)
class Census:
    """The articles of a list with their days, ready to be counted by name.

    `places` holds for each content number 0 where it is not on the list, 1 where it has no date, else
    2 more than the day of its publication (UTC, counted from 1970-01-01).
    """

    total: int
    places: array.array[int] = field(repr=False)

    def days(self) -> list[tuple[str, int]]:
        """How many articles each day has: ISO 8601 dates in order."""
        return dated(Counter(self.places))


def dated(counts: Counter[int]) -> list[tuple[str, int]]:
    """What is counted by place of a census, as ISO 8601 dates in order with their counts."""
    return [
        (datetime.fromtimestamp((place - _FIRST_DAY) * _DAY, UTC).date().isoformat(), count)
        for place, count in sorted(counts.items())
        if place >= _FIRST_DAY
    ]


class Counting(Naming):
    """The part of the store that counts names."""

    def census(self, query: str = "") -> Census:
        """The articles of a query, for several questions on their names. Raises `QueryError`."""
        source, parameters = plan(self.db, parse(query), today()).source()
        last = self.db.execute("SELECT max(id) FROM content").fetchone()[0] or 0
        places = array.array("H", bytes(2 * (last + 1)))
        day = f"CASE a.stamp WHEN 0 THEN {_UNDATED} ELSE min(a.stamp / {_DAY} + {_FIRST_DAY}, 65535) END"
        rows: Iterable[tuple[int, int]]
        if last < AT_ONCE:
            # One text of all numbers is made and taken apart in half the time that rows take.
            told = self.db.execute(
                f"SELECT group_concat(printf('%08x%04x', a.content, {day}), '') FROM {source}",  # noqa: S608  # our SQL
                parameters,
            ).fetchone()[0]
            rows = struct.iter_unpack(">IH", bytes.fromhex(told or ""))
        else:
            rows = self.db.execute(f"SELECT a.content, {day} FROM {source}", parameters)  # noqa: S608  # our SQL
        for content, place in rows:
            places[content] = place
        return Census(len(places) - places.count(_OFF), places)

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
            short = census.total <= SHORT
            counted = self._of_few(census, limit) if short else self._of_many(census, limit)
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
        contents = [content for content, place in enumerate(census.places) if place != _OFF]
        rows = self.db.execute(
            "SELECT packed FROM named WHERE content IN (SELECT value FROM json_each(?))",
            (listed(contents),),
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
        blocks = _blocks(census.places)
        best: list[tuple[int, int]] = []
        rows = self.db.execute(
            "SELECT e.id, e.articles, p.block, p.packed FROM entity e JOIN posting p ON p.entity = e.id "
            "WHERE e.articles > 0 ORDER BY e.articles DESC"
        )
        for (entity, articles), postings in groupby(rows, itemgetter(0, 1)):
            if len(best) == limit and articles <= best[0][0]:
                break
            here = 0
            for _, _, block, packed in postings:
                if block < len(blocks):
                    here += len(packed) // 2 - _look(blocks[block], packed).count(_OFF)
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
        blocks = _blocks(census.places)
        found = []
        for name, label in names:
            rows = self.db.execute(
                "SELECT p.block, p.packed FROM entity e JOIN posting p ON p.entity = e.id "
                "WHERE e.text = ?1 AND e.label = coalesce(?2, e.label)",
                (name, label),
            )
            counts: Counter[int] = Counter()
            if label is None:  # an article may name both the person and the place
                contents = {
                    block * BLOCK + at for block, packed in rows for at in unpacked_places(packed)
                }
                counts.update(census.places[at] for at in contents if at < len(census.places))
            else:
                for block, packed in rows:
                    if block < len(blocks):
                        counts.update(_look(blocks[block], packed))
            found.append(dated(counts))
        return found

    def name_days(
        self, name: str, query: str = "", label: str | None = None
    ) -> list[tuple[str, int]]:
        """How many articles of the query name it on each day that has any. Raises `QueryError`."""
        return self.trends([(name, label)], self.census(query))[0]

    def days(self, query: str = "") -> list[tuple[str, int]]:
        """How many articles of the query each day (UTC) has: ISO 8601 dates in order. Raises `QueryError`."""
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


def _blocks(places: array.array[int]) -> list[array.array[int]]:
    blocks = [places[at : at + BLOCK] for at in range(0, len(places), BLOCK)]
    if blocks:
        blocks[-1].extend(repeat(_OFF, BLOCK - len(blocks[-1])))
    return blocks


def _look(block: array.array[int], packed: bytes) -> Sequence[int]:
    """What a block of a census says at each place."""
    places = unpacked_places(packed)
    if len(places) < 2:
        return [block[at] for at in places]
    found: tuple[int, ...] = itemgetter(*places)(block)
    return found
