"""What was tried, how often, what came of it: the rows of docs/reliability.md."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
BEGIN, END = "<!-- begin: written by python -m bench.reliability -->", "<!-- end -->"
BROKE = "Trials that broke"
"""The group of what ended by an exception of its own, and is tried anew when the run goes on."""


@dataclass
class Row:
    """One attack or fault: how many cases were tried, what went wrong in which of them."""

    group: str
    what: str
    promise: str
    cases: int = 0
    lost: list[str] = field(default_factory=list)
    skipped: str = ""
    seconds: float = 0.0

    def case(self, name: str, wrong: Iterable[str]) -> None:
        """Count a case; `wrong` says in a line each what did not hold."""
        self.cases += 1
        found = list(wrong)
        if found:
            self.lost.append(f"{name}: {found[0]}")

    @property
    def survived(self) -> int:
        """How many cases held."""
        return self.cases - len(self.lost)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial is given: the seed, whether it is to be short, a folder of its own, seconds for a sweep."""

    seed: int
    quick: bool
    folder: Path
    seconds: float = 600.0

    def chance(self, name: str) -> random.Random:
        """Chance for one trial, the same for the same seed."""
        return random.Random(f"{self.seed} {name}")

    def place(self, name: str) -> Path:
        """A new folder."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))

    def spread(self, moments: int, quick: int) -> Iterator[int]:
        """The moments (from 1) to try, in an order by chance: all that there is time for, or a few."""
        every = list(range(1, moments + 1))
        self.chance(f"moments {moments}").shuffle(every)
        return self.in_time(every[:quick] if self.quick else every)

    def in_time(self, items: Iterable[T]) -> Iterator[T]:
        """The items until the time for one sweep is over."""
        end = time.monotonic() + self.seconds
        for item in items:
            if time.monotonic() > end:
                return
            yield item


def attempt(part: str, trial: Trial) -> Iterator[Row]:
    """The rows of a part, each told as it is done. A trial that breaks by itself is a row, too."""
    module, _, name = part.partition(":")
    began = time.monotonic()
    try:
        made = getattr(import_module(f"bench.reliability.{module}"), name)(trial)
        for row in [made] if isinstance(made, Row) else made:
            row.seconds = time.monotonic() - began
            _tell(row)
            yield row
            began = time.monotonic()
    except Exception as error:  # noqa: BLE001 - whatever it is: the others go on, and the table says it
        broken = Row(BROKE, part, "goes to its end", seconds=time.monotonic() - began)
        broken.case("trial", [f"{type(error).__name__}: {str(error)[:200]}"])
        _tell(broken)
        yield broken


def _tell(row: Row) -> None:
    sign = "–" if row.skipped else "✓" if row.cases == row.survived else "✗"
    print(f"{sign} {row.survived:>5}/{row.cases:<5} {row.seconds:6.1f} s  {row.what}", flush=True)
    for lost in row.lost[:5]:
        print(f"      {lost}", flush=True)


def markdown(rows: Sequence[Row], seed: int, command: str, left: Sequence[str] = ()) -> str:
    """The table, a part for each group, under the sentence that says how to repeat it; `left` was not tried."""
    cases, survived = sum(row.cases for row in rows), sum(row.survived for row in rows)
    minutes = sum(row.seconds for row in rows) / 60
    lines = [
        f"{cases:,} cases of {len(rows)} kinds, {survived:,} survived"
        f"{'; nothing was lost' if cases == survived else ''}. Seed {seed}; `{command}` tries them again. "
        f"One after the other they took {minutes:.0f} minutes.",
    ]
    if left:
        lines += [
            "",
            f"The run stopped before its end; `--resume` goes on with: {', '.join(left)}.",
        ]
    groups = dict.fromkeys(row.group for row in rows)
    for group in groups:
        lines += [
            "",
            f"### {group}",
            "",
            "| attack or fault | what must hold | cases | survived | lost |",
            "|---|---|--:|--:|---|",
        ]
        lines += [_line(row) for row in rows if row.group == group]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    lost = "; ".join(row.lost[:3]) or "nothing"
    if row.skipped:
        lost = f"not tried here: {row.skipped}"
    return f"| {row.what} | {row.promise} | {row.cases:,} | {row.survived:,} | {lost.replace('|', '/')} |"


def into(document: Path, text: str) -> None:
    """Put the table between the markers of the document, and leave the rest as it is."""
    whole = document.read_text(encoding="utf-8")
    head, _, rest = whole.partition(BEGIN)
    _, _, tail = rest.partition(END)
    document.write_text(f"{head}{BEGIN}\n{text}{END}{tail}", encoding="utf-8")
