"""The passes over a corpus: read the files, analyse what is new or stale, make names one across it.

One coordinator writes; workers compute; the reader looks on and may ask for an article to be taken first.
Every step can be cut off at any moment: what was written stays, and the next run goes on from there.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from reader.pipeline.messages import Changed, Event, Failed, Finished, Progress
from reader.pipeline.naming import resolve
from reader.pipeline.pool import COMMAND, TRIES, Analysed, Broken, Pool
from reader.pipeline.reading import Intake, Reader
from reader.pipeline.recurring import mark_recurring
from reader.pipeline.settings import Settings
from reader.pipeline.stages import Stages
from reader.store import Store
from reader.store.preparing import Prepared

WRITE = 0.25
"""Seconds between two writes of analyses: often enough to be seen, seldom enough to be cheap."""

TOGETHER = 64
"""Analyses that are written in one transaction at most."""

TELL = 0.2
"""Seconds between two words of progress."""


class Coordinator:
    """Runs the passes over a store. `tell` hears every event; `stop` is asked often."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        tell: Callable[[Event], None],
        stop: Callable[[], bool] = lambda: False,
        inbox: int | None = None,
    ) -> None:
        self.store = store
        self.settings = settings
        self.tell = tell
        self.stop = stop
        self.inbox = inbox
        self.stages = Stages(names=settings.names)
        self.command: Sequence[str] = COMMAND
        self.wanted: deque[int] = deque()
        self._pool: Pool | None = None
        self._made: list[tuple[int, Prepared]] = []
        self._wrote = time.monotonic()

    def run(self, paths: Sequence[Path]) -> Finished:
        """All passes once over `paths`; the last event, which is told as well."""
        found = Reader(self.store, self.tell, self.stop).everything(paths)
        return self._finish(found)

    def update(self, paths: Iterable[Path]) -> Finished:
        """All passes over files that are known to have changed or gone."""
        Reader(self.store, self.tell, self.stop).some(list(paths))
        return self._finish(Intake(0, 0))

    def request(self, keys: Sequence[int]) -> None:
        """Take the articles of these rows first."""
        for content in self.store.contents_of(keys):
            if content in self.wanted:
                self.wanted.remove(content)
            self.wanted.appendleft(content)

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _finish(self, found: Intake) -> Finished:
        failed = found.failed
        stamp = self.stages.stamp
        self.store.mark_stale(stamp)
        mark_recurring(self.store)
        done, broken, cancelled = self._analyse(stamp)
        failed += broken
        whole = not cancelled and not found.cancelled
        if whole and (done or broken or self.store.get_state("names") != stamp):
            self._names(stamp)
        finished = Finished(self.store.count(), failed, cancelled or found.cancelled)
        self.tell(finished)
        return finished

    def _names(self, stamp: str) -> None:
        if not self.settings.names:
            return
        self.tell(Progress("names", 0, 1))
        resolve(self.store)
        self.store.set_state("names", stamp)
        self.tell(Progress("names", 1, 1))

    def _analyse(self, stamp: str) -> tuple[int, int, bool]:
        """Analyse what waits: how many were done, how many given up, whether it was cut short."""
        total = self.store.unanalysed()
        if not total:
            return 0, 0, False
        if self._pool is None:
            size = min(self.settings.processes, max(1, total))
            self._pool = Pool(
                self.store.path, size, names=self.settings.names, command=self.command
            )
        pool = self._pool
        done = broken = 0
        told, last = 0.0, -1
        exhausted = False
        while True:
            if self.stop():
                self._write(stamp)
                return done, broken, True
            while not exhausted and pool.hungry():
                contents = self._next(pool)
                exhausted = not contents
                if contents:
                    pool.give(contents)
            for result in pool.results(WRITE, *self._descriptors()):
                if isinstance(result, Analysed):
                    self._made.append((result.content, result.made))
                    done += 1
                else:
                    broken += self._broken(result, stamp)
                    exhausted = False
            self._write(stamp, waiting=not exhausted or bool(pool.under_way))
            if done + broken != last and time.monotonic() - told > TELL:
                told, last = time.monotonic(), done + broken
                self.tell(Progress("analyse", done + broken, max(total, done + broken)))
            if exhausted and not pool.under_way:
                self._write(stamp)
                if not self._next(pool):
                    break
                exhausted = False
        self.tell(Progress("analyse", done + broken, done + broken))
        return done, broken, False

    def _descriptors(self) -> tuple[int, ...]:
        return () if self.inbox is None else (self.inbox,)

    def _next(self, pool: Pool) -> list[int]:
        """The next batch: what was asked for, then the newest; smaller as the end comes near."""
        busy = pool.under_way | {content for content, _ in self._made}
        wanted: list[int] = []
        while self.wanted and len(wanted) < pool.batch:
            content = self.wanted.popleft()
            if content not in busy and self.store.waits(content):
                wanted.append(content)
        if wanted:
            return wanted
        found = self.store.waiting(pool.batch * pool.size, busy)
        return found[: max(1, min(pool.batch, len(found) // pool.size))]

    def _write(self, stamp: str, *, waiting: bool = False) -> None:
        """Write what came back; with `waiting` only once enough has gathered."""
        now = time.monotonic()
        if not self._made or (waiting and len(self._made) < TOGETHER and now - self._wrote < WRITE):
            return
        keys = self.store.save_all(self._made, stamp)
        self._made.clear()
        self._wrote = now
        self.tell(Changed(tuple(keys)))

    def _broken(self, result: Broken, stamp: str) -> int:
        """Give an article up, or another try; how many were given up."""
        if result.died and self.store.tried(result.content) < TRIES:
            return 0
        keys = self.store.fail(result.content, result.reason, stamp)
        for row in self.store.rows(keys).values():
            self.tell(Failed(row.path, result.reason))
        self.tell(Changed(tuple(keys)))
        return 1
