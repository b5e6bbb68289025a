"""Worker processes: fed batches of jobs, watched, started anew when one dies or hangs.

A job that takes its worker down twice is given up on and told; the others of its batch are
handed to another worker as if nothing had happened.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self, cast

import msgspec
from msgspec import Struct, field

from reader.pipeline.messages import write_frame
from reader.pipeline.tasks import Job, Kind, Reply, Task

COMMAND = (sys.executable, "-m", "reader.pipeline.worker")
"""What starts a worker; the store's path and whether to find names follow."""

HANG = 180.0
"""Seconds that one job may take before its worker is taken for hung."""

LAST = 2.0
"""Seconds that a worker which has fallen silent may take to end by itself."""

TRIES = 2
"""How often a job may take its worker down."""

RECYCLE = 12_000
"""Jobs after which a worker is replaced, as libraries' caches grow: starting one takes three to six seconds of the
processor, and an article is two or three jobs."""

_REPLY = msgspec.msgpack.Decoder(Reply)


class Broken(Struct, frozen=True):
    """A job that cannot be done: `died` if it took its worker down.

    `again` if the fault may have been the machine's, as when memory ran short: the next run tries anew.
    """

    job: Job
    reason: str
    died: bool
    again: bool = False


class _Worker(Struct, eq=False):
    process: subprocess.Popen[bytes]
    todo: deque[Job] = field(default_factory=deque)
    buffer: bytearray = field(default_factory=bytearray)
    since: float = 0.0
    served: int = 0


class Pool:
    """`size` workers over the store at `path`. Close it, or use it as a context manager."""

    def __init__(
        self,
        path: Path,
        size: int,
        *,
        names: bool = True,
        batch: int = 16,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.command = tuple(command)
        self.path = path
        self.size = size
        self.names = names
        self.batch = batch
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def under_way(self) -> set[Job]:
        """Jobs that workers have and have not sent back."""
        return {job for worker in self._workers for job in worker.todo}

    @property
    def idle(self) -> bool:
        """Whether no worker has anything to do."""
        return not any(worker.todo for worker in self._workers)

    def hungry(self) -> bool:
        """Whether a worker could take another batch."""
        serving = self._serving()
        return len(serving) < self.size or any(
            len(worker.todo) <= self.batch // 2 for worker in serving
        )

    def give(self, kind: Kind, jobs: Sequence[Job]) -> None:
        """Hand a batch to the worker that has least to do; one is started if there is room."""
        serving = self._serving()
        least = min(serving, key=lambda worker: len(worker.todo), default=None)
        if least is None or (least.todo and len(serving) < self.size):
            least = self._start()
        if not least.todo:
            least.since = time.monotonic()
        least.todo.extend(jobs)
        with contextlib.suppress(OSError):  # a worker that has died is found by its output
            write_frame(cast("Any", least.process.stdin), Task(kind, tuple(jobs)))

    def results(self, wait: float, *others: int) -> Iterator[Reply | Broken]:
        """What came back within `wait` seconds; a file descriptor of `others` that is ready ends the wait."""
        for descriptor in others:
            with contextlib.suppress(KeyError):
                self._selector.register(descriptor, selectors.EVENT_READ, None)
        for key, _ in self._selector.select(wait):
            if key.data is not None:
                yield from self._receive(key.data)
        for descriptor in others:
            self._selector.unregister(descriptor)
        now = time.monotonic()
        for worker in [w for w in self._workers if w.todo and now - w.since > HANG]:
            yield from self._lost(worker, f"took longer than {HANG:.0f} seconds")

    def close(self) -> None:
        """End all workers at once; they hold nothing that would be lost."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            self._forget(worker)
        self._workers.clear()
        self._selector.close()

    def _serving(self) -> list[_Worker]:
        """The workers but those that are about to be replaced."""
        return [worker for worker in self._workers if worker.served < RECYCLE]

    def _start(self) -> _Worker:
        environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
        process = subprocess.Popen(
            [*self.command, str(self.path), str(int(self.names))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        worker = _Worker(process, since=time.monotonic())
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        self._selector.register(process.stdout, selectors.EVENT_READ, worker)
        self._workers.append(worker)
        return worker

    def _receive(self, worker: _Worker) -> Iterator[Reply | Broken]:
        assert worker.process.stdout is not None
        try:
            data = os.read(worker.process.stdout.fileno(), 1 << 20)
        except BlockingIOError:
            return
        if not data:
            yield from self._lost(worker, None)
            return
        worker.buffer += data
        for reply in _replies(worker.buffer):
            worker.since = time.monotonic()
            worker.served += 1
            with contextlib.suppress(ValueError):
                worker.todo.remove(reply.job)
            if reply.error:
                short = reply.error.startswith("MemoryError")
                yield Broken(reply.job, f"analysis failed: {reply.error}", died=False, again=short)
            else:
                yield reply
        if worker.served >= RECYCLE and not worker.todo:
            worker.process.kill()
            self._forget(worker)
            self._workers.remove(worker)

    def _lost(self, worker: _Worker, reason: str | None) -> Iterator[Broken]:
        if reason is None:  # it closed its end, and is about to say how it ended
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(timeout=LAST)
        worker.process.kill()
        status = worker.process.wait()
        self._forget(worker)
        self._workers.remove(worker)
        if worker.todo:
            why = reason or (
                f"killed by signal {-status}" if status < 0 else f"ended with {status}"
            )
            said = f"analysis process {why}"
            yield Broken(worker.todo[0], said, died=True, again=reason is None)

    def _forget(self, worker: _Worker) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(cast("Any", worker.process.stdout))
        worker.process.wait()
        for stream in (worker.process.stdin, worker.process.stdout):
            with contextlib.suppress(OSError):
                cast("Any", stream).close()


def _replies(buffer: bytearray) -> Iterator[Reply]:
    """The whole frames at the head of the buffer, which they leave."""
    at = 0
    while len(buffer) >= at + 4:
        length = int.from_bytes(buffer[at : at + 4], "big")
        if len(buffer) < at + 4 + length:
            break
        yield _REPLY.decode(bytes(buffer[at + 4 : at + 4 + length]))
        at += 4 + length
    del buffer[:at]
