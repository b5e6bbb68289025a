"""What the pipeline writes: files and their documents, analyses, failures, the full-text index.

Everything here can be made again from the files, so it is written in batches without waiting for
the disk; a person's marks are found by content, so a file that moved keeps them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from reader.model import Article, Document, Repetition, Translation, fold_line
from reader.store.base import Base, listed
from reader.store.packing import pack, pack_analysis, pack_document, unpack, unpack_document
from reader.store.query.compile import LEFTOVER_BITS, LINE_BITS
from reader.store.query.dates import stamp
from reader.store.records import Added, FileState
from reader.store.words import indexable

SLOTS = 10
"""Bits of a full-text row number below the minute of publication."""

LONGEST_REPEATED = 200
"""Code points of a line up to which its recurrence is counted: chrome is short, paragraphs are not."""


class Intake(Base):
    """The part of the store that the pipeline fills."""

    def files(self) -> dict[str, FileState]:
        """Every file that was read, by path, as it was then."""
        rows = self.db.execute("SELECT path, size, mtime, sha FROM file")
        return {row[0]: FileState(*row) for row in rows}

    def file(self, path: str) -> FileState | None:
        """The file as it was when it was read, None if it never was."""
        row = self.db.execute(
            "SELECT path, size, mtime, sha FROM file WHERE path = ?", (path,)
        ).fetchone()
        return FileState(*row) if row else None

    def touch(self, state: FileState) -> None:
        """A file whose time changed but whose content did not."""
        with self._writing() as db:
            db.execute(
                "UPDATE file SET size = ?, mtime = ? WHERE path = ?",
                (state.size, state.mtime_ns, state.path),
            )

    def add_documents(
        self, batch: Iterable[tuple[FileState, Sequence[Document], str | None]]
    ) -> Added:
        """Enter files with their documents and their outlets, replacing what was known of each path.

        The third of each is the source that the lines are counted for. One transaction.
        """
        added: list[int] = []
        changed: list[int] = []
        removed: list[int] = []
        with self._writing() as db:
            for state, documents, source in batch:
                file = db.execute(
                    "INSERT INTO file(path, size, mtime, sha) VALUES (?, ?, ?, ?) ON CONFLICT(path) DO UPDATE "
                    "SET size = excluded.size, mtime = excluded.mtime, sha = excluded.sha RETURNING id",
                    (state.path, state.size, state.mtime_ns, state.sha),
                ).fetchone()[0]
                known = dict(
                    db.execute("SELECT part, key FROM article WHERE file = ?", (file,)).fetchall()
                )
                for part, document in enumerate(documents):
                    content, new = self._content(document, part, len(documents))
                    if new:
                        self._count_lines(document, source)
                    key = self._place(file, part, content, document, known.pop(part, None))
                    (added if key > 0 else changed).append(abs(key))
                for key in known.values():
                    db.execute("DELETE FROM article WHERE key = ?", (key,))
                    removed.append(key)
            self._announce("added", added)
            self._announce("changed", changed)
            self._announce("removed", removed)
        return Added(added, changed, removed)

    def _content(self, document: Document, part: int, parts: int) -> tuple[int, bool]:
        # Parts of one file may share its sha256; the place within the file then tells them apart.
        sha = document.id
        row = self.db.execute("SELECT id FROM content WHERE sha = ?", (sha,)).fetchone()
        if row is not None and parts > 1:
            sha = f"{document.id}.{part}"
            row = self.db.execute("SELECT id FROM content WHERE sha = ?", (sha,)).fetchone()
        if row is not None:
            self.db.execute(
                "INSERT OR IGNORE INTO original VALUES (?, ?)", (row[0], pack_document(document))
            )
            return int(row[0]), False
        content = self.db.execute("INSERT INTO content(sha) VALUES (?)", (sha,)).lastrowid or 0
        self.db.execute(
            "INSERT OR REPLACE INTO original VALUES (?, ?)", (content, pack_document(document))
        )
        return content, True

    def _place(
        self, file: int, part: int, content: int, document: Document, key: int | None
    ) -> int:
        """Put the content in its row; the key is negative if the row was there before."""
        db = self.db
        title = document.title or next(
            (s for line in document.text.split("\n") if (s := line.strip())), ""
        )
        shown = (
            content, document.path, title[:300], document.source, document.published,
            stamp(document.published), document.language or "",
        )  # fmt: skip
        if key is None:
            key = db.execute(
                "INSERT INTO article(file, part, content, path, title, source, published, stamp, language) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (file, part, *shown),
            ).lastrowid or 0  # fmt: skip
            sign = 1
        else:
            db.execute(
                "UPDATE article SET content = ?, path = ?, title = ?, source = ?, published = ?, stamp = ?, "
                "language = ?, analysed = 0, failed = NULL WHERE key = ?",
                (*shown, key),
            )
            sign = -1
        self._mark(key, content)
        return sign * key

    def _mark(self, key: int, content: int) -> None:
        """Copy marks and analysis of the content into a row that has just got it."""
        self.db.execute(
            "UPDATE article SET (read, starred, verdict, annotated) = (SELECT coalesce(max(read), 0), "
            "coalesce(max(starred), 0), coalesce(max(verdict), 0), coalesce(max(note <> ''), 0) "
            "FROM triage WHERE content = ?1), tags = coalesce((SELECT group_concat(name, ' ') FROM "
            "(SELECT name FROM tagged WHERE content = ?1 ORDER BY name)), '') WHERE key = ?2",
            (content, key),
        )
        self.db.execute(
            "UPDATE article SET (title, source, published, stamp, language, leftovers, leftover_languages, "
            "leftover_kinds, line_kinds, notes, analysed, failed) = (SELECT title, source, published, stamp, "
            "language, leftovers, leftover_languages, leftover_kinds, line_kinds, notes, analysed, failed "
            "FROM article WHERE content = ?1 AND key <> ?2 AND analysed = 1 LIMIT 1) "
            "WHERE key = ?2 AND EXISTS (SELECT 1 FROM article WHERE content = ?1 AND key <> ?2 AND analysed = 1)",
            (content, key),
        )

    def remove_files(self, paths: Iterable[str]) -> Sequence[int]:
        """Take files that are no longer there off the list; their marks stay with their contents."""
        gone: list[int] = []
        with self._writing() as db:
            for path in paths:
                rows = db.execute(
                    "SELECT key FROM article WHERE file = (SELECT id FROM file WHERE path = ?)",
                    (path,),
                ).fetchall()
                db.executemany("DELETE FROM article WHERE key = ?", rows)
                db.execute("DELETE FROM file WHERE path = ?", (path,))
                gone += [row[0] for row in rows]
            self._announce("removed", gone)
        return gone

    # Analysis ---------------------------------------------------------------------------------

    def waiting(self, stage: str, limit: int | None = None) -> list[int]:
        """Contents whose analysis is missing or was made by other versions, newest first."""
        rows = self.db.execute(
            "SELECT DISTINCT a.content FROM article a JOIN content c ON c.id = a.content "
            "WHERE c.stage IS NOT ? AND c.failed IS NULL ORDER BY a.stamp DESC, a.key DESC LIMIT ?",
            (stage, -1 if limit is None else limit),
        )
        return [row[0] for row in rows]

    def contents_of(self, keys: Sequence[int]) -> list[int]:
        """The contents that these rows show."""
        rows = self.db.execute(
            "SELECT content FROM article WHERE key IN (SELECT value FROM json_each(?))",
            (listed(keys),),
        )
        return [row[0] for row in rows]

    def original(self, content: int) -> Document:
        """The document of a content. Raises `ValueError` if it is damaged or missing."""
        row = self.db.execute(
            "SELECT packed FROM original WHERE content = ?", (content,)
        ).fetchone()
        if row is None:
            raise ValueError("missing record")
        return unpack_document(row[0])

    def save(self, content: int, article: Article, stage: str) -> Sequence[int]:
        """Keep an analysis; returns the rows that show it."""
        return self.save_all([(content, article)], stage)

    def save_all(self, batch: Iterable[tuple[int, Article]], stage: str) -> Sequence[int]:
        """Keep analyses, in one transaction; returns the rows that show them."""
        changed: list[int] = []
        with self._writing() as db:
            for content, article in batch:
                self._mentions(content, article)
                self._index(content, article)
                db.execute(
                    "INSERT OR REPLACE INTO analysis VALUES (?, ?)",
                    (content, pack_analysis(article)),
                )
                db.execute(
                    "UPDATE content SET stage = ?, tries = 0, failed = NULL WHERE id = ?",
                    (stage, content),
                )
                facts = article.facts
                rows = db.execute(
                    "UPDATE article SET title = ?, source = ?, published = ?, stamp = ?, language = ?, "
                    "leftovers = ?, leftover_languages = ?, leftover_kinds = ?, line_kinds = ?, notes = ?, "
                    "analysed = 1, failed = NULL WHERE content = ? RETURNING key",
                    (
                        facts.title[:300],
                        facts.source,
                        facts.published,
                        stamp(facts.published),
                        article.language,
                        len(article.leftovers),
                        " ".join(dict.fromkeys(left.language for left in article.leftovers)),
                        _bits(LEFTOVER_BITS, (str(left.kind) for left in article.leftovers)),
                        _bits(LINE_BITS, (str(line.kind) for line in article.lines)),
                        " ".join(
                            dict.fromkeys(str(n.kind) for n in (*article.notes, *facts.notes))
                        ),
                        content,
                    ),
                ).fetchall()
                changed += [row[0] for row in rows]
            self._announce("changed", changed)
        return changed

    def _mentions(self, content: int, article: Article) -> None:
        """Overridden by the part that keeps names."""

    def begin(self, contents: Sequence[int]) -> None:
        """Note that analyses begin, so that one which kills its worker is known by it."""
        with self._writing() as db:
            db.execute(
                "UPDATE content SET tries = tries + 1 WHERE id IN (SELECT value FROM json_each(?))",
                (listed(contents),),
            )

    def fail(self, content: int, reason: str) -> Sequence[int]:
        """Give up on an analysis; returns the rows concerned."""
        with self._writing() as db:
            db.execute("UPDATE content SET failed = ? WHERE id = ?", (reason, content))
            rows = db.execute(
                "UPDATE article SET failed = ? WHERE content = ? RETURNING key", (reason, content)
            ).fetchall()
            keys = [row[0] for row in rows]
            self._announce("changed", keys)
        return keys

    def _index(self, content: int, article: Article) -> None:
        db, document = self.db, article.document
        old = db.execute("SELECT indexed FROM content WHERE id = ?", (content,)).fetchone()
        if old is not None and old[0] is not None:
            # Contentless rows cannot be taken out; without an owner they match nothing.
            db.execute("UPDATE searched SET content = NULL WHERE id = ?", (old[0],))
        number = self._slot(stamp(article.facts.published))
        repaired = " ".join(
            s.text
            for s in article.cleaned.segments
            if s.rule and s.text.strip() != document.text[s.start : s.end].strip()
        )
        translated = [left.translation for left in article.leftovers if left.translation]
        translated += [
            row[0]
            for row in db.execute("SELECT target FROM translation WHERE content = ?", (content,))
        ]
        also = " ".join(
            [indexable(repaired, article.language), indexable(" ".join(translated), "en")]
        )
        db.execute(
            "INSERT INTO search(rowid, title, body, also) VALUES (?, ?, ?, ?)",
            (
                number,
                indexable(article.facts.title, article.language),
                indexable(document.text, article.language),
                also.strip(),
            ),
        )
        db.execute("INSERT INTO searched VALUES (?, ?)", (number, content))
        db.execute("UPDATE content SET indexed = ? WHERE id = ?", (number, content))

    def _slot(self, seconds: int) -> int:
        """A free row number in the minute of publication, or in the next with room."""
        minute = max(0, seconds // 60)
        while True:
            low, high = minute << SLOTS, (minute + 1) << SLOTS
            last = self.db.execute(
                "SELECT max(id) FROM searched WHERE id >= ? AND id < ?", (low, high)
            ).fetchone()[0]
            if last is None:
                return max(low, 1)
            if last + 1 < high:
                return int(last) + 1
            minute += 1

    # Recurring lines --------------------------------------------------------------------------

    def _count_lines(self, document: Document, source: str | None) -> None:
        db = self.db
        number = db.execute(
            "INSERT INTO source(name, articles) VALUES (?, 1) ON CONFLICT(name) DO UPDATE "
            "SET articles = articles + 1 RETURNING id",
            (source or "",),
        ).fetchone()[0]
        db.executemany(
            "INSERT INTO repeated VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET articles = articles + 1",
            [(number, line_hash(line)) for line in _countable(document)],
        )

    def repetition(self, document: Document, source: str | None) -> Repetition:
        """How often each line of the document recurs within its source."""
        row = self.db.execute(
            "SELECT id, articles FROM source WHERE name = ?", (source or "",)
        ).fetchone()
        if row is None:
            return Repetition(0, {})
        lines = {line_hash(line): line for line in _countable(document)}
        found = self.db.execute(
            "SELECT hash, articles FROM repeated WHERE source = ? AND hash IN (SELECT value FROM json_each(?))",
            (row[0], listed(lines)),
        )
        return Repetition(int(row[1]), {lines[h]: count for h, count in found})

    # Translations -----------------------------------------------------------------------------

    def remember(self, key: int, translations: Sequence[Translation]) -> None:
        """Keep translations of spans of an article, the latest for each span."""
        with self._writing() as db:
            row = db.execute("SELECT content FROM article WHERE key = ?", (key,)).fetchone()
            if row is None:
                return
            db.executemany(
                'INSERT OR REPLACE INTO translation(content, target_language, start, "end", engine, packed, target) '
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (row[0], t.to_language, t.start, t.end, t.engine, pack(t), t.target)
                    for t in translations
                ],
            )
            self._announce("changed", [key])

    def translations(self, key: int, to: str) -> tuple[Translation, ...]:
        """The translations into `to` that are kept for an article, in the order of the text."""
        rows = self.db.execute(
            "SELECT t.packed FROM article a JOIN translation t ON t.content = a.content "
            "WHERE a.key = ? AND t.target_language = ? ORDER BY t.start",
            (key, to),
        )
        return tuple(unpack(row[0], Translation) for row in rows)


def line_hash(folded: str) -> int:
    """64 bits of a folded line, signed as SQLite's integers are."""
    digest = hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _countable(document: Document) -> set[str]:
    folded = (
        fold_line(line) for line in document.text.split("\n") if 0 < len(line) <= LONGEST_REPEATED
    )
    return {line for line in folded if line}


def _bits(table: dict[str, int], kinds: Iterable[str]) -> int:
    bits = 0
    for kind in kinds:
        bits |= table[kind]
    return bits
