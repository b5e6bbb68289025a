"""A worker: reads documents from the store, sends back analyses ready to be written.

It never writes to the store, so that killing it at any moment costs one article's time and nothing else.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO, TypedDict, cast

from reader.entities import Recogniser
from reader.guard import seal
from reader.pipeline.messages import read_frame, write_frame
from reader.pipeline.stages import Stages, analyse
from reader.store import Store
from reader.store.preparing import prepare, shape_of

NICE = 5
"""How far a worker steps back behind the interface."""


class Task(TypedDict):
    """What the coordinator asks: contents of the store, one after the other."""

    contents: list[int]


def main(arguments: list[str]) -> int:
    """Serve on standard input and output until the input ends. Arguments: store, names (0 or 1)."""
    seal()
    store = Store.open(Path(arguments[0]), read_only=True)
    stages = Stages(names=arguments[1] == "1")
    # Anything that a library prints must not get between the frames.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.nice(NICE)
    serve(store, stages, sys.stdin.buffer, output)
    return 0


def serve(store: Store, stages: Stages, source: BinaryIO, target: BinaryIO) -> None:
    """Analyse what is asked for, in order; an article that fails is told and passed over."""
    recogniser = Recogniser() if stages.names else None
    while (frame := read_frame(source)) is not None:
        overrules = [stored.rule for stored in store.overrules()]
        for content in cast("Task", frame)["contents"]:
            try:
                document = store.original(content)
                repetition = store.repetition_of(content, document)
                article = analyse(
                    document,
                    repetition=repetition,
                    overrules=overrules,
                    recogniser=recogniser,
                    stages=stages,
                )
                made = prepare(article, shape_of(repetition))
            except Exception as error:  # noqa: BLE001  # one article must not stop the rest
                write_frame(target, {"content": content, "error": _told(error)})
            else:
                write_frame(target, {"content": content, "made": made})


def _told(error: Exception) -> str:
    """The kind of error and its place, without its message, which may quote the article."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
