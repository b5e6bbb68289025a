"""Words in the order of publication: the first page of what they match, all of it, how much it is.

The full-text index is numbered by publication to the minute (`SLOTS`), so that its matches come in the order
of the list but for those of one minute. A row whose minute was full has a later number: whatever is still to
come is no newer than the minute that was reached, and what is newer than that is in its final place.
"""

from __future__ import annotations

import array
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice, repeat
from typing import Any

import msgspec

from reader.store.base import listed
from reader.store.lanes import Lanes, several
from reader.store.orders import TABLES, ordered
from reader.store.query import Plan
from reader.store.query.beginnings import spelled_out
from reader.store.query.compile import (
    MARKED,
    Condition,
    Match,
    joined,
    languages,
    naming,
    sources,
)
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

FEWER = 3
"""Turns of a walk in another order than that of time, where each row is looked up by itself."""

WORDLESS = 9
"""Turns of a walk that looks for no words."""

JOINED = {
    "path": "CROSS JOIN file f ON f.id = a.file",
    "story": "CROSS JOIN story s ON s.id = a.story",
}
"""What an order needs beside the articles."""

GROUPED = {"source": sources, "language": languages}
"""Sorts that go group by group, each in the order of its own index."""

RARE = 40_000
"""Matches up to which all are gathered for a page in another order than that of time."""

SPARSE = 10_000
"""Matches that are sorted sooner than they are looked for in an order."""

FETCHED = 4_096
"""Numbers that are fetched at once to be sorted in parts."""

AT_ONCE = 32_768
"""Matches that are fetched at once where all are wanted."""

PARTS = 64
"""Parts in which numbers are sorted."""


