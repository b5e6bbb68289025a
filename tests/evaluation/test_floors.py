"""The gate itself: it must close when a figure falls, when a set changes, and never open by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.floors import Floors, broken, digest, load, main, raised, save

GOLD = """== Coast News | en | report
H Harbour board votes to keep the old crane
M 12 March 2025
B The harbour board voted on Tuesday to keep the steam crane that has stood on the quay since 1911.
B "Nobody comes here to look at a car park," said the board's chairman, Peter Lund, after the vote.
X Share
"""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "en.txt").write_text(GOLD, encoding="utf-8")
    assert main(["--gold", str(tmp_path), "--no-pages", "--update"]) == 0
    return tmp_path


def test_the_gate_passes_on_what_was_pinned(gold: Path) -> None:
    assert main(["--gold", str(gold), "--no-pages"]) == 0


def test_a_fallen_figure_closes_the_gate_and_is_named(
    gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = load(gold / "floors.toml")
    floors.gold["lines.content.f1"] = 1.5
    save(gold / "floors.toml", floors)
    assert main(["--gold", str(gold), "--no-pages"]) == 1
    assert "lines.content.f1" in capsys.readouterr().err


def test_a_figure_that_is_no_longer_measured_closes_the_gate(gold: Path) -> None:
    floors = load(gold / "floors.toml")
    floors.gold["lines.sonnet.f1"] = 0.1
    save(gold / "floors.toml", floors)
    assert main(["--gold", str(gold), "--no-pages"]) == 1


def test_a_changed_set_closes_the_gate_until_it_is_pinned_anew(gold: Path) -> None:
    with (gold / "en.txt").open("a", encoding="utf-8") as stream:
        stream.write("X Print\n")
    assert main(["--gold", str(gold), "--no-pages"]) == 1
    assert main(["--gold", str(gold), "--no-pages", "--update"]) == 0
    assert main(["--gold", str(gold), "--no-pages"]) == 0


def test_an_update_never_lowers_a_floor_unless_told() -> None:
    floors, measured = {"a": 0.9, "b": 0.5}, {"a": 0.8, "b": 0.8}
    assert raised(floors, measured, lower=False) == {"a": 0.9, "b": 0.795}
    assert raised(floors, measured, lower=True) == {"a": 0.795, "b": 0.795}


def test_an_update_that_would_need_lowering_still_fails(gold: Path) -> None:
    floors = load(gold / "floors.toml")
    floors.gold["lines.content.f1"] = 1.5
    save(gold / "floors.toml", floors)
    assert main(["--gold", str(gold), "--no-pages", "--update"]) == 1


def test_floors_survive_the_file(tmp_path: Path) -> None:
    floors = Floors("d" * 64, {"lines.body.f1": 0.9}, {"pages.news.f1": 0.95})
    save(tmp_path / "floors.toml", floors)
    assert load(tmp_path / "floors.toml") == floors


def test_the_digest_knows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")
    first = digest(tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    second = digest(tmp_path)
    (tmp_path / "b.txt").write_text("two", encoding="utf-8")
    assert len({first, second, digest(tmp_path)}) == 3


def test_broken_names_figure_and_floor() -> None:
    assert broken({"x": 0.9}, {"x": 0.85}) == ["x: 0.8500 is below its floor 0.9"]
    assert broken({"x": 0.9}, {"x": 0.9}) == []
