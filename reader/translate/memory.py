"""What was translated once is not translated again; what a person corrected wins from then on.

One SQLite file in the data folder serves every corpus. Engine output is kept
as a bounded cache that forgets what was used longest ago; corrections, imported
translation memories and glossaries are a person's work and are never dropped.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Self

from msgspec import Struct

from reader.translate.errors import TranslationError
from reader.translate.request import Hypothesis

MOST_ROWS: Final = 200_000
"""Sentences kept by default: about 80 MB."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS engine_output (
    key BLOB PRIMARY KEY, hypotheses TEXT NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS engine_output_used ON engine_output (used);
CREATE TABLE IF NOT EXISTS pairs (
    kind TEXT NOT NULL,
    from_language TEXT NOT NULL, to_language TEXT NOT NULL, folded TEXT NOT NULL,
    source TEXT NOT NULL, target TEXT NOT NULL, origin TEXT NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (from_language, to_language, folded, kind)
) WITHOUT ROWID;
"""

CORRECTION: Final = "correction"
GLOSSARY: Final = "glossary"
MEMORY: Final = "memory"
CACHE: Final = "cache"
_RANK: Final = {CORRECTION: 0, GLOSSARY: 1, MEMORY: 2}


class Pair(Struct, frozen=True):
    """A rendering that a person made: a correction, a glossary's entry, a memory's unit.

    `kind` is ``correction``, ``glossary`` or ``memory``; `origin` the file it
    came from, or ``you``.
    """

    kind: str
    from_language: str
    to_language: str
    source: str
    target: str
    origin: str = "you"
    note: str = ""


def _make_private(folder: Path) -> None:
    """Make the folder and those above it that are missing, for the owner alone."""
    if not folder.exists():
        _make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def fold(text: str) -> str:
    """A source text as it is looked up: case folded, white space single, ё as е."""
    return " ".join(_kept(text).casefold().replace("ё", "е").split())


class Memory:
    """The memory's file. Safe to use from several threads and several processes.

    Everything raises `TranslationError` where the file cannot be read or written:
    damaged, on a full disk, or closed meanwhile.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, most_rows: int) -> None:
        self.path = path
        self._connection = connection
        self._most_rows = most_rows
        self._lock = threading.RLock()
        self._hits: set[bytes] = set()

    @classmethod
    def open(cls, path: Path | str, *, most_rows: int = MOST_ROWS) -> Memory:
        """Open or create the memory; a damaged file is set aside under another name, never deleted.

        Raises `TranslationError` where the file cannot be made.
        """
        path = Path(path)
        try:
            _make_private(path.parent)
            try:
                connection = cls._connect(path)
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                number = 1
                while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
                    number += 1
                path.rename(aside)
                for suffix in ("-wal", "-shm"):
                    path.with_name(path.name + suffix).unlink(missing_ok=True)
                connection = cls._connect(path)
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
            raise TranslationError(
                f"cannot open the translation memory {path}: {error}; "
                "name another with WIREREADER_MEMORY"
            ) from error
        return cls(connection, path, most_rows)

    @staticmethod
    def _connect(path: Path) -> sqlite3.Connection:
        if not path.exists():
            path.touch(
                mode=0o600
            )  # it holds sentences of articles; SQLite makes its other files alike
        connection = sqlite3.connect(path, timeout=10, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(_SCHEMA)
            connection.execute("SELECT count(*) FROM (SELECT 1 FROM engine_output LIMIT 1)")
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Write what is pending and close the file."""
        with self._lock:
            with contextlib.suppress(sqlite3.Error):
                self._touch()
                self._connection.commit()
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The connection, for this thread alone; failures told as what they mean for the person."""
        try:
            with self._lock:
                yield self._connection
        except (sqlite3.Error, UnicodeError) as error:
            raise TranslationError(
                f"the translation memory {self.path} failed: {error}; "
                "name another with WIREREADER_MEMORY"
            ) from error

    # What engines said

    def get(
        self,
        sentences: Sequence[str],
        from_language: str,
        to_language: str,
        engine: str,
        model: str,
        options: str = "",
    ) -> list[tuple[Hypothesis, ...] | None]:
        """Remembered hypotheses for each sentence, None where there are none."""
        found: list[tuple[Hypothesis, ...] | None] = []
        with self._using() as connection:
            for sentence in sentences:
                key = _key(sentence, from_language, to_language, engine, model, options)
                row = connection.execute(
                    "SELECT hypotheses FROM engine_output WHERE key = ?", (key,)
                ).fetchone()
                if row is None:
                    found.append(None)
                    continue
                try:
                    best = tuple(Hypothesis(text, score) for text, score in json.loads(row[0]))
                except (TypeError, ValueError):
                    found.append(None)  # a damaged row: asked again, and then replaced
                    continue
                self._hits.add(key)
                found.append(best)
        return found

    def put(
        self,
        items: Iterable[tuple[str, tuple[Hypothesis, ...]]],
        from_language: str,
        to_language: str,
        engine: str,
        model: str,
        options: str = "",
    ) -> None:
        """Remember the hypotheses of each sentence, and forget the oldest beyond the bound."""
        with self._using() as connection, connection:
            used = self._touch()
            connection.executemany(
                "INSERT OR REPLACE INTO engine_output VALUES (?, ?, ?)",
                [
                    (
                        _key(sentence, from_language, to_language, engine, model, options),
                        json.dumps([[h.text, h.score] for h in best], ensure_ascii=False),
                        used,
                    )
                    for sentence, best in items
                ],
            )
            (rows,) = connection.execute("SELECT count(*) FROM engine_output").fetchone()
            if rows > self._most_rows:
                # a tenth at once, so that a full memory is not trimmed at every sentence
                surplus = rows - self._most_rows + self._most_rows // 10
                connection.execute(
                    "DELETE FROM engine_output WHERE key IN "
                    "(SELECT key FROM engine_output ORDER BY used LIMIT ?)",
                    (surplus,),
                )

    def _touch(self) -> int:
        """Mark what was read since the last write as used; returns the next tick of use."""
        connection = self._connection
        (last,) = connection.execute("SELECT coalesce(max(used), 0) FROM engine_output").fetchone()
        hits, self._hits = self._hits, set()
        if hits:
            connection.executemany(
                "UPDATE engine_output SET used = ? WHERE key = ?", [(last + 1, key) for key in hits]
            )
        return int(last) + 1

    # What people said

    def correct(self, source: str, target: str, from_language: str, to_language: str) -> None:
        """Keep a person's rendering of `source`; it outranks every engine from now on."""
        self.add([Pair(CORRECTION, from_language, to_language, source, target)])

    def correction(self, source: str, from_language: str, to_language: str) -> str | None:
        """The correction of exactly this source, None where there is none."""
        with self._using() as connection:
            row = connection.execute(
                "SELECT target FROM pairs WHERE kind = ? AND from_language = ? AND to_language = ? "
                "AND folded = ?",
                (CORRECTION, from_language, to_language, fold(source)),
            ).fetchone()
        return str(row[0]) if row is not None else None

    def forget(self, source: str, from_language: str, to_language: str) -> bool:
        """Drop the correction of `source`; whether there was one."""
        with self._using() as connection, connection:
            gone = connection.execute(
                "DELETE FROM pairs WHERE kind = ? AND from_language = ? AND to_language = ? "
                "AND folded = ?",
                (CORRECTION, from_language, to_language, fold(source)),
            )
            return gone.rowcount > 0

    def add(self, pairs: Iterable[Pair]) -> int:
        """Keep renderings that people made, replacing those of the same source; how many."""
        count = 0
        with self._using() as connection, connection:
            for pair in pairs:
                if not pair.source.strip() or not pair.target.strip():
                    continue
                connection.execute(
                    "INSERT OR REPLACE INTO pairs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        pair.kind,
                        pair.from_language,
                        pair.to_language,
                        fold(pair.source),
                        *map(_kept, (pair.source, pair.target, pair.origin, pair.note)),
                    ),
                )
                count += 1
        return count

    def human(self, source: str, from_language: str, to_language: str) -> Pair | None:
        """What a person made of exactly this source: a correction, else a glossary, else a memory."""
        with self._using() as connection:
            rows = connection.execute(
                "SELECT kind, from_language, to_language, source, target, origin, note FROM pairs "
                "WHERE from_language = ? AND to_language = ? AND folded = ?",
                (from_language, to_language, fold(source)),
            ).fetchall()
        pairs = sorted((Pair(*row) for row in rows), key=lambda pair: _RANK.get(pair.kind, 9))
        return pairs[0] if pairs else None

    def pairs(self, kind: str | None = None) -> Iterator[Pair]:
        """Everything that people made, of one kind or of all, in the order of the sources."""
        with self._using() as connection:
            rows = connection.execute(
                "SELECT kind, from_language, to_language, source, target, origin, note FROM pairs "
                "WHERE ?1 IS NULL OR kind = ?1 ORDER BY folded",
                (kind,),
            ).fetchall()
        return (Pair(*row) for row in rows)

    def counts(self) -> dict[str, int]:
        """How many renderings of each kind are kept, and under ``cache`` how many of engines."""
        with self._using() as connection:
            rows = connection.execute(
                "SELECT kind, count(*) FROM pairs GROUP BY kind UNION ALL "
                "SELECT 'cache', count(*) FROM engine_output"
            ).fetchall()
        return {str(kind): int(count) for kind, count in rows}

    def clear(self, kind: str) -> int:
        """Forget all of a kind, or with ``cache`` what engines said; how many there were."""
        with self._using() as connection:
            # What is forgotten shall not stand in free pages of the file, nor in its journal.
            connection.execute("PRAGMA secure_delete=ON")
            with connection:
                if kind == CACHE:
                    self._hits.clear()
                    gone = connection.execute("DELETE FROM engine_output").rowcount
                else:
                    gone = connection.execute("DELETE FROM pairs WHERE kind = ?", (kind,)).rowcount
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return gone


def _kept(text: str) -> str:
    """`text` without lone surrogates, as the name of a file may hold: a database takes none."""
    return text.encode("utf-8", "replace").decode()


def _key(sentence: str, *rest: str) -> bytes:
    return hashlib.sha256("\0".join((*rest, sentence)).encode("utf-8", "surrogatepass")).digest()
