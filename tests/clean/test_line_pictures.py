"""Captions that a picture's button or a name alone tells."""

from __future__ import annotations

import pytest

from reader.clean import classify
from reader.model import Document, LineKind

BEFORE = (
    "Harbour board votes to keep the old crane",
    "The harbour board voted on Tuesday to keep the steam crane that has stood on the east quay since "
    "1911, ending a dispute that had divided the town for two years.",
    "Repairs will cost about four million kroner, half of which has been promised by the county, said "
    "Marta Lindqvist, who heads the board's committee for buildings.",
)
AFTER = (
    "The work is to begin in May and to last until the herring fair in September, when the crane is to "
    "lift its first load for thirty years.",
    "Opponents had wanted a car park for the passengers of the islands' ferry instead, and some of them "
    "left the meeting before the vote was counted.",
)


def kinds(*between: str) -> list[LineKind]:
    text = "\n".join((*BEFORE, *between, *AFTER))
    lines = classify(Document("a.txt", "0" * 64, "text", "utf-8", text))
    return [line.kind for line in lines]


@pytest.mark.parametrize(
    "button",
    [
        "View image in fullscreen",
        "Open this photo in gallery:",
        "Развернуть на весь экран",
        "Bild 2 von 5",
        "Agrandir l'image",
        "Ver imagen más grande",
    ],
)
def test_below_the_button_of_a_picture_stands_its_caption(button: str) -> None:
    found = kinds(button, "The crane on the east quay before the war")
    assert found[3:5] == [LineKind.CHROME, LineKind.CAPTION]
    assert found[5:] == [LineKind.BODY] * 2


def test_the_story_that_goes_on_below_a_button_is_kept() -> None:
    assert kinds("View image in fullscreen")[4:] == [LineKind.BODY] * 2


def test_a_name_alone_whom_the_text_names_is_a_caption() -> None:
    assert kinds("Marta Lindqvist")[3] is LineKind.CAPTION
    assert kinds("Marta Lindqvist, 64")[3] is LineKind.CAPTION


@pytest.mark.parametrize(
    "heading", ["Where the money comes from", "How the vote came about", "The cost of keeping it"]
)
def test_a_heading_that_names_nobody_of_the_text_stays(heading: str) -> None:
    assert kinds(heading)[3].kept


def test_a_page_that_calls_its_captions_captions_is_believed() -> None:
    found = kinds("Image source, Harbour archive", "Image caption, The crane in its first summer.")
    assert found[3:5] == [LineKind.PHOTO_CREDIT, LineKind.CAPTION]


def test_a_sentence_that_tells_sides_is_a_caption_and_speech_is_not() -> None:
    told = "Marta Lindqvist (left) and the county's engineer look at the old drawings."
    assert kinds(told)[3] is LineKind.CAPTION
    said = '"She stood on the left and I on the right when the crane fell," said the engineer.'
    assert kinds(said)[3] is LineKind.BODY


def test_a_screen_that_is_shown_and_a_foreign_credit_tell_captions() -> None:
    assert kinds("The board's page last night. Screenshot: Harbour Weekly")[3] is LineKind.CAPTION
    assert kinds("Krantas prie senojo uosto, asociatyvi nuotr.")[3] is LineKind.CAPTION
