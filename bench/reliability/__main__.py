"""Try every attack and fault, write the table of docs/reliability.md: ``python -m bench.reliability``.

The table is written after every part, so that a run that stops leaves what it has; with ``--resume`` it goes on.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from bench.reliability.progress import Progress, try_part
from bench.reliability.table import Trial, into, markdown

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "reliability.md"
KEPT = ROOT / "build" / "reliability.jsonl"
SEED, SECONDS, JOBS = 8, 120.0, 4
PARTS = (
    *(f"kills:{name}" for name in (
        "ingest", "saving", "command", "triage", "translation", "memory", "migration", "salvage")),
    "searching:hunt",
    *(f"damaged:{name}" for name in ("store", "record", "memory")),
    *(f"surroundings:{name}" for name in (
        "full_disk", "full_disk_command", "read_only", "clock", "changing", "broken_models")),
    *(f"shortage:{name}" for name in (
        "killed_workers", "refused_workers", "confined_workers", "little_memory")),
    "hostile:terminal", "commands:spoken", "hostile:files",
    *(f"privacy:{name}" for name in ("modes", "reports", "forgetting")),
    "searching:fuzzing",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run; 1 if anything was lost, or not all was tried."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.reliability", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--quick", action="store_true", help="a few cases of each; writes no table")
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="these parts; writes no table"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS,
        help=f"time for one sweep ({SECONDS:.0f}); what is left over is not tried",
    )
    parser.add_argument("--jobs", type=int, default=JOBS, help=f"parts tried at once ({JOBS})")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was stopped")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
        trial = Trial(options.seed, options.quick, Path(folder), options.seconds)
        if options.quick or options.only:
            kept = Progress(Path(folder) / "rows.jsonl", options.seed, options.seconds)
            kept.begin()
            _run(options.only or PARTS, trial, kept, options.jobs, None)
        else:
            kept = Progress(KEPT, options.seed, options.seconds)
            if not options.resume:
                kept.begin()
            elif not kept.fits():
                parser.error("there is no run of this seed and time to go on with")
            _run(PARTS, trial, kept, options.jobs, _command(options))
        parts = options.only or PARTS
        rows, ended = kept.rows(parts), kept.ended()
    return int(any(row.lost for row in rows) or not ended.issuperset(parts))


def _command(options: argparse.Namespace) -> str:
    given = (("seed", options.seed, SEED), ("seconds", options.seconds, SECONDS))
    changed = [f"--{name} {value:g}" for name, value, usual in given if value != usual]
    return " ".join(["python -m bench.reliability", *changed])


def _run(
    parts: Sequence[str], trial: Trial, kept: Progress, jobs: int, command: str | None
) -> None:
    """Try the parts that are not done; with a command that stands for them, write the table after each."""
    todo = [part for part in parts if part not in kept.ended()]
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        running = [pool.submit(try_part, part, trial, kept) for part in todo]
        try:
            for each in as_completed(running):
                each.result()
                if command:
                    left = [part for part in parts if part not in kept.ended()]
                    into(DOCUMENT, markdown(kept.rows(parts), trial.seed, command, left))
        except (BrokenProcessPool, KeyboardInterrupt):
            pool.shutdown(wait=False, cancel_futures=True)
            print("stopped; --resume goes on with what was not tried", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
