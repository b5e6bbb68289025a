"""A person's corrections of what a line is, for one article or for all of an outlet.

A correction makes the analyses that it touches stale; the pipeline makes them again.
"""

from __future__ import annotations

import time

from reader.model import LineKind, Overrule, fold_line
from reader.store.base import Base, listed
from reader.store.errors import StoreError
from reader.store.marks import append_correction, log_path
from reader.store.packing import unpack_document
from reader.store.preparing import line_hash
from reader.store.records import Change, StoredOverrule


class Overruling(Base):
    """The part of the store that keeps corrections."""

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
        touched = self.overrule_preview(rule)
        with self._writing(durable=True) as db:
            self._settle()
            db.execute(
                "DELETE FROM overrule WHERE line = ? AND article IS ? AND source IS ?",
                (rule.line, rule.article, rule.source),
            )
            made = rule.line, str(rule.kind), rule.article, rule.source, time.time()
            db.execute(
                "INSERT INTO overrule(line, kind, article, source, made) VALUES (?, ?, ?, ?, ?)",
                made,
            )
            self._stale(touched)
            self._noted(append_correction(log_path(self.path), made, on=True))
        return Change(f"treat line as {rule.kind}", tuple(touched), len(touched))

    def retract(self, id: int) -> Change:  # noqa: A002  # the name of the field it takes
        """Take a correction back. Raises `StoreError` if there is none of this number."""
        found = next((stored for stored in self.overrules() if stored.id == id), None)
        if found is None:
            raise StoreError(f"there is no correction number {id}")
        touched = self.overrule_preview(found.rule)
        with self._writing(durable=True) as db:
            self._settle()
            db.execute("DELETE FROM overrule WHERE id = ?", (id,))
            self._stale(touched)
            rule = found.rule
            gone = rule.line, str(rule.kind), rule.article, rule.source, found.made
            self._noted(append_correction(log_path(self.path), gone, on=False))
        return Change("retract correction", tuple(touched), len(touched))

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
        return [key for key, content in rows if self._holds(content, rule.line)]

    def _holds(self, content: int, line: str) -> bool:
        row = self.db.execute(
            "SELECT packed FROM original WHERE content = ?", (content,)
        ).fetchone()
        if row is None:
            return False
        try:
            text = unpack_document(row[0]).text
        except ValueError:
            return False
        wanted = line_hash(line)
        return any(line_hash(fold_line(each)) == wanted for each in text.split("\n"))

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
