"""Worker processes: fed batches of contents, watched, started anew when one dies or hangs.

An article that takes its worker down twice is given up on and told; the others of its batch are
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, cast

import msgspec

from reader.pipeline.messages import write_frame
from reader.store.preparing import Prepared

COMMAND = (sys.executable, "-m", "reader.pipeline.worker")
"""What starts a worker; the store's path and whether to find names follow."""

HANG = 180.0
"""Seconds that one article may take before its worker is taken for hung."""

TRIES = 2
"""How often an article may take its worker down."""

RECYCLE = 4_000
"""Articles after which a worker is replaced, as libraries' caches grow."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """An analysis ready to be written."""

    content: int
    made: Prepared


@dataclass(frozen=True, slots=True)
class Broken:
    """An article that cannot be analysed: `died` if it took its worker down."""

    content: int
    reason: str
    died: bool


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    todo: deque[int] = field(default_factory=deque)
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
        batch: int = 8,
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
    def under_way(self) -> set[int]:
        """Contents that workers have and have not sent back."""
        return {content for worker in self._workers for content in worker.todo}

    def hungry(self) -> bool:
        """Whether a worker could take another batch."""
        return len(self._workers) < self.size or any(
            len(worker.todo) <= self.batch // 2 for worker in self._workers
        )

    def give(self, contents: Sequence[int]) -> None:
        """Hand a batch to the worker that has least to do; one is started if there is room."""
        idle = min(self._workers, key=lambda worker: len(worker.todo), default=None)
        if idle is None or (idle.todo and len(self._workers) < self.size):
            idle = self._start()
        if not idle.todo:
            idle.since = time.monotonic()
        idle.todo.extend(contents)
        with contextlib.suppress(OSError):  # a worker that has died is found by its output
            write_frame(cast("Any", idle.process.stdin), {"contents": list(contents)})

    def results(self, wait: float, *others: int) -> Iterator[Analysed | Broken]:
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

    def _receive(self, worker: _Worker) -> Iterator[Analysed | Broken]:
        assert worker.process.stdout is not None
        try:
            data = os.read(worker.process.stdout.fileno(), 1 << 20)
        except BlockingIOError:
            return
        if not data:
            yield from self._lost(worker, None)
            return
        worker.buffer += data
        for frame in _frames(worker.buffer):
            content = int(frame["content"])
            worker.since = time.monotonic()
            worker.served += 1
            with contextlib.suppress(ValueError):
                worker.todo.remove(content)
            if "error" in frame:
                yield Broken(content, f"analysis failed: {frame['error']}", died=False)
            else:
                yield Analysed(content, msgspec.convert(frame["made"], Prepared))
        if worker.served >= RECYCLE and not worker.todo:
            worker.process.kill()
            self._forget(worker)
            self._workers.remove(worker)

    def _lost(self, worker: _Worker, reason: str | None) -> Iterator[Broken]:
        worker.process.kill()
        status = worker.process.wait()
        self._forget(worker)
        self._workers.remove(worker)
        if worker.todo:
            why = reason or (
                f"killed by signal {-status}" if status < 0 else f"ended with {status}"
            )
            yield Broken(worker.todo[0], f"analysis process {why}", died=True)

    def _forget(self, worker: _Worker) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(cast("Any", worker.process.stdout))
        worker.process.wait()
        for stream in (worker.process.stdin, worker.process.stdout):
            with contextlib.suppress(OSError):
                cast("Any", stream).close()


def _frames(buffer: bytearray) -> Iterator[dict[str, Any]]:
    """The whole frames at the head of the buffer, which they leave."""
    while len(buffer) >= 4:
        length = int.from_bytes(buffer[:4], "big")
        if len(buffer) < 4 + length:
            return
        frame = msgspec.msgpack.decode(bytes(buffer[4 : 4 + length]))
        del buffer[: 4 + length]
        yield cast("dict[str, Any]", frame)
