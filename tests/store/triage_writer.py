"""A process that has a store open and does with its marks what it is told: one that may be killed."""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from reader.store import Change, Store
from tests.store.triage_model import ACTIONS, Command

KILLED = "killed"
"""In the place of an answer, where there can be none."""


def _write(path: Path, line: Connection) -> None:
    """The life of a writer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Store.open(path) as store:
        line.send(store.session)
        while told := line.recv():
            what, number, keys = told
            change: Change | None
            if what == "act":
                change = store.act(ACTIONS[number], keys)
            else:
                change = store.undo() if what == "undo" else store.redo()
            line.send(None if change is None else sorted(change.keys))


class Writer:
    """A process with a store open, and the name of its session."""

    def __init__(self, path: Path) -> None:
        # Forked from a process that has everything loaded and nothing open: a new writer is at work at once.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=_write, args=(path, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.session = ""

    def ready(self) -> Writer:
        """Wait until its store is open."""
        self.session = self.line.recv()
        return self

    def tell(self, command: Command, keys: list[int]) -> None:
        """Let it begin."""
        self.line.send((command.what, command.action, [keys[n] for n in command.articles]))

    def reply(self) -> list[int] | str | None:
        """The rows it altered, or that it died before it could say so."""
        try:
            answer: list[int] | None = self.line.recv()
        except (EOFError, ConnectionError):
            return KILLED
        return answer

    def kill(self) -> None:
        """SIGKILL; it is gone when this returns."""
        self.process.kill()
        self.process.join(60)

    def close(self) -> None:
        """Let it end by itself."""
        if self.process.is_alive():
            self.line.send(None)
        self.process.join(60)
        self.line.close()
