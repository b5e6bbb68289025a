"""A run of attacks and faults that stops half-way leaves what it has, and goes on from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.reliability.progress import Progress
from bench.reliability.table import BROKE, Row, Trial, attempt, markdown


@pytest.fixture
def kept(tmp_path: Path) -> Progress:
    progress = Progress(tmp_path / "build" / "rows.jsonl", 8, 120.0)
    progress.begin()
    return progress


def _row(what: str, cases: int = 3) -> Row:
    return Row("Damage", what, "holds", cases)


def test_a_part_that_did_not_end_is_tried_again_and_counted_once(kept: Progress) -> None:
    kept.start("one")
    kept.add("one", _row("first"))
    kept.end("one")
    kept.start("two")
    kept.add("two", _row("second", 5))
    assert kept.ended() == {"one"}
    kept.start("two")
    kept.add("two", _row("second", 7))
    kept.end("two")
    assert kept.ended() == {"one", "two"}
    assert [row.cases for row in kept.rows(("two", "one"))] == [7, 3]


def test_a_line_that_was_cut_off_is_no_row(kept: Progress) -> None:
    kept.start("one")
    kept.add("one", _row("first"))
    with kept.path.open("a") as file:
        file.write('{"part": "one", "ended": tr')
    assert kept.ended() == set()
    assert [row.what for row in kept.rows(("one",))] == ["first"]


def test_only_a_run_of_the_same_seed_and_time_goes_on(kept: Progress) -> None:
    assert kept.fits()
    assert not Progress(kept.path, 9, 120.0).fits()
    assert not Progress(kept.path, 8, 60.0).fits()


def test_the_table_of_a_run_that_stopped_says_what_is_left() -> None:
    text = markdown([_row("first")], 8, "tries", ["kills:ingest", "privacy:modes"])
    assert "--resume" in text
    assert "kills:ingest, privacy:modes" in text
    assert "--resume" not in markdown([_row("first")], 8, "tries")


def test_a_trial_that_breaks_is_told_in_the_table(tmp_path: Path) -> None:
    (row,) = attempt("kills:no_such_trial", Trial(1, quick=True, folder=tmp_path))
    assert row.group == BROKE
    assert row.survived == 0
