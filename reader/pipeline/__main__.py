"""The coordinator's process: ``python -m reader.pipeline JOB``, started by `Analysis`.

Wishes come on standard input, a line of JSON each; its end means that the reader has gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

from reader.pipeline.coordinator import Coordinator
from reader.pipeline.messages import Event, Failed, encode_event
from reader.pipeline.settings import Settings
from reader.store import Store, StoreError

PAUSE = 0.05
"""Seconds between two steps of tidying: other writers get in, and the processor is left to others."""

BURST = 40
"""Steps of tidying before changed files are looked for again."""


class Inbox:
    """Lines of standard input, collected by a thread; a byte in a pipe wakes the coordinator."""

    def __init__(self) -> None:
        self.lines: SimpleQueue[list[object]] = SimpleQueue()
        self.gone = False
        self.ready, self._wake = os.pipe()
        os.set_blocking(self.ready, False)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        # The descriptor itself: Python may not end while a thread holds the lock of its stream.
        rest = b""
        with contextlib.suppress(OSError):
            while data := os.read(0, 1 << 16):
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    with contextlib.suppress(ValueError):
                        self.lines.put(json.loads(line))
                        os.write(self._wake, b".")
        self.gone = True
        os.write(self._wake, b".")

    def take(self) -> list[list[object]]:
        """The wishes since the last call."""
        with contextlib.suppress(BlockingIOError):
            os.read(self.ready, 1 << 16)
        found: list[list[object]] = []
        with contextlib.suppress(Empty):
            while True:
                found.append(self.lines.get_nowait())
        return found


class Session:
    """One job from the start to the reader's end."""

    def __init__(self, job: dict[str, object], store: Store) -> None:
        self.paths = [Path(str(path)) for path in _list(job["paths"])]
        self.watch = bool(job["watch"])
        settings = Settings(int(str(job["workers"])), bool(job["names"]), self.watch)
        self.inbox = Inbox()
        self.cancelled = False
        self.again = False
        self.coordinator = Coordinator(store, settings, tell, self.stop, self.inbox.ready)

    def stop(self) -> bool:
        """Whether to stop; takes in wishes on the way, as this is asked often."""
        for message in self.inbox.take():
            if message[0] == "request":
                self.coordinator.request([int(str(key)) for key in _list(message[1])])
            elif message[0] == "cancel":
                self.cancelled = True
            elif message[0] == "again":
                self.again = True
        return self.cancelled or self.inbox.gone

    def run(self) -> None:
        """All passes, then, if asked to, whatever changes."""
        try:
            self.coordinator.run(self.paths)
            self._tidy()
            while (self.again or self._asked()) and not self.stop():
                self.again = False
                self.coordinator.run(self.paths)
                self._tidy()
            if self.watch:
                self._watch()
        finally:
            self.coordinator.close()

    def _asked(self) -> bool:
        """Whether an article that was asked for waits."""
        coordinator = self.coordinator
        return any(coordinator.store.waits(content) for content in tuple(coordinator.wanted))

    def _tidy(self, most: int = 1 << 20) -> None:
        """Put the full-text index together in small steps, as long as there is nothing else to do."""
        with contextlib.suppress(StoreError):  # kept busy by another, or a full disk: later, then
            for _ in range(most):
                if self.stop() or self.again or self._asked():
                    return
                if not self.coordinator.store.compact():
                    return
                time.sleep(PAUSE)

    def _watch(self) -> None:
        from reader.pipeline.watching import changes  # deferred: only watching needs its library

        self.again = True  # what changed between the first look and the first watch
        for changed in changes(self.paths, lambda: self.stop() or self.again):
            if self.again:
                self.again = False
                self.coordinator.run(self.paths)
            elif changed:
                self.coordinator.update(changed)
            self._tidy(BURST)


def tell(event: Event) -> None:
    """Send an event to the reader; without a reader the process ends."""
    try:
        sys.stdout.buffer.write(encode_event(event))
        sys.stdout.buffer.flush()
    except OSError:
        os._exit(0)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def main() -> int:
    """Run the job of the first argument."""
    job = json.loads(sys.argv[1])
    try:
        with Store.open(Path(job["store"])) as store:
            Session(job, store).run()
    except StoreError as error:
        tell(Failed(str(job["store"]), str(error)))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
