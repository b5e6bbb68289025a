"""The scores of names, on examples small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.evaluation import names
from reader.evaluation.report import Counts
from reader.model import Entity, EntityLabel, LineKind

TEXT = """# A remark.
== a1 Harbour Wire
h [P:Macron|macron] in [L:Berlin]
b [P:Emmanuel Macron|macron] thanked the [O/L:Kremlin] and [O:ЕС|eu].
p Photo: [O:TASS]
"""


@pytest.fixture
def article(tmp_path: Path) -> names.GoldArticle:
    path = tmp_path / "en.report.names"
    path.write_text(TEXT, encoding="utf-8")
    (only,) = names.read(path)
    return only


def entity(article: names.GoldArticle, text: str, label: EntityLabel, nth: int = 0) -> Entity:
    start = -1
    for _ in range(nth + 1):
        start = article.document.text.index(text, start + 1)
    return Entity(start, start + len(text), text, label, text)


def test_labelled_text_becomes_plain_text_and_spans(article: names.GoldArticle) -> None:
    text = article.document.text
    assert text.split("\n")[1] == "Emmanuel Macron thanked the Kremlin and ЕС."
    assert [text[one.start : one.end] for one in article.names] == [
        "Macron",
        "Berlin",
        "Emmanuel Macron",
        "Kremlin",
        "ЕС",
        "TASS",
    ]
    assert [one.referent for one in article.names][:3] == ["macron", "berlin", "macron"]
    assert [line.kind for line in article.lines] == [
        LineKind.HEADLINE,
        LineKind.BODY,
        LineKind.PHOTO_CREDIT,
    ]
    assert [text[line.start : line.end] for line in article.lines] == text.split("\n")
    assert article.language == "en"


def test_strict_scores_want_span_and_label(article: names.GoldArticle) -> None:
    found = [
        entity(article, "Macron", EntityLabel.PER),
        entity(article, "Berlin", EntityLabel.ORG),
        entity(article, "Macron", EntityLabel.PER, 1),
        entity(article, "Kremlin", EntityLabel.LOC),
    ]
    by_label = names.strict(article, found)
    assert by_label[EntityLabel.PER] == Counts(right=1, wrong=1, missed=1)
    assert by_label[EntityLabel.LOC] == Counts(right=0, wrong=0, missed=1)
    assert by_label[EntityLabel.ORG] == Counts(right=1, wrong=1, missed=2)
    loosely = names.overlap(article, found)
    assert loosely[EntityLabel.PER] == Counts(right=2, wrong=0, missed=0)


def test_pairs_and_b_cubed_of_a_worked_example() -> None:
    referents = ["a", "a", "a", "b", "b"]
    clusters = [1, 1, 2, 2, 2]
    assert names.pairwise(referents, clusters) == Counts(right=2, wrong=2, missed=2)
    precision, recall = names.b_cubed(referents, clusters)
    assert precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert names.b_cubed([], []) == (1.0, 1.0)


def test_perfect_names_score_one(article: names.GoldArticle) -> None:
    found = names.labelled_entities(article)
    (section,) = names.recognition([article], lambda *_: found)
    assert section.counts["all"].f1 == 1.0
    assert not section.cases
    referents = {one.start: one.referent for one in article.names}
    resolved = names.resolution(
        [article], {article.id: found}, lambda _: lambda _article, one: referents[one.start]
    )
    assert resolved.counts["all"] == Counts(right=1, wrong=0, missed=0)


@pytest.mark.parametrize("row", ["z A line", "b", "h Macron before any article"])
def test_a_line_out_of_form_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "en.names"
    path.write_text(row if row.startswith("h") else f"== a1 Wire\n{row}\n", encoding="utf-8")
    with pytest.raises(names.GoldError, match="line"):
        names.read(path)


GOLD = Path(__file__).parent.parent / "gold" / "entities"


@pytest.mark.parametrize("path", sorted(GOLD.glob("*.names")), ids=lambda path: path.stem)
def test_our_labelled_files_are_in_form(path: Path) -> None:
    articles = names.read(path)
    assert articles
    assert len({one.id for one in articles}) == len(articles)
    assert all("[" not in one.document.text for one in articles)
