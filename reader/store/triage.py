"""Triage and its journal: every action is on the disk before it is shown, and can be taken back.

The journal keeps, for each article, the value of the one field that an action altered, before and
after. Undo puts the value before back where nobody else has written the field since; so two
people on one store never overwrite each other.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from reader.model import Triage, Verdict
from reader.store.base import listed
from reader.store.journal import Entry, Journal
from reader.store.marks import (
    DECISIONS,
    Correction,
    Mark,
    append_correction,
    append_decision,
    append_marks,
    corrections,
    decisions,
    log_path,
    read_corrections,
    read_decisions,
    read_marks,
)
from reader.store.records import Action, Annotate, Change, Decide, Read, Star, Tag

VERDICTS: tuple[Verdict | None, ...] = (None, Verdict.KEEP, Verdict.DROP)
"""Verdicts by their number in the tables."""

PIECE = 10_000
"""Articles that one statement of a bulk action is given."""

SEVERAL = "several"
"""In the place of a field, where an action set several."""

_COLUMNS = {"read": "read", "starred": "starred", "verdict": "verdict", "note": "annotated"}


class _Step(Struct, frozen=True):
    """One field set to a value; `name` is the tag, for tags."""

    field: str
    after: int | str
    name: str
    label: str


def _step(action: Action) -> _Step:
    match action:
        case Read(on):
            return _Step("read", int(on), "", "mark read" if on else "mark unread")
        case Star(on):
            return _Step("starred", int(on), "", "star" if on else "unstar")
        case Decide(verdict):
            label = {None: "undecide", Verdict.KEEP: "keep", Verdict.DROP: "drop"}[verdict]
            return _Step("verdict", VERDICTS.index(verdict), "", label)
        case Tag(name, on):
            word = "-".join(name.casefold().split())
            if not word:
                raise ValueError("a tag needs at least one letter")
            return _Step("tag", int(on), word, f"{'tag' if on else 'untag'} {word}")
        case Annotate(text):
            return _Step("note", text, "", "write note" if text else "remove note")


def steps_of(action: Action | Sequence[Action]) -> tuple[_Step, ...]:
    """What actions set; where two set the same, the later one."""
    steps = map(_step, action if isinstance(action, Sequence) else (action,))
    found = {(step.field, step.name): step for step in steps}
    if not found:
        raise ValueError("there is nothing to do")
    return tuple(found.values())


def label_of(steps: Sequence[_Step]) -> str:
    """What the journal calls the steps together."""
    if len(steps) == 1:
        return steps[0].label
    if all(step.field == "tag" for step in steps):
        return "tags " + " ".join(f"{'' if step.after else '-'}{step.name}" for step in steps)
    return ", ".join(step.label for step in steps)


class Part(Struct, frozen=True):
    """Contents that a step finds with the same value."""

    step: _Step
    before: int | str
    contents: Sequence[int]


def entry_of(parts: Sequence[Part]) -> Entry:
    """What the journal keeps of an action."""
    entries: dict[_Step, Entry] = {}
    for part in parts:
        step = part.step
        entry: Entry = {"field": step.field, "after": step.after, "name": step.name, "items": []}
        items = entries.setdefault(step, entry)["items"]
        items.append((part.before, _bytes(array("q", part.contents))))
    found = list(entries.values())
    return found[0] if len(found) == 1 else {"field": SEVERAL, "steps": found}


def parts_of(entry: Entry, label: str) -> list[Part] | None:
    """What `entry_of` was given; None for an entry of another part of the store."""
    if entry["field"] == SEVERAL:
        return [part for each in entry["steps"] for part in parts_of(each, label) or ()]
    if entry["field"] not in (*_COLUMNS, "tag"):
        return None
    step = _Step(entry["field"], entry["after"], entry["name"], label)
    return [Part(step, before, _numbers(contents)) for before, contents in entry["items"]]


def _pieces(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The numbers some thousands at a time: what a statement is given must not grow with the list."""
    for start in range(0, len(numbers), PIECE):
        yield numbers[start : start + PIECE]


def _bytes(numbers: array[int]) -> bytes:
    """Numbers as 64-bit little-endian integers."""
    if sys.byteorder == "big":
        numbers = array("q", numbers)
        numbers.byteswap()
    return numbers.tobytes()