class Searching(Lanes):
    """The part of the store that finds words."""

    def _page_of_words(
        self, found: Plan, reverse: bool, limit: int, sort: str
    ) -> array.array[int] | None:
        """The first articles that match, None where that would take long.

        A word that most articles hold fills a page soon, unless another condition passes over what it
        matches for long; and an index of that condition fills it soon, unless the word is rare. Nobody
        knows beforehand: they go side by side, and what is done first is taken. Where both take long, hardly
        anything matches, or only what comes late (`_sorted_out`).
        """
        if sort != "date":
            return self._page_in_order(found, reverse, limit, sort)
        match = spelled_out(self.db, found.match, SPELLED) if found.match else None
        few = self._few(found.tallied, found.lanes)
        walks = []
        if match is not None:
            walks.append(self._through_words(found, match, reverse, limit))
        lanes = tuple(lane for lane in found.lanes if lane.index != "article_date")
        apart = bool(lanes) and not any(map(several, lanes))
        if not found.entities and (apart or match is None):
            walks.append(self._through_rows(found, match, reverse, limit, sort))
            if few:
                walks.reverse()
        rounds = ROUNDS if match is not None or found.leaves else WORDLESS
        for walk in islice(cycle(walks), rounds * len(walks)):
            page = next(walk)
            if page is not None:
                return page
        return None

    def _page_in_order(
        self, found: Plan, reverse: bool, limit: int, sort: str
    ) -> array.array[int] | None:
        """The same by another order than that of time, in which every row would be looked up by itself.

        What is no frequent word is gathered first.
        """
        if self._narrowest(found):
            return self._sorted_out(found, reverse, limit, sort)
        gathered = {
            match: contents
            for match in (*found.leaves, *([Match(found.match)] if found.match else []))
            if len(contents := self._contents(match, RARE)) <= RARE
        }
        found = found.answered({match: marks(gathered[match]) for match in gathered})
        small = found
        if found.match in gathered:
            contents = gathered[Match(found.match)]
            bare = replace(found, match=None)
            small = bare.also(_listing(contents))
            if len(contents) <= SPARSE:
                return self._sorted_out(small, reverse, limit, sort)
            found = bare.also(Condition(MARKED, (marks(contents),)))
        if not found.entities:
            match = spelled_out(self.db, found.match, SPELLED) if found.match else None
            walk = self._through_rows(found, match, reverse, limit, sort)
            for page in islice(walk, FEWER if found.match or found.leaves else WORDLESS):
                if page is not None:
                    return page
        return self._sorted_out(small, reverse, limit, sort) if small.match is None else None

    def _sorted_out(self, found: Plan, reverse: bool, limit: int, sort: str) -> array.array[int]:
        """The page where little matches: it is sorted, from all rows as they lie or from few of an index."""
        found = self._gathered(found) if found.match else self._worded(found)
        gathered = found.entities or any(map(_gathers, found.lanes))
        index = "article_content" if gathered else self._narrowest(found)
        table = f"article a {f'INDEXED BY {index}' if index else 'NOT INDEXED'}"
        where, parameters = found.where()
        sql = f"SELECT a.key FROM {table} {JOINED.get(sort, '')} WHERE {where} "  # noqa: S608  # our SQL
        return self._read(f"{sql} ORDER BY {ordered(sort, reverse)}", parameters, limit)

    def _through_words(
        self, found: Plan, match: str, reverse: bool, limit: int
    ) -> Iterator[array.array[int] | None]:
        """The page from the matches in their order: None until it is full."""
        sql, parameters = found.apart()
        columns = f"a.stamp, a.key, {f'({sql})' if sql else '1'}"
        rows = self._matches(found, match, columns, parameters, reverse=reverse)
        taken: set[tuple[int, int]] = set()
        step, waited = (BESIDE if sql or found.leaves else limit + MORE), 0
        while True:
            some = rows.fetchmany(step)
            held = self._holding(found, [key for _, _, key, holds in some if holds])
            taken.update((stamp, key) for _, stamp, key, _ in some if key in held)
            waited = waited + len(some) if len(taken) >= limit else 0
            if len(some) < step or waited > EQUAL or _settled(taken, some, reverse) >= limit:
                page = sorted(taken, reverse=not reverse)[:limit]
                yield array.array("q", (key for _, key in page))
                return
            yield None
            step = min(2 * step, 1 << 16)

    def _through_rows(
        self, found: Plan, match: str | None, reverse: bool, limit: int, sort: str
    ) -> Iterator[array.array[int] | None]:
        """The same from the rows of an index, each looked for among the matches."""
        rows = self._in_order(found, sort, reverse, words=match is not None)
        taken: dict[int, None] = {}
        step = TRIED
        while True:
            some = list(islice(rows, step))
            keys = [key for key, _, holds in some if holds]
            if match is not None:
                numbers = [number for _, number, holds in some if holds]
                matched = self._among(match, numbers, scattered=sort != "date")
                keys = [key for key, number, holds in some if holds and number in matched]
            held = self._holding(found, keys, scattered=sort != "date")
            taken.update((key, None) for key in keys if key in held)
            if len(some) < step or len(taken) >= limit:
                yield array.array("q", islice(taken, limit))
                return
            yield None
            step = min(2 * step, 1 << 13)

    def _in_order(
        self, found: Plan, sort: str, reverse: bool, *, words: bool
    ) -> Iterator[tuple[int, int, int]]:
        """The rows of an index in order, each with its number in the full-text index and whether all but the
        words holds of it.
        """
        sql, parameters = found.apart()
        table, bounds = TABLES[sort], [Condition()]
        if sort == "date":
            lanes = [lane for lane in found.lanes if not several(lane)]
            index = self._lane(lanes)
            table = f"article a INDEXED BY {index}"
            bounds = [lane for lane in lanes if lane.index == index][:1] or bounds
        elif sort in GROUPED:
            values = self._groups_in_order(sort, reverse)
            bounds = [of_group(sort, value) for value in values]
        order = ordered("date" if sort in GROUPED else sort, reverse)
        join, number = "", "0"
        if words:
            join, number = "CROSS JOIN searched w ON w.content = a.content", "w.id"
        # What the tally knows stands in these indexes: thousands of rows are passed over in a millisecond.
        passed = found.tallied if sort == "date" or sort in GROUPED else ()
        for bound in bounds:
            where, passing = joined(each for each in (bound, *passed) if each.sql)
            yield from self.db.execute(
                f"SELECT a.key, {number}, {f'({sql})' if sql else '1'} FROM {table} {join} "  # noqa: S608  # our SQL
                f"{'WHERE ' + where if where else ''} ORDER BY {order}",
                (*parameters, *passing),
            )

    def _groups_in_order(self, sort: str, reverse: bool) -> list[str | None]:
        """The outlets or languages of a sort of `GROUPED`, in its order; last articles without one."""
        values: list[str | None] = [*GROUPED[sort](self.db), "" if sort == "language" else None]
        return values[::-1] if reverse else values

    def _holding(self, found: Plan, keys: Sequence[int], *, scattered: bool = False) -> set[int]:
        """Which of these rows the rest of the plan holds of, its words looked for in them alone."""
        if not found.leaves or not keys:
            return set(keys)
        here = listed(keys)
        rows = self.db.execute(
            "SELECT w.id, w.content FROM json_each(?) j CROSS JOIN article a ON a.key = j.value "
            "CROSS JOIN searched w ON w.content = a.content",
            (here,),
        ).fetchall()
        contents: dict[Match, str | bytes] = {}
        numbers = [number for number, _ in rows]
        for leaf in found.leaves:
            match = spelled_out(self.db, leaf, SPELLED)
            matched = self._among(match, numbers, scattered=scattered)
            contents[leaf] = listed(content for number, content in rows if number in matched)
        sql, parameters = found.answered(contents).rows()
        held = self.db.execute(
            f"SELECT a.key FROM json_each(?) j CROSS JOIN article a ON a.key = j.value WHERE {sql}",  # noqa: S608
            (here, *parameters),
        )
        return {key for (key,) in held}

    def _among(self, match: str, numbers: Sequence[int], *, scattered: bool = False) -> set[int]:
        """Which of these rows of the full-text index match; others may be among them.

        `scattered` ones are looked up one by one, unless a beginning of a word is sought, which would be merged
        anew for each.
        """
        if not numbers:
            return set()
        whole = '"*' in match
        most = 1 << 62 if whole else 1 if scattered else SCANNED * len(numbers)
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
        """The plan with its words as conditions on rows: read once, and kept as a byte for each content
        where many match.
        """
        contents = self._contents(str(found.match))
        if not contents:
            return replace(found, match=None, entities=()).also(_listing(()))
        found = self._worded(found)
        many = len(contents) * BROAD > self._tallied(())
        words = Condition(MARKED, (marks(contents),)) if many else _listing(contents)
        if found.entities:
            found = found.also(Condition(naming(found.entities).sql))
        return replace(found, match=None, entities=()).also(words)

    def _worded(self, found: Plan) -> Plan:
        """The plan with the words of its rest looked for in all articles."""
        if not found.leaves:
            return found
        return found.answered({leaf: marks(self._contents(leaf)) for leaf in found.leaves})

    def _contents(self, match: str, most: int | None = None) -> array.array[int]:
        """The contents that match, in no order; some of them if there are more than `most`.

        Numbers come as texts of many: rows would take more than twice as long.
        """
        contents = array.array("q")
        match, last = spelled_out(self.db, match, SPELLED_OUT), -1
        while True:
            text, count, last = self.db.execute(
                "SELECT group_concat(content), count(*), max(id) FROM (SELECT s.id, s.content FROM search "
                "CROSS JOIN searched s ON s.id = search.rowid WHERE search MATCH ? AND search.rowid > ? "
                "ORDER BY search.rowid LIMIT ?)",
                (match, last, AT_ONCE),
            ).fetchone()
            contents.extend(msgspec.json.decode(f"[{text or ''}]", type=list[int]))
            if count < AT_ONCE or (most is not None and len(contents) > most):
                return contents


