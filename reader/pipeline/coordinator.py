"""The passes over a corpus: read the files, analyse what is new or stale, make names one across it.

One coordinator writes; workers compute; the reader looks on and may ask for an article to be taken first.
New articles are analysed without names first, all of them, and then get their names; what was asked
for goes before either. Every step can be cut off at any moment: what was written stays, and the next run
goes on from there.
"""

from __future__ import annotations

import time
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from reader.pipeline.messages import Changed, Event, Failed, Finished, Progress
from reader.pipeline.naming import resolve
from reader.pipeline.pool import COMMAND, TRIES, Broken, Pool
from reader.pipeline.reading import Intake, Reader
from reader.pipeline.recurring import mark_recurring
from reader.pipeline.settings import Settings
from reader.pipeline.stages import Stages
from reader.pipeline.tasks import Kind, Reply
from reader.store import Store

WRITE = 0.25
"""Seconds between two writes of analyses at first: often enough to be seen."""

SELDOM = 1.0
"""Seconds between two writes of a run that takes long: seldom enough to be cheap."""

TOGETHER = 500
"""Analyses that are written in one transaction at most."""

TELL = 0.2
"""Seconds between two words of progress."""

MOST = 64
"""Short articles that a worker is given at a time: judged together, sixty-four take two thirds of the time that
they take by sixteens."""

BYTES = 32 * 1024
"""Bytes of articles, as they lie on disk, that are given at a time, so that who asks for one need not wait for long."""

