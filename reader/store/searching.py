"""Words in the order of publication: the first page of what they match, all of it, how much it is.

The full-text index is numbered by publication to the minute (`SLOTS`), so that its matches come in the order
of the list but for those of one minute. A row whose minute was full has a later number: whatever is still to
come is no newer than the minute that was reached, and what is newer than that is in its final place.
"""

from __future__ import annotations

import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

from reader.store.base import listed
from reader.store.lanes import Lanes, several
from reader.store.query import Plan
from reader.store.query.beginnings import spelled_out
from reader.store.query.compile import Condition
from reader.store.words import SLOTS

MINUTES_ON = 1_440 << SLOTS
"""How far behind its minute a row of the full-text index may have been put, where minutes were full."""

KEY_BITS = 25
"""Bits of a key where a time stands above it in one number of 64 bits: times reach to the year 9999."""

BROAD = 5
"""One article in how many must match for all articles to be read in their order."""

SPELLED = 150
"""Words that a beginning is put as where a page is wanted: each costs a step into the index."""

SPELLED_OUT = 4
"""The same where all matches are wanted, each of which is compared by every word."""

MORE = 64
"""Matches that are read beyond a page, to be put in order with it."""

EQUAL = 5_000
"""Matches of one time after which the order in which they were found is taken for theirs."""

BESIDE = 250
"""Matches that are looked at before the rows of an index are tried beside them."""

TRIED = 64
"""Rows of an index that are tried at first."""

SCANNED = 100
"""Matches that are read sooner than one row is looked up among them."""

ROUNDS = 6
"""Turns that the walks have, each twice as long as the one before."""

AT_ONCE = 4_096
"""Matches that are fetched at once where all are wanted."""

PARTS = 64
"""Parts in which numbers are sorted."""


