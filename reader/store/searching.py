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
from itertools import chain, islice
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

BESIDE = 1_000
"""Matches that are looked at before the rows of an index are tried beside them."""

TRIED = 64
"""Rows of an index that are tried at first."""

SCANNED = 250
"""Matches that are read sooner than one row is looked up among them."""

AT_ONCE = 4_096
"""Matches that are fetched at once where all are wanted."""

PIECE = 1 << 16
"""Contents by which a table of them grows."""


class Searching(Lanes):
    """The part of the store that finds words."""

    def _page_of_words(self, found: Plan, reverse: bool, limit: int) -> array.array[int]:
        """The first articles that match.

        A word that most articles hold fills a page soon, unless another condition passes over what it
        matches for long; and an index of that condition fills it soon, unless the word is rare. Nobody
        knows beforehand: they go side by side, and what is done first is taken.
        """
        match = spelled_out(self.db, str(found.match), SPELLED)
        walks = [self._through_words(found, match, reverse, limit)]
        lanes = tuple(lane for lane in found.lanes if lane.index != "article_date")
        if lanes and not found.entities and not any(map(several, lanes)):
            walks.append(self._through_rows(found, match, reverse, limit))
            if self._few(found.tallied):
                walks.reverse()
        steps = chain.from_iterable(zip(*walks, strict=False))
        return next(page for page in steps if page is not None)

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
        self,
        found: Plan,
        match: str,
        columns: str,
        before: Sequence[object] = (),
        where: str = "",
        after: Sequence[object] = (),
        *,
        reverse: bool = False,
    ) -> Any:
        """Rows of the full-text index in the order of their numbers, which come first, with their articles."""
        bounds: tuple[int, ...] = ()
        if found.span is not None:
            low, high = ((second // 60) << SLOTS for second in found.span)
            bounds = (low, high + MINUTES_ON)
        return self.db.execute(
            f"SELECT search.rowid, {columns} FROM search CROSS JOIN searched s ON s.id = search.rowid "  # noqa: S608
            "CROSS JOIN article a INDEXED BY article_content ON a.content = s.content WHERE search MATCH ? "
            f"{'AND search.rowid >= ? AND search.rowid < ? ' if bounds else ''}{where} "
            f"ORDER BY search.rowid {'ASC' if reverse else 'DESC'}",
            (*before, match, *bounds, *after),
        )

    def _all_of_words(self, found: Plan, reverse: bool) -> array.array[int]:
        """All that match, sorted as they come: what is gathered first takes the memory of all of it."""
        keys = self._as_they_come(found) if self._last() < 1 << KEY_BITS else None
        if keys is None:
            where, parameters = found.where()
            return self._dated(where, parameters, "article_content", reverse, None)
        if reverse:
            keys.reverse()
        return keys

    def _as_they_come(self, found: Plan) -> array.array[int] | None:
        """All that match, newest first; None where one stands before its time."""
        sql, parameters = found.rows()
        rows = self._matches(
            found,
            spelled_out(self.db, str(found.match), SPELLED_OUT),
            f"(a.stamp << {KEY_BITS}) + a.key",
            where=f"AND {sql}" if sql else "",
            after=parameters,
        )
        mask = (1 << KEY_BITS) - 1
        keys = array.array("q")
        waiting: list[int] = []
        last: int | None = None
        more = True
        while more:
            some = rows.fetchmany(AT_ONCE)
            more = len(some) == AT_ONCE
            waiting.extend(row[1] for row in some)
            waiting.sort()
            cut = bisect_left(waiting, _after(some[-1][0]) << KEY_BITS) if more else 0
            final = waiting[cut:]
            del waiting[cut:]
            if not final:
                continue
            if last is not None and final[-1] > last:
                return None
            final.reverse()
            # A content that has several rows comes several times.
            keys.extend(number & mask for number in dict.fromkeys(final) if number != last)
            last = final[-1]
        return keys

    def _gathered(self, found: Plan) -> Plan:
        """The plan with its words as a condition on rows: read once, and kept as a byte for each content."""
        marks = bytearray()
        rows = self.db.execute(
            "SELECT s.content FROM search CROSS JOIN searched s ON s.id = search.rowid "
            "WHERE search MATCH ? AND s.content IS NOT NULL",
            (spelled_out(self.db, str(found.match), SPELLED_OUT),),
        )
        while some := rows.fetchmany(AT_ONCE):
            for (content,) in some:
                if content >= len(marks):
                    marks.extend(bytes(content + PIECE - len(marks)))
                marks[content] = 1
        if marks.count(1) * BROAD > self._tallied(()):
            words, lanes = marked(marks), found.lanes
        else:
            few = listed(content for content, mark in enumerate(marks) if mark)
            words = Condition(
                "a.content IN (SELECT value FROM json_each(?))", (few,), index="article_content"
            )
            lanes = (words,)
        sql, parameters = found.rows()
        return replace(
            found,
            match=None,
            entities=(),
            sql=f"{sql} AND {words.sql}" if sql else words.sql,
            parameters=(*parameters, *words.parameters),
            lanes=lanes,
        )


def marked(marks: bytearray) -> Condition:
    """Articles whose contents are marked by 1 in a table of bytes."""
    return Condition("substr(?, a.content + 1, 1) = x'01'", (bytes(marks),))


def _after(number: int) -> int:
    """The first second that no row of the full-text index up to this number is as new as."""
    return ((number >> SLOTS) + 1) * 60


def _settled(taken: Iterable[tuple[int, int]], some: Sequence[Any], reverse: bool) -> int:
    """How many of what was taken no later row can come before."""
    if reverse:
        edge = (some[-1][0] >> SLOTS) * 60
        return sum(stamp < edge for stamp, _ in taken)
    edge = _after(some[-1][0])
    return sum(stamp >= edge for stamp, _ in taken)
