"""The table of figures: each goal, what the reader takes, and what the peer takes that it is set against.

    python -m bench.store --articles 1000000 --distinct 40000 --keep FILE
    python -m bench.figures --million FILE --count 100000 [--folder FOLDER]

Everything is measured in one run: the reader over a store of a million and over as many articles as the peers
read, neomutt, aerc and newsboat over these, notmuch over a few thousand; at full speed and over a slow line.
Bytes are exact. Times are those of the clock where the screen is waited for, and of the processor inside the
store; a fixed Python loop tells how busy the machine was. Peers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bench import notmuch, queries, store, terminal
from bench.large import Step, walked, walks
from bench.tty.measure import Case, Result, Summary, calibrate, run, summary
from bench.tty.session import Line
from reader.store import Store

LIST = "j*12 j*30^30@held pgdn*5@page sleep:0.5"
ARTICLE = "enter@open g@top j*30^30@down j*20^5@scroll space@article-page"
FEW = 1_000
"""Articles of a small store; they are long enough to be scrolled."""
SLOW = Line(100, 10_000)
PEERS = (terminal.neomutt, terminal.aerc, terminal.newsboat)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    what: str
    goal: str
    ours: str
    beside: str = ""


def cases(folder: Path, count: int) -> dict[str, Case]:
    """The reader, an empty Textual app and the peers over the same articles."""
    few = folder / "few"
    few.mkdir(exist_ok=True)
    found: dict[str, Case | None] = {
        "ours": replace(terminal.reader(folder, count), keys=LIST),
        "few": replace(terminal.reader(few, FEW), keys=ARTICLE),
        "early": terminal.early(folder, count),
        "empty": terminal.empty(folder, count),
    }
    for maker in PEERS:
        print(f"{maker.__name__}: reads {count:,} articles", file=sys.stderr)
        found[maker.__name__] = maker(folder, count)
    return {name: case for name, case in found.items() if case is not None}


def over(case: Case, file: Path) -> Case:
    """The reader's case over another store, which is shown from its beginning."""
    with Store.open(file) as opened:
        opened.set_state("view", {})
    return replace(case, command=(*case.command[:3], str(file.absolute()), "thin"))


def measured(some: dict[str, Case], runs: int, line: Line | None = None) -> dict[str, Summary]:
    """What each takes; programs take turns. A first start of each does not count: it reads from the disk what
    later ones find in memory, and the last of the corpora has just been written.
    """
    results: dict[str, list[Result]] = {name: [] for name in some}
    for name, case in some.items():
        print(f"not counted: {name}", file=sys.stderr)
        run(replace(case, keys="", early=""))
    for number in range(runs):
        for name, case in some.items():
            print(f"run {number + 1}: {name}", file=sys.stderr)
            setting = replace(case.setting, line=line) if line else case.setting
            results[name].append(run(replace(case, setting=setting)))
    return {name: summary(found) for name, found in results.items()}


def pick(table: dict[str, Summary], name: str, label: str, metric: str) -> float | None:
    """The median of a metric, None where it was not measured."""
    found = table.get(name, {}).get(label, {}).get(metric)
    return found[0] if found else None


def told(value: float | None, unit: str) -> str:
    """A figure for people."""
    if value is None:
        return "–"
    number = f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
    return f"{number} {unit}"


class Table:
    """The rows, from what was measured."""

    def __init__(self, full: dict[str, Summary], slow: dict[str, Summary]) -> None:
        self.full, self.slow = full, slow

    def each(self, names: tuple[str, ...], label: str, metric: str, unit: str) -> str:
        """A figure of several programs, by name."""
        found = [(name, pick(self.full, name, label, metric)) for name in names]
        return ", ".join(
            f"{name} {told(value, unit)}" for name, value in found if value is not None
        )

    def ours(self, label: str, metric: str, unit: str, name: str = "ours") -> str:
        """A figure of the reader."""
        return told(pick(self.full, name, label, metric), unit)

    def started(self, metric: str) -> str:
        """A figure of the reader's start over each of its stores."""
        return "; ".join(self.ours("start", metric, "ms", n) for n in ("few", "ours", "million"))

    def line(self, name: str) -> str:
        """What a program takes over the slow line: a move, a held key's lag, a page, the start."""
        parts = (("j", "first"), ("held", "settle"), ("page", "settle"), ("start", "marker"))
        return ", ".join(told(pick(self.slow, name, *part), "ms") for part in parts)

    def rows(self) -> list[Row]:
        """What is seen in the terminal."""
        mails = ("neomutt", "aerc", "newsboat")
        scrolled = pick(self.full, "few", "scroll", "bytes")
        return [
            Row(
                f"first page of the list visible, of {FEW:,}; of as many as peers; of a million",
                "60 ms",
                self.started("paint"),
                self.each(mails, "start", "marker", "ms"),
            ),
            Row(
                "a move pressed on the first page answered after the start, of as many",
                "450 ms",
                self.ours("start", "answer", "ms", "early"),
                f"an empty Textual app {self.ours('start', 'settle', 'ms', 'empty')}",
            ),
            Row(
                "every other key",
                "450 ms",
                self.started("marker"),
                f"an empty Textual app {self.ours('start', 'settle', 'ms', 'empty')}",
            ),
            Row(
                "a cursor move: first byte; all of it with the pane following",
                "4 ms; 4,000 bytes",
                f"{self.ours('j', 'first', 'ms')}; {self.ours('j', 'bytes', 'bytes')}",
                self.each(("neomutt", "aerc"), "j", "first", "ms")
                + "; "
                + self.each(("neomutt", "aerc"), "j", "bytes", "bytes"),
            ),
            Row(
                "a page of the list; of an article",
                "5,500 bytes each",
                f"{self.ours('page', 'bytes', 'bytes')}; {self.ours('article-page', 'bytes', 'bytes', 'few')}",
                self.each(("neomutt", "aerc"), "page", "bytes", "bytes"),
            ),
            Row(
                "one line of scrolling in an article, on average",
                "600 bytes",
                told(scrolled / 20 if scrolled is not None else None, "bytes"),
            ),
            Row(
                "whole start, list and reading pane",
                "9,000 bytes",
                self.ours("start", "bytes", "bytes"),
                self.each(mails, "start", "bytes", "bytes"),
            ),
            Row(
                "10 KB/s, 100 ms round trip: a move, 30 held, a page, start",
                "120, 600, 700, 1,100 ms",
                self.line("ours"),
                f"neomutt {self.line('neomutt')}",
            ),
            Row("idle for half a second", "0 bytes", self.ours("sleep:0.5", "bytes", "bytes")),
            Row(
                "resident memory, of as many as peers",
                "60 MB",
                self.ours("start", "rss", "MB"),
                self.each(mails, "start", "rss", "MB"),
            ),
        ]


