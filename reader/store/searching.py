"""Words in the order of publication: the first page of what they match, all of it, how much it is.

The full-text index is numbered by publication to the minute (`SLOTS`), so that its matches come in the order
of the list but for those of one minute. A row whose minute was full has a later number: whatever is still to
come is no newer than the minute that was reached, and what is newer than that is in its final place.
"""

from __future__ import annotations

import array
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice, repeat
from typing import Any

from msgspec.structs import replace

from reader.store.base import listed
from reader.store.facts import LEFT, language_word, source_word
from reader.store.knowing import Knowing
from reader.store.lanes import several
from reader.store.orders import TABLES, ordered
from reader.store.query import Plan
from reader.store.query.bounds import fact, negation
from reader.store.query.compile import languages, sources
from reader.store.query.conditions import MARKED, Condition, joined, naming
from reader.store.words import SLOTS

MINUTES_ON = 1_440 << SLOTS
"""How far behind its minute a row of the full-text index may have been put, where minutes were full."""

KEY_BITS = 25
"""Bits of a key where a time stands above it in one number of 64 bits: times reach to the year 9999."""

BROAD = 5
"""One article in how many must match for all articles to be read in their order."""

MORE = 64
"""Matches that are read beyond a page, to be put in order with it."""

EQUAL = 5_000
"""Matches of one time after which the order in which they were found is taken for theirs."""

BESIDE = 250
"""Matches that are looked at before the rows of an index are tried beside them."""

TRIED = 64
"""Rows of an index that are tried at first."""

ROUNDS = 6
"""Turns that the walks have, each twice as long as the one before."""

BRIEF = 2
"""The same where the query can be put as several."""

AGAIN = 9
"""The same where all matches are known, so that a row costs hardly anything."""

SCATTERED = 16
"""Those that are tried at first where each is looked up among the matches by itself."""

SCARCE = 8
"""One of how many of these must match."""

JOINED = {
    "path": "CROSS JOIN file f ON f.id = a.file",
    "story": "CROSS JOIN story s ON s.id = a.story",
}
"""What an order needs beside the articles."""

GROUPED = {"source": sources, "language": languages}
"""Sorts that go group by group, each in the order of its own index."""

BANDS = (
    Condition("a.leftovers > 0", tallied=True, index="article_leftovers", bounds=fact(LEFT)),
    Condition(
        "a.leftovers = 0", tallied=True, index="article_leftovers", bounds=negation(fact(LEFT))
    ),
)
"""Articles with leftovers and without: most of a list have as many as each other, which is none."""

MANY = 300_000
"""Matches up to which all are gathered for a page in another order than that of time."""

SPARSE = 10_000
"""Matches that are sorted sooner than they are looked for in an order."""

NARROW = 2_000
"""Rows that are looked at one by one, whatever else is asked."""

FETCHED = 4_096
"""Numbers that are fetched at once to be sorted in parts."""

PARTS = 64
"""Parts in which numbers are sorted."""


_Among = Callable[[Sequence[int]], Collection[int]]
"""Tells which rows of the full-text index match."""


