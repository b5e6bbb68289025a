"""Documents judged together get what each gets alone: arrays are shared, evidence is not."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reader.clean import Asked, classify, classify_many
from reader.evaluation.gold import read
from reader.ingest import read as read_file
from reader.model import Document, LineHint, LineKind, Overrule, Repetition, fold_line

ROOT = Path(__file__).resolve().parents[2]
GOLD = [
    s.document for path in sorted((ROOT / "tests/gold/lines").glob("*.txt")) for s in read(path)
]
SCRAPES = [replace(document, id=str(at)) for at, document in enumerate(GOLD)]
PAGES = [page for path in sorted((ROOT / "corpus").glob("*.html")) for page in read_file(path)]
BLANK = Document("b.txt", "b", "text", "utf-8", " \n\n\t")


def test_gold_scrapes_and_pages_together_are_what_they_are_alone() -> None:
    mixed = [PAGES[0], *SCRAPES[:40], BLANK, *PAGES[1:], *SCRAPES[40:]]
    asked = [Asked(document) for document in mixed]
    assert classify_many(asked) == [classify(document) for document in mixed]


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(8)), st.integers(min_value=1, max_value=8))
def test_neither_order_nor_company_matters(order: list[int], many: int) -> None:
    few = [SCRAPES[at * 9] for at in order[:many]]
    assert classify_many([Asked(one) for one in few]) == [classify(one) for one in few]


def test_recurrence_and_corrections_reach_their_own_document_only() -> None:
    first, second = SCRAPES[0], SCRAPES[1]
    line = next(text for text in first.text.split("\n") if 60 < len(text) < 100)
    recurring = Repetition(9, {fold_line(line): 9})
    rule = Overrule(fold_line(line), LineKind.PROMO, first.id)
    asked = [Asked(first, recurring), Asked(second), Asked(first, None, [rule]), Asked(first)]
    repeated, other, corrected, plain = classify_many(asked)
    assert repeated == classify(first, repetition=recurring) != plain
    assert corrected == classify(first, overrules=[rule]) != plain
    assert (other, plain) == (classify(second), classify(first))


def test_marks_of_another_length_than_the_text_are_left_aside() -> None:
    hinted = replace(SCRAPES[0], hints=(LineHint(("body", "nav")),))
    assert classify_many([Asked(hinted), Asked(PAGES[0])])[0] == classify(SCRAPES[0])


def test_nothing_is_asked_and_nothing_told() -> None:
    assert classify_many([]) == []
    assert [len(lines) for lines in classify_many([Asked(BLANK)] * 3)] == [3, 3, 3]
