"""The near end of an engine's process: start, ask, cancel, restart, stop.

Cancelling kills the process when the answer does not come soon, which takes a
few milliseconds and gives all memory back; the next question starts another.
Any thread may stop it: the process dies at once, but its pipes are closed only
by the thread that holds the lock, so that nobody ever reads from a descriptor
that has meanwhile become another file's.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from reader.translate.request import Hypothesis, Options

START_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 300.0
GRACE_SECONDS: Final = 0.3
"""How long a cancelled question may still take before its process is killed."""

# The root is appended, not put first: a file of the folder in which the reader
# was started, or beside the package, must never stand in for a library.
_START: Final = (
    "import sys; sys.path.append(sys.argv.pop(1)); "
    "from reader.translate.worker import main; sys.exit(main(sys.argv[1:]))"
)


class EngineFailure(Exception):  # noqa: N818 - what failed is the engine
    """The process could not start, died, or answered with an error."""


class Cancelled(Exception):  # noqa: N818 - it is a decision of the user, not an error
    """The question was cancelled while it was asked."""


class EngineProcess:
    """One engine over one model folder, started by the first question.

    Safe to use from several threads: one question at a time.
    """

    def __init__(self, engine: str, folder: Path, *, threads: int = 1) -> None:
        self.engine = engine
        self.folder = folder
        self.threads = max(1, threads)
        self.used = time.monotonic()
        self.memory = 0
        self.sealed = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: Any = None
        self._buffer = b""
        self._number = 0
        self._stops = 0
        self._closed = False
        self._busy = False
        self._lock = threading.Lock()

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        process = self._process
        return process is not None and process.poll() is None

    @property
    def busy(self) -> bool:
        """Whether a question is being asked just now."""
        return self._busy

    def translate(
        self,
        sentences: Sequence[str],
        options: Options,
        cancelled: threading.Event | None = None,
    ) -> list[tuple[Hypothesis, ...]]:
        """Ask the engine. Raises `EngineFailure`, also when another thread stops it meanwhile;
        `Cancelled` when `cancelled` was set or the process was closed.
        """
        with self._lock:
            stops = self._stops
            if self._closed:
                raise Cancelled
            self._busy = True
            self.used = time.monotonic()
            try:
                return self._ask(sentences, options, cancelled, stops)
            except BaseException:
                if self._closed or self._stops != stops:
                    self._drop()
                    if self._closed:
                        raise Cancelled from None
                raise
            finally:
                self._busy = False
                self.used = time.monotonic()

    def stop(self) -> None:
        """End the process at once, from any thread; the next question starts another."""
        self._stops += 1  # whoever waits for an answer sees it, even before there is a process
        process = self._process
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()
        with self._lock:
            self._drop()

    def close(self) -> None:
        """Stop for good: a question under way or asked later is `Cancelled`."""
        self._closed = True
        self.stop()

    def _ask(
        self,
        sentences: Sequence[str],
        options: Options,
        cancelled: threading.Event | None,
        stops: int,
    ) -> list[tuple[Hypothesis, ...]]:
        if not self.running:
            self._start(cancelled, stops)
        self._number += 1
        question = {
            "id": self._number,
            "sentences": list(sentences),
            "beam": options.beam,
            "best": options.best,
        }
        process = self._process
        assert process is not None
        assert process.stdin is not None
        try:
            # a lone surrogate has no UTF-8: escaped, it reaches the engine as it is
            process.stdin.write(json.dumps(question).encode("ascii") + b"\n")
            process.stdin.flush()
        except OSError as error:
            raise EngineFailure(self._last_words()) from error
        while True:
            answer = self._read(ANSWER_SECONDS, cancelled, stops)
            if answer.get("id") == self._number:
                break
        if "error" in answer:
            raise EngineFailure(str(answer["error"]))
        try:
            self.memory = int(answer.get("memory", 0))
            out = [tuple(Hypothesis(text, score) for text, score in best) for best in answer["out"]]
        except (KeyError, TypeError, ValueError) as error:
            self._drop()
            raise EngineFailure("the engine's answer makes no sense") from error
        if len(out) != len(sentences):
            raise EngineFailure(f"{len(out)} answers to {len(sentences)} sentences")
        return out

    def _drop(self) -> None:
        """End the process and close its pipes; only for the thread that holds the lock."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        errors, self._errors = self._errors, None
        if errors is not None:
            errors.close()
        self._buffer = b""
        self.memory = 0

    def _start(self, cancelled: threading.Event | None, stops: int) -> None:
        self._drop()
        root = str(Path(__file__).resolve().parents[2])
        arguments = [self.engine, str(self.folder), str(self.threads)]
        try:
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, root, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                # its own session: Ctrl-C in the terminal is for the reader alone
                start_new_session=True,
            )
        except OSError as error:
            self._drop()
            raise EngineFailure(f"the engine could not be started: {error.strerror}") from error
        answer = self._read(START_SECONDS, cancelled, stops)
        if "error" in answer:
            self._drop()
            raise EngineFailure(str(answer["error"]))
        self.memory = int(answer.get("memory", 0))
        self.sealed = str(answer.get("sealed", ""))

    def _read(
        self, seconds: float, cancelled: threading.Event | None, stops: int
    ) -> dict[str, Any]:
        process = self._process
        assert process is not None
        assert process.stdout is not None
        descriptor = process.stdout.fileno()
        deadline = time.monotonic() + seconds
        given_up: float | None = None
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                now = time.monotonic()
                if self._stops != stops:
                    raise EngineFailure("the engine was stopped")
                if cancelled is not None and cancelled.is_set():
                    given_up = given_up or now + GRACE_SECONDS
                if given_up is not None and now >= given_up:
                    self._drop()
                    raise Cancelled
                if now >= deadline:
                    self._drop()
                    raise EngineFailure(f"no answer within {seconds:.0f} seconds")
                if selector.select(0.05):
                    data = os.read(descriptor, 65536)
                    if not data:
                        raise EngineFailure(self._last_words())
                    self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            self._drop()
            raise EngineFailure("the engine's answer makes no sense")
        return message

    def _last_words(self) -> str:
        """Why the process ended, as far as it tells; leaves it stopped."""
        process, errors = self._process, self._errors
        words = ""
        status: int | None = None
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = process.wait(timeout=5)
        if errors is not None:
            errors.seek(0)
            lines = errors.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
            words = lines[-1] if lines else ""
        self._drop()
        ended = f"killed by signal {-status}" if status and status < 0 else "the engine stopped"
        return f"{ended}: {words}" if words else ended
