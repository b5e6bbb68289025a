"""A hundred thousand articles: stopped, killed and resumed, with memory that does not grow.

`pytest -m soak -s tests/pipeline/test_large.py` prints what it measured. SOAK_ARTICLES sets
another number, SOAK_FOLDER a place for the articles, which stay there for the next time, and SOAK_BRIEFS=1
makes them as short as flashes, of which a slow machine does a hundred thousand in minutes.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bench.bulk import write
from reader.store import Store, StoreError

ARTICLES = int(os.environ.get("SOAK_ARTICLES", "100000"))
COMMAND = (
    sys.executable,
    "-c",  # a shell starts what runs beside it with SIGINT ignored, which is handed on
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from reader.cli import main; sys.exit(main())",
)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a running scan found: articles entered and analysed, memory in MB."""

    seconds: float
    entered: int
    analysed: int
    coordinator: float
    workers: float


def counts(file: Path) -> tuple[int, int]:
    """Articles in the store, and those of them that are analysed."""
    if not file.exists():
        return 0, 0
    try:
        with Store.open(file, read_only=True) as store:
            found = store.counts()
    except StoreError:
        return 0, 0
    return found.total, found.total - found.waiting - found.failed


def resident(process: psutil.Process) -> tuple[float, float]:
    """Megabytes of the scan itself, and of its largest worker, without files that the kernel maps for them."""
    workers = [0.0]
    for child in process.children(recursive=True):
        with contextlib.suppress(psutil.Error, OSError):
            workers.append(own(child.pid))
    return own(process.pid), max(workers)


def own(pid: int) -> float:
    """Megabytes that belong to a process alone (``RssAnon`` of proc(5))."""
    found = re.search(r"RssAnon:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def scan(folder: Path, file: Path, out: Path, until: int, kind: signal.Signals) -> list[Look]:
    """Scan until so many articles are analysed, then send the signal; all looks at it."""
    looks: list[Look] = []
    began = time.monotonic()
    with out.open("wb") as handle:
        command = [*COMMAND, "scan", str(folder), "--store", str(file), "--no-names"]
        running = subprocess.Popen(
            command, stdout=handle, stderr=out.with_suffix(".err").open("wb")
        )
    process = psutil.Process(running.pid)
    while running.poll() is None:
        time.sleep(1)
        entered, analysed = counts(file)
        try:
            looks.append(Look(time.monotonic() - began, entered, analysed, *resident(process)))
        except (psutil.Error, OSError):
            break
        if analysed >= until:
            process.send_signal(kind)
            break
    status = running.wait()
    wanted = 130 if kind is signal.SIGINT else -kind if looks[-1].analysed < ARTICLES else 0
    assert status == wanted, out.with_suffix(".err").read_text("utf-8", "replace")[-300:]
    return looks


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_large_scan_is_stopped_killed_and_resumed(tmp_path: Path) -> None:
    place = os.environ.get("SOAK_FOLDER")
    folder = Path(place) if place else tmp_path / "wire"
    size = write(folder, ARTICLES, briefs=bool(os.environ.get("SOAK_BRIEFS")))
    file, out = tmp_path / "wire.db", tmp_path / "out.txt"
    tell(f"\n{ARTICLES:,} articles, {size / 1e6:,.0f} MB")
    tell("    s   entered  analysed  coordinator MB  largest worker MB")
    done = 0
    whole: list[Look] = []
    parts = (
        (ARTICLES * 3 // 10, signal.SIGINT),
        (ARTICLES * 6 // 10, signal.SIGKILL),
        (ARTICLES * 2, signal.SIGKILL),
    )
    for until, kind in parts:
        looks = scan(folder, file, out, until, kind)
        for look in [*looks[:: max(1, len(looks) // 6)], looks[-1]]:
            tell(
                f"{look.seconds:6.0f} {look.entered:9,} {look.analysed:9,} "
                f"{look.coordinator:13.0f} {look.workers:15.0f}"
            )
        assert looks[0].analysed >= done, "what was analysed before the stop is still there"
        done = looks[-1].analysed
        whole += looks
    assert counts(file) == (ARTICLES, ARTICLES)
    assert out.read_bytes().count(b"\n") == ARTICLES + 1
    early = [look for look in whole if look.analysed <= ARTICLES // 10 and look.workers > 0]
    for part in ("coordinator", "workers"):
        before = max(getattr(look, part) for look in early)
        assert max(getattr(look, part) for look in whole) <= before * 1.5 + 50, part