def _listing(contents: Iterable[int]) -> Condition:
    """Articles of these contents."""
    return Condition(
        "a.content IN (SELECT value FROM json_each(?))",
        (listed(contents),),
        index="article_content",
    )


def of_group(sort: str, group: object) -> Condition:
    """Articles of one outlet or language, for a sort of `GROUPED`."""
    return Condition(f"a.{sort} IS ?", (group,), tallied=True, index=f"article_{sort}")


def _gathers(condition: Condition) -> bool:
    """Whether a condition names the contents that match."""
    return condition.index == "article_content"


def marks(contents: Sequence[int]) -> bytes:
    """A byte for each content, 1 for these."""
    made = bytearray(max(contents, default=0) + 1)
    deque(map(made.__setitem__, contents, repeat(1)), 0)  # a third of the time of a loop
    return bytes(made)


def _settled(taken: Iterable[tuple[int, int]], some: Sequence[Any], reverse: bool) -> int:
    """How many of what was taken no later row can come before."""
    if reverse:
        edge = (some[-1][0] >> SLOTS) * 60
        return sum(stamp < edge for stamp, _ in taken)
    edge = ((some[-1][0] >> SLOTS) + 1) * 60
    return sum(stamp >= edge for stamp, _ in taken)


def _parts(rows: Any) -> list[array.array[int]]:
    """Numbers in parts, each above all of the one before: one part at a time is then sorted."""
    first = [number for (number,) in rows.fetchmany(FETCHED)]
    bounds = sorted(first)[:: max(1, FETCHED // PARTS)]
    parts = [array.array("q") for _ in range(len(bounds) + 1)]
    while first:
        for number in first:
            parts[bisect_left(bounds, number)].append(number)
        first = [number for (number,) in rows.fetchmany(FETCHED)]
    return parts
