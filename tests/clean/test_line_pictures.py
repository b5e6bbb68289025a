"""Captions that a picture's button or a name alone tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.clean import classify
from reader.clean.lines import features, structure
from reader.clean.lines.verdicts import MODEL, Verdict
from reader.clean.lines.weights import weights
from reader.ingest import read
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


@pytest.mark.parametrize(
    "line",
    [
        "Marta Lindqvist, second left, and the engineer, right, look at the old drawings of the crane.",
        "From left: Marta Lindqvist, Otto Kern and the county's engineer on the quay.",
        "Слева направо: Марта Линдквист, Отто Керн и инженер округа на причале.",
        "Pictured: the crane before the war",
        "На фото: кран до войны, архив музея",
        "Image 4: The crane lifts a locomotive.",
        "FILE - The crane on the east quay in the summer of 1962.",
        "STILL STANDING … The crane has outlived two harbours and four boards.",
        "Screenshot of the board's page on Tuesday night",
        "The crane in its first summer. Courtesy of Harbour Museum.",
        "The crane in its first summer. Photo by: 'Otto Kern'.",
        "The crane seen from the ferry. Ann Holt for The Coastal Times",
        "La grue vue du ferry. Anne Holt pour Le Littoral",
        "Die Leiterin des Ausschusses, Marta Lindqvist, an ihrem Schreibtisch (dpa)",
        "La presidenta de la junta, Marta Lindqvist, en su despacho EFE",
        "Marta Lindqvist, who heads the committee, at her desk Reuters",
    ],
)
def test_captions_of_these_forms_are_told_by_themselves(line: str) -> None:
    found = kinds(line)
    assert found[3] is LineKind.CAPTION
    assert found[4:] == [LineKind.BODY] * 2


@pytest.mark.parametrize(
    "line",
    [
        "Ann Holt for The Coastal Times",
        "Illustration: Otto Kern",
        "Инфографика: Отто Керн / Гавань",
        "Graphic by Otto Kern via Harbour Weekly",
        "ottokern77 | Getty Images",
        "Otto Kern - stock.adobe.com",
        "Photo Otto Kern on https://photos.example/crane",
        "Screenshots Instagram/TikTok",
        "Harbour Weekly Infografik",
        "(c) Otto Kern",
        "(fot. Otto Kern)",
        "(Credit: Otto Kern)",
        "| Otto Kern",
        "Supplied",
    ],
)
def test_credits_of_these_forms_are_told_by_themselves(line: str) -> None:
    found = kinds(line)
    assert found[3] is LineKind.PHOTO_CREDIT
    assert found[4:] == [LineKind.BODY] * 2


@pytest.mark.parametrize(
    "line",
    [
        "Good News for Old Harbours",
        "The board's chair, left alone with the bill, asked the county for another million kroner.",
        "In the picture that the board paints, the crane earns its keep within five years.",
        "The image of the harbour has suffered, and the board wants to mend it with the crane's help.",
        "From left to right, all parties in the town hall are for the crane, if not for its price.",
        "A source close to the board said that the county may pay more than half of the bill.",
    ],
)
def test_the_story_is_not_taken_for_them(line: str) -> None:
    assert kinds(line)[3].kept


@pytest.mark.parametrize(
    "line",
    [
        "What the chair of the harbour board told Reuters",
        "Why the board's old papers went to the archive of the AP",
    ],
)
def test_a_title_that_ends_with_an_agency_is_not_told_by_the_agency(line: str) -> None:
    text = "\n".join((*BEFORE, line, *AFTER))
    told = classify(Document("a.txt", "0" * 64, "text", "utf-8", text))[3]
    assert told.kind is not LineKind.PHOTO_CREDIT
    assert told.rule == MODEL


@pytest.mark.parametrize(
    "line",
    ["Source: National Harbour Office", "Quelle: Statistisches Amt", "Источник: Портовое бюро"],
)
def test_whose_data_a_chart_shows_is_not_the_story(line: str) -> None:
    assert not kinds(line)[3].kept


def test_titles_of_videos_are_told_by_their_lengths_and_hours_of_a_live_story_are_not() -> None:
    videos = kinds("4:11 Old crane lifts its last load", "2:34 Ferry leaves for the islands")
    assert videos[3:5] == [LineKind.RELATED_LINK] * 2
    hours = ("9:15 The crane begins to turn.", "9:40 The first load is in the air.")
    assert all(kind.kept for kind in kinds(*hours))


def test_entries_of_a_numbered_list_above_credits_head_what_is_below() -> None:
    names = ("The crane on the east quay", "The customs house", "The net loft")
    entries = [
        (f"{at}. {name}", "Image credit: Harbour Museum", AFTER[at % 2])
        for at, name in enumerate(names, start=1)
    ]
    found = kinds(*(line for entry in entries for line in entry))
    assert all(kind.kept for kind in found[3:-2:3])


def test_a_name_that_the_next_line_says_what_it_is_heads_it() -> None:
    below = "Harbour Weekly is the paper that has followed the crane since the board was founded in 1911."
    before = (
        "The board has told Harbour Weekly, and Weekly alone, what the works will cost the town."
    )
    assert kinds(before, "Harbour Weekly", below)[4].kept


def page_kinds(figure: str) -> list[LineKind]:
    """The kinds of a page with a figure between two paragraphs."""
    story = [f"<p>{text}</p>" for text in (*BEFORE[1:], *AFTER)]
    body = f"<article><h1>{BEFORE[0]}</h1>{story[0]}{figure}{''.join(story[1:])}</article>"
    data = f"<html><body>{body}</body></html>".encode()
    document, *_ = read(Path("page.html"), data=data)
    return [line.kind for line in classify(document)]


@pytest.mark.parametrize(
    "caption",
    [
        "The crane lifts the mast of a schooner.",
        "Кран поднимает мачту шхуны.",
        "Crane and quay",
        "Lindqvist on the east quay, where she has worked since she was nineteen.",
    ],
)
def test_what_a_page_calls_a_caption_is_one(caption: str) -> None:
    found = page_kinds(f'<figure><img src="a.jpg"><figcaption>{caption}</figcaption></figure>')
    assert found[2] is LineKind.CAPTION
    assert found[3:] == [LineKind.BODY] * 3


def test_who_signs_a_quotation_in_a_figure_is_kept_with_it() -> None:
    found = page_kinds(
        "<figure><blockquote>Nobody who has stood under her when she lifts forgets the sound she makes."
        "</blockquote><figcaption>Marta Lindqvist, head of the committee</figcaption></figure>"
    )
    assert found[3] is not LineKind.CAPTION


def spaced(*between: str) -> list[LineKind]:
    """The kinds of the lines of a text whose paragraphs stand apart."""
    text = "\n\n".join((*BEFORE, *between, *AFTER))
    lines = classify(Document("a.txt", "0" * 64, "text", "utf-8", text))
    return [line.kind for line in lines if line.kind is not LineKind.EMPTY]


SINCE = "The crane has stood on the east quay since 1911."


def test_a_sentence_apart_with_a_credit_right_below_is_a_caption() -> None:
    found = spaced(f"{SINCE}\nFoto: Marit Dahl")
    assert found[3:] == [LineKind.CAPTION, LineKind.PHOTO_CREDIT, LineKind.BODY, LineKind.BODY]


@pytest.mark.parametrize(("chance", "kind"), [(0.5, LineKind.CAPTION), (0.05, LineKind.BODY)])
def test_a_sentence_right_above_a_credit_is_a_caption_if_it_reads_so(
    chance: float, kind: LineKind
) -> None:
    lines = (*BEFORE, "The crane turns its jib to the ferry.", "Photo: Otto Kern", *AFTER)
    seen = features.rows(lines, weights().words)
    said = [Verdict(LineKind.BODY, MODEL, 0.7, ())] * len(lines)
    none = [0.0] * len(lines)
    pictured = [chance if at == len(BEFORE) else 0.0 for at in range(len(lines))]
    found = structure.arrange(seen, [0.7] * len(lines), said, none, pictured)
    assert found[len(BEFORE)].kind is kind


def test_the_story_above_a_credit_across_a_blank_line_is_kept() -> None:
    found = spaced(f"{SINCE} It was built in Glasgow and came by sea in parts.", "Foto: Marit Dahl")
    assert found[3:5] == [LineKind.BODY, LineKind.PHOTO_CREDIT]


def test_a_caption_is_one_wherever_its_words_stand_again() -> None:
    found = spaced(SINCE, AFTER[0].replace("May", "June"), f"{SINCE}\nFoto: Marit Dahl")
    assert found[3] is found[5] is LineKind.CAPTION


def test_a_name_with_its_bearers_office_alone_is_a_caption() -> None:
    assert (
        spaced("Marta Lindqvist, head of the board's committee for buildings")[3]
        is LineKind.CAPTION
    )


@pytest.mark.parametrize(
    "line",
    ["Bar chart of cranes by harbour showing how few are left", "MAP: where the cranes stand"],
)
def test_what_kind_of_chart_it_is_makes_a_caption(line: str) -> None:
    assert spaced(line)[3] is LineKind.CAPTION
