"""The connection that all parts of the store share, its transactions, and word of changes to others."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from reader.store.errors import StoreError, TooLongError
from reader.store.guarded import problem
from reader.store.packing import pack, unpack_plain
from reader.store.postings import bitmap, unpacked_contents
from reader.store.records import Changes
from reader.store.schema import connect

if TYPE_CHECKING:
    from pyroaring import BitMap

    from reader.store.upgrades import Told

REMEMBERED = 2_000
"""Announcements that are kept for readers that look seldom; beyond them they read all anew."""

FEW = 5_000
"""Rows that one announcement names; beyond them it says that everything changed."""


STEPS = 50_000
"""Steps of SQLite's machine between two looks at the clock: about a millisecond."""


class Base:
    """One connection to a store. Safe to call from several threads of a process."""

    def __init__(self, path: Path, *, read_only: bool = False, told: Told | None = None) -> None:
        self.path = path
        self.read_only = read_only
        self.db: sqlite3.Connection = connect(path, read_only=read_only, told=told)
        self.db.create_function("fold", 1, _fold, deterministic=True)
        self.lock = threading.RLock()
        self.turn = threading.RLock()
        """Held by whoever writes: the connections of one session take turns, as SQLite lets a writer wait that
        finds another one at work for a tenth of a second, however short that was."""
        self.session = uuid.uuid4().hex
        self._beside = False
        self._seen_version = self._data_version()
        self._seen_change = self._last_change()

    def beside(self) -> Self:
        """Another connection for another thread, of the same session: what it does is undone as what this one does.

        To be closed before this one. Raises `StoreError`.
        """
        other = type(self)(self.path)
        other.session, other.turn, other._beside = self.session, self.turn, True
        return other

    def close(self) -> None:
        """Close the connection; what was done stays done."""
        with self.lock:
            self.db.close()

    def _data_version(self) -> int:
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    def _last_change(self) -> int:
        found = self.db.execute("SELECT seq FROM sqlite_sequence WHERE name='change'").fetchone()
        return int(found[0]) if found else 0

    @contextmanager
    def _writing(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction. With `durable` it is on the disk itself before this returns."""
        if self.read_only:
            raise StoreError(f"{self.path}: the store was opened for reading only")
        with self.lock, self.turn:
            try:
                self.db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
                self.db.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise problem(str(self.path), error) from error
            try:
                yield self.db
                self.db.execute("COMMIT")
            except BaseException as error:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise problem(str(self.path), error) from error
                raise
            # What is written before shows only now; readers that the kernel woke for it have looked in vain
            # where the disk was slow, and are woken again.
            with suppress(OSError):
                os.utime(self.path)

    @contextmanager
    def hurried(self, seconds: float) -> Iterator[None]:
        """Reading that may take this thread so many seconds of the processor; then `TooLongError` is raised."""
        # Other threads read through this connection as well, and are not to be stopped.
        me, end = threading.get_ident(), time.thread_time() + seconds

        def late() -> bool:
            return threading.get_ident() == me and time.thread_time() > end

        self.db.set_progress_handler(late, STEPS)
        try:
            yield
        except StoreError as error:
            if late():
                raise TooLongError(str(error)) from error
            raise
        finally:
            self.db.set_progress_handler(None, 0)

    def _forget(self, content: int) -> None:
        """Overridden by the part that keeps names."""

    def _unanalysed(self, content: int) -> None:
        """Let a content be analysed anew; within a transaction."""
        self._forget(content)
        self.db.execute("DELETE FROM analysis WHERE content = ?", (content,))
        self.db.execute("UPDATE content SET stage = NULL WHERE id = ?", (content,))
        self.db.execute("UPDATE article SET analysed = 0 WHERE content = ?", (content,))

    def _announce(self, kind: str, keys: Sequence[int]) -> None:
        """Tell other connections, within the running transaction; `kind` is changed, added or removed."""
        if not keys:
            return
        packed = pack(list(keys)) if len(keys) <= FEW else None
        cursor = self.db.execute(
            "INSERT INTO change(session, kind, packed) VALUES (?, ?, ?)",
            (self.session, kind, packed),
        )
        number = cursor.lastrowid or 0
        if number % 100 == 0:
            self.db.execute("DELETE FROM change WHERE id <= ?", (number - REMEMBERED,))

    def changes(self) -> Changes | None:
        """What other connections and processes altered since the last call, None if nothing.

        Cheap enough to be asked several times a second.
        """
        with self.lock:
            version = self._data_version()
            if version == self._seen_version:
                return None
            rows = self.db.execute(
                "SELECT id, session, kind, packed FROM change WHERE id > ? ORDER BY id",
                (self._seen_change,),
            ).fetchall()
            self._seen_version = version
            if not rows:
                return None
            missed = rows[0][0] > self._seen_change + 1 and len(rows) >= REMEMBERED
            self._seen_change = rows[-1][0]
        theirs = [row for row in rows if row[1] != self.session]
        if not theirs:
            return None
        if missed or any(row[3] is None for row in theirs):
            return Changes(everything=True)
        found: dict[str, dict[int, None]] = {"changed": {}, "added": {}, "removed": {}}
        for _, _, kind, packed in theirs:
            found[kind].update(dict.fromkeys(unpack_plain(packed)))
        return Changes(tuple(found["changed"]), tuple(found["added"]), tuple(found["removed"]))

    def _union(self, packed: Iterable[tuple[bytes]]) -> BitMap:
        """The contents of some rows of `posting`."""
        found = bitmap()
        try:
            for (each,) in packed:
                found |= unpacked_contents(each)
        except ValueError as error:
            damage = sqlite3.DatabaseError(f"malformed set of articles: {error}")
            raise problem(str(self.path), damage) from error
        return found

    def _naming(self, entities: Iterable[int]) -> BitMap:
        """The contents that name one of these."""
        return self._union(
            self.db.execute(
                "SELECT packed FROM posting WHERE entity IN (SELECT value FROM json_each(?))",
                (listed(entities),),
            )
        )

    def _noted(self, end: int | None) -> None:
        """Remember how far the record of marks beside the database holds, within the running transaction."""
        if end is not None:
            self.db.execute("INSERT OR REPLACE INTO meta VALUES ('record', ?)", (str(end),))

    def _settle(self) -> None:
        """Overridden by the part that keeps marks."""

    def get_state(self, name: str) -> object | None:
        """A small value that the interface keeps between sessions, None if there is none."""
        found = self.db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        if found is None:
            return None
        value: object = json.loads(found[0])
        return value

    def set_state(self, name: str, value: object) -> None:
        """Keep a small value (anything that JSON can hold)."""
        text = json.dumps(value, ensure_ascii=False)
        with self._writing() as db:
            db.execute(
                "INSERT INTO state VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                (name, text),
            )


def listed(numbers: Iterable[int]) -> str:
    """Numbers as the one parameter of ``IN (SELECT value FROM json_each(?))``, however many."""
    return "[" + ",".join(map(str, numbers)) + "]"


def alive(pid: int, begun: str) -> bool:
    """Whether the process that wrote this still runs (not another one that got its number)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return begun == birth(pid)


def birth(pid: int) -> str:
    """When a process began, as the kernel counts; empty where it does not tell."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[19]


def _fold(text: object) -> str:
    return text.casefold() if isinstance(text, str) else ""
