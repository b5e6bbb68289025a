"""Marks on many articles, some at a time: others get to write in between, and the whole of it can be stopped.

The journal has an action before the first article is altered, and calls it done until the last one is put back;
an article is altered only where it still holds what the journal says. So whatever ends the work in between, undo
leads back to exactly what was before.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator, Sequence

from reader.store.errors import StoppedError, StoreError
from reader.store.packing import pack
from reader.store.records import Action, Change
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
        work = _Work(self, parts, told)
        try:
            work.go(back=False)
        except StoreError:
            work.revert(back=False)
            with self._writing(durable=True) as db:
                db.execute("DELETE FROM journal WHERE id = ?", (number,))
            raise
        with self._writing(durable=True) as db:
            self._settle()
            self._branch()
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
        if parts is None:
            return self.undo() if back else self.redo()
        work = _Work(self, parts, told)
        try:
            work.go(back=back)
        except StoreError:
            work.revert(back=back)
            with self._writing(durable=True):
                self._set_turn(number, turn)
            raise
        with self._writing(durable=True) as db:
            self._settle()
            if back:
                last = db.execute("SELECT coalesce(max(status), 0) FROM journal").fetchone()[0]
                self._set_turn(number, last + 1)
        return work.change(label)

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
