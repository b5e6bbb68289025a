"""Runs of a program with a script of keys, and what came of them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.tty.keyboard import Step, steps
from bench.tty.session import Session, Setting, now

Figures = dict[str, float]
"""Measured by name: milliseconds, but bytes, zbytes (as ``ssh -C`` would send), writes and MB."""

METRICS = (
    "first", "paint", "answer", "settle", "marker", "bytes", "zbytes", "writes", "cpu", "rss", "peak",
)  # fmt: skip
"""``first`` byte after the key, ``paint`` of the first text, ``answer`` to the key that is pressed as soon
as that stands, last byte before the screen ``settle``s, ``marker`` on the screen; ``cpu`` in ms, ``rss`` and
``peak`` in MB, of all processes."""


@dataclass(frozen=True, slots=True)
class Case:
    """A program to measure. Times in ms; `marker` is a regex that ends the start, `early` a key that is
    pressed once, as soon as the first text stands.
    """

    name: str
    command: tuple[str, ...]
    keys: str = ""
    quit: tuple[str, ...] = ()
    marker: str | None = None
    setting: Setting = field(default_factory=Setting)
    settle: float = 150
    start_settle: float = 600
    silent: float = 400
    timeout: float = 30
    cells: int = 20
    early: str = ""


@dataclass(slots=True)
class Result:
    """One run: figures by step, the final screen, and whether the program ended too early."""

    figures: list[tuple[str, Figures]]
    screen: str
    died: bool


def run(case: Case) -> Result:
    """Start the program, press the keys, end it."""
    session = Session(case.command, case.setting)
    out: list[tuple[str, Figures]] = []

    def record(
        label: str, start: float, mark: int, zmark: int, cpu: float, last: float | None = None
    ) -> Figures:
        chunks = session.log[mark:]
        figures: Figures = {
            "bytes": sum(len(data) for _, data in chunks),
            "zbytes": sum(session.compressed[zmark:]),
            "writes": len(session.compressed) - zmark,
            "cpu": max(cpu, 0) * 1000,
        }
        if chunks:
            figures["first"] = (chunks[0][0] - start) * 1000
            figures["settle"] = (chunks[-1][0] - (last or start)) * 1000
        if session.seen:
            figures["marker"] = (session.seen - start) * 1000
        out.append((label, figures))
        return figures

    answered = _answered(session, case) if case.early else None
    session.settle(
        case.start_settle,
        marker=case.marker,
        cells=case.cells,
        silent=case.timeout * 1000,
        timeout=case.timeout,
    )
    cpu, memory = session.usage()
    started = record("start", session.born, 0, 0, cpu)
    if session.painted and not case.early:
        started["paint"] = (session.painted - session.born) * 1000
    if answered is not None:
        started["answer"] = (answered - session.born) * 1000
    started["rss"] = memory / 2**20
    for step in steps(case.keys):
        for _ in range(1 if step.hertz else step.times):
            if not session.ended:
                _step(session, case, step, record)
    cpu, memory = session.usage()
    died = session.ended
    screen = session.view.text
    session.close(case.quit)
    end: Figures = {
        "bytes": session.sent,
        "zbytes": sum(session.compressed),
        "cpu": cpu * 1000,
        "rss": memory / 2**20,
        "peak": sum(session.peaks.values()) / 2**20,
    }
    return Result([*out, ("end", end)], screen, died)


def _answered(session: Session, case: Case) -> float | None:
    """When the key that is pressed on the first text was answered; None where it was not."""
    end = now() + case.timeout
    while not session.filled(case.cells):
        if session.ended or now() > end:
            return None
        session.pump(now() + 0.01)
    mark = -1
    while mark < len(session.log):  # the first text comes in pieces: nothing for 5 ms
        mark = len(session.log)
        session.pump(now() + 0.005)
    session.press(case.early)
    while len(session.log) == mark and not session.ended and now() < end:
        session.pump(now() + 0.01)
    return session.log[mark][0] if len(session.log) > mark else None


def _step(session: Session, case: Case, step: Step, record: object) -> None:
    assert callable(record)
    before = session.usage()[0]
    mark, zmark, start = len(session.log), len(session.compressed), now()
    last: float | None = None
    session.seen = None
    if step.key.startswith("sleep:"):
        session.idle(float(step.key[6:]))
    elif step.key.startswith("resize:"):
        columns, _, rows = step.key[7:].partition("x")
        session.resize(int(columns), int(rows))
        session.settle(case.settle, marker=step.marker, silent=case.silent, timeout=case.timeout)
    else:
        for number in range(step.times if step.hertz else 1):
            due = start + (number / step.hertz if step.hertz else 0)
            while now() < due:
                session.pump(due)
            last = now() if step.hertz else None
            session.press(step.key)
        session.settle(case.settle, marker=step.marker, silent=case.silent, timeout=case.timeout)
    record(step.label, start, mark, zmark, session.usage()[0] - before, last)


Summary = dict[str, dict[str, tuple[float, float, float]]]
"""By label and metric: median, least, most."""


def summary(results: Sequence[Result]) -> Summary:
    """The results of several runs together."""
    found: dict[str, dict[str, list[float]]] = {}
    for result in results:
        for label, figures in result.figures:
            for metric, value in figures.items():
                found.setdefault(label, {}).setdefault(metric, []).append(value)
    return {
        label: {
            metric: (statistics.median(values), min(values), max(values))
            for metric, values in metrics.items()
        }
        for label, metrics in found.items()
    }


def table(name: str, summed: Summary) -> str:
    """A summary as a table for people: median, and least and most where they differ."""
    used = [metric for metric in METRICS if any(metric in row for row in summed.values())]
    lines = [["", *used]]
    for label, row in summed.items():
        lines.append([label, *(_cell(row.get(metric)) for metric in used)])
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    rows = [
        "  ".join(
            c.ljust(w) if i == 0 else c.rjust(w)
            for i, (c, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]
    return "\n".join([f"== {name}", *rows])


def _cell(value: tuple[float, float, float] | None) -> str:
    if value is None:
        return "-"
    middle, least, most = value
    return (
        _short(middle) if least == most else f"{_short(middle)} ({_short(least)}..{_short(most)})"
    )


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.1f}"


def calibrate() -> float:
    """Milliseconds that a fixed piece of Python takes now: how noisy the machine is."""
    start, count = now(), 0
    for number in range(300_000):
        count += number & 7
    return (now() - start) * 1000
