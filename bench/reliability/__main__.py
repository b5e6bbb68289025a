"""``python -m bench.reliability [--seed N] [--quick] [--only NAME]``: try every attack and fault, write the table."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.reliability.table import Trial, attempt, into, markdown

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
SEED = 8
PARTS = (
    *(f"kills:{name}" for name in (
        "ingest", "saving", "command", "triage", "translation", "memory", "migration", "salvage")),
    "damaged",
    *(f"surroundings:{name}" for name in (
        "full_disk", "full_disk_command", "read_only", "clock", "changing", "killed_workers",
        "little_memory", "broken_models")),
    "hostile", "privacy", "searching",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run; 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.reliability", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--quick", action="store_true", help="a few cases of each; writes no table")
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="these parts; writes no table"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=600,
        help="time for one sweep; what is left over is not tried",
    )
    parser.add_argument("--jobs", type=int, default=1, help="parts that are tried at once")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
        trial = Trial(options.seed, options.quick, Path(folder), options.seconds)
        parts = options.only or PARTS
        with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")) as pool:
            rows = [row for some in pool.map(attempt, parts, [trial] * len(parts)) for row in some]
    if not options.quick and not options.only:
        seed = f" --seed {options.seed}" if options.seed != SEED else ""
        into(DOCUMENT, markdown(rows, options.seed, f"python -m bench.reliability{seed}"))
    return int(any(row.cases != row.survived for row in rows))


if __name__ == "__main__":
    sys.exit(main())
