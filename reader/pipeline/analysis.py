"""The reader's handle on the analysis: one process beside it, events out, wishes in.

The reader's own process loads no parser and no model, and never waits; when it ends, however it
ends, the pipe closes and the other process ends by itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from reader.pipeline.messages import Event, Failed, Finished, decode_event
from reader.pipeline.settings import Settings


class Analysis:
    """Analyses `paths` into the store at `store_path`, in a process of its own."""

    def __init__(
        self, store_path: Path, paths: Sequence[Path], settings: Settings | None = None
    ) -> None:
        self.store_path = store_path
        self.paths = tuple(paths)
        self.settings = settings or Settings()
        self._process: subprocess.Popen[bytes] | None = None
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def start(self) -> None:
        """Start to read and analyse; returns at once. A second call does nothing."""
        if self._process is not None:
            return
        job = {
            "store": str(self.store_path),
            "paths": [str(path) for path in self.paths],
            "workers": self.settings.workers,
            "names": self.settings.names,
            "watch": self.settings.watch,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "reader.pipeline", json.dumps(job)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ, PYTHONIOENCODING="utf-8"),
            start_new_session=True,
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether the process is at work, or waits for changes."""
        return self._process is not None and self._process.poll() is None

    def events(self) -> list[Event]:
        """What happened since the last call, in order. Never waits."""
        found: list[Event] = []
        with contextlib.suppress(queue.Empty):
            while True:
                found.append(self._events.get_nowait())
        return found

    def request(self, keys: Sequence[int]) -> None:
        """Take the articles of these rows first; wakes an analysis that has finished if they wait."""
        if self._process is not None and not self.running and self._wait(keys):
            self.refresh()
        self._send(["request", list(keys)])

    def _wait(self, keys: Sequence[int]) -> bool:
        from reader.store import Store, StoreError  # deferred: the caller has it loaded anyway

        try:
            with Store.open(self.store_path, read_only=True) as store:
                return any(store.waits(content) for content in store.contents_of(keys))
        except StoreError:
            return False

    def refresh(self) -> None:
        """Look at the files and at corrections again, as after a person's overrule."""
        if self.running:
            self._send(["again"])
        else:
            self._process = None
            self.start()

    def cancel(self) -> None:
        """Stop after what is under way; `Finished` tells when. The next start goes on from there."""
        self._send(["cancel"])

    def close(self) -> None:
        """End the process and its workers, and wait for that; nothing written is lost."""
        process = self._process
        if process is None:
            return
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _send(self, message: list[object]) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        with contextlib.suppress(OSError, ValueError):
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        finished = False
        for line in process.stdout:
            with contextlib.suppress(ValueError):
                event = decode_event(line)
                finished = isinstance(event, Finished)
                self._events.put(event)
        status = process.wait()
        if not finished:
            if status:
                how = f"with status {status}" if status > 0 else f"by signal {-status}"
                said = f"analysis was ended {how}; F5 goes on"
                self._events.put(Failed(self.store_path.name, said))
            self._events.put(Finished(cancelled=True))