class Searching(Knowing):
    """The part of the store that finds words."""

    def _page_of_words(
        self, found: Plan, reverse: bool, limit: int, sort: str, *, briefly: bool = False
    ) -> array.array[int] | None:
        """The first articles that match, None where that would take long.

        A word that most articles hold fills a page soon, unless another condition passes over what it
        matches for long; and an index of that condition fills it soon, unless the word is rare. Nobody
        knows beforehand: they go side by side, and what is done first is taken. Where both take long, hardly
        anything matches, or only what comes late (`_sorted_out`). `briefly` is for queries that can be put as
        several.
        """
        if sort in (*GROUPED, "leftovers") and self._knows(found):
            return self._page_by_groups(found, reverse, limit, sort, briefly=briefly)
        if sort == "title" and not self._lone(found, "article_language"):
            return self._page_by_languages(found, reverse, limit)
        if sort != "date":
            return self._page_in_order(found, reverse, limit, sort)
        known = self._known(found)
        walks = []
        if known is not None:
            walks.append(self._through_words(found, known, reverse, limit))
        lanes = [each for each in found.lanes if each.index != "article_date" and not several(each)]
        if not found.entities and (lanes or found.match is None):
            match = self._match(found)
            among = partial(self._among, match) if match is not None else None
            walks.append(self._through_rows(found, among, reverse, limit, sort))
            if found.match is None or self._few(found.tallied, found.lanes):
                walks.reverse()
        rounds = BRIEF if briefly else ROUNDS
        for walk in islice(cycle(walks), rounds * len(walks)):
            page = next(walk, None)
            if page is not None:
                return page
        return self._page_of_few(found, reverse, limit, sort)

    def _page_by_groups(
        self, found: Plan, reverse: bool, limit: int, sort: str, *, briefly: bool
    ) -> array.array[int] | None:
        """The same group by group, each in the order of time, as the full-text index knows the groups."""
        few = self._page_of_few(found, reverse, limit, sort)
        if few is not None:
            return few
        page = array.array("q")
        groups: tuple[Condition, ...] = BANDS[::-1] if reverse else BANDS
        if sort in GROUPED:
            groups = tuple(of_group(sort, each) for each in self._groups_in_order(sort, reverse))
        for one in groups:
            inside, rest = found.within(one), limit - len(page)
            if not rest or not self._tallied(inside.tallied):
                continue
            if one is BANDS[0]:
                part = self._page_in_order(inside, reverse, rest, sort)
            else:
                part = self._page_of_words(inside, reverse, rest, "date", briefly=briefly)
            if part is None:
                return None
            page += part
        return page

    def _page_by_languages(self, found: Plan, reverse: bool, limit: int) -> array.array[int] | None:
        """The same by title, of each language by itself: its titles lie together, far from those in other letters."""
        keys = array.array("q")
        for each in self._groups_in_order("language", reverse):
            one = of_group("language", each)
            inside = found.within(one)
            if not self._tallied(inside.tallied) or self._comes_behind(one, keys, reverse, limit):
                continue
            part = self._page_in_order(inside, reverse, limit, "title")
            if part is None:
                return None
            keys = self._in_place([*keys, *part], "title", reverse, limit)
        return keys

    def _comes_behind(
        self, language: Condition, keys: array.array[int], reverse: bool, limit: int
    ) -> bool:
        """Whether all titles in a language come behind a full page."""
        if len(keys) < limit:
            return False
        way, sign = ("DESC", "<") if reverse else ("ASC", ">")
        row = self.db.execute(
            f"SELECT (SELECT title FROM article a INDEXED BY article_titled WHERE {language.sql} "  # noqa: S608  # our SQL
            f"ORDER BY title {way} LIMIT 1) {sign} (SELECT title FROM article WHERE key = ?)",
            (*language.parameters, keys[-1]),
        )
        return bool(row.fetchone()[0])

    def _page_in_order(
        self, found: Plan, reverse: bool, limit: int, sort: str
    ) -> array.array[int] | None:
        """The same by another order than that of time, in which every row would be looked up by itself.

        All matches are gathered first, unless they are most articles.
        """
        page = self._page_of_few(found, reverse, limit, sort)
        if page is not None:
            return page
        exact, page = self._exact(found), None
        match = self._known(found) if exact else self._match(found)
        if not found.entities:
            among = partial(self._among, match, scattered=True) if match is not None else None
            walk = self._through_rows(found, among, reverse, limit, sort, exact=exact)
            page = next((page for page in islice(walk, ROUNDS) if page is not None), None)
        if page is not None:
            return self._with_awaited(found, page, sort, reverse, limit) if exact else page
        if exact:
            numbers = self._matching(found.bounds.expression, MANY)
            if len(numbers) <= MANY:
                return self._page_of_numbers(found, numbers, reverse, limit, sort)
        return None

    def _page_of_numbers(
        self, found: Plan, numbers: Sequence[int], reverse: bool, limit: int, sort: str
    ) -> array.array[int] | None:
        """The page where the rows of the full-text index that match are known."""
        if len(numbers) > SPARSE and not found.entities:
            among = partial(_found_in, numbers)
            walk = self._through_rows(found, among, reverse, limit, sort, exact=True, known=True)
            for page in islice(walk, AGAIN):
                if page is not None:
                    return self._with_awaited(found, page, sort, reverse, limit)
        told, contents = self._told(found, numbers)
        if len(contents) <= SPARSE:
            return self._sorted_out(told.also(_listing(contents)), reverse, limit, sort)
        marked = Condition(MARKED, (marks(contents),))
        return self._sorted_out(told.also(marked), reverse, limit, sort)

    def _with_awaited(
        self, found: Plan, page: Sequence[int], sort: str, reverse: bool, limit: int
    ) -> array.array[int]:
        """A page of what the full-text index knows, and what matches beside it."""
        keys = {*page, *(key for _, key in self._awaited(found))}
        return self._in_place(keys, sort, reverse, limit)

    def _page_of_few(
        self, found: Plan, reverse: bool, limit: int, sort: str
    ) -> array.array[int] | None:
        """The page where hardly any row is left by what asks for no words, None elsewhere."""
        index = self._narrowest(found)
        if not index or found.entities:
            return None
        sql, parameters = found.apart()
        keys = self._read(
            f"SELECT a.key FROM article a INDEXED BY {index} WHERE {sql}",  # noqa: S608  # our SQL
            parameters,
            NARROW + 1,
        )
        if len(keys) > NARROW:
            return None
        held = self._of_these(found, keys)
        return self._in_place([key for _, key in held], sort, reverse, limit)

    def _in_place(
        self, keys: Iterable[int], sort: str, reverse: bool, limit: int
    ) -> array.array[int]:
        """The first of some rows in an order."""
        sql = (
            "SELECT a.key FROM (SELECT DISTINCT value FROM json_each(?)) j CROSS JOIN article a ON a.key = j.value "  # noqa: S608  # our SQL
            f"{JOINED.get(sort, '')} ORDER BY {ordered(sort, reverse)}"
        )
        return self._read(sql, (listed(keys),), limit)

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
        beside = self._awaited(found) if self._knows(found) else set()
        rows = self._matches(found, match, columns, parameters, reverse=reverse)
        taken: set[tuple[int, int]] = set()
        exact = self._exact(found)
        step, waited = (BESIDE if sql or found.leaves else limit + MORE), 0
        while True:
            some = rows.fetchmany(step)
            keys = [key for _, _, key, holds in some if holds]
            held = self._checked(found, keys, exact=exact)
            taken.update((stamp, key) for _, stamp, key, _ in some if key in held)
            waited = waited + len(some) if len(taken) >= limit else 0
            if (
                len(some) < step
                or waited > EQUAL
                or _settled(taken | beside, some, reverse) >= limit
            ):
                page = sorted(taken | beside, reverse=not reverse)[:limit]
                yield array.array("q", (key for _, key in page))
                return
            yield None
            step = min(2 * step, 1 << 16)

    def _through_rows(
        self,
        found: Plan,
        among: _Among | None,
        reverse: bool,
        limit: int,
        sort: str,
        *,
        exact: bool = False,
        known: bool = False,
    ) -> Iterator[array.array[int] | None]:
        """The same from the rows of an index, those kept that are `among` the matches; with `exact` these are
        told by all that is asked of words, if they are not `known` each costs a step into an index, and too
        many of them end the walk.
        """
        rows = self._in_order(found, sort, reverse, words=among is not None)
        taken: dict[int, None] = {}
        apart = sort != "date" and not known and (among is not None or bool(found.leaves))
        step, looked_up = (SCATTERED if apart else TRIED), 0
        while True:
            some = list(islice(rows, step))
            keys = [key for key, _, holds in some if holds]
            if looked_up > SCARCE * len(taken):
                return
            looked_up += len(keys) if apart else 0
            if among is not None:
                matched = among([number for _, number, holds in some if holds])
                keys = [key for key, number, holds in some if holds and number in matched]
            held = self._checked(found, keys, exact=exact, scattered=sort != "date")
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
        elif sort == "title" and (language := self._lone(found, "article_language")) is not None:
            table, bounds = "article a INDEXED BY article_titled", [language]
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

    def _lone(self, found: Plan, index: str) -> Condition | None:
        """The condition on one outlet or language, None if there is none."""
        return next((c for c in found.tallied if c.index == index and len(c.parameters) == 1), None)

    def _groups_in_order(self, sort: str, reverse: bool) -> list[str | None]:
        """The outlets or languages of a sort of `GROUPED`, in its order; last articles without one."""
        values: list[str | None] = [*GROUPED[sort](self.db), "" if sort == "language" else None]
        return values[::-1] if reverse else values

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


def _listing(contents: Iterable[int]) -> Condition:
    """Articles of these contents."""
    return Condition(
        "a.content IN (SELECT value FROM json_each(?))",
        (listed(contents),),
        index="article_content",
    )


def of_group(sort: str, group: str | None) -> Condition:
    """Articles of one outlet or language, for a sort of `GROUPED`."""
    word = source_word(group) if sort == "source" else language_word(group or "")
    return Condition(
        f"a.{sort} IS ?", (group,), tallied=True, index=f"article_{sort}", bounds=fact(word)
    )


def _gathers(condition: Condition) -> bool:
    """Whether a condition names the contents that match."""
    return condition.index == "article_content"


def marks(contents: Sequence[int]) -> bytes:
    """A byte for each content, 1 for these."""
    made = bytearray(max(contents, default=0) + 1)
    deque(map(made.__setitem__, contents, repeat(1)), 0)  # a third of the time of a loop
    return bytes(made)


def _found_in(rising: Sequence[int], numbers: Iterable[int]) -> set[int]:
    """Those numbers that are among rising ones: a set of these would take ten times their memory."""
    last = len(rising) - 1
    return {each for each in numbers if rising[min(bisect_left(rising, each), last)] == each}


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
