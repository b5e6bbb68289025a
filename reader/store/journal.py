"""The journal: what a person did, in order, across sessions, and how each of it is taken back.

An undo takes back the latest action of this session or of one that has ended; the actions of others who
are still at work are theirs. What an entry says and how it is put back is its part's own business
(marks, corrections of lines, names); that nothing is overwritten which somebody has altered since is a
promise that each of them keeps.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Sequence
from typing import Any

from reader.store.base import Base, alive, birth
from reader.store.errors import StoreError
from reader.store.packing import pack, unpack_plain
from reader.store.records import Change

Entry = dict[str, Any]
"""An action as the journal has it: `field` says of what part it is."""


class Journal(Base):
    """The part of the store that remembers actions."""

    def undo(self, *labels: str) -> Change | None:
        """Take back the latest action that is still done, None if there is none.

        With `labels` the latest that is called one of these.
        """
        return self._turn(labels, back=True)

    def redo(self, *labels: str) -> Change | None:
        """Do again what was undone last, None if nothing was undone since the last action."""
        return self._turn(labels, back=False)

    def _turn(self, labels: Sequence[str], *, back: bool) -> Change | None:
        ahead = self._next(labels, back=back)
        if ahead is not None:
            self._foresee(ahead[1])
        with self._writing(durable=True) as db:
            self._settle()
            found = self._next(labels, back=back)
            if found is None:
                return None
            number, entry, label = found
            change = self._put(entry, label, back=back)
            status = "(SELECT coalesce(max(status), 0) + 1 FROM journal)" if back else "0"
            db.execute(
                f"UPDATE journal SET status = {status}, session = ? WHERE id = ?",  # noqa: S608  # constants
                (self._here(), number),
            )
            return change

    def _next(self, labels: Sequence[str], *, back: bool) -> tuple[int, Entry, str] | None:
        """The action that an undo or a redo would turn: its number, what it was, and what it is called."""
        others = self._others()
        where, order = ("status = 0", "id") if back else ("status > 0", "status")
        if others:
            where += f" AND session NOT IN ({','.join('?' * len(others))})"
        if labels:
            where += f" AND label IN ({','.join('?' * len(labels))})"
        found = self.db.execute(
            f"SELECT id, packed, label FROM journal WHERE {where} ORDER BY {order} DESC LIMIT 1",  # noqa: S608  # placeholders
            (*others, *labels),
        ).fetchone()
        return (found[0], unpack_plain(found[1]), found[2]) if found is not None else None

    def _foresee(self, entry: Entry) -> None:
        """An action is about to be turned: time for what takes long and needs no transaction."""

    def _put(self, entry: Entry, label: str, *, back: bool) -> Change:  # noqa: ARG002  # the parts need it
        """Take an action back, or do it again, within the running transaction; each part knows its own."""
        raise StoreError(f"{label}: an action of a newer wirereader, which alone can take it back")

    def _enter(self, label: str, entry: Entry) -> None:
        """Note that an action was done, within the running transaction."""
        self._branch()
        self._insert(label, entry)

    def _branch(self) -> None:
        """A new action after an undo begins another line of history."""
        others = self._others()
        mine = f" AND session NOT IN ({','.join('?' * len(others))})" if others else ""
        self.db.execute(f"DELETE FROM journal WHERE status > 0{mine}", others)  # noqa: S608  # placeholders

    def _insert(self, label: str, entry: Entry) -> int:
        """Put an action at the end of the journal, as done; its number."""
        cursor = self.db.execute(
            "INSERT INTO journal(session, label, made, packed) VALUES (?, ?, ?, ?)",
            (self._here(), label, time.time(), pack(entry)),
        )
        return int(cursor.lastrowid or 0)

    def _here(self) -> str:
        """This session's name, entered so that others see that it is at work."""
        self.db.execute(
            "INSERT OR IGNORE INTO session VALUES (?, ?, ?)",
            (self.session, os.getpid(), birth(os.getpid())),
        )
        return self.session

    def _others(self) -> list[str]:
        """Sessions of others that still run; the ended ones are struck off."""
        rows = self.db.execute(
            "SELECT id, pid, begun FROM session WHERE id <> ?", (self.session,)
        ).fetchall()
        running = [row[0] for row in rows if alive(row[1], row[2])]
        if len(running) < len(rows) and self.db.in_transaction:
            ended = {row[0] for row in rows}.difference(running)
            self.db.executemany("DELETE FROM session WHERE id = ?", [(each,) for each in ended])
        return running

    def close(self) -> None:
        """Close the connection; from now on others may undo what this session did."""
        if not self.read_only and not self._beside:
            with contextlib.suppress(sqlite3.Error), self.lock:
                self.db.execute("DELETE FROM session WHERE id = ?", (self.session,))
        super().close()
