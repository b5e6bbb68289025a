"""``python -m bench.reliability [--seed N] [--quick] [--only NAME]``: try every attack and fault, write the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from bench.reliability.table import Row, Trial, into, markdown

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
SEED = 8
PARTS = ("kills", "damaged", "surroundings", "hostile", "privacy", "searching")


def attempt(parts: Iterable[str], trial: Trial, tell: Callable[[Row], None]) -> list[Row]:
    """All rows of the parts, each told as it is done."""
    rows: list[Row] = []
    for part in parts:
        began = time.monotonic()
        for row in import_module(f"bench.reliability.{part}").all_of(trial):
            row.seconds = time.monotonic() - began
            tell(row)
            rows.append(row)
            began = time.monotonic()
    return rows


def _tell(row: Row) -> None:
    sign = "–" if row.skipped else "✓" if row.cases == row.survived else "✗"
    print(f"{sign} {row.survived:>5}/{row.cases:<5} {row.seconds:6.1f} s  {row.what}", flush=True)
    for lost in row.lost[:5]:
        print(f"      {lost}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run; 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.reliability", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--quick", action="store_true", help="a few cases of each; writes no table")
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="these parts; writes no table"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
        trial = Trial(options.seed, options.quick, Path(folder))
        rows = attempt(options.only or PARTS, trial, _tell)
    if not options.quick and not options.only:
        seed = f" --seed {options.seed}" if options.seed != SEED else ""
        into(DOCUMENT, markdown(rows, options.seed, f"python -m bench.reliability{seed}"))
    return int(any(row.cases != row.survived for row in rows))


if __name__ == "__main__":
    sys.exit(main())
