"""A mark on many articles in the running reader: how long it takes, and how long a key waits meanwhile.

    python -m bench.store --articles 1000000 --distinct 40000 --keep FILE
    python -m bench.marks FILE [--query date:2024-05] [--word WORD]

All articles of a query are marked and dropped, with a move of the cursor every fifth of a second until they are;
then that is undone in the same way, and at last begun once more and stopped. Given a word, that is looked for meanwhile
and the middle of what is found is gone to before all of it is known. The store is as before afterwards.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from bench.terminal import READER
from bench.tty.measure import calibrate
from bench.tty.session import Session, Setting, now
from reader.store import Store

STEP = 0.2
"""Seconds between two moves: longer than the pane takes to follow."""

QUICK = 0.25
"""Seconds between two keys that are typed: what comes at once is text that was pasted."""


def waited(session: Session, shows: str) -> list[float]:
    """Move the cursor down and up until the screen shows something; ms until the first byte for each move."""
    found: list[float] = []
    while shows not in session.view.text:
        mark, start = len(session.log), now()
        session.press("jk"[len(found) % 2])
        while len(session.log) == mark and now() - start < 10:
            session.pump(start + 10)
        found.append((now() - start) * 1000)
        session.idle(max(start + STEP - now(), 0))
    return found


def jumped(session: Session, word: str, count: int) -> float:
    """Look for a word and at once go to the middle of what is found; ms until the cursor stands there."""
    for key in ("/", *word, "enter", "#", *"50%"):
        session.press(key)
        session.idle(QUICK)
    start = now()
    session.press("enter")
    session.settle(marker=f"{(count - 1) // 2 + 1:,}/{count:,}", timeout=120)
    return ((session.seen or now()) - start) * 1000


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("--query", default="date:2024-05")
    parser.add_argument("--word", default="")
    given = parser.parse_args()
    with Store.open(given.store) as store:
        store.set_state("view", {"query": given.query})
        count = store.count(f"{given.query} -is:dropped")
        found = store.count(f"{given.query} {given.word}") if given.word else 0
    print(f"a fixed Python loop took {calibrate():.1f} ms; {count:,} articles")
    environment = {"PYTHONPATH": str(Path.cwd())}
    command = (sys.executable, "-c", READER, str(given.store.absolute()), "thin")
    session = Session(command, Setting(120, 40, environment=environment))
    try:
        session.settle(600, marker="quit", cells=20, silent=60_000, timeout=60)
        session.press("*")
        session.settle(marker=r"\d marked", timeout=60)
        for name, key, shows in (("dropped", "d", "dropped "), ("undone", "u", "undone: drop")):
            start = now()
            session.press(key)
            moves = waited(session, shows)
            print(
                f"{name} in {now() - start:.1f} s; {len(moves)} moves meanwhile: "
                f"{statistics.median(moves):.1f} ms, at most {max(moves):.0f} ms",
                flush=True,
            )
        session.press("*")
        session.settle(marker=r"\d marked", timeout=60)
        session.press("d")
        session.idle(2)
        if given.word:
            moved = jumped(session, given.word, found)
            print(f"the middle of {found:,} with {given.word} after {moved:.0f} ms", flush=True)
        start = now()
        session.press("esc")
        session.settle(marker="stopped, nothing was changed", timeout=60)
        print(f"stopped after 2 s, put back in {(session.seen or now()) - start:.1f} s")
    finally:
        session.close(("Q",))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
