"""A decision on many articles is written in a thread: keys are answered meanwhile, and Escape stops it.

The rows show what was decided once all of it is on the disk. What is stopped is put back to what it was; whatever
cuts it off, the journal has it, and an undo leads back.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from reader.model import Verdict
from reader.store import Action, Annotate, Decide, Read, Star, Store, Tag
from reader.tui.work.loading import give_back

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen

MANY = 500
"""Articles from which on a decision is left to the thread: fewer take less than a key may wait."""

SAY = 0.5
"""Seconds between two words on how far it is."""

T = TypeVar("T")


class Progress:
    """What the thread is told of the person, and the person of the thread."""

    def __init__(self, verb: str, say: Callable[[], None]) -> None:
        self.verb = verb
        self.done = self.total = 0
        self.stopped = False
        self._say, self._said = say, time.monotonic()

    def __call__(self, done: int, total: int) -> bool:
        """So many of so many are done; whether to go on."""
        self.done, self.total = done, total
        now = time.monotonic()
        if now - self._said >= SAY:
            self._said = now
            self._say()
        return not self.stopped

    def stop(self) -> None:
        """Put back what was done."""
        self.stopped = True

    @property
    def text(self) -> str:
        """How far it is."""
        if self.stopped:
            return f"putting back {self.done:,}" if self.done else "putting back"
        return f"{self.verb} {self.done:,} of {self.total:,}" if self.total else self.verb


class Writer:
    """Writes in a thread, with a connection of its own that belongs to the reader's session."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self._thread: threading.Thread | None = None

    async def write(self, progress: Progress, work: Callable[[Store, Progress], T]) -> T:
        """What `work` gives, in the thread. Raises what it raises."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def tell(settle: Callable[[], None]) -> None:
            if not future.done():
                settle()

        def run() -> None:
            settle: Callable[[], None]
            try:
                with self.reader.store.beside() as store:
                    settle = partial(future.set_result, work(store, progress))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told where it is waited for
                settle = partial(future.set_exception, error)
            finally:
                give_back()
            with contextlib.suppress(RuntimeError):  # the program has ended
                loop.call_soon_threadsafe(tell, settle)

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        return await future

    def finish(self) -> None:
        """Wait until what is being written is on the disk: the program ends."""
        if self._thread is not None:
            self._thread.join()


def doing(action: Action | Sequence[Action]) -> str:
    """What the status line says while this is done."""
    match action:
        case Read(on):
            return "marking as read" if on else "marking as unread"
        case Star(on):
            return "starring" if on else "taking stars away from"
        case Decide(verdict):
            words = {Verdict.DROP: "dropping", Verdict.KEEP: "keeping", None: "undeciding"}
            return words[verdict]
        case Annotate():
            return "noting"
        case Tag(name, on):
            return f"tagging {name}:" if on else f"taking tag {name} off"
    return "tagging"
