"""Title, date, writers and outlet against labels: what counts as right, wrong and missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reader.evaluation import evaluate
from reader.evaluation.gold import GoldError

SCRAPE = """== The Fjord Times | en | report
H A ferry stops
M By Ann Lund and Per Aas
M 4 March 2026, 10:15
B The ferry between the two banks will stop in March, and the council of the port asked for more time.
B The ferry costs more each year, and the council of the port said on Tuesday that it would not pay alone.
X © 2026 The Fjord Times
"""


def labelled(folder: Path, **changed: Any) -> Path:
    (folder / "en.txt").write_text(SCRAPE, encoding="utf-8")
    label = {
        "file": "en.txt",
        "scrape": 1,
        "outlet": "The Fjord Times",
        "published": "2026-03-04T10:15",
        "author": ["Ann Lund", "Per Aas"],
        "source": ["fjordtimes.example"],
    }
    path = folder / "facts.jsonl"
    path.write_text(json.dumps(label | changed) + "\n", encoding="utf-8")
    return path


def figures(path: Path) -> dict[str, float]:
    found = evaluate([path]).figures()
    return {name.removeprefix("facts."): value for name, value in found.items()}


def test_what_the_page_says_is_right(tmp_path: Path) -> None:
    found = figures(labelled(tmp_path))
    assert {name: found[f"{name}.f1"] for name in ("title", "published", "time", "author", "source")} == {
        "title": 1.0, "published": 1.0, "time": 1.0, "author": 1.0, "source": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "fact"),
    [
        ({"published": "2026-03-05"}, "published"),
        ({"published": None}, "published"),
        ({"author": ["Ann Lund"]}, "author"),
        ({"author": []}, "author"),
        ({"source": ["Harbour Post"]}, "source"),
        ({"source": []}, "source"),
    ],
)
def test_another_answer_is_wrong(tmp_path: Path, changed: dict[str, Any], fact: str) -> None:
    found = figures(labelled(tmp_path, **changed))
    assert found[f"{fact}.precision"] == 0
    assert found[f"{fact}_right"] == 0


def test_any_of_several_answers_is_right(tmp_path: Path) -> None:
    path = labelled(tmp_path, published=[None, "2026-03-04"], source=["FT", "The Fjord Times"])
    found = figures(path)
    assert (found["published_right"], found["source_right"]) == (1, 1)


@pytest.mark.parametrize("changed", [{"scrape": 7}, {"outlet": "Harbour Post"}, {"author": None}])
def test_a_label_that_points_to_nothing_is_refused(tmp_path: Path, changed: dict[str, Any]) -> None:
    with pytest.raises(GoldError, match=r"facts\.jsonl:1"):
        evaluate([labelled(tmp_path, **changed)])
