"""What the full-text index is asked: words, which rows hold them, and all else that it knows of a query.

It knows facts of what has been analysed (`facts`). Articles that wait for their analysis, or whose analysis failed,
are looked at one by one; while they are many the index is asked for words alone.
"""

from __future__ import annotations

import array
from collections.abc import Iterable, Sequence

import msgspec

from reader.store.base import listed
from reader.store.lanes import Lanes
from reader.store.query import Plan
from reader.store.query.beginnings import spelled_out
from reader.store.query.conditions import Condition, Match, joined

SPELLED = 150
"""Words that a beginning is put as where a page is wanted: each costs a step into the index."""

SPELLED_OUT = 4
"""The same where all matches are wanted, each of which is compared by every word."""

SCANNED = 100
"""Matches that are read sooner than one row is looked up among them."""

AT_ONCE = 32_768
"""Matches that are fetched at once where all are wanted."""

AWAITED = 2_000
"""Articles without an analysis that are looked at for a page, each by itself."""

_AWAITED = Condition("a.analysed = 0 OR a.failed IS NOT NULL", tallied=True)

_OFTEN = (
    "SELECT j.value FROM json_each(?) j CROSS JOIN searched s ON s.content = j.value "
    "GROUP BY 1 HAVING count(*) > 1"
)

_DOUBTFUL = (
    "SELECT a.key FROM json_each(?) j CROSS JOIN article a ON a.key = j.value WHERE a.analysed = 0 "
    "OR a.failed IS NOT NULL OR (SELECT count(*) FROM searched s WHERE s.content = a.content) > 1"
)


class Knowing(Lanes):
    """The part of the store that asks the full-text index."""

    def _knows(self, found: Plan) -> bool:
        """Whether the index can be asked for more than words."""
        return bool(found.bounds.expression) and self._tallied((_AWAITED,)) <= AWAITED

    def _match(self, found: Plan) -> str | None:
        """The words that all must match, their beginnings put as words."""
        return spelled_out(self.db, found.match, SPELLED) if found.match else None

    def _known(self, found: Plan) -> str | None:
        """What the index is asked for a page: all that it knows of the query, or words alone; None for nothing.

        Beginnings are put as words.
        """
        match = self._match(found)
        if not self._knows(found):
            return match
        known = found.bounds.expression
        if match is not None:
            known = known.replace(str(found.match), match, 1)
        return spelled_out(self.db, known, SPELLED)

    def _awaited(self, found: Plan) -> set[tuple[int, int]]:
        """What the query finds among the articles without an analysis, as times and keys."""
        if not self._tallied((_AWAITED,)):
            return set()
        rows = self.db.execute(
            "SELECT key FROM article INDEXED BY article_waiting WHERE analysed = 0 AND failed IS NULL "
            "UNION ALL SELECT key FROM article INDEXED BY article_failed WHERE failed IS NOT NULL"
        )
        return self._of_these(found, [key for (key,) in rows])

    def _of_these(self, found: Plan, keys: Sequence[int]) -> set[tuple[int, int]]:
        """What the query finds among some rows, as times and keys."""
        sql, parameters = found.apart()
        rows = self.db.execute(
            "SELECT a.stamp, a.key, coalesce(w.id, -1) FROM json_each(?) j CROSS JOIN article a ON a.key = j.value "  # noqa: S608  # our SQL
            f"LEFT JOIN searched w ON w.content = a.content {'WHERE ' + sql if sql else ''}",
            (listed(keys), *parameters),
        ).fetchall()
        match = self._match(found)
        if match is not None:
            matched = self._among(match, [row[2] for row in rows if row[2] >= 0])
            rows = [row for row in rows if row[2] in matched]
        held = self._holding(found, [row[1] for row in rows])
        return {(stamp, key) for stamp, key, _ in rows if key in held}

    def _exact(self, found: Plan) -> bool:
        """Whether the index can tell all that is asked of words."""
        worded = [each.bounds for each in found.rest if each.leaves]
        somewhere = sum(not each.each for each in worded) + bool(found.match)  # but one is kept
        if not (worded or found.match) or somewhere > 1 or not all(each.exact for each in worded):
            return False
        return self._knows(found)

    def _told(self, found: Plan, numbers: Sequence[int]) -> tuple[Plan, Sequence[int]]:
        """The plan without its words, and the contents of which it has to hold, where the index tells these rows."""
        contents = self._owners(numbers)
        apart = listed(self._often(contents))
        rest = tuple(each for each in found.rest if not each.bounds.exact)
        keys = self._read(
            "SELECT key FROM article WHERE content IN (SELECT value FROM json_each(?))", (apart,)
        )
        beside = [key for _, key in self._awaited(found) | self._of_these(found, keys)]
        if len(apart) > 2 or self._tallied((_AWAITED,)):
            rest = (_besides(rest, apart, beside),)
            sql = "SELECT content FROM article WHERE key IN (SELECT value FROM json_each(?))"
            contents.extend(self._read(sql, (listed(beside),)))
        return found.wordless(rest), contents

    def _matching(self, match: str, most: int) -> array.array[int]:
        """Rows of the index that match, rising; some of them if there are more than `most`."""
        numbers, last = array.array("q"), -1
        match = spelled_out(self.db, match, SPELLED_OUT)
        while True:
            text, count, last = self.db.execute(
                "SELECT group_concat(rowid), count(*), max(rowid) FROM (SELECT rowid FROM search "
                "WHERE search MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?)",
                (match, last, AT_ONCE),
            ).fetchone()
            numbers.extend(msgspec.json.decode(f"[{text or ''}]", type=list[int]))
            if count < AT_ONCE or len(numbers) > most:
                return numbers

    def _owners(self, numbers: Sequence[int]) -> array.array[int]:
        """The contents of some rows of the index."""
        sql = (
            "SELECT s.content FROM json_each(?) j CROSS JOIN searched s ON s.id = j.value "
            "WHERE s.content IS NOT NULL"
        )
        return self._read(sql, (listed(numbers),))

    def _often(self, contents: Iterable[int]) -> array.array[int]:
        """Those contents that have several rows in the index."""
        return self._read(_OFTEN, (listed(contents),))

    def _doubtful(self, keys: Iterable[int]) -> set[int]:
        """Those articles of which the index may say too much."""
        return set(self._read(_DOUBTFUL, (listed(keys),)))

    def _checked(
        self, found: Plan, keys: Sequence[int], *, exact: bool, scattered: bool = False
    ) -> set[int]:
        """Which of these rows the rest of the plan holds of; with `exact` the index has told so of most."""
        doubtful = self._doubtful(keys) if exact else set(keys)
        held = self._holding(found, list(doubtful), scattered=scattered)
        return held.union(set(keys).difference(doubtful))

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

    def _contents(self, match: str) -> array.array[int]:
        """The contents that match, in no order.

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
            if count < AT_ONCE:
                return contents


def _besides(rest: Iterable[Condition], apart: str, keys: Iterable[int]) -> Condition:
    """Conditions on all that is analysed but some contents, or one of some rows."""
    sql, parameters = joined(rest)
    known = (
        "a.analysed = 1 AND a.failed IS NULL AND a.content NOT IN (SELECT value FROM json_each(?))"
    )
    return Condition(
        f"{known} {'AND ' + sql if sql else ''} OR a.key IN (SELECT value FROM json_each(?))",  # noqa: S608  # our SQL
        (apart, *parameters, listed(keys)),
    )
