"""Too little memory: workers that the kernel kills or refuses memory to, and the whole program in a small room."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.reliability import corpus, known
from bench.reliability.conditions import command, told
from bench.reliability.table import Row, Trial
from reader.pipeline import Coordinator, Failed
from reader.store import Store

GROUP = "Surroundings"
CGROUPS = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")
"""Where the kernel takes limits of memory: by its first and by its second way."""

_SERVE = "raise SystemExit(worker.main(sys.argv[1:]))"
_MORTAL = f"""
import os, sys; from pathlib import Path; from reader.pipeline import tasks, worker
real, counter, most = tasks.analyse, Path(sys.argv.pop(1)), int(sys.argv.pop(1))
served = 0
def mortal(*given, **more):
    global served
    served += 1
    died = int(counter.read_text())
    if served % 2 == 0 and died < most:
        counter.write_text(str(died + 1)); os.kill(os.getpid(), 9)
    return real(*given, **more)
tasks.analyse = mortal
{_SERVE}
"""
_REFUSED = f"""
import resource, sys; most = int(sys.argv.pop(1)) << 20
resource.setrlimit(resource.RLIMIT_AS, (most, most))
from reader.pipeline import worker
{_SERVE}
"""
_CONFINED = f"""
import os, sys; from pathlib import Path
Path(sys.argv.pop(1), "cgroup.procs").write_text(str(os.getpid()))
from reader.pipeline import worker
{_SERVE}
"""


def killed_workers(trial: Trial) -> Row:
    """Workers end by SIGKILL at articles by count."""
    row = _row("workers killed while they analyse (SIGKILL)")
    place, wire, wanted = _wanted(trial, "workers")
    for deaths in trial.in_time([1, 3] if trial.quick else [1, 2, 3, 4, 5, 6, 8, 12]):
        counter = place / f"{deaths}.deaths"
        counter.write_text("0")
        worker = (sys.executable, "-c", _MORTAL, str(counter), str(deaths))
        row.case(f"{deaths} deaths", _under(worker, place / f"{deaths}.db", wire, wanted))
    return row


def refused_workers(trial: Trial) -> Row:
    """Workers whose address space is limited: an allocation fails wherever it happens to."""
    row = _row("memory refused to workers (address space limited)")
    place, wire, wanted = _wanted(trial, "refused", heavy=True)
    sizes = trial.chance("refused").sample([100, *range(160, 220, 4), 260, 400], 18)
    for megabytes in trial.in_time([190] if trial.quick else sizes):
        worker = (sys.executable, "-c", _REFUSED, str(megabytes))
        row.case(f"{megabytes} MB", _under(worker, place / f"{megabytes}.db", wire, wanted))
    return row


def confined_workers(trial: Trial) -> Row:
    """Workers in a control group with little memory: the kernel kills them where they take more."""
    row = _row("workers killed by the kernel for memory (control group)")
    place, wire, wanted = _wanted(trial, "confined", heavy=True)
    # With less than 44 MB a worker can hardly start: the kernel takes pages back and forth for minutes.
    sizes = trial.chance("confined").sample(range(44, 76, 2), 16)
    for megabytes in trial.in_time([48] if trial.quick else sizes):
        with _control_group(megabytes << 20) as group:
            if group is None:
                row.skipped = "no control group for memory can be made"
                return row
            worker = (sys.executable, "-c", _CONFINED, str(group))
            row.case(f"{megabytes} MB", _under(worker, place / f"{megabytes}.db", wire, wanted))
    return row


def _row(what: str) -> Row:
    promise = "all other articles are analysed; what was given up is told, and done by the next run"
    return Row(GROUP, what, promise)


def _wanted(trial: Trial, name: str, *, heavy: bool = False) -> tuple[Path, Path, dict[str, str]]:
    """A folder, a corpus in it (`heavy`: with what takes more memory), and what an undisturbed scan of it says."""
    place = trial.place(name)
    wire = corpus.write(place / "wire")
    if heavy:
        (wire / "large.html").write_text(
            f"<html><body>{'<div><p>A quay.</p></div>' * 2_000}</body></html>"
        )
    known.analyse(place / "whole.db", wire)
    return place, wire, known.records(place / "whole.db")


@contextlib.contextmanager
def _control_group(size: int) -> Iterator[Path | None]:
    """A control group with so many bytes, None where none can be made."""
    group = CGROUPS[0] if CGROUPS[0].is_dir() else CGROUPS[1]
    group /= f"wirereader-{os.getpid()}-{size}"
    try:
        group.mkdir()
        for name in ("memory.limit_in_bytes", "memory.max"):
            if (group / name).exists():
                (group / name).write_text(str(size))
    except OSError:
        yield None
        return
    try:
        yield group if any(group.glob("memory.*")) else None
    finally:
        group.rmdir()


def _under(worker: Sequence[str], path: Path, wire: Path, wanted: dict[str, str]) -> Iterator[str]:
    """Analyse with such workers, then with sound ones; what did not hold."""
    events: list[Any] = []
    with Store.open(path) as store:
        coordinator = Coordinator(store, known.QUICK, events.append)
        coordinator.command = tuple(worker)
        try:
            coordinator.run([wire])
        finally:
            coordinator.close()
        counts = store.counts()
        failed = sum(isinstance(event, Failed) for event in events)
        if counts.waiting or counts.failed != failed:
            yield f"{counts.waiting} wait, {counts.failed} failed, {failed} told"
    yield from known.unsound(path)
    known.analyse(path, wire)
    yield from known.unequal("analysis", wanted, known.records(path))
    with Store.open(path) as store:
        if left := store.counts().failed:
            yield f"{left} were not done by the next run"


def little_memory(trial: Trial) -> Row:
    """An article that takes more memory than there is."""
    row = Row(
        GROUP,
        "memory refused to the whole program (address space limited)",
        "says so, no traceback; evidence and store stay whole; all is done once there is memory",
    )
    place = trial.place("memory-limit")
    wire = corpus.write(place / "wire")
    (wire / "long.txt").write_text("A long story\n\n" + "word " * 200_000)
    evidence = corpus.fingerprint(wire)
    sizes = [300] if trial.quick else [150, 200, 250, 300, 400, 600]
    for megabytes in trial.in_time(sizes):
        store = place / f"{megabytes}.db"
        most = megabytes << 20

        def limit(most: int = most) -> None:
            resource.setrlimit(resource.RLIMIT_AS, (most, most))

        first = command(place, "scan", wire, "--store", store, "--json", before=limit)
        wrong: list[str] = []
        if store.exists():
            wrong += known.unsound(store)
        second = command(place, "scan", wire, "--store", store, "--json")
        wrong += told(second, 0)
        if second.stdout.count("\n") != 9:
            wrong.append(f"after {first.returncode} the next run has not all articles")
        if corpus.fingerprint(wire) != evidence:
            wrong.append("the original evidence was altered")
        row.case(f"{megabytes} MB", wrong)
    return row
