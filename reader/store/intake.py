"""What the pipeline writes: files and their documents, analyses, failures, the full-text index.

Everything here can be made again from the files, so it is written in batches without waiting for
the disk; a person's marks are found by content, so a file that moved keeps them.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from reader.model import Article, Document
from reader.store.base import listed
from reader.store.facts import fact_words
from reader.store.packing import unpack_analysis, unpack_document
from reader.store.preparing import (
    Arrival,
    Mentions,
    Named,
    Prepared,
    arrive,
    countable,
    line_hash,
    prepare,
)
from reader.store.records import Added, FileState
from reader.store.telling import Telling
from reader.store.words import SLOTS, indexable


class Intake(Telling):
    """The part of the store that the pipeline fills."""

    def paths(self, folder: str = "") -> Iterator[str]:
        """The absolute path of every file that was read; of those below `folder`, if it is named."""
        if not folder:
            return (row[0] for row in self.db.execute("SELECT path FROM file").fetchall())
        start = folder.rstrip("/") + "/"
        rows = self.db.execute(
            "SELECT path FROM file WHERE path > ? AND path < ?",
            (start, start[:-1] + chr(ord("/") + 1)),
        )
        return (row[0] for row in rows.fetchall())

    def file(self, path: str) -> FileState | None:
        """The file as it was when it was read, None if it never was."""
        row = self.db.execute(
            "SELECT path, size, mtime, sha, shown FROM file WHERE path = ?", (path,)
        ).fetchone()
        return FileState(*row) if row else None

    def touch(self, state: FileState) -> None:
        """A file whose time, or whose name as the person gives it, changed but not its content."""
        with self._writing() as db:
            row = db.execute(
                "UPDATE file SET size = ?, mtime = ?, shown = ? WHERE path = ? RETURNING id",
                (state.size, state.mtime_ns, state.shown, state.path),
            ).fetchone()
            if row is not None:
                db.execute(
                    "UPDATE article SET path = ? WHERE file = ? AND path <> ?",
                    (state.shown, row[0], state.shown),
                )

    def keys_at(self, path: str) -> list[int]:
        """The rows of the articles in the file at this absolute path, in their order within it."""
        rows = self.db.execute(
            "SELECT a.key FROM file f JOIN article a ON a.file = f.id WHERE f.path = ? ORDER BY a.part",
            (path,),
        )
        return [row[0] for row in rows]

    def add_documents(
        self, batch: Iterable[tuple[FileState, Sequence[Document], Sequence[str | None]]]
    ) -> Added:
        """Enter files with their documents and their outlets, as `enter` does."""
        return self.enter(
            (
                state,
                [arrive(each, outlet) for each, outlet in zip(documents, outlets, strict=True)],
            )
            for state, documents, outlets in batch
        )

    def enter(self, batch: Iterable[tuple[FileState, Sequence[Arrival]]]) -> Added:
        """Enter files with what they hold, replacing what was known of each path. One transaction."""
        added: list[int] = []
        changed: list[int] = []
        other: list[int] = []
        removed: list[int] = []
        counted: Counter[tuple[str, int]] = Counter()
        with self._writing() as db:
            for state, arrivals in batch:
                file, known = self._file(state)
                for part, arrival in enumerate(arrivals):
                    content, new, fresh = self._content(arrival, part, len(arrivals))
                    if new:
                        self._count(content, arrival.outlet)
                        counted.update((arrival.outlet, line) for line in arrival.lines)
                    was, before = known.pop(part, (None, None))
                    key = self._place(file, part, content, arrival, was)
                    if not fresh:
                        self._mark(abs(key), content)
                    (added if key > 0 else changed).append(abs(key))
                    if was is not None and before != content:
                        other.append(was)
                for key, _ in known.values():
                    db.execute("DELETE FROM article WHERE key = ?", (key,))
                    removed.append(key)
            self._count_lines(counted)
            self._announce("added", added + other)
            self._announce("changed", changed)
            self._announce("removed", removed)
        return Added(added, changed, removed)

    def _file(self, state: FileState) -> tuple[int, dict[int, tuple[int, int]]]:
        """The number of a file, and by part the rows that show it so far, with their contents."""
        db = self.db
        shown = state.shown or state.path
        row = db.execute("SELECT id FROM file WHERE path = ?", (state.path,)).fetchone()
        if row is None:
            new = db.execute(
                "INSERT INTO file(path, size, mtime, sha, shown) VALUES (?, ?, ?, ?, ?)",
                (state.path, state.size, state.mtime_ns, state.sha, shown),
            )
            return new.lastrowid or 0, {}
        db.execute(
            "UPDATE file SET size = ?, mtime = ?, sha = ?, shown = ? WHERE id = ?",
            (state.size, state.mtime_ns, state.sha, shown, row[0]),
        )
        found = db.execute("SELECT part, key, content FROM article WHERE file = ?", row)
        return int(row[0]), {part: (key, content) for part, key, content in found}

    def _content(self, arrival: Arrival, part: int, parts: int) -> tuple[int, bool, bool]:
        """The number of a content, whether its text is new, and whether it was never heard of."""
        # Parts of one file may share its sha256; the place within the file then tells them apart.
        db, sha = self.db, arrival.sha
        row = db.execute("SELECT id FROM content WHERE sha = ?", (sha,)).fetchone()
        if row is not None and parts > 1:
            sha = f"{arrival.sha}.{part}"
            row = db.execute("SELECT id FROM content WHERE sha = ?", (sha,)).fetchone()
        if row is not None:
            back = db.execute(
                "INSERT OR IGNORE INTO original VALUES (?, ?)", (row[0], arrival.packed)
            )
            if not back.rowcount:
                self._mend(row[0], arrival)
            return int(row[0]), back.rowcount > 0, False
        content = db.execute("INSERT INTO content(sha) VALUES (?)", (sha,)).lastrowid or 0
        db.execute("INSERT OR REPLACE INTO original VALUES (?, ?)", (content, arrival.packed))
        return content, True, True

    def _mend(self, content: int, arrival: Arrival) -> None:
        """Put what a file holds in the place of a copy that is damaged, and let it be analysed anew."""
        try:
            self.original(content)
        except ValueError:
            self.db.execute(
                "UPDATE original SET packed = ? WHERE content = ?", (arrival.packed, content)
            )
            self._unanalysed(content)

    def _place(self, file: int, part: int, content: int, arrival: Arrival, key: int | None) -> int:
        """Put the content in its row; the key is negative if the row was there before."""
        db = self.db
        if key is None:
            new = db.execute(
                "INSERT INTO article(file, part, content, path, title, source, published, stamp, language, story) "
                "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(story, id) FROM content WHERE id = ?",
                (file, part, content, *arrival.shown, content),
            )
            return new.lastrowid or 0
        db.execute(
            "UPDATE article SET content = ?, path = ?, title = ?, source = ?, published = ?, stamp = ?, "
            "language = ?, analysed = 0, failed = NULL, read = 0, starred = 0, verdict = 0, "
            "annotated = 0, tags = '', story = (SELECT coalesce(story, id) FROM content WHERE id = ?) "
            "WHERE key = ?",
            (content, *arrival.shown, content, key),
        )
        return -key

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

    def mark_stale(self, *stages: str) -> int:
        """Let every analysis of other versions wait anew; returns how many articles wait."""
        with self._writing() as db:
            db.execute(
                "UPDATE content SET failed = NULL, tries = 0 WHERE failed IS NOT NULL "
                "AND (stage IS NULL OR stage NOT IN (SELECT value FROM json_each(?)))",
                (json.dumps(stages),),
            )
            db.execute(
                "UPDATE article SET analysed = 0, failed = NULL WHERE (analysed = 1 OR failed IS NOT NULL) "
                "AND content IN (SELECT id FROM content WHERE stage IS NULL "
                "OR stage NOT IN (SELECT value FROM json_each(?)))",
                (json.dumps(stages),),
            )
        return self.unanalysed()

    def unanalysed(self) -> int:
        """How many articles wait for their analysis."""
        row = self.db.execute("SELECT count(*) FROM article WHERE analysed = 0 AND failed IS NULL")
        return int(row.fetchone()[0])

    def waiting(self, limit: int, without: Collection[int] = ()) -> list[int]:
        """Contents that wait for their analysis, newest first, but those that are under way."""
        found: dict[int, None] = {}
        rows = self.db.execute(
            "SELECT content FROM article WHERE analysed = 0 AND failed IS NULL "
            "ORDER BY stamp DESC, key DESC LIMIT ?",
            (limit + 2 * len(without),),
        )
        for (content,) in rows:
            if content not in without and len(found) < limit:
                found[content] = None
        return list(found)

    def how_many_fit(self, contents: Sequence[int], size: int) -> int:
        """How many of the first contents have documents of so many bytes together, as they lie on disk."""
        rows = self.db.execute(
            "SELECT content, length(packed) FROM original WHERE content IN (SELECT value FROM json_each(?))",
            (json.dumps(contents),),
        )
        sizes: dict[int, int] = dict(rows.fetchall())
        for many, content in enumerate(contents):
            size -= sizes.get(content, 0)
            if size < 0:
                return many
        return len(contents)

    def waits(self, content: int) -> bool:
        """Whether a content waits for its analysis."""
        row = self.db.execute(
            "SELECT 1 FROM article WHERE content = ? AND analysed = 0 AND failed IS NULL",
            (content,),
        )
        return row.fetchone() is not None

    def at_stage(self, stage: str) -> array[int]:
        """The contents whose analysis is of these versions, newest first."""
        rows = self.db.execute(
            "SELECT content FROM article a WHERE analysed = 1 "
            "AND (SELECT stage FROM content WHERE id = a.content) = ? ORDER BY stamp DESC, key DESC",
            (stage,),
        )
        return array("q", (row[0] for row in rows))

    def is_at(self, content: int, stage: str) -> bool:
        """Whether the analysis of a content is of these versions."""
        row = self.db.execute("SELECT stage FROM content WHERE id = ?", (content,)).fetchone()
        return row is not None and row[0] == stage and not self.waits(content)

    def has_analysis(self, content: int) -> bool:
        """Whether a content was ever analysed, by whatever versions."""
        row = self.db.execute("SELECT 1 FROM analysis WHERE content = ?", (content,))
        return row.fetchone() is not None

    def analysis(self, content: int) -> Article:
        """The analysis of a content as it was made. Raises `ValueError` if it is damaged or missing."""
        row = self.db.execute(
            "SELECT packed FROM analysis WHERE content = ?", (content,)
        ).fetchone()
        if row is None:
            raise ValueError("missing record")
        return unpack_analysis(row[0], self.original(content))

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
        return self.save_all([(content, prepare(article))], stage)

    def save_all(self, batch: Iterable[tuple[int, Prepared]], stage: str) -> Sequence[int]:
        """Keep analyses, in one transaction; returns the rows that show them."""
        changed: list[int] = []
        batch = list(batch)
        if not batch:
            return changed
        with self._writing() as db:
            for content, made in batch:
                self._mentions(content, made.names, made.shown[3])
                db.execute("INSERT OR REPLACE INTO analysis VALUES (?, ?)", (content, made.packed))
                db.execute(
                    "UPDATE content SET stage = ?, shape = ?, tries = 0, failed = NULL WHERE id = ?",
                    (stage, made.shape, content),
                )
                rows = db.execute(
                    "UPDATE article SET title = ?, source = ?, published = ?, stamp = ?, "
                    "language = ?, leftovers = ?, leftover_languages = ?, leftover_kinds = ?, "
                    "line_kinds = ?, notes = ?, analysed = 1, failed = NULL WHERE content = ? "
                    "RETURNING key",
                    (*made.shown, content),
                ).fetchall()
                changed += [row[0] for row in rows]
            versions = self._tell(batch)
            self._index(batch)
            self._announce("changed", list(dict.fromkeys((*changed, *versions))))
        return changed

    def save_names(self, batch: Iterable[tuple[int, Named]], stage: str) -> Sequence[int]:
        """Put analyses with names in place of those without, in one transaction; returns their rows."""
        changed: list[int] = []
        batch = list(batch)
        if not batch:
            return changed
        with self._writing() as db:
            for content, made in batch:
                self._mentions(content, made.names, made.stamp)
                db.execute("INSERT OR REPLACE INTO analysis VALUES (?, ?)", (content, made.packed))
                db.execute("UPDATE content SET stage = ?, tries = 0 WHERE id = ?", (stage, content))
                rows = db.execute(
                    "UPDATE article SET notes = ? WHERE content = ? RETURNING key",
                    (made.notes, content),
                ).fetchall()
                changed += [row[0] for row in rows]
            self._index([(content, made.indexed) for content, made in batch if made.indexed])
            self._announce("changed", changed)
        return changed

    def settle(self, content: int, stage: str) -> Sequence[int]:
        """Leave an analysis as if it were of these versions, as no more can be had; its rows."""
        with self._writing() as db:
            db.execute("UPDATE content SET stage = ?, tries = 0 WHERE id = ?", (stage, content))
            rows = db.execute("SELECT key FROM article WHERE content = ?", (content,))
            return [row[0] for row in rows]

    def _mentions(self, content: int, names: Mentions, stamp: int) -> None:
        """Overridden by the part that keeps names."""

    def tried(self, content: int) -> int:
        """Note that an analysis took its worker down; returns how often it did."""
        with self._writing() as db:
            row = db.execute(
                "UPDATE content SET tries = tries + 1 WHERE id = ? RETURNING tries", (content,)
            ).fetchone()
        return int(row[0]) if row else 0

    def tries(self, content: int) -> int:
        """How often the analysis of a content took its worker down."""
        row = self.db.execute("SELECT tries FROM content WHERE id = ?", (content,)).fetchone()
        return int(row[0]) if row else 0

    def fail(self, content: int, reason: str, stage: str) -> Sequence[int]:
        """Give up on an analysis; returns the rows concerned."""
        with self._writing() as db:
            db.execute(
                "UPDATE content SET failed = ?, stage = ? WHERE id = ?", (reason, stage, content)
            )
            rows = db.execute(
                "UPDATE article SET failed = ? WHERE content = ? RETURNING key", (reason, content)
            ).fetchall()
            keys = [row[0] for row in rows]
            self._announce("changed", keys)
        return keys

    def _index(self, batch: Sequence[tuple[int, Prepared]]) -> None:
        """Enter texts into the full-text index, behind all else that the transaction writes.

        FTS5 gathers rows in memory and writes them as one segment, unless a row number goes down or
        another statement opens a savepoint: then it writes a segment a row, and merges them for ever after.
        """
        db = self.db
        rows = []
        for content, made in batch:
            self._unindex(content)
            number = self._slot(made.shown[3])
            translated = db.execute("SELECT target FROM translation WHERE content = ?", (content,))
            said = indexable(" ".join(row[0] for row in translated), "en")
            _, source, _, stamp, language, _, languages, kinds, lines, _ = made.shown
            facts = fact_words(stamp, language, source, languages, kinds, lines)
            rows.append((number, made.title, made.body, f"{made.also} {said} {facts}"))
            db.execute("INSERT INTO searched VALUES (?, ?)", (number, content))
        rows.sort()
        db.executemany("INSERT INTO search(rowid, title, body, also) VALUES (?, ?, ?, ?)", rows)

    def _unindex(self, content: int) -> None:
        # Contentless rows cannot be taken out; without an owner they match nothing.
        self.db.execute("UPDATE searched SET content = NULL WHERE content = ?", (content,))

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

    def purge(self) -> int:
        """Drop texts and analyses of contents that no file holds any more; marks stay.

        Returns how many. Their lines no longer count as recurring.
        """
        db = self.db
        with self._writing():
            orphans = db.execute(
                "SELECT id, counted FROM content c WHERE counted IS NOT NULL "
                "AND NOT EXISTS (SELECT 1 FROM article a WHERE a.content = c.id)"
            ).fetchall()
            for content, counted in orphans:
                self._forget(content)
                self._unindex(content)
                self._uncount(content, counted)
                db.execute("DELETE FROM original WHERE content = ?", (content,))
                db.execute("DELETE FROM analysis WHERE content = ?", (content,))
                db.execute("DELETE FROM sketch WHERE content = ?", (content,))
                db.execute(
                    "UPDATE content SET stage = NULL, shape = NULL, counted = NULL, "
                    "failed = NULL, tries = 0 WHERE id = ?",
                    (content,),
                )
        return len(orphans)

    def _uncount(self, content: int, source: int) -> None:
        try:
            document = self.original(content)
        except ValueError:
            return
        self.db.execute("UPDATE source SET articles = articles - 1 WHERE id = ?", (source,))
        hashes = [(source, line_hash(line)) for line in countable(document)]
        self.db.executemany(
            "UPDATE repeated SET articles = articles - 1 WHERE source = ? AND hash = ?", hashes
        )
        self.db.executemany(
            "DELETE FROM repeated WHERE source = ? AND hash = ? AND articles <= 0", hashes
        )
