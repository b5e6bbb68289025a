"""Several long reckonings at a time, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar, cast

Answer = TypeVar("Answer")


def side_by_side(tasks: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """What each task gives, in their order, as many at a time as there are processors to use.

    Processes are forked, so that what the tasks read is shared and not copied. Raises `RuntimeError` where one
    ends without an answer.
    """
    context = get_context("fork")
    found: dict[int, Answer] = {}
    running: dict[Any, tuple[int, BaseProcess]] = {}
    left = list(enumerate(tasks))
    while left or running:
        while left and len(running) < len(os.sched_getaffinity(0)):
            number, task = left.pop(0)
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_answer, args=(task, theirs))
            process.start()
            theirs.close()
            running[ours] = number, process
        for pipe in wait(list(running)):
            number, ended = running.pop(pipe)
            try:
                found[number] = cast("Connection", pipe).recv()
            except EOFError as error:
                raise RuntimeError(f"reckoning {number + 1} ended without an answer") from error
            ended.join()
    return [found[number] for number in range(len(tasks))]


def _answer(task: Callable[[], Answer], to: Connection) -> None:
    to.send(task())
