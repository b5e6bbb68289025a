"""Lines told by what stands around them: the story's last sentence, blocks, titles of other stories."""

from __future__ import annotations

import pytest

from reader.clean import classify
from reader.model import Document, Line, LineKind

PARAGRAPHS = (
    "The county of Vestmark will close nine of its twenty village libraries before the summer, the "
    "council decided on Monday after a debate that lasted until midnight.",
    "Librarian Greta Holm, who has lent books in the village of Aske for thirty years, said that she "
    "had learned of the decision from the radio while she was driving to work.",
    "The council says that the buildings need repairs it cannot pay for, and that a bus with two "
    "thousand volumes will call at each village once in a fortnight.",
    "Parents in Aske have gathered four hundred signatures against the closure and want to hand them "
    "over to the county's chairman, Ole Brandt, at the end of the week.",
)
TITLE = "Nine village libraries in Vestmark are to close before summer"


def found(text: str) -> list[Line]:
    return list(classify(Document("a.txt", "0" * 64, "text", "utf-8", text)))


def kind_of(text: str, starts: str) -> LineKind:
    return next(line.kind for line in found(text) if text[line.start :].startswith(starts))


def story(*below: str, above: tuple[str, ...] = (TITLE,)) -> str:
    return "\n\n".join([*above, *PARAGRAPHS, *below])


@pytest.mark.parametrize(
    "last",
    [
        "The next session of the council is planned for May in Aske.",
        "The library in Aske was opened in 1921. Many of its first readers came on foot from the hills.",
    ],
)
@pytest.mark.parametrize("credit", ["Photo: AFP / Irene Moss", "Translated by Otto Lind", ""])
def test_the_last_sentence_of_the_story_is_kept(last: str, credit: str) -> None:
    below = (last, credit, "© 2026 The Vestmark Post") if credit else (last,)
    assert kind_of(story(*below), last) is LineKind.BODY


def test_a_sentence_directly_on_its_credit_is_no_story() -> None:
    text = story("The reading room\nPhoto: AFP / Irene Moss")
    assert kind_of(text, "The reading room") is LineKind.CAPTION


@pytest.mark.parametrize(
    "stranger",
    [
        "Karim Danesh Wins Third Stage of Desert Rally",
        "Harvest Festival Tickets Sell Out Within Three Hours",
    ],
)
def test_an_unmarked_title_of_another_story_goes(stranger: str) -> None:
    text = "\n\n".join([TITLE, *PARAGRAPHS[:2], stranger, *PARAGRAPHS[2:]])
    assert kind_of(text, stranger) is LineKind.RELATED_LINK


@pytest.mark.parametrize(
    "heading",
    ["What Will the Council Do With the Empty Libraries", "Signatures against the closure"],
)
def test_a_heading_that_shares_words_with_the_story_stays(heading: str) -> None:
    text = "\n\n".join([TITLE, *PARAGRAPHS[:2], heading, *PARAGRAPHS[2:]])
    assert kind_of(text, heading).kept


@pytest.mark.parametrize(
    "line",
    [
        "The Vestmark Post, 4 March 2026",
        "4 Mar 2026 – Vestmark Post",
        "5 May 2026",
        "19 февруари 2026 г., 10:40 ч.",
        "March 4, 2026 | Aske Courier",
    ],
)
def test_an_outlet_with_a_date_is_metadata(line: str) -> None:
    assert kind_of(story(above=(TITLE, line)), line) is LineKind.METADATA


@pytest.mark.parametrize(
    "line",
    [
        "Снимка: БТА/Иван Петков",
        "Zdjęcie: PAP/Jan Nowicki",
        "Фотаздымак: БелаПАН",
        "Immagine: ANSA/Luca Verri",
        "Crédito: Lusa/Rui Mota",
        "Сурет: Qazinform",
    ],
)
def test_photo_credits_of_further_languages(line: str) -> None:
    assert kind_of(story(line), line) is LineKind.PHOTO_CREDIT


@pytest.mark.parametrize(
    "line",
    [
        "Comments are off for this story.",
        "Comments on this article are closed",
        "Комментарии к статье закрыты",
        "Les commentaires sont fermés",
    ],
)
def test_closed_comments_are_chrome(line: str) -> None:
    assert kind_of(story(line), line) is LineKind.CHROME


