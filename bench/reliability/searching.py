"""Inputs by chance: the fuzz targets of the tests, and the hunt for lost marks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from bench.reliability.table import Row, Trial
from tests.fuzz.inputs import cases
from tests.fuzz.targets import TARGETS
from tests.store.triage_hunt import run

SLOW = ("pipeline", "names", "store", "export", "screen", "translation", "file names", "query")


def fuzzing(trial: Trial) -> Iterator[Row]:
    """A row a fuzz target; a few inputs of each are in the everyday tests by themselves."""
    for name, target in TARGETS.items() if not trial.quick else ():
        row = Row(
            "Fuzzing",
            name,
            "the program's own errors or none; offsets valid; original bytes recoverable",
        )
        count = 40 if name.startswith(SLOW) else 400
        for number, data in enumerate(cases(name, trial.seed, count)):
            wrong = ""
            try:
                with contextlib.suppress(SystemExit):
                    target(data)
            except Exception as error:  # noqa: BLE001 - a broken promise, whichever it is
                wrong = f"{type(error).__name__}: {str(error)[:80]}"
            row.case(f"input {number}", [wrong] if wrong else [])
        yield row


def hunt(trial: Trial) -> Row:
    """Marks by two writers that are killed: ten thousand, or as many as there is time for."""
    row = Row(
        "Kill -9",
        "triage by two processes at once, killed at any moment",
        "every action that was shown as done is there; undo leads back",
    )
    try:
        found = run(trial.seed, 60 if trial.quick else 10_000, stop=trial.seconds)
    except AssertionError as error:
        row.case("hunt", [str(error)[:200]])
    else:
        row.cases = found.actions
        row.what += f" ({found.killed + found.killed_opening} times)"
    return row
