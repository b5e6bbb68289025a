"""What can only be done once the whole list is known is done then, in the order of its keys; nobody waits.

A list of a million is read in a thread, and a decision on many articles is written in one. Until that is over, a
key that needs it is remembered, and those typed behind it that would otherwise act on something else are done after
it: what is done is what would have been done had the list been there. Moves do not ask what is being written, and are
made beside it. Escape gives all of it up, what waits beside a write before the write; so does showing another list,
but for what is being written, and a list that cannot be read.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import sqlite3
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from reader.store import QueryError, Store, StoreError
from reader.store.errors import StoppedError
from reader.tui.commands.base import Command, Group
from reader.tui.keyset import KeySet
from reader.tui.work.loading import give_back
from reader.tui.work.writing import Progress, Writer

if TYPE_CHECKING:
    from textual.worker import Worker

    from reader.tui.screens.reader import ReaderScreen

MANY = 20_000
"""Articles from which on marking all of them is left to a thread."""

FREE = frozenset({Group.FIND, Group.PROGRAM})
"""Commands that do not ask where the cursor is."""

BOUND = frozenset({"versions", "names"})
"""Those of them that do."""

ELSEWHERE = frozenset({"first", "last"})
"""Moves that do not depend on where the cursor is: what it waits for is then not wanted any more."""

LEAVING = frozenset({"quit"})
"""Commands that wait for what is being written."""

Work = Callable[[], Coroutine[Any, Any, None]]
T = TypeVar("T")


class OtherListError(StoreError):
    """The list that something waited for is not shown any more."""


class _Job(Struct, eq=False):
    what: str
    work: Work
    kind: str = "move"  # or mark, or command, or write
    beside: bool = False
    """Whether it may be done while something is being written."""
    task: asyncio.Task[None] | None = None
    progress: Progress | None = None

    @property
    def said(self) -> str:
        """What is waited for, and how far it is."""
        return self.progress.text if self.progress is not None else self.what


class Waiting:
    """Does what waits for the list, one after the other."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self._jobs: list[_Job] = []
        self._worker: Worker[None] | None = None
        self._changed = asyncio.Event()
        self._stirred = asyncio.Event()
        self._reading: Store | None = None
        self._inside = False
        self._next = 0
        self._told = ""
        self._failure: tuple[object, StoreError] | None = None
        self._writer = Writer(reader)

    @property
    def what(self) -> str:
        """What is waited for, in a word or two; empty for nothing."""
        return self._jobs[0].said if self._jobs else ""

    # asking

    def whole(self, what: str, work: Callable[[], None], kind: str = "move") -> None:
        """Do this now if the whole list is known, or else when it is."""
        writing = all(job.kind == "write" for job in self._jobs)
        if self.reader.catalog.complete and (writing or self._inside):
            work()
            return

        async def then() -> None:
            await self.known()
            work()

        self._put(_Job(what, then, kind, beside=kind == "move"))

    def apart(self, what: str, read: Callable[[Store], T], work: Callable[[T], None]) -> None:
        """Read something of the whole list in a thread, and go on with it unless another list is shown by then."""

        async def then() -> None:
            await self.known()
            wanted = self.reader.loader.wanted
            found = await self._apart(read)
            if self.reader.loader.wanted != wanted:
                raise OtherListError("another list is shown now")
            work(found)

        self._put(_Job(what, then, beside=True))

    def mark_all(self) -> None:
        """Mark every article of the list that is shown now."""
        reader = self.reader
        if reader.catalog.complete and len(reader.catalog) < MANY and not self._jobs:
            reader.triage.marked(KeySet(reader.catalog.keys))
            return
        query, sort, reverse, typing, _ = wanted = reader.loader.wanted

        async def then() -> None:
            try:
                await self.known(wanted)
                keys = reader.catalog.keys
                marks = await self._apart(lambda _: KeySet(keys))
            except OtherListError:
                marks = await self._apart(
                    lambda store: KeySet(store.keys(query, sort, reverse, typing=typing))
                )
            reader.triage.marked(marks)

        self._put(_Job("marking", then, "mark"))

    def write(
        self, what: str, work: Callable[[Store, Progress], T], then: Callable[[T], None]
    ) -> None:
        """Write in a thread, and go on with what it gives; `what` says what is being done."""

        async def write() -> None:
            then(await self._writer.write(progress, work))

        loop = asyncio.get_running_loop()
        job = _Job(what, write, "write")

        def say() -> None:
            with contextlib.suppress(RuntimeError):  # the program has ended
                loop.call_soon_threadsafe(self._advanced, job)

        progress = job.progress = Progress(what, say)
        self._put(job)

    def _advanced(self, job: _Job) -> None:
        """The status line says how far it is, unless it says something else by now."""
        if job not in self._jobs[:1]:
            return
        lines = self.reader.lines
        if lines.status.text.strip() == self._told:
            self._tell()
        elif not lines.said:
            lines.draw_status()

    async def known(self, wanted: object = None) -> None:
        """Wait until the whole list is known. Raises `OtherListError` when another one is shown meanwhile, and
        `StoreError` where it cannot be read.
        """
        reader = self.reader
        wanted = wanted or reader.loader.wanted
        while reader.loader.wanted == wanted and not reader.catalog.complete:
            if self._failure is not None and self._failure[0] == wanted:
                raise self._failure[1]
            self._changed.clear()
            await self._changed.wait()
        if reader.loader.wanted != wanted:
            raise OtherListError("another list is shown now")

    def takes(self, command: Command, answer: str = "", after: tuple[str, ...] = ()) -> bool:
        """Whether a command is to be done after what is waited for; it then is, with its `answer` and what
        comes `after` it. Some put an end to the waiting.
        """
        if not self._jobs or self._inside:
            return False
        if command.name == "show-all":
            self.cancel()
            return True
        if command.name == "mark-all" and self._jobs[-1].kind == "mark":
            self._drop(self._jobs[-1:])
            self.reader.say("nothing marked")
            return True
        if command.name in ELSEWHERE:
            self.overtaken()
        if self._free(command):
            return False
        coming = inspect.iscoroutinefunction(command.run)
        if coming:
            self.reader.asker.will_ask()

        async def then() -> None:
            self._inside, self._next = True, self._jobs.index(job) + 1
            try:
                rest = self.reader.runner.start(command)
            finally:
                self._inside = False
            if rest is not None:
                await self.reader.runner.guarded(rest, answer, after)
            elif coming:
                self.reader.asker.has_asked()

        beside = command.group is not Group.TRIAGE and command.name not in LEAVING
        job = _Job(self._foremost.what, then, "command", beside=beside)
        self._put(job)
        return True

    def _free(self, command: Command) -> bool:
        if command.name in LEAVING and any(job.kind == "write" for job in self._jobs):
            return False
        if command.group in FREE and command.name not in BOUND:
            return True
        if any(job.kind not in ("mark", "write") for job in self._jobs):
            return False
        return command.group is not Group.TRIAGE

    # giving up

    def overtaken(self) -> None:
        """The cursor goes elsewhere: the move that waited is not wanted, unless something is to be done there."""
        if all(job.kind in ("move", "write") for job in self._jobs):
            self._drop([job for job in self._jobs if job.kind == "move"])

    def cancel(self) -> None:
        """Give up all that waits; what is being written is put back first."""
        if not self._jobs:
            return
        first = self._foremost
        self.reader.asker.has_asked()
        if first is not self._jobs[0]:
            self._drop(self._jobs[self._jobs.index(first) :])
            self.reader.say(f"{first.what}: given up")
            return
        if first.progress is not None and first.task is not None:
            self._drop(self._jobs[1:])
            first.progress.stop()
            self._tell()
            return
        self._drop(self._jobs)
        self.reader.say(f"{first.what}: given up")

    def _drop(self, jobs: list[_Job]) -> None:
        for job in list(jobs):
            self._jobs.remove(job)
            if job.task is not None:
                job.task.cancel()
                self._interrupt()
        self._stirred.set()

    def close(self) -> None:
        """Let go of all of it, but for what is being written: that is finished."""
        self._writer.finish()
        self._drop(self._jobs)
        if self._worker is not None:
            self._worker.cancel()

    # doing

    def looked(self) -> None:
        """The list was read as a whole, or another one is shown."""
        self._failure = None
        self._changed.set()

    def failed(self, wanted: object, error: StoreError) -> None:
        """The list cannot be read as a whole: what waits for it is given up."""
        self._failure = wanted, error
        self._changed.set()

    def _put(self, job: _Job) -> None:
        if self._inside:  # belongs to the command that is being done: before those behind it
            self._jobs.insert(self._next, job)
            self._next += 1
        else:
            self._jobs.append(job)
        self._stirred.set()
        if self._worker is None or self._worker.is_finished:
            self._worker = self.reader.run_worker(self._work())
        if job.kind != "command" or self._jobs[0].progress is not None:
            self._tell()

    @property
    def _foremost(self) -> _Job:
        """What is waited for: what is done beside a write rather than the write."""
        found = next((job for job in self._jobs if job.kind != "write"), None)
        return found if found is not None and found.beside else self._jobs[0]

    def _tell(self) -> None:
        """Say what is waited for, and that it need not be."""
        job, escape = self._foremost, self.reader.keys.label("show-all")
        behind = ", then what was typed" if self._jobs[-1] is not job else ""
        if job.progress is None:
            self._told = f"{job.what} … · {escape} gives it up"
        elif job.progress.stopped:
            self._told = f"{job.said} …{behind}"
        else:
            self._told = f"{job.said}{behind} · {escape} stops"
        self.reader.say(self._told)

    async def _work(self) -> None:
        while self._jobs:
            self._stirred.clear()
            for job in {id(job): job for job in (self._jobs[0], self._foremost)}.values():
                if job.task is None:
                    if job.progress is not None:
                        self._tell()
                    job.task = asyncio.create_task(job.work())
                    job.task.add_done_callback(lambda _: self._stirred.set())
            await self._stirred.wait()
            for job in list(self._jobs):
                if job in self._jobs and job.task is not None and job.task.done():
                    self._ended(job, job.task)

    def _ended(self, job: _Job, task: asyncio.Task[None]) -> None:
        """A job was done, or could not be: then what was typed behind it is not done either."""
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StoppedError):
            self.reader.say(
                f"{job.progress.verb if job.progress else job.what}: stopped, nothing was changed"
            )
        elif error is not None:
            behind = self._jobs[self._jobs.index(job) :]
            self._drop([each for each in behind if each.task is None])
            self.reader.asker.has_asked()
            self._failed(error)
        if job in self._jobs:
            self._jobs.remove(job)
        if self.reader.lines.status.text.strip() == self._told:
            self.reader.lines.draw_status()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, OtherListError):
            self.reader.lines.draw_status()
        elif isinstance(error, StoreError | QueryError):
            self.reader.say(str(error), alarm=True)
        else:
            raise error

    async def _apart(self, read: Callable[[Store], T]) -> T:
        """What a thread with a connection of its own reads. It does not keep the program from ending."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def tell(settle: Callable[[], None]) -> None:
            if not future.done():
                settle()

        def work() -> None:
            try:
                with Store.open(self.reader.store.path, read_only=True) as store:
                    self._reading = store
                    settle = partial(future.set_result, read(store))
            except (StoreError, QueryError) as error:
                settle = partial(future.set_exception, error)
            finally:
                self._reading = None
                give_back()
            with contextlib.suppress(RuntimeError):  # the program has ended
                loop.call_soon_threadsafe(tell, settle)

        threading.Thread(target=work, daemon=True).start()
        return await future

    def _interrupt(self) -> None:
        if self._reading is not None:
            with contextlib.suppress(sqlite3.ProgrammingError):
                self._reading.db.interrupt()
