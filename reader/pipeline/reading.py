"""The first pass: what lies on disk goes into the store, and what has gone from the disk leaves the list.

A file whose size and time are as they were is not even opened; one whose bytes are as they were is
not analysed again. The first files are read here and now, so that the list shows at once; when there
are many the workers read, and only entering them is left to do here, in the order of discovery.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from reader.ingest import Skipped, discover
from reader.pipeline.messages import Changed, Event, Failed, Progress
from reader.pipeline.pool import TRIES, Broken, Pool
from reader.pipeline.taking import Taken, absolute, take
from reader.pipeline.tasks import Kind, Reply
from reader.store import FileState, Store

BATCH = 200
"""Files that go into the store in one transaction at most."""

PATIENCE = 0.5
"""Seconds after which a batch goes in however small, so that the list grows while files are read."""

ALONE = 64
"""Files that are read in this process before workers are asked: about what starting them takes."""

HANDFUL = 16
"""Files that a worker is given at a time."""

LONGEST = 16_384
"""Characters of all paths given at a time: what is given must fit into the pipe, or both would wait."""

AHEAD = 8
"""Handfuls a worker that may be read before one that came earlier is entered."""


class Intake(Struct, frozen=True):
    """What a pass found: files in all, those that could not be read, whether it was cut short."""

    files: int
    failed: int
    cancelled: bool = False


class Reader:
    """Reads files into a store and tells what it does; `stop` is asked between files.

    `pool` gives the workers when there are many files; without it everything is read in this process.
    """

    def __init__(
        self,
        store: Store,
        tell: Callable[[Event], None],
        stop: Callable[[], bool] = lambda: False,
        pool: Callable[[], Pool] | None = None,
        inbox: int | None = None,
    ) -> None:
        self.store = store
        self.tell = tell
        self.stop = stop
        self.failed = 0
        self._inbox = () if inbox is None else (inbox,)
        self._make_pool = pool
        self._pool: Pool | None = None
        self._alone = 0
        self._asked: deque[str] = deque()  # paths that workers have or have read, in order
        self._next: list[str] = []
        self._taken: dict[str, Taken] = {}
        self._tries: dict[str, int] = {}
        self._named: set[str] = set()
        self._batch: list[Taken] = []
        self._last = time.monotonic()
        self._altered = False

    def everything(self, paths: Sequence[Path]) -> Intake:
        """Read all files under `paths` that are new or changed; take the vanished off the list."""
        seen: set[str] = set()
        files = 0
        # Of links only those are followed that a person named.
        self._named = {absolute(path) for path in paths if path.is_symlink()}
        for found in discover(paths):
            if self.stop():
                self._write()
                return Intake(files, self.failed, cancelled=True)
            if isinstance(found, Skipped):
                self.failed += found.failed
                self.tell(Failed(str(found.path), found.reason, skipped=not found.failed))
                continue
            files += 1
            seen.add(absolute(found))
            self.one(found)
            if files % BATCH == 0:
                self.tell(Progress("read", files, 0))
        if not self._gather():
            return Intake(files, self.failed, cancelled=True)
        self._vanished(paths, seen)
        self._purge()
        self.tell(Progress("read", files, files))
        return Intake(files, self.failed)

    def some(self, paths: Sequence[Path]) -> None:
        """Read these files, which are known to have changed or gone."""
        gone = [absolute(path) for path in paths if not path.exists() or path.is_symlink()]
        # A folder that was moved or removed is told of alone, without what lay in it.
        gone += [below for path in gone for below in self.store.paths(path)]
        for found in discover([path for path in paths if path.exists()], named=False):
            if isinstance(found, Path):
                self.one(found)
        self._gather()
        self._remove(gone)
        self._purge()

    def one(self, path: Path) -> None:
        """Read one file if it changed, now or by a worker."""
        place = absolute(path)
        follow = place in self._named
        try:
            known = self.store.file(place)
            status = path.stat() if follow else path.lstat()
        except (OSError, UnicodeEncodeError):
            self._came(str(path), take(path, follow=follow))
            return
        if known and (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns):
            if known.shown != str(path):
                self.store.touch(FileState(place, known.size, known.mtime_ns, known.sha, str(path)))
            return
        if self._make_pool is None or self._alone < ALONE or follow:
            self._alone += 1
            self._came(str(path), take(path, follow=follow))
            return
        self._next.append(str(path))
        if len(self._next) >= HANDFUL or sum(map(len, self._next)) > LONGEST:
            self._ask()

    def _ask(self) -> None:
        """Hand files to a worker, once one has room and not too many are under way."""
        if not self._next:
            return
        if self._pool is None:
            assert self._make_pool is not None
            self._pool = self._make_pool()
        most = AHEAD * HANDFUL * self._pool.size
        while not self._pool.hungry() or len(self._asked) > most:
            self._listen(self._pool)
            if self.stop():
                return
        self._pool.give(Kind.READ, self._next)
        self._asked.extend(self._next)
        self._next = []
        self._listen(self._pool, wait=0)

    def _gather(self) -> bool:
        """Wait for what workers have, and enter the rest; False if it was cut short."""
        self._ask()
        while self._asked and self._pool is not None:
            if self.stop():
                self._write()
                return False
            self._listen(self._pool)
        self._write()
        return not self._next

    def _listen(self, pool: Pool, wait: float = 0.2) -> None:
        """Take in what workers have read, in the order in which it was asked for."""
        for result in pool.results(wait, *self._inbox):
            path = str(result.job)
            if isinstance(result, Broken):
                self._broken(pool, path, result)
            elif isinstance(result, Reply) and result.taken is not None:
                self._taken[path] = result.taken
        while self._asked and self._asked[0] in self._taken:
            path = self._asked.popleft()
            self._came(path, self._taken.pop(path))

    def _broken(self, pool: Pool, path: str, result: Broken) -> None:
        """A worker died over a file, or failed: try again, and at last say so."""
        self._tries[path] = self._tries.get(path, 0) + 1
        if not result.died or self._tries[path] >= TRIES:
            self._taken[path] = Taken(reason=result.reason)
        busy = pool.under_way
        lost = [each for each in self._asked if each not in self._taken and each not in busy]
        for at in range(0, len(lost), HANDFUL):
            pool.give(Kind.READ, lost[at : at + HANDFUL])

    def _came(self, path: str, taken: Taken) -> None:
        """A file was read: enter it with the next batch, or say why it cannot be."""
        state = taken.state
        if state is None:
            self.failed += 1
            self.tell(Failed(path, taken.reason))
            if not os.path.lexists(path):
                self._remove([absolute(Path(path))])
            return
        known = self.store.file(state.path)
        if known and known.sha == state.sha:
            self.store.touch(state)
            return
        self._altered = self._altered or known is not None
        self._batch.append(taken)
        if len(self._batch) >= BATCH or time.monotonic() - self._last > PATIENCE:
            self._write()

    def _write(self) -> None:
        if self._batch:
            done = self.store.enter(
                (taken.state, taken.arrivals) for taken in self._batch if taken.state is not None
            )
            self._batch.clear()
            self.tell(Changed(tuple(done.changed), tuple(done.added), tuple(done.removed)))
        self._last = time.monotonic()

    def _purge(self) -> None:
        if self._altered:
            self.store.purge()
            self._altered = False

    def _vanished(self, paths: Sequence[Path], seen: set[str]) -> None:
        roots = [absolute(path) for path in paths]
        gone = [
            path
            for path in self.store.paths()
            if path not in seen and any(_under(path, root) for root in roots)
        ]
        # A folder that cannot be listed just now is no reason to forget what it holds.
        self._remove([p for p in gone if not os.path.lexists(p) or os.path.islink(p)])  # noqa: PTH114

    def _remove(self, paths: Sequence[str]) -> None:
        if paths:
            keys = self.store.remove_files(paths)
            self._altered = True
            if keys:
                self.tell(Changed(removed=tuple(keys)))


def _under(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def listed(store: Store, paths: Sequence[Path]) -> Iterator[int]:
    """The rows of all articles under `paths` in the order of discovery."""
    for found in discover(paths):
        if isinstance(found, Path):
            yield from store.keys_at(absolute(found))
