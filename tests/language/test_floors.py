"""Floors under the figures of leftovers, on the reporting half of the labelled set.

The digest pins the set: a changed file needs new figures, measured and written down here by hand.
A floor is never lowered to let a change pass.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from reader.evaluation.leftovers import GoldError, LeftoverScore, read, score
from reader.language import article_language, leftovers
from reader.model import Document, Leftover, Line

GOLD = Path(__file__).parents[1] / "gold" / "leftovers"
DIGEST = "916b246798260dea9c875cea17f372ccbb4ea2c36bcb2ffbc57d79db9e728204"


def find(document: Document, lines: tuple[Line, ...]) -> Sequence[Leftover]:
    return leftovers(document, lines, article_language(document, lines))


def measured(name: str) -> LeftoverScore:
    return score(list(read(GOLD / f"{name}-report.jsonl")), find)


def test_the_set_is_the_one_the_floors_were_measured_on() -> None:
    together = hashlib.sha256()
    for path in sorted(GOLD.glob("*-report.jsonl")):
        together.update(path.read_bytes())
    assert together.hexdigest() == DIGEST


def test_mixed_documents() -> None:
    found = measured("mixed")
    assert found.labelled >= 500
    assert found.f1 >= 0.99
    assert found.kind_accuracy >= 0.98
    assert found.language_accuracy >= 0.95


def test_passages_that_belong() -> None:
    found = measured("belongs")
    assert found.alarmed / found.documents <= 4 / 120


def test_copy_of_other_hands() -> None:
    mixed, belonging = measured("mixed-blind"), measured("belongs-blind")
    assert mixed.f1 >= 0.99
    assert mixed.kind_accuracy >= 0.92
    assert mixed.language_accuracy >= 0.99
    assert belonging.alarmed / belonging.documents <= 4 / 120


def test_disguised_words() -> None:
    found = measured("homoglyphs")
    assert found.homoglyphs_found / found.homoglyphs >= 0.98
    assert found.intended == found.homoglyphs_found


def test_latin_debris() -> None:
    assert measured("latin").f1 >= 0.95
    mixed, belonging = measured("latin-blind"), measured("belongs-latin-blind")
    assert mixed.f1 >= 0.945
    assert mixed.kind_accuracy >= 0.925
    assert mixed.language_accuracy >= 0.965
    assert belonging.documents == 80
    assert belonging.alarmed == 0


def test_russian_in_ukrainian_copy_and_the_reverse() -> None:
    found = measured("kindred")
    assert found.f1 >= 0.95
    assert found.alarmed == 0


def test_a_file_in_another_form_is_refused_by_name_and_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"text": "a"}\n', encoding="utf-8")
    with pytest.raises(GoldError, match=r"broken\.jsonl, line 1"):
        list(read(broken))


def test_a_wrong_finder_scores_nothing() -> None:
    found = score(list(read(GOLD / "mixed-report.jsonl")), lambda document, lines: ())
    assert (found.recall, found.precision, found.f1) == (0.0, 1.0, 0.0)
    assert len(found.misses) == found.labelled
