"""A person's corrections of what a line is, for one article or for all of an outlet.

A correction makes the analyses that it touches stale; the pipeline makes them again. It is an action of
the journal like any other.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from reader.model import LineKind, Overrule, fold_line
from reader.store.base import listed
from reader.store.errors import StoreError
from reader.store.journal import Entry, Journal
from reader.store.marks import Correction, append_correction, log_path
from reader.store.packing import unpack_document
from reader.store.preparing import line_hash
from reader.store.records import Change, StoredOverrule

Slot = tuple[str, str | None, str | None]
"""What at most one correction is in force for: a line, and the article or the outlet that it is meant for."""


_LOOKED_AT = 12
"""Articles of an outlet that are looked at for a line as it is written."""


class Overruling(Journal):
    """The part of the store that keeps corrections."""

    _previewed: tuple[Slot, list[int]] | None = None

    def overrules(self) -> list[StoredOverrule]:
        """Every correction in force, oldest first."""
        rows = self.db.execute(
            "SELECT id, line, kind, article, source, made FROM overrule ORDER BY id"
        )
        return [
            StoredOverrule(row[0], Overrule(row[1], LineKind(row[2]), row[3], row[4]), row[5])
            for row in rows
        ]

    def overrule(self, rule: Overrule) -> Change:
        """Put a correction in force; an older one for the same line and reach gives way."""
        made = rule.line, str(rule.kind), rule.article, rule.source, time.time()
        self._previewed = None
        self._preview(_slot(rule))
        with self._writing(durable=True):
            self._settle()
            return self._alter(f"treat line as {rule.kind}", _slot(rule), made)

    def retract(self, id: int) -> Change:  # noqa: A002  # the name of the field it takes
        """Take a correction back. Raises `StoreError` if there is none of this number."""
        found = next((stored for stored in self.overrules() if stored.id == id), None)
        if found is None:
            raise StoreError(f"there is no correction number {id}")
        self._previewed = None
        self._preview(_slot(found.rule))
        with self._writing(durable=True):
            self._settle()
            return self._alter("retract correction", _slot(found.rule), None)

    def _alter(self, label: str, slot: Slot, after: Correction | None) -> Change:
        before = self._there(slot)
        self._enter(label, {"field": "line", "slot": slot, "before": before, "after": after})
        return self._set(label, slot, after)

    def _put(self, entry: Entry, label: str, *, back: bool) -> Change:
        if entry["field"] != "line":
            return super()._put(entry, label, back=back)
        before, after = (each and _correction(each) for each in (entry["before"], entry["after"]))
        expected, value = (after, before) if back else (before, after)
        line, article, source = entry["slot"]
        slot = line, article, source
        if self._there(slot) != expected:  # somebody has decided otherwise since
            return Change(label, (), 0, line)
        return self._set(label, slot, value)

    def _foresee(self, entry: Entry) -> None:
        super()._foresee(entry)
        if entry["field"] == "line":
            line, article, source = entry["slot"]
            self._previewed = None
            self._preview((line, article, source))

    def _preview(self, slot: Slot) -> list[int]:
        """The rows that a correction concerns, looked for before the transaction begins: an outlet may
        have thousands of articles, whose texts are read.
        """
        if self._previewed is None or self._previewed[0] != slot:
            line, article, source = slot
            rule = Overrule(line, LineKind.BODY, article, source)
            self._previewed = slot, self.overrule_preview(rule)
        return self._previewed[1]

    def _there(self, slot: Slot) -> Correction | None:
        """The correction in force for a line and reach."""
        row = self.db.execute(
            "SELECT line, kind, article, source, made FROM overrule "
            "WHERE line = ? AND article IS ? AND source IS ? ORDER BY id DESC",
            slot,
        ).fetchone()
        return _correction(row) if row is not None else None

    def _set(self, label: str, slot: Slot, correction: Correction | None) -> Change:
        """Put this correction in force for a line and reach, or none, within the running transaction."""
        gone = self._there(slot)
        self.db.execute(
            "DELETE FROM overrule WHERE line = ? AND article IS ? AND source IS ?", slot
        )
        if correction is not None:
            self.db.execute(
                "INSERT INTO overrule(line, kind, article, source, made) VALUES (?, ?, ?, ?, ?)",
                correction,
            )
        record = log_path(self.path)
        if correction is not None:
            self._noted(append_correction(record, correction, on=True))
        elif gone is not None:
            self._noted(append_correction(record, gone, on=False))
        touched = self._preview(slot)
        self._previewed = None
        self._stale(touched)
        return Change(label, tuple(touched), len(touched), slot[0], stale=True)

    def overrule_preview(self, rule: Overrule) -> list[int]:
        """The rows whose article holds the line and lies within the correction's reach."""
        if rule.article is not None:
            rows = self.db.execute(
                "SELECT a.key, a.content FROM article a JOIN content c ON c.id = a.content WHERE c.sha = ?",
                (rule.article,),
            ).fetchall()
        elif rule.source is not None:
            rows = self.db.execute(
                "SELECT key, content FROM article WHERE source = ? ORDER BY stamp DESC, key DESC",
                (rule.source,),
            ).fetchall()
        else:
            rows = self.db.execute(
                "SELECT key, content FROM article ORDER BY stamp DESC, key DESC"
            ).fetchall()
        return [key for key, content in rows if self._line_of(content, rule.line) is not None]

    def as_written(self, rule: Overrule) -> str:
        """The line as one of the newest articles within the correction's reach has it, folded if none does."""
        where = "c.sha = ?" if rule.article is not None else "a.source IS ?"
        rows = self.db.execute(
            f"SELECT a.content FROM article a JOIN content c ON c.id = a.content WHERE {where} "  # noqa: S608
            "ORDER BY a.stamp DESC, a.key DESC LIMIT ?",
            (rule.article or rule.source, _LOOKED_AT),
        )
        found = (self._line_of(content, rule.line) for (content,) in rows)
        return next((line.strip() for line in found if line is not None), rule.line)

    def _line_of(self, content: int, line: str) -> str | None:
        """The first line of a content that folds to this one."""
        row = self.db.execute(
            "SELECT packed FROM original WHERE content = ?", (content,)
        ).fetchone()
        if row is None:
            return None
        try:
            text = unpack_document(row[0]).text
        except ValueError:
            return None
        wanted = line_hash(line)
        return next((one for one in text.split("\n") if line_hash(fold_line(one)) == wanted), None)

    def _stale(self, keys: list[int]) -> None:
        self.db.execute(
            "UPDATE content SET stage = NULL, failed = NULL, tries = 0 WHERE id IN "
            "(SELECT content FROM article WHERE key IN (SELECT value FROM json_each(?)))",
            (listed(keys),),
        )
        self.db.execute(
            "UPDATE article SET analysed = 0, failed = NULL WHERE content IN "
            "(SELECT content FROM article WHERE key IN (SELECT value FROM json_each(?)))",
            (listed(keys),),
        )
        self._announce("changed", keys)


def _slot(rule: Overrule) -> Slot:
    return rule.line, rule.article, rule.source


def _correction(row: Sequence[Any]) -> Correction:
    line, kind, article, source, made = row
    return line, kind, article, source, made