def memory(steps: list[Step]) -> list[Row]:
    """The interface's own memory over a walk."""
    most = max(steps, key=lambda step: step.own)
    return [
        Row(
            "own memory at a million: at first; at most; in the end",
            "60 MB",
            f"{steps[0].own:.0f}; {most.own:.0f} ({most.name}); {steps[-1].own:.0f} MB",
        )
    ]


def questions(figures: list[store.Figure]) -> list[Row]:
    """The store's slowest answer of each kind."""
    kinds: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("first page by field, the slowest", lambda name: name.startswith("first page of")),
        ("first page by a sort, the slowest", lambda name: name.startswith("first page by")),
        ("full text as typed, the slowest", lambda name: name.startswith("full text")),
        ("fields combined, the slowest", lambda name: name.startswith("fields combined")),
        ("words and fields combined, the slowest", lambda name: name.startswith("words combined")),
        ("counts, the slowest", lambda name: name.startswith("count")),
    )
    rows = []
    for title, belongs in kinds:
        some = [f for f in figures if f.goal is not None and belongs(f.name)]
        worst = max(some, key=lambda figure: figure.value)
        rows.append(
            Row(
                f"{title} of {len(some)}",
                f"{worst.goal:g} ms",
                f"{worst.value:.1f} ms ({worst.name})",
            )
        )
    size = [f for f in figures if f.name == "database to text"]
    rows += [Row("database to text", "2 times", f"{f.value:.2f} times") for f in size]
    return rows


def at_random(file: Path, count: int = 60) -> Row:
    """Queries made up from the grammar: how long a page of them takes."""
    with Store.open(file) as opened:
        took = [one.took for one in queries.asked(opened, count)]
    median, tenth, slowest = took[count // 2], took[count // 10], took[0]
    return Row(
        f"first page of {count} queries made up at random: median; nine of ten; the slowest",
        "150 ms",
        f"{median:.1f} ms; {tenth:.0f} ms; {slowest:.0f} ms",
    )


def beside_notmuch(folder: Path, count: int) -> list[Row]:
    """The same questions to the store and to notmuch, where it is installed."""
    asked = notmuch.asked(folder, count)
    return [
        Row(f"{name}, {count:,} articles", "", f"{ours:.1f} ms", f"notmuch {theirs:.1f} ms")
        for name, ours, theirs in asked
    ]


def printed(rows: list[Row]) -> None:
    """The table in Markdown."""
    print("| what | goal | here | beside |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.goal} | {row.ours} | {row.beside} |")


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--count", type=int, default=10_000, help="articles of the peers and of ours beside them")
    add("--million", type=Path, help="a store of a million articles, by bench.store")
    add("--notmuch", type=int, default=6_000, help="articles of notmuch and of ours beside it")
    add("--runs", type=int, default=3)
    add("--folder", type=Path, help="keep what was built here for the next time")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wirereader-bench-") as scratch:
        folder = (given.folder or Path(scratch)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        some = cases(folder, given.count)
        if given.million:
            some["million"] = replace(over(some["ours"], given.million), keys="")
        slow = {name: case for name, case in some.items() if name in ("ours", "neomutt")}
        noise = calibrate()
        rows = Table(measured(some, given.runs), measured(slow, 1, SLOW)).rows()
        if given.million:
            rows += memory(list(walked(given.million, walks())))
            rows += questions(store.measured(given.million))
            rows.append(at_random(given.million))
        rows += beside_notmuch(folder / "notmuch", given.notmuch)
        print(f"a fixed Python loop took {noise:.0f} to {calibrate():.0f} ms; ", end="")
        print(f"load {os.getloadavg()[0]:.1f}; {given.count:,} articles\n")
    printed(rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