def _numbers(packed: bytes | Sequence[int]) -> Sequence[int]:
    """The numbers of `_bytes`; a list, as older journals have it, as it is."""
    if not isinstance(packed, bytes):
        return packed
    numbers = array("q")
    numbers.frombytes(packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def each_once(numbers: Sequence[Sequence[int]]) -> Sequence[int]:
    """The numbers of all of these, none twice."""
    if len(numbers) == 1:
        return numbers[0]
    return array("q", dict.fromkeys(number for some in numbers for number in some))


class Triaging(Journal):
    """The part of the store that takes a person's decisions."""

    def triage(self, key: int) -> Triage:
        """The marks on the article of a row; those of an untouched one if the row is unknown."""
        found = self.db.execute(
            "SELECT t.read, t.starred, t.verdict, a.tags, t.note FROM article a "
            "JOIN triage t ON t.content = a.content WHERE a.key = ?",
            (key,),
        ).fetchone()
        if found is None:
            tags = self.db.execute("SELECT tags FROM article WHERE key = ?", (key,)).fetchone()
            return Triage(tags=tuple(tags[0].split()) if tags else ())
        return Triage(
            bool(found[0]), bool(found[1]), VERDICTS[found[2]], tuple(found[3].split()), found[4]
        )

    def act(
        self, action: Action | Sequence[Action], keys: Sequence[int], *, journal: bool = True
    ) -> Change:
        """Do `action` on the articles of the rows; on the disk when this returns. Several are done, and undone, as one.

        Rows whose article is in that state already are left alone. Without `journal` the action
        cannot be undone: for marks that the program sets by itself. Raises `StoreError`.
        """
        steps = steps_of(action)
        label = label_of(steps)
        with self._writing(durable=True):
            self._settle()
            parts = self._parts(steps, keys)
            if not parts:
                return Change(label, (), 0)
            for part in parts:
                self._apply(part.step, part.step.after, part.contents)
            if journal:
                self._enter(label, entry_of(parts))
            return self._done(label, each_once([part.contents for part in parts]))

    def _parts(self, steps: Sequence[_Step], keys: Sequence[int]) -> list[Part]:
        """What the steps are yet to alter of the articles of the rows."""
        self._choose(
            keys, "SELECT content FROM article WHERE key IN (SELECT value FROM json_each(?))"
        )
        return [
            Part(step, before, contents)
            for step in steps
            for before, contents in self._values(step).items()
            if before != step.after
        ]

    def _put(self, entry: Entry, label: str, *, back: bool) -> Change:
        parts = parts_of(entry, label)
        if parts is None:
            return super()._put(entry, label, back=back)
        altered = [self._turn_part(part, part.contents, back=back) for part in parts]
        return self._done(label, each_once(altered))

    def _turn_part(self, part: Part, contents: Sequence[int], *, back: bool) -> array[int]:
        """Put back, or do again, some of a part where nobody has written since; which these are."""
        step = part.step
        value, expected = (part.before, step.after) if back else (step.after, part.before)
        self._choose(contents, "SELECT value FROM json_each(?)")
        same = self._values(step).get(expected, array("q"))
        self._apply(step, value, same)
        return same

    def _choose(self, numbers: Sequence[int], query: str) -> None:
        """Put the contents that `query` finds for these numbers into the table ``chosen``, each once."""
        db = self.db
        db.execute("CREATE TEMP TABLE IF NOT EXISTS chosen(content INTEGER PRIMARY KEY)")
        db.execute("DELETE FROM chosen")
        for some in _pieces(numbers):
            db.execute(f"INSERT OR IGNORE INTO chosen {query}", (listed(some),))  # our SQL

    def _values(self, step: _Step) -> dict[int | str, array[int]]:
        """The chosen contents by the value that the step's field has now."""
        rows: Iterable[tuple[int, Any]]
        if step.field == "tag":
            rows = self.db.execute(
                "SELECT c.content, g.content IS NOT NULL FROM chosen c "
                "LEFT JOIN tagged g ON g.name = ? AND g.content = c.content",
                (step.name,),
            )
        else:
            empty = "''" if step.field == "note" else "0"
            rows = self.db.execute(
                f"SELECT c.content, coalesce(t.{step.field}, {empty}) FROM chosen c "  # noqa: S608  # our names
                "LEFT JOIN triage t ON t.content = c.content"
            )
        values: dict[int | str, array[int]] = {}
        for content, value in rows:
            if value not in values:
                values[value] = array("q")
            values[value].append(content)
        return values

    def _apply(
        self, step: _Step, value: int | str, contents: Sequence[int], *, noted: bool = False
    ) -> None:
        for some in _pieces(contents):
            self._apply_some(step, value, some, noted=noted)

    def _apply_some(
        self, step: _Step, value: int | str, contents: Sequence[int], *, noted: bool
    ) -> None:
        db, ids = self.db, listed(contents)
        if not noted:
            query = "SELECT sha FROM content WHERE id IN (SELECT value FROM json_each(?))"
            self._note_down([row[0] for row in db.execute(query, (ids,))], step, value)
        if step.field == "tag":
            self._tag(step.name, contents, on=bool(value))
            return
        column = _COLUMNS[step.field]
        shown = int(bool(value)) if step.field == "note" else value
        db.execute(
            f"INSERT INTO triage(content, {step.field}) SELECT value, ? FROM json_each(?) WHERE true "  # noqa: S608  # our names
            f"ON CONFLICT(content) DO UPDATE SET {step.field} = excluded.{step.field}",
            (value, ids),
        )
        db.execute(
            f"UPDATE article SET {column} = ? WHERE content IN (SELECT value FROM json_each(?))",  # noqa: S608  # our names
            (shown, ids),
        )

    def _note_down(self, shas: Sequence[str], step: _Step, value: int | str) -> None:
        """Append to the record beside the database, which knows how far it holds."""
        self._noted(append_marks(log_path(self.path), shas, step.field, step.name, value))

    def _settle(self) -> None:
        """Let the record say what holds, where it ends in an action that was cut off before it was done."""
        known = self.db.execute("SELECT value FROM meta WHERE name = 'record'").fetchone()
        try:
            end = log_path(self.path).stat().st_size
        except OSError:
            return
        if known is None and self._marked():
            return  # a record as it was kept before its length was known
        begin = int(known[0]) if known else 0
        if end <= begin:
            return
        record, db = log_path(self.path), self.db
        cut: dict[tuple[str, str], dict[str, None]] = {}
        for mark in read_marks(record, begin):
            if mark.sound:
                cut.setdefault((mark.field, mark.name), {})[mark.sha] = None
        for (field, name), shas in cut.items():
            rows = db.execute(
                "SELECT id, sha FROM content WHERE sha IN (SELECT value FROM json_each(?))",
                (json.dumps(list(shas)),),
            ).fetchall()
            step, named = _Step(field, 0, name, ""), dict(rows)
            self._choose(list(named), "SELECT value FROM json_each(?)")
            for value, contents in self._values(step).items():
                self._note_down([named[content] for content in contents], step, value)
        for correction, _ in read_corrections(record, begin):
            row = db.execute(
                "SELECT line, kind, article, source, made FROM overrule "
                "WHERE line = ? AND article IS ? AND source IS ?",
                (correction[0], *correction[2:4]),
            ).fetchone()
            self._noted(append_correction(record, row or correction, on=row is not None))
        decided = self.get_state(DECISIONS)
        for decision, _ in read_decisions(record, begin):
            on = isinstance(decided, list) and decision in decided
            self._noted(append_decision(record, decision, on=on))

    def _marked(self) -> bool:
        """Whether anything was ever marked in this store."""
        query = "SELECT 1 FROM triage UNION ALL SELECT 1 FROM tagged UNION ALL SELECT 1 FROM journal LIMIT 1"
        return self.db.execute(query).fetchone() is not None

    def take_record(self) -> None:
        """Where the database is new and the record beside it is not: what it says holds."""
        if self.db.execute("SELECT 1 FROM content LIMIT 1").fetchone() is not None:
            return
        record = log_path(self.path)
        if not record.exists():
            return
        states = [(DECISIONS, json.dumps(decisions(record), ensure_ascii=False))]
        self.restore(read_marks(record), corrections(record), states, noted=True)
        with self._writing():
            self._noted(record.stat().st_size)

    def _tag(self, name: str, contents: Sequence[int], *, on: bool) -> None:
        db, ids = self.db, listed(contents)
        if on:
            db.execute(
                "INSERT OR IGNORE INTO tagged SELECT ?, value FROM json_each(?)", (name, ids)
            )
        else:
            db.execute(
                "DELETE FROM tagged WHERE name = ? AND content IN (SELECT value FROM json_each(?))",
                (name, ids),
            )
        db.execute(
            "UPDATE article SET tags = coalesce((SELECT group_concat(name, ' ') FROM (SELECT name FROM "
            "tagged WHERE tagged.content = article.content ORDER BY name)), '') "
            "WHERE content IN (SELECT value FROM json_each(?))",
            (ids,),
        )

    def _done(self, label: str, contents: Sequence[int]) -> Change:
        keys = array("q")
        for some in _pieces(contents):
            rows = self.db.execute(
                "SELECT key FROM article WHERE content IN (SELECT value FROM json_each(?))",
                (listed(some),),
            )
            keys.extend(row[0] for row in rows)
        self._announce("changed", keys)
        return Change(label, keys, len(contents))

    def restore(
        self,
        marks: Iterable[Mark],
        overrules: Iterable[Correction] = (),
        states: Iterable[tuple[str, str]] = (),
        *,
        noted: bool = False,
    ) -> None:
        """Put back what a repair saved: marks, corrections (line, kind, article, source, time), state.

        With `noted` the record beside the database has the marks already.
        """
        with self._writing(durable=True) as db:
            for mark in marks:
                if not mark.sound:
                    continue
                content = db.execute(
                    "INSERT INTO content(sha) VALUES (?) ON CONFLICT(sha) DO UPDATE SET sha = sha RETURNING id",
                    (mark.sha,),
                ).fetchone()[0]
                step = _Step(mark.field, mark.value, mark.name, "")
                self._apply(step, mark.value, [content], noted=noted)
            for correction in overrules:
                db.execute(
                    "INSERT INTO overrule(line, kind, article, source, made) VALUES (?, ?, ?, ?, ?)",
                    correction,
                )
                if not noted:
                    self._noted(append_correction(log_path(self.path), correction, on=True))
            for name, value in states:
                db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))
                for decision in json.loads(value) if name == DECISIONS and not noted else ():
                    self._noted(append_decision(log_path(self.path), decision, on=True))
