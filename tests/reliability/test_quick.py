"""A few cases of every attack and fault of docs/reliability.md, so that its table cannot rot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.reliability import commands, damaged, hostile, kills, surroundings
from bench.reliability.__main__ import DOCUMENT
from bench.reliability.table import BEGIN, END, Row, Trial

SWEEPS = (
    kills.ingest,
    kills.saving,
    kills.triage,
    kills.translation,
    kills.memory,
    kills.migration,
    kills.salvage,
    surroundings.full_disk,
    surroundings.clock,
    surroundings.changing,
)


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(1, quick=True, folder=tmp_path)


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: str(sweep.__name__))
def test_nothing_is_lost(trial: Trial, sweep: object) -> None:
    assert callable(sweep)
    row = sweep(trial)
    assert row.cases
    assert row.lost == []


def test_damage_is_told_and_salvaged(trial: Trial) -> None:
    for row in (*damaged.store(trial), damaged.record(trial), damaged.memory(trial)):
        assert row.cases
        assert row.lost == [], row.what


def test_hostile_files_are_read_or_refused(trial: Trial) -> None:
    rows = [row for row in hostile.files(trial) if not row.what.startswith("all of them")]
    assert [row.lost for row in rows] == [[] for _ in rows]


def test_no_command_says_what_a_terminal_would_obey(trial: Trial) -> None:
    for row in commands.spoken(trial):
        assert row.cases
        assert row.lost == [], row.what


def test_a_case_that_is_lost_shows_in_the_table() -> None:
    row = Row("Damage", "a thing", "holds")
    row.case("first", [])
    row.case("second", ["a mark | was lost"])
    assert (row.cases, row.survived) == (2, 1)


def test_the_table_says_what_was_tried_and_that_nothing_was_lost() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text.partition(BEGIN)[2].partition(END)[0]
    rows = re.findall(r"\| ([\d,]+) \| ([\d,]+) \| (.+) \|$", table, re.MULTILINE)
    assert len(rows) >= 40
    assert all(cases == survived for cases, survived, _ in rows)
    assert re.search(r"Seed \d+", table)
