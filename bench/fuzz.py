"""Go on trying a target with any bytes: ``python -m bench.fuzz [TARGET] [--seconds N] [--seed S]``.

With atheris installed (`pip install atheris`; wheels for Linux on x86_64) what covers new code is
kept and varied further; without it, and with ``--chance``, inputs are put together by chance, the
same ones for the same seed. Without a TARGET each gets its share of the time. What breaks a promise
is printed, written to a file in ``--keep``, and ends the run with 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import warnings
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.inputs import cases, words
from tests.fuzz.targets import TARGETS


def by_chance(name: str, seconds: float, seed: int, keep: Path) -> bool:
    """Try inputs made by chance; whether all held."""
    end, count, slowest = time.monotonic() + seconds, 0, 0.0
    for data in cases(name, seed, sys.maxsize):
        began = time.monotonic()
        if began >= end:
            break
        try:
            TARGETS[name](data)
        except BaseException as error:
            path = keep / f"{name.replace(' ', '-')}-{seed}-{count}"
            path.write_bytes(data)
            print(f"{name}: input {count} of seed {seed}, kept in {path}: {type(error).__name__}")
            if isinstance(error, KeyboardInterrupt):
                raise
            import traceback

            traceback.print_exc()
            return False
        count += 1
        slowest = max(slowest, time.monotonic() - began)
    print(
        f"{name}: {count:,} inputs of seed {seed} held, the slowest took {slowest:.2f} s",
        flush=True,
    )
    return True


def guided(name: str, seconds: float, seed: int, keep: Path) -> bool:
    """Let atheris try a target in a process of its own; whether all held."""
    with tempfile.TemporaryDirectory(prefix="fuzz-corpus-") as corpus:
        for number, word in enumerate(dict.fromkeys(words(name))):
            (Path(corpus) / str(number)).write_bytes(word)
        for number, data in enumerate(cases(name, seed, 200)):
            (Path(corpus) / f"seed-{number}").write_bytes(data)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "bench.fuzz_guided", name),
                *(f"-max_total_time={int(seconds)}", f"-seed={seed}", "-max_len=20000"),
                *("-print_final_stats=1", f"-artifact_prefix={keep}/{name.replace(' ', '-')}-"),
                corpus,
            ],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    lines = done.stderr.splitlines()
    covered = [line.split("cov: ")[1].split()[0] for line in lines if "cov: " in line]
    if done.returncode == 0:
        tried = next(
            (line.split()[-1] for line in lines if "number_of_executed_units" in line), "?"
        )
        print(
            f"{name}: {tried} inputs held, {covered[-1] if covered else '?'} places covered",
            flush=True,
        )
    else:
        print(f"{name}: broken\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}", flush=True)
    return done.returncode == 0


def main() -> int:
    """Try what is asked for; 0 if every promise held."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target", nargs="?", choices=list(TARGETS), metavar="TARGET")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--chance", action="store_true", help="without atheris")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    names = [options.target] if options.target else list(TARGETS)
    share = options.seconds / len(names)
    try_one = by_chance if options.chance or find_spec("atheris") is None else guided
    held = [
        try_one(name, share, options.seed, options.keep) for name in names
    ]  # each, come what may
    return int(not all(held))


if __name__ == "__main__":
    raise SystemExit(main())