def test_a_markdown_picture_is_a_caption_and_no_title() -> None:
    text = story(above=(f"# {TITLE}", "![The reading room in Aske](aske.jpg)"))
    kinds = [line.kind for line in found(text) if line.kind is not LineKind.EMPTY]
    assert kinds == [LineKind.HEADLINE, LineKind.CAPTION] + [LineKind.BODY] * len(PARAGRAPHS)


def test_front_matter_is_metadata_down_to_its_fence() -> None:
    front = f'---\ntitle: "{TITLE}"\nauthor: G. Lund\nlang: en\ntags:\n  - books\n---'
    text = story(above=(front, f"# {TITLE}"))
    kinds = [line.kind for line in found(text) if line.kind is not LineKind.EMPTY]
    assert kinds[:8] == [LineKind.METADATA] * 7 + [LineKind.HEADLINE]


def test_two_rules_around_a_story_are_no_front_matter() -> None:
    text = "\n\n".join(["---", TITLE, *PARAGRAPHS, "---"])
    assert kind_of(text, PARAGRAPHS[0]) is LineKind.BODY


def test_an_appeal_goes_from_its_heading_to_its_button() -> None:
    block = (
        "Support The Vestmark Post",
        "The Vestmark Post belongs to nobody but its readers. We write about villages that no other "
        "newspaper visits any more, in winter as in summer.",
        "If you can spare the price of a loaf of bread, please join the two thousand who already pay.",
        "Donate",
    )
    text = story(*block)
    assert [kind_of(text, line) for line in block] == [LineKind.PROMO] * len(block)
    assert kind_of(text, PARAGRAPHS[-1]) is LineKind.BODY


def test_a_story_above_a_button_is_no_appeal() -> None:
    text = "\n\n".join([TITLE, *PARAGRAPHS[:1], "Support for readers", *PARAGRAPHS[1:], "Donate"])
    assert [kind_of(text, line) for line in PARAGRAPHS] == [LineKind.BODY] * len(PARAGRAPHS)


def test_rows_of_a_table_in_the_story_stay_together() -> None:
    table = "Village | Books | Readers\nAske | 4,100 | 312\nNorby on the hill | 2,050 | 118"
    text = "\n\n".join([TITLE, *PARAGRAPHS[:3], table, PARAGRAPHS[3]])
    rows = [kind_of(text, row) for row in table.split("\n")]
    assert len(set(rows)) == 1


def test_a_markdown_heading_above_a_paragraph_heads_it() -> None:
    text = "\n\n".join([f"# {TITLE}", *PARAGRAPHS[:2], "## What comes next", *PARAGRAPHS[2:]])
    assert kind_of(text, "## What") is LineKind.SUBHEADING


def test_a_markdown_heading_over_links_heads_no_paragraph() -> None:
    text = "\n\n".join(
        [f"# {TITLE}", *PARAGRAPHS, "## Related articles", "[The bus is late](/bus)"]
    )
    assert not kind_of(text, "## Related").kept


def test_a_heading_below_the_clock_time_of_an_entry_is_kept() -> None:
    text = "\n".join(
        (
            *(TITLE, "14:31", "Bus to call once a fortnight", PARAGRAPHS[2]),
            *("13:58", "Parents hand over signatures", PARAGRAPHS[3]),
            *("13:20", "'I heard it on the radio'", PARAGRAPHS[1]),
        )
    )
    assert kind_of(text, "Parents hand") is LineKind.SUBHEADING
    assert kind_of(text, "'I heard") is LineKind.SUBHEADING


def test_below_the_counter_of_a_gallery_stands_a_caption() -> None:
    text = "\n".join(
        [TITLE, *PARAGRAPHS[:2], "2/9", "Greta Holm on the stairs of the library", *PARAGRAPHS[2:]]
    )
    assert kind_of(text, "Greta Holm on") is LineKind.CAPTION


def test_a_markdown_table_in_a_story_is_kept_whole() -> None:
    table = [
        "| village | books |",
        "|---|---|",
        "| Aske | 2,000 |",
        "| Vik | 900 |",
        "| Holm | none |",
    ]
    text = "\n\n".join([TITLE, *PARAGRAPHS[:2], "\n".join(table), *PARAGRAPHS[2:]])
    assert kind_of(text, "| village") is LineKind.BODY
    assert kind_of(text, "| Holm") is LineKind.BODY
