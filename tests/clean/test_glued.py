"""Buttons that a page's blocks left on one line with a paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.clean import classify, repairs, view
from reader.clean.glued import RULE, inner
from reader.clean.lines.vocabulary import buttons
from reader.model import Document, LineKind, Overrule, fold_line

FIRST = "The harbour board voted on Tuesday to keep the steam crane that has stood on the east quay since 1911."
SECOND = "“We shall paint it red again, as it was in my grandfather's time,” the chairman told the Coast News."


def cleaned(*paragraphs: str, source: str | None = None) -> tuple[list[LineKind], str]:
    text = "\n".join(("Harbour board votes to keep the old crane", *paragraphs))
    document = Document("a.txt", "0" * 64, "text", "utf-8", text, source=source)
    lines = classify(document)
    return [line.kind for line in lines[1:]], view(
        document, lines, repairs(document, lines)[0]
    ).text


@pytest.mark.parametrize(
    "button", ["Озвучить текст", "Поделиться", "Share", "Teilen", "Комментарии (12)"]
)
def test_a_paragraph_stays_and_the_button_at_its_end_is_hidden(button: str) -> None:
    kinds, text = cleaned(f"{FIRST} {button}", f"{SECOND} {button}")
    assert kinds == [LineKind.BODY, LineKind.BODY]
    assert text.endswith(f"\n\n{FIRST}\n\n{SECOND}")


def test_a_button_in_another_script_is_hidden_before_a_paragraph() -> None:
    kinds, text = cleaned(f"Озвучить текст {FIRST}", SECOND)
    assert kinds == [LineKind.BODY, LineKind.BODY]
    assert text.endswith(f"\n\n{FIRST}\n\n{SECOND}")


@pytest.mark.parametrize(
    "line",
    [
        "He had given the young captain one piece of advice in all those years. Listen.",
        "The board asked the county for a share of its own, and the county said that it would share",
        "Пожар потушили к утру, и капитан попросил жителей острова поделиться хлебом. Поделились все",
        "Share",
        "Ask the harbour. Share",
    ],
)
def test_what_a_story_says_is_not_cut(line: str) -> None:
    assert inner(line) == (0, len(line))


def test_a_correction_is_of_the_whole_line() -> None:
    line = f"{FIRST} Share"
    document = Document("a.txt", "0" * 64, "text", "utf-8", f"{line}\n{SECOND}")
    rule = Overrule(fold_line(line), LineKind.PROMO, document.id)
    assert classify(document, overrules=(rule,))[0].kind is LineKind.PROMO


@given(
    st.sampled_from(["", "Озвучить текст ", "Share "]),
    st.text("абвAbc. ”\t\n", max_size=60),
    st.sampled_from(["", " Поделиться", ". Share", ".  Read  more "]),
)
def test_only_a_button_and_blanks_are_ever_hidden(before: str, middle: str, after: str) -> None:
    text = before + middle + after
    document = Document("a.txt", "0" * 64, "text", "utf-8", text)
    lines = classify(document)
    for repair in repairs(document, lines)[0]:
        if repair.rule == RULE:
            hidden = " ".join(text[repair.start : repair.end].casefold().split())
            assert repair.text == ""
            assert hidden in buttons()
