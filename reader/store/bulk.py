"""Marks on many articles, some at a time: others get to write in between, and the whole of it can be stopped.

The journal has an action before the first article is altered, and calls it done until the last one is put back;
an article is altered only where it still holds what the journal says. So whatever ends the work in between, undo
leads back to exactly what was before. That it is under way stands beside the journal until it is over: whoever opens
the store after it was cut off can be told, and can have the rest done.
"""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Callable, Iterator, Sequence

from reader.store.errors import StoppedError, StoreError
from reader.store.packing import pack
from reader.store.records import Action, Change, CutOff
from reader.store.triage import (
    Part,
    Triaging,
    each_once,
    entry_of,
    label_of,
    parts_of,
    steps_of,
)

FIRST, LEAST, MOST = 250, 50, 5_000
"""Articles of a transaction: of the first, at least, at most."""

TOOK = 0.05
"""Seconds that a transaction is to take: as long as another writer may have to wait."""

PAUSE = 0.01
"""Seconds between two transactions, in which others get to write."""

WRITING = "writing "
"""Name of the state that says which action is being written, before its number."""

Told = Callable[[int, int], bool]
"""Told after each transaction how many of how many articles are done; whether to go on. When it is not, the first
number falls again while they are put back, and the answer is not heeded any more."""


class Bulk(Triaging):
    """The part of the store that takes decisions on many articles; for a thread with a connection of its own."""

    def act_in_steps(
        self, action: Action | Sequence[Action], keys: Sequence[int], told: Told
    ) -> Change:
        """Do what `act` does, in many transactions; all of it is on the disk when this returns.

        Raises `StoppedError` when it was stopped, and everything is as before, and `StoreError`; where not even
        what was done can be put back, as on a full disk, the journal has it, and an undo does it.
        """
        steps = steps_of(action)
        label = label_of(steps)
        parts = self._parts(steps, keys)
        if not parts:
            return Change(label, (), 0)
        with self._writing():
            self._settle()
            number = self._insert(label, entry_of(parts))
            self._begun(number, back=False)
        work = _Work(self, parts, told)
        try:
            work.go(back=False)
        except StoreError:
            work.revert(back=False)
            with self._writing(durable=True) as db:
                db.execute("DELETE FROM journal WHERE id = ?", (number,))
                self._over(number)
            raise
        with self._writing(durable=True) as db:
            self._settle()
            self._branch()
            self._over(number)
            if work.count < work.total:  # others altered some in the meantime: those are theirs
                packed = pack(entry_of(work.altered))
                db.execute("UPDATE journal SET packed = ? WHERE id = ?", (packed, number))
        return work.change(label)

    def turning(self, *, back: bool) -> int:
        """How many marks the next undo, or else redo, puts back: 0 if it is of something else."""
        ahead = self._next((), back=back)
        parts = parts_of(ahead[1], ahead[2]) if ahead is not None else None
        return sum(len(part.contents) for part in parts or ())

    def turn_in_steps(self, told: Told, *, back: bool) -> Change | None:
        """Do what `undo` does, or else `redo`, in many transactions, None if there is nothing to take back.

        Raises as `act_in_steps` does.
        """
        with self._writing():
            self._settle()
            ahead = self._next((), back=back)
            if ahead is None:
                return None
            number, entry, label = ahead
            parts = parts_of(entry, label)
            if parts is not None:
                # Nobody else may turn it now. What is done again counts as done before it is.
                turn = self._turn_of(number)
                self._set_turn(number, 0)
                self._begun(number, back=back)
        if parts is None:
            return self.undo() if back else self.redo()
        work = _Work(self, parts, told)
        try:
            work.go(back=back)
        except StoreError:
            work.revert(back=back)
            with self._writing(durable=True):
                self._set_turn(number, turn)
                self._over(number)
            raise
        with self._writing(durable=True):
            self._settle()
            self._over(number)
            if back:
                self._undone(number)
        return work.change(label)

    @property
    def perhaps_cut(self) -> bool:
        """Whether `cut_off` is worth asking; at once."""
        sql = "SELECT 1 FROM state WHERE name GLOB ? LIMIT 1"
        return self.db.execute(sql, (f"{WRITING}*",)).fetchone() is not None

    def cut_off(self) -> CutOff | None:
        """What was being done to many articles when the program was killed, None if nothing was: the action that
        the next undo takes back, if that is how it ended. Takes time that grows with the number of articles.
        """
        found = self._found_cut()
        if found is None:
            return None
        number, parts, label, back, at = found
        done = sum(self._settled_of(part, back=back) for part in parts)
        total = sum(len(part.contents) for part in parts)
        return CutOff(number, label, back, done, total, at) if done < total else None

    def finish_in_steps(self, told: Told) -> Change | None:
        """Do the rest of what `cut_off` tells, as `act_in_steps` does; None if there is nothing.

        When it is stopped, what was done before it was cut off stays done.
        """
        with self._writing():
            self._settle()
            found = self._found_cut()
            if found is None:
                return None
            number, parts, label, back, _ = found
            before = self.db.execute(
                "SELECT session, (SELECT value FROM state WHERE name = ?) FROM journal WHERE id = ?",
                (f"{WRITING}{number}", number),
            ).fetchone()
            self._set_turn(number, 0)
            self._begun(number, back=back)
        work = _Work(self, parts, told)
        try:
            work.go(back=back)
        except StoreError:
            work.revert(back=back)
            with self._writing(durable=True) as db:
                db.execute("UPDATE journal SET session = ? WHERE id = ?", (before[0], number))
                db.execute(
                    "UPDATE state SET value = ? WHERE name = ?", (before[1], f"{WRITING}{number}")
                )
            raise
        with self._writing(durable=True):
            self._settle()
            self._branch()
            self._over(number)
            if back:
                self._undone(number)
        return work.change(label)

    def _found_cut(self) -> tuple[int, list[Part], str, bool, float] | None:
        """The action that was cut off, by its number in the journal; whether it was being undone, and since when."""
        ahead = self._next((), back=True)
        begun = self.get_state(f"{WRITING}{ahead[0]}") if ahead is not None else None
        if ahead is None or not isinstance(begun, dict):
            return None
        number, entry, label = ahead
        row = self.db.execute("SELECT session FROM journal WHERE id = ?", (number,)).fetchone()
        parts = parts_of(entry, label)
        if parts is None or row[0] != begun.get("session") or row[0] == self.session:
            return None  # of another journal, or at work just now
        return number, parts, label, bool(begun.get("back")), float(begun.get("at") or 0)

    def _settled_of(self, part: Part, *, back: bool) -> int:
        """How many of a part hold by now what they are to hold."""
        self._choose(part.contents, "SELECT value FROM json_each(?)")
        return len(self._values(part.step).get(part.before if back else part.step.after, ()))

    def _begun(self, number: int, *, back: bool) -> None:
        """Note that an action is being written, within the running transaction."""
        self.db.execute(
            "DELETE FROM state WHERE name GLOB ? AND CAST(substr(name, ?) AS INTEGER) "
            "NOT IN (SELECT id FROM journal WHERE status = 0)",
            (f"{WRITING}*", len(WRITING) + 1),
        )
        begun = {"session": self.session, "back": back, "at": time.time()}
        self.db.execute(
            "INSERT OR REPLACE INTO state VALUES (?, ?)", (f"{WRITING}{number}", json.dumps(begun))
        )

    def _over(self, number: int) -> None:
        """Note that it was written, or put back."""
        self.db.execute("DELETE FROM state WHERE name = ?", (f"{WRITING}{number}",))

    def _undone(self, number: int) -> None:
        last = self.db.execute("SELECT coalesce(max(status), 0) FROM journal").fetchone()[0]
        self._set_turn(number, last + 1)

    def _turn_of(self, number: int) -> int:
        found = self.db.execute("SELECT status FROM journal WHERE id = ?", (number,)).fetchone()
        return int(found[0])

    def _set_turn(self, number: int, status: int) -> None:
        self.db.execute(
            "UPDATE journal SET status = ?, session = ? WHERE id = ?",
            (status, self._here(), number),
        )

    def _turn_some(
        self, part: Part, contents: Sequence[int], *, back: bool
    ) -> tuple[array[int], Change]:
        """Alter some of a part in a transaction of its own."""
        with self._writing():
            self._settle()
            same = self._turn_part(part, contents, back=back)
            return same, self._done(part.step.label, same)


