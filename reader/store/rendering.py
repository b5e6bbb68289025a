"""Translations that are kept with their articles, and a person's corrections of them.

A correction is an action of the journal like any other; what the translation memory has to say once it is
done, undone or redone goes along with the change, as the memory is another file and serves all corpora.
"""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import Translation
from reader.store.errors import StoreError
from reader.store.facts import fact_words
from reader.store.intake import Intake
from reader.store.journal import Entry, Journal
from reader.store.packing import pack, unpack
from reader.store.records import Change, Remembered
from reader.store.words import indexable

CORRECTING = "correct translation"
"""What the journal calls it."""

_WHERE = 'content = ? AND target_language = ? AND start = ? AND "end" = ?'


class Rendering(Intake, Journal):
    """The part of the store that keeps translations."""

    def remember(self, key: int, translations: Sequence[Translation]) -> None:
        """Keep translations of spans of an article, the latest for each span."""
        with self._writing() as db:
            row = db.execute("SELECT content FROM article WHERE key = ?", (key,)).fetchone()
            if row is None or not translations:
                return
            self._keep_rendering(row[0], translations)
            self._announce("changed", [key])

    def translations(self, key: int, to: str) -> tuple[Translation, ...]:
        """The translations into `to` that are kept for an article, in the order of the text."""
        rows = self.db.execute(
            "SELECT t.packed FROM article a JOIN translation t ON t.content = a.content "
            "WHERE a.key = ? AND t.target_language = ? ORDER BY t.start",
            (key, to),
        )
        return tuple(unpack(row[0], Translation) for row in rows)

    def correct_translation(self, key: int, made: Translation, said: str | None = None) -> Change:
        """Keep a person's rendering in the place of what is there; on the disk when this returns.

        `said` is what a person had made of the same source before, which an undo gives back to the memory.
        Raises `StoreError`, also where the row has gone.
        """
        with self._writing(durable=True) as db:
            self._settle()
            row = db.execute("SELECT content FROM article WHERE key = ?", (key,)).fetchone()
            if row is None:
                raise StoreError(f"article {key} is no longer in {self.path}")
            before = self._rendered((row[0], made.to_language, made.start, made.end))
            after = pack(made)
            number = self._keep_rendering(row[0], (made,))
            entry = {"field": "translation", "content": row[0], "before": before, "after": after,
                     "said": said, "row": number}  # fmt: skip
            self._enter(CORRECTING, entry)
            return self._corrected(CORRECTING, row[0], made, made.target)

    def _put(self, entry: Entry, label: str, *, back: bool) -> Change:
        if entry["field"] != "translation":
            return super()._put(entry, label, back=back)
        made = unpack(entry["after"], Translation)
        span = (entry["content"], made.to_language, made.start, made.end)
        expected, value = entry["after"], entry["before"]
        if not back:
            expected, value = value, expected
        if self._rendered(span) != expected:  # somebody has written another one since
            return Change(label, (), 0, _about(made))
        if back:
            self.db.execute("UPDATE searched SET content = NULL WHERE id = ?", (entry["row"],))
        if value is None:
            self.db.execute(f"DELETE FROM translation WHERE {_WHERE}", span)  # noqa: S608  # constant
        else:
            self._keep_rendering(entry["content"], (unpack(value, Translation),))
        said = entry["said"] if back else made.target
        return self._corrected(label, entry["content"], made, said)

    def _corrected(self, label: str, content: int, made: Translation, said: str | None) -> Change:
        rows = self.db.execute("SELECT key FROM article WHERE content = ?", (content,))
        keys = tuple(row[0] for row in rows)
        self._announce("changed", keys)
        remembered = Remembered(made.source, said, made.from_language, made.to_language)
        return Change(label, keys, 1, _about(made), remembered=remembered)

    def _rendered(self, span: tuple[int, str, int, int]) -> bytes | None:
        row = self.db.execute(
            f"SELECT packed FROM translation WHERE {_WHERE}",  # noqa: S608  # constant
            span,
        ).fetchone()
        return bytes(row[0]) if row is not None else None

    def _keep_rendering(self, content: int, translations: Sequence[Translation]) -> int:
        """Write translations and enter their words into the index; the number of the row there."""
        db = self.db
        db.executemany(
            'INSERT OR REPLACE INTO translation(content, target_language, start, "end", engine, packed, target) '
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (content, t.to_language, t.start, t.end, t.engine, pack(t), t.target)
                for t in translations
            ],
        )
        row = db.execute(
            "SELECT stamp, language, source, leftover_languages, leftover_kinds, line_kinds "
            "FROM article WHERE content = ? ORDER BY analysed DESC, stamp DESC LIMIT 1",
            (content,),
        ).fetchone()
        said = " ".join(indexable(t.target, t.to_language) for t in translations)
        facts = row or (0, "", None, "", 0, 0)
        number = self._slot(facts[0])
        db.execute(
            "INSERT INTO search(rowid, also) VALUES (?, ?)",
            (number, f"{said} {fact_words(*facts)}"),
        )
        db.execute("INSERT INTO searched VALUES (?, ?)", (number, content))
        return number


def _about(made: Translation) -> str:
    return f"{made.source} → {made.target}"
