"""The running reader over a large store: what each key costs, and the memory of the interface process.

    python -m bench.store --articles 1000000 --distinct 40000 --keep FILE
    python -m bench.large FILE

Walks as a person does, in a terminal of 120x40: the end and the beginning, a search as typed, groups, folds,
the whole list marked. Memory that is the process's own (`RssAnon`) stands apart from what it shares with the
page cache (`RssFile`: pages of the database that are mapped), which the system takes back when it needs it.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.store import frequent
from bench.terminal import READER
from bench.tty.measure import calibrate
from bench.tty.session import Session, Setting, now
from reader.store import Store


@dataclass(frozen=True, slots=True)
class Walk:
    """Keys to press, and what the screen shows (a regular expression) when all of it is done."""

    name: str
    keys: tuple[str, ...]
    shows: str | None = None


def walks() -> tuple[Walk, ...]:
    """What is done, in order. The footer is there again (`quit`) when a question has been answered."""
    common = frequent()
    whole = Walk("all again: Esc", ("esc",), r"1,000,000 articles · \d")
    return (
        Walk("a move", ("j",)),
        Walk("thirty moves", ("j",) * 30),
        Walk("a page", ("pgdn",)),
        Walk("the end: G", ("G",), r"1,000,000/1,000,000"),
        Walk("the beginning: g", ("g",), r" 1/1,000,000"),
        Walk("a search begins: /", ("/",), r"\n / *$"),
        Walk("is:unread lang:ru typed", tuple("is:unread lang:ru"), r"[1-9][\d,]+ found"),
        Walk("taken: Enter", ("enter",), r"(?s)/is:unread lang:ru.* quit"),
        whole,
        Walk("a search begins: /", ("/",), r"\n / *$"),
        Walk("a word in most articles typed", tuple(common), r"[1-9][\d,]+ found"),
        Walk("taken: Enter", ("enter",), rf"(?s)/{common}.* quit"),
        whole,
        Walk(
            "grouped by source: B", ("B", *"source", "enter"), r"(?s)Outlet \d+ · \d\d,\d{3}.* quit"
        ),
        Walk("next group: z", ("z",)),
        Walk("all folded: _", ("_",), r"▸ Outlet \d+ · \d\d"),
        Walk("all unfolded: _", ("_",), r"quit"),
        Walk("grouped by day: B", ("B", *"day", "enter"), r"(?s)day \d+ \w+ 20\d\d · \d.* quit"),
        Walk("all marked: *", ("*",), r"1,000,000 marked"),
        Walk("none: *", ("*",), "nothing marked"),
        Walk("one starred: s", ("s",), "u undoes"),
        Walk("undone: u", ("u",), "undone: "),
    )


def memory(process: int) -> tuple[float, float, float]:
    """MB of a process: its own, shared with files, and the peak of both."""
    status = Path(f"/proc/{process}/status").read_text(errors="replace")
    sizes = dict(re.findall(r"(RssAnon|RssFile|VmHWM):\s+(\d+)", status))
    own, mapped, peak = (int(sizes.get(name, 0)) / 1024 for name in ("RssAnon", "RssFile", "VmHWM"))
    return own, mapped, peak


@dataclass(frozen=True, slots=True)
class Step:
    """What a walk cost: ms until the first byte and until the screen showed it, ms of CPU, MB afterwards."""

    name: str
    first: float
    shown: float
    cpu: float
    own: float
    mapped: float
    peak: float


def walked(file: Path, walks: Sequence[Walk]) -> Iterator[Step]:
    """Start the reader over a store and walk. Raises RuntimeError where something never showed."""
    with Store.open(file) as store:
        store.set_state("view", {})  # the place where the last walk ended
    environment = {"PYTHONPATH": str(Path.cwd())}
    command = (sys.executable, "-c", READER, str(file.absolute()), "thin")
    session = Session(command, Setting(120, 40, environment=environment))
    try:
        session.settle(600, marker="quit", cells=20, silent=60_000, timeout=60)
        first = (session.log[0][0] - session.born) * 1000 if session.log else 0
        shown = ((session.seen or now()) - session.born) * 1000
        yield Step("start", first, shown, session.usage()[0] * 1000, *memory(session.process))
        for walk in walks:
            before, mark, start = session.usage()[0], len(session.log), now()
            for key in walk.keys:
                session.press(key)
            if not session.settle(600, marker=walk.shows, silent=2_000, timeout=60):
                raise RuntimeError(f"never showed {walk.shows}:\n{session.view.text}")
            chunks = session.log[mark:]
            first = (chunks[0][0] - start) * 1000 if chunks else 0
            shown = ((session.seen or (chunks[-1][0] if chunks else start)) - start) * 1000
            cpu = (session.usage()[0] - before) * 1000
            yield Step(walk.name, first, shown, cpu, *memory(session.process))
        sent, cpu = session.sent, session.usage()[0]
        session.idle(2)
        spent = (session.usage()[0] - cpu) * 1000
        yield Step(f"at rest: {session.sent - sent} bytes", 0, 0, spent, *memory(session.process))
    finally:
        session.close(("Q",))


def main() -> int:
    """Walk and print; 1 if something never showed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    given = parser.parse_args()
    print(f"a fixed Python loop took {calibrate():.1f} ms; load {os.getloadavg()[0]:.1f}\n")
    print(f"{'':<44} {'first':>7} {'shown':>7} {'cpu':>7} {'own':>6} {'mapped':>7} {'peak':>6}")
    try:
        for step in walked(given.store, walks()):
            print(
                f"{step.name:<44} {step.first:7.0f} {step.shown:7.0f} {step.cpu:7.0f} "
                f"{step.own:6.1f} {step.mapped:7.1f} {step.peak:6.1f}",
                flush=True,
            )
    except RuntimeError as error:
        print(f"! {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
