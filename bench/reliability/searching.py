"""Inputs by chance: the fuzz targets of the tests, and the hunt for lost marks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from bench.reliability.table import Row, Trial
from tests.fuzz.inputs import cases
from tests.fuzz.targets import TARGETS
from tests.store.triage_hunt import run

SLOW = ("pipeline", "names", "store", "export", "screen", "translation", "file names", "query")


def all_of(trial: Trial) -> Iterator[Row]:
    """A row a fuzz target, and one for the hunt; both run in the everyday tests by themselves."""
    if trial.quick:
        return
    for name, target in TARGETS.items():
        row = Row(
            "Fuzzing",
            name,
            "the program's own errors or none; offsets valid; original bytes recoverable",
        )
        for number, data in enumerate(
            cases(name, trial.seed, 40 if name.startswith(SLOW) else 400)
        ):
            wrong = ""
            try:
                with contextlib.suppress(SystemExit):
                    target(data)
            except Exception as error:  # noqa: BLE001 - a broken promise, whichever it is
                wrong = f"{type(error).__name__}: {str(error)[:80]}"
            row.case(f"input {number}", [wrong] if wrong else [])
        yield row
    row = Row(
        "Kill -9",
        "triage by two processes at once, killed at any moment",
        "every action that was shown as done is there; undo leads back",
    )
    try:
        row.cases = run(trial.seed, 2_000).actions
    except AssertionError as error:
        row.case("hunt", [str(error)[:200]])
    yield row
