"""Waiting for a program that rests, or shows what is wanted, however busy the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bench.tty.session import Session


def rest(session: Session) -> None:
    """Wait on while the program would work if the machine let it: silence alone may be want of a core."""
    while any(_wants_a_core(session.process) for _ in range(10)):
        session.settle(400, silent=400)


def until(session: Session, wanted: Callable[[str], bool], seconds: float = 60) -> str:
    """The screen once it shows what is wanted and the program rests; the last one if it never does."""
    end = time.monotonic() + seconds
    while not wanted(session.view.text) and time.monotonic() < end:
        session.settle(200, silent=200)
    rest(session)
    return session.view.text


def _wants_a_core(process: int) -> bool:
    time.sleep(0.01)
    states = (task / "stat" for task in Path(f"/proc/{process}/task").iterdir())
    return any(state.read_text().rpartition(")")[2].split()[0] in "RD" for state in states)