NEARBY = 32
"""Articles that were asked for lately, which get their names before all others."""


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
        self.stamp = Stages(names=settings.names).stamp
        self.quick = Stages(names=False).stamp
        self.command: Sequence[str] = COMMAND
        self.wanted: deque[int] = deque()
        self.nearby: deque[int] = deque(maxlen=NEARBY)
        self._pool: Pool | None = None
        self._unnamed = array("q")
        self._made: list[Reply] = []
        self._began = self._wrote = time.monotonic()

    def run(self, paths: Sequence[Path]) -> Finished:
        """All passes once over `paths`; the last event, which is told as well."""
        return self._finish(self._reader().everything(paths))

    def update(self, paths: Iterable[Path]) -> Finished:
        """All passes over files that are known to have changed or gone."""
        self._reader().some(list(paths))
        return self._finish(Intake(0, 0))

    def request(self, keys: Sequence[int]) -> None:
        """Take the articles of these rows first."""
        for content in self.store.contents_of(keys):
            for queue in (self.wanted, self.nearby):
                if content in queue:
                    queue.remove(content)
                queue.append(content)

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _reader(self) -> Reader:
        workers = self._workers if self.settings.processes > 0 else None
        return Reader(self.store, self.tell, self.stop, workers, self.inbox)

    def _workers(self, most: int | None = None) -> Pool:
        """The workers, at most so many where none are there yet."""
        if self._pool is None:
            size = min(self.settings.processes, max(1, most or self.settings.processes))
            self._pool = Pool(
                self.store.path, size, names=self.settings.names, command=self.command
            )
        return self._pool

    def _finish(self, found: Intake) -> Finished:
        failed, done, cancelled = found.failed, 0, found.cancelled
        if not cancelled:
            self.store.mark_stale(self.stamp, self.quick)
            mark_recurring(self.store)
            done, broken, cancelled = self._analyse()
            failed += broken
        if cancelled:
            self.close()  # what workers still have is done anew by the next run
        elif done or failed > found.failed or self.store.get_state("names") != self.stamp:
            self._names()
        finished = Finished(self.store.count(), failed, cancelled)
        self.tell(finished)
        return finished

    def _names(self) -> None:
        if not self.settings.names:
            return
        self.tell(Progress("names", 0, 1))
        resolve(self.store)
        self.store.set_state("names", self.stamp)
        self.tell(Progress("names", 1, 1))

    def _analyse(self) -> tuple[int, int, bool]:
        """Do all that waits: how many were done, how many given up, whether it was cut short."""
        self._unnamed = array("q")
        waits = self.store.unanalysed()
        names = self._backlog() if not waits else 0
        if not waits and not names:
            return 0, 0, False
        pool = self._workers(waits or names)
        self._began = time.monotonic()
        progress = {
            Kind.ANALYSE: _Progress("analyse", waits),
            Kind.NAME: _Progress("recognise", names),
        }
        broken = 0
        while True:
            if self.stop():
                self._write()
                return sum(each.done for each in progress.values()), broken, True
            more = True
            while pool.hungry():
                kind, contents = self._next(pool)
                more = bool(contents)
                if not contents:
                    break
                pool.give(kind, contents)
            for result in pool.results(WRITE, *self._descriptors()):
                if isinstance(result, Broken):
                    broken += self._broken(result)
                elif result.made is not None or result.named is not None:
                    self._made.append(result)
                    progress[Kind.NAME if result.named else Kind.ANALYSE].done += 1
            self._write(waiting=more or not pool.idle)
            self._tell(progress)
            if not more and pool.idle and not self._made:
                backlog = self._backlog()
                if not backlog and not self.store.unanalysed():
                    break
                progress[Kind.NAME].total = progress[Kind.NAME].done + backlog
        self._tell(progress, last=True)
        return sum(each.done for each in progress.values()), broken, False

    def _tell(self, progress: dict[Kind, _Progress], *, last: bool = False) -> None:
        for each in progress.values():
            event = each.event(last=last)
            if event is not None:
                self.tell(event)

    def _descriptors(self) -> tuple[int, ...]:
        return () if self.inbox is None else (self.inbox,)

    def _next(self, pool: Pool) -> tuple[Kind, list[int]]:
        """The next batch: what was asked for, then the newest; smaller as the end comes near."""
        busy = {int(job) for job in pool.under_way} | {int(reply.job) for reply in self._made}
        wanted: list[int] = []
        while self.wanted and len(wanted) < pool.batch:
            content = self.wanted.pop()
            if content not in busy and self.store.waits(content):
                wanted.append(content)
        if wanted:
            return Kind.ANALYSE, wanted
        if nearby := self._nearest(busy, max(1, pool.batch // 8)):
            return Kind.NAME, nearby
        found = self.store.waiting(MOST * pool.size, busy)
        if found:
            fair = max(1, min(MOST, len(found) // pool.size))
            if fair > pool.batch:
                fair = max(pool.batch, self.store.how_many_fit(found[:fair], BYTES))
            return Kind.ANALYSE, found[:fair]
        # Names take ten times as long as all else: who asks for an article meanwhile waits for fewer.
        few = max(1, min(pool.batch // 2, len(self._unnamed) // pool.size))
        nameless: list[int] = []
        while self._unnamed and len(nameless) < few:
            content = self._unnamed.pop()
            if content not in busy and self.store.is_at(content, self.quick):
                nameless.append(content)
        return Kind.NAME, nameless

    def _nearest(self, busy: set[int], most: int) -> list[int]:
        """Of the articles that were asked for those that have all but their names, latest first."""
        found: list[int] = []
        for content in reversed(tuple(self.nearby)):
            if content in busy or self.store.waits(content):
                continue  # its analysis comes first
            self.nearby.remove(content)
            if self.settings.names and self.store.is_at(content, self.quick):
                found.append(content)
                if len(found) == most:
                    break
        return found

    def _backlog(self) -> int:
        """Look for analyses that have no names yet; how many there are."""
        if self.settings.names:
            self._unnamed = self.store.at_stage(self.quick)
            self._unnamed.reverse()
        return len(self._unnamed)

    def _write(self, *, waiting: bool = False) -> None:
        """Write what came back; with `waiting` only once enough has gathered."""
        now = time.monotonic()
        pause = min(SELDOM, WRITE + (now - self._began) / 40)
        if not self._made or (waiting and len(self._made) < TOGETHER and now - self._wrote < pause):
            return
        keys: list[int] = []
        for whole in (True, False):
            made = [(int(r.job), r.made) for r in self._made if r.made and r.whole is whole]
            keys += self.store.save_all(made, self.stamp if whole else self.quick)
        named = [(int(r.job), r.named) for r in self._made if r.named]
        keys += self.store.save_names(named, self.stamp)
        self._made.clear()
        self._wrote = now
        self.tell(Changed(tuple(keys)))

    def _broken(self, result: Broken) -> int:
        """Give an article up, or another try; how many were given up."""
        content = int(result.job)
        if result.died and self.store.tried(content) < TRIES:
            return 0
        if self.store.is_at(content, self.quick):
            # All but its names is there, and stays.
            reason = result.reason.replace("analysis", "finding names", 1)
            keys = self.store.settle(content, self.stamp)
        else:
            reason = result.reason
            keys = self.store.fail(content, reason, "" if result.again else self.stamp)
        for row in self.store.rows(keys).values():
            self.tell(Failed(row.path, reason))
        self.tell(Changed(tuple(keys)))
        return 1


class _Progress:
    """How far one kind of work is, told at intervals."""

    def __init__(self, stage: str, total: int) -> None:
        self.stage = stage
        self.total = total
        self.done = 0
        self._told = 0.0
        self._last = 0

    def event(self, *, last: bool = False) -> Progress | None:
        """What to say now, None if nothing: at the last, that it is done."""
        now = time.monotonic()
        if self.done == self._last and not (last and self.done):
            return None
        if not last and now - self._told < TELL:
            return None
        self._told, self._last = now, self.done
        return Progress(self.stage, self.done, self.done if last else max(self.total, self.done))
