"""A worker: reads files, and documents from the store; sends back what is ready to be written.

It never writes to the store, so that killing it at any moment costs one article's time and nothing else.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from reader.guard import seal
from reader.model import Overrule
from reader.pipeline.messages import read_frame, write_frame
from reader.pipeline.taking import take
from reader.pipeline.tasks import Desk, Job, Kind, Reply, Task
from reader.store import Store

NICE = 5
"""How far a worker steps back behind the interface."""

YOUNG = 10_000
"""Objects that are made before rings of unused ones are looked for among them: one or two megabytes. At Python's
own 700 a twentieth of an analysis goes there, which makes hardly any ring."""


def main(arguments: list[str]) -> int:
    """Serve on standard input and output until the input ends. Arguments: store, names (0 or 1)."""
    seal()
    store = Store.open(Path(arguments[0]), read_only=True)
    # Anything that a library prints must not get between the frames.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.nice(NICE)
    collect_seldom()
    serve(Desk(store, names=arguments[1] == "1"), sys.stdin.buffer, output)
    return 0


def collect_seldom() -> None:
    """Look for rings of unused objects as seldom as it suits an analysis."""
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


def serve(desk: Desk, source: BinaryIO, target: BinaryIO) -> None:
    """Do what is asked for, in order; an article that fails is told and passed over."""
    while (frame := read_frame(source)) is not None:
        task = msgspec.convert(frame, Task)
        analysing = task.kind is Kind.ANALYSE
        overrules = [stored.rule for stored in desk.store.overrules()] if analysing else []
        for at, job in enumerate(task.jobs):
            try:
                reply = _done(desk, task.kind, job, overrules, task.jobs[at + 1 :])
            except Exception as error:  # noqa: BLE001  # one article must not stop the rest
                reply = Reply(job, error=_told(error))
            write_frame(target, reply)


def _done(
    desk: Desk, kind: Kind, job: Job, overrules: list[Overrule], coming: Sequence[Job]
) -> Reply:
    if kind is Kind.READ:
        return Reply(job, taken=take(Path(str(job))))
    if kind is Kind.NAME:
        return desk.name(int(job))
    return desk.analyse(int(job), overrules, [int(each) for each in coming])


def _told(error: Exception) -> str:
    """The kind of error and its place, without its message, which may quote the article."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
