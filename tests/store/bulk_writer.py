"""A process that drops and undrops many articles some at a time, until it is killed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from reader.model import Verdict
from reader.store import Decide, Store, bulk


def _write(path: Path, keys: Sequence[int], line: Connection) -> None:
    for name in ("FIRST", "LEAST", "MOST"):
        setattr(bulk, name, 1)

    def tell(done: int, _total: int) -> bool:
        line.send(done)
        return True

    with Store.open(path) as store:
        while True:
            store.act_in_steps(Decide(Verdict.DROP), keys, tell)
            for back in (True, False, True):
                store.turn_in_steps(tell, back=back)


def killed_after(told: int, path: Path, keys: Sequence[int]) -> None:
    """Let it write until it has told of so many transactions, and kill it; it is gone when this returns."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    line, theirs = context.Pipe()
    process = context.Process(target=_write, args=(path, keys, theirs), daemon=True)
    process.start()
    theirs.close()
    for _ in range(told):
        line.recv()
    process.kill()
    process.join(60)
    line.close()
