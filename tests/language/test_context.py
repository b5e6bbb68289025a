"""Cyrillic in a sentence of Latin copy that no mark and no announcing word explains: the words around it decide."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.clean import classify
from reader.language import leftovers
from reader.language.context import likely
from reader.model import Document

CITED = (
    "Old people here still say сени for a porch, and nobody corrects them.",
    "Квас is a drink of fermented bread, and every family makes it a little differently.",
    "The menu offers солянка, a sour soup of many meats, and three kinds of pie.",
    "He won the round with тишина, silence, a word that no other player had found.",
    "What Bulgarians call мусака has potatoes in it, not aubergines.",
    "Pupils learn that зонтик came first and зонт was made from it later.",
)
LEFT = (
    "The minister told ведомство to prepare a new list by the end of the week.",
    "Two of the wounded were taken to больницу in the regional centre.",
    "The company will build завод on the left bank and hire four hundred people.",
    "Rescuers worked до позднего вечера, the head of the district said.",
    "The court left him под стражей until the twelfth of March.",
    "Governor Андрей Тарасов said the evacuation had ended before dark.",
)


def found(text: str) -> list[str]:
    document = Document("a.txt", "0" * 64, "text", "utf-8", text)
    return [one.text for one in leftovers(document, classify(document), "en")]


@pytest.mark.parametrize("text", CITED)
def test_what_is_cited_belongs(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", LEFT)
def test_what_was_left_untranslated_is_found(text: str) -> None:
    assert len(found(text)) == 1


@given(st.text(max_size=80), st.text("абвг ", min_size=1, max_size=20), st.text(max_size=80))
def test_a_chance_is_a_probability_whatever_stands_around(
    before: str, fragment: str, after: str
) -> None:
    fragment = f"а{fragment}б"
    line = f"{before}{fragment}{after}".replace("\n", " ")
    assert 0 <= likely(line, len(before), len(before) + len(fragment), 1) <= 1


def test_fitting_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    files = []
    for seed in ("1", "2"):
        into = tmp_path / seed
        command = [sys.executable, "-m", "bench.fit_context", "--into", str(into)]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run(command, check=True, env=environment, capture_output=True)
        files.append(into.read_bytes())
    assert files[0] == files[1]