class Searching(Lanes):
    """The part of the store that finds words."""

    def _page_of_words(self, found: Plan, reverse: bool, limit: int) -> array.array[int]:
        """The first articles that match.

        A word that most articles hold fills a page soon, unless another condition passes over what it
        matches for long; and an index of that condition fills it soon, unless the word is rare. Nobody
        knows beforehand: they go side by side, and what is done first is taken. Where both take long, words
        are gathered, and rows looked up among them.
        """
        match = spelled_out(self.db, str(found.match), SPELLED)
        walks = [self._through_words(found, match, reverse, limit)]
        lanes = tuple(lane for lane in found.lanes if lane.index != "article_date")
        if lanes and not found.entities and not any(map(several, lanes)):
            walks.append(self._through_rows(found, match, reverse, limit))
            if self._few(found.tallied):
                walks.reverse()
        for walk in islice(cycle(walks), ROUNDS * len(walks)):
            page = next(walk)
            if page is not None:
                return page
        found = self._gathered(found)
        index = self._lane(lane for lane in found.lanes if not several(lane))
        return self._dated(found.sql, found.parameters, index, reverse, limit)

    def _through_words(
        self, found: Plan, match: str, reverse: bool, limit: int
    ) -> Iterator[array.array[int] | None]:
        """The page from the matches in their order: None until it is full."""
        sql, parameters = found.rows()
        columns = f"a.stamp, a.key, {f'({sql})' if sql else '1'}"
        rows = self._matches(found, match, columns, parameters, reverse=reverse)
        taken: set[tuple[int, int]] = set()
        step, waited = (BESIDE if sql else limit + MORE), 0
        while True:
            some = rows.fetchmany(step)
            taken.update((stamp, key) for _, stamp, key, holds in some if holds)
            waited = waited + len(some) if len(taken) >= limit else 0
            if len(some) < step or waited > EQUAL or _settled(taken, some, reverse) >= limit:
                page = sorted(taken, reverse=not reverse)[:limit]
                yield array.array("q", (key for _, key in page))
                return
            yield None
            step = min(2 * step, 1 << 16)

    def _through_rows(
        self, found: Plan, match: str, reverse: bool, limit: int
    ) -> Iterator[array.array[int] | None]:
        """The same from the rows of an index, each looked for among the matches."""
        sql, parameters = found.rows()
        way = "ASC" if reverse else "DESC"
        rows = self.db.execute(
            f"SELECT a.key, s.id FROM article a INDEXED BY {self._lane(found.lanes)} "  # noqa: S608  # our SQL
            f"CROSS JOIN searched s ON s.content = a.content WHERE {sql} "
            f"ORDER BY a.stamp {way}, a.key {way}",
            parameters,
        )
        taken: dict[int, None] = {}
        step = TRIED
        while True:
            some = rows.fetchmany(step)
            matched = self._among(match, [number for _, number in some])
            taken.update((key, None) for key, number in some if number in matched)
            if len(some) < step or len(taken) >= limit:
                yield array.array("q", islice(taken, limit))
                return
            yield None
            step = min(2 * step, 1 << 13)

    def _among(self, match: str, numbers: Sequence[int]) -> set[int]:
        """Which of these rows of the full-text index match; others may be among them."""
        if not numbers:
            return set()
        most = SCANNED * len(numbers)
        near = self.db.execute(
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid <= ? "
            "ORDER BY rowid DESC LIMIT ?",
            (match, min(numbers), max(numbers), most),
        ).fetchall()
        matched = {row[0] for row in near}
        if len(near) == most:  # too many lie between them
            each = "SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?"
            matched.update(
                number
                for number in numbers
                if number < near[-1][0] and self.db.execute(each, (match, number)).fetchone()
            )
        return matched

    def _matches(
        self, found: Plan, match: str, columns: str, parameters: Sequence[object], *, reverse: bool
    ) -> Any:
        """Rows of the full-text index in the order of their numbers, which come first, with their articles."""
        bounds: tuple[int, ...] = ()
        if found.span is not None:
            low, high = ((second // 60) << SLOTS for second in found.span)
            bounds = (low, high + MINUTES_ON)
        return self.db.execute(
            f"SELECT search.rowid, {columns} FROM search CROSS JOIN searched s ON s.id = search.rowid "  # noqa: S608
            "CROSS JOIN article a INDEXED BY article_content ON a.content = s.content WHERE search MATCH ? "
            f"{'AND search.rowid >= ? AND search.rowid < ? ' if bounds else ''}"
            f"ORDER BY search.rowid {'ASC' if reverse else 'DESC'}",
            (*parameters, match, *bounds),
        )

    def _all_of_words(self, found: Plan, reverse: bool) -> array.array[int]:
        """All that match, in 8 bytes each: SQLite would sort them in ten times as much."""
        if self._last() >= 1 << KEY_BITS:
            where, parameters = found.where()
            return self._dated(where, parameters, "article_content", reverse, None)
        gathered = self._gathered(found)
        rows = self.db.execute(
            f"SELECT (a.stamp << {KEY_BITS}) + a.key FROM article a INDEXED BY article_content "  # noqa: S608
            f"WHERE {gathered.sql}",
            gathered.parameters,
        )
        mask = (1 << KEY_BITS) - 1
        keys = array.array("q")
        for some in _parts(rows):
            keys.extend(number & mask for number in sorted(some))
        if not reverse:
            keys.reverse()
        return keys

    def _gathered(self, found: Plan) -> Plan:
        """The plan with its words as a condition on rows: read once, and kept as a byte for each content
        where many match.
        """
        contents = array.array("q")
        rows = self.db.execute(
            "SELECT s.content FROM search CROSS JOIN searched s ON s.id = search.rowid "
            "WHERE search MATCH ? AND s.content IS NOT NULL",
            (spelled_out(self.db, str(found.match), SPELLED_OUT),),
        )
        while some := rows.fetchmany(AT_ONCE):
            contents.extend(content for (content,) in some)
        if len(contents) * BROAD > self._tallied(()):
            marks = bytearray(max(contents) + 1)
            for content in contents:
                marks[content] = 1
            words, lanes = marked(marks), found.lanes
        else:
            words = Condition(
                "a.content IN (SELECT value FROM json_each(?))",
                (listed(contents),),
                index="article_content",
            )
            lanes = (words,)
        sql, parameters = found.rows()
        return replace(
            found,
            match=None,
            entities=(),
            sql=f"{words.sql} AND {sql}" if sql else words.sql,
            parameters=(*words.parameters, *parameters),
            lanes=lanes,
        )


def marked(marks: bytearray) -> Condition:
    """Articles whose contents are marked by 1 in a table of bytes."""
    return Condition("substr(?, a.content + 1, 1) = x'01'", (bytes(marks),))


def _settled(taken: Iterable[tuple[int, int]], some: Sequence[Any], reverse: bool) -> int:
    """How many of what was taken no later row can come before."""
    if reverse:
        edge = (some[-1][0] >> SLOTS) * 60
        return sum(stamp < edge for stamp, _ in taken)
    edge = ((some[-1][0] >> SLOTS) + 1) * 60
    return sum(stamp >= edge for stamp, _ in taken)


def _parts(rows: Any) -> list[array.array[int]]:
    """Numbers in parts, each above all of the one before: one part at a time is then sorted."""
    first = [number for (number,) in rows.fetchmany(AT_ONCE)]
    bounds = sorted(first)[:: max(1, AT_ONCE // PARTS)]
    parts = [array.array("q") for _ in range(len(bounds) + 1)]
    while first:
        for number in first:
            parts[bisect_left(bounds, number)].append(number)
        first = [number for (number,) in rows.fetchmany(AT_ONCE)]
    return parts