class _Work:
    """Some of an action after the other, and what came of it."""

    def __init__(self, store: Bulk, parts: Sequence[Part], told: Told) -> None:
        self._store, self._parts, self._told = store, parts, told
        self.total = sum(len(part.contents) for part in parts)
        self.altered: list[Part] = []
        self._keys: array[int] = array("q")
        self._size = FIRST

    @property
    def count(self) -> int:
        """Marks that were altered."""
        return sum(len(part.contents) for part in self.altered)

    def go(self, *, back: bool) -> None:
        """Do it, or put it back. Raises `StoppedError` and `StoreError` in between."""
        done = 0
        for part in self._parts:
            for some in self._pieces(part.contents):
                same, change = self._store._turn_some(part, some, back=back)
                self.altered.append(Part(part.step, part.before, same))
                self._keys.extend(change.keys)
                done += len(some)
                if not self._told(done, self.total):
                    raise StoppedError("stopped")

    def revert(self, *, back: bool) -> None:
        """Undo what `go` did so far."""
        left = self.count
        for part in reversed(self.altered):
            for some in self._pieces(part.contents):
                self._store._turn_some(part, some, back=not back)
                left -= len(some)
                self._told(left, self.total)

    def change(self, label: str) -> Change:
        """What was altered in all."""
        contents = each_once([part.contents for part in self.altered])
        return Change(label, each_once([self._keys, ()]), len(contents))

    def _pieces(self, contents: Sequence[int]) -> Iterator[Sequence[int]]:
        """As many at a time as a transaction can alter in its time."""
        at = 0
        while at < len(contents):
            some = contents[at : at + self._size]
            began = time.monotonic()
            yield some
            took = max(time.monotonic() - began, 0.001)
            self._size = int(min(MOST, max(LEAST, self._size * min(2.0, TOOK / took))))
            at += len(some)
            time.sleep(PAUSE)
