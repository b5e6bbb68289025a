"""The story is kept whole: its lists, its headings of a few words, its sentences amid the margin."""

from __future__ import annotations

import pytest

from reader.clean import classify
from reader.clean.lines import features, structure
from reader.clean.lines.verdicts import MODEL, Verdict
from reader.clean.lines.weights import weights
from reader.model import Document, LineKind

STORY = (
    "The harbour board voted on Tuesday to keep the steam crane that has stood on the east quay since "
    "1911, ending a dispute that had divided the town for two years.",
    "Repairs will cost about four million kroner, half of which has been promised by the county, said "
    "Marta Lindqvist, who heads the board's committee for buildings.",
)
MORE = (
    "The work is to begin in May and to last until the herring fair in September, when the crane is to "
    "lift its first load for thirty years.",
)


def kinds(*lines: str) -> list[LineKind]:
    found = classify(Document("a.txt", "0" * 64, "text", "utf-8", "\n".join(lines)))
    return [line.kind for line in found]


def arranged(lines: tuple[str, ...], doubted: dict[int, tuple[LineKind, float]]) -> list[Verdict]:
    """What the rules make of verdicts of the model: body, but for the doubted lines."""
    seen = features.rows(lines, weights().words)
    verdicts = [Verdict(LineKind.BODY, MODEL, 0.9, ())] * len(lines)
    story = [0.95] * len(lines)
    for row, (kind, chance) in doubted.items():
        verdicts[row] = Verdict(kind, MODEL, 1 - chance, ())
        story[row] = chance
    none = [0.0] * len(lines)
    return structure.arrange(seen, story, verdicts, none, none)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Costs", LineKind.CHROME),
        ("2. Boiler", LineKind.CHROME),
        ("Куди везти", LineKind.CHROME),
        ("The money", LineKind.CAPTION),
        ("Nächste Schritte", LineKind.CAPTION),
    ],
)
def test_a_few_words_between_two_sentences_head_the_second(heading: str, kind: LineKind) -> None:
    told = arranged((*STORY, heading, *MORE), {2: (kind, 0.2)})
    assert told[2].kind is LineKind.SUBHEADING


def test_a_button_between_two_sentences_heads_nothing() -> None:
    assert kinds(*STORY, "Share", *MORE)[2] is LineKind.CHROME


def test_what_a_colon_announces_is_the_story() -> None:
    lines = (*STORY, "The board decided three things:", "a new boiler", "a shed for coal", *MORE)
    doubted = {3: (LineKind.CHROME, 0.2), 4: (LineKind.CAPTION, 0.2)}
    told = arranged(lines, doubted)
    assert [one.kind for one in told[2:5]] == [LineKind.BODY] * 3
    doubted = {3: (LineKind.CHROME, 0.02), 4: (LineKind.CAPTION, 0.2)}
    assert not any(one.kind.kept for one in arranged(lines, doubted)[3:5])


def test_a_list_of_links_is_no_list_of_the_story() -> None:
    lines = (*STORY, "Read more about the old crane:", "A new boiler", "A shed for coal", *MORE)
    doubted = {3: (LineKind.RELATED_LINK, 0.2), 4: (LineKind.RELATED_LINK, 0.2)}
    assert [one.kind for one in arranged(lines, doubted)[3:5]] == [LineKind.RELATED_LINK] * 2


def test_a_standfirst_is_no_caption() -> None:
    first = "The crane has stood on the quay since 1911 and may stay"
    lines = ("Harbour board keeps its old crane", first, "By Marta Lindqvist", *STORY)
    told = arranged(
        lines,
        {
            0: (LineKind.HEADLINE, 0.9),
            1: (LineKind.CAPTION, 0.2),
            2: (LineKind.METADATA, 0.01),
        },
    )
    assert told[1].kind is LineKind.BODY
    assert told[2].kind is LineKind.METADATA


def test_an_author_above_a_credit_is_no_caption() -> None:
    lines = ("Harbour board keeps its old crane", "By Marta Lindqvist", "Photo: Jon Avery", *STORY)
    told = arranged(lines, {0: (LineKind.HEADLINE, 0.9), 1: (LineKind.METADATA, 0.01)})
    assert [one.kind for one in told[1:3]] == [LineKind.METADATA, LineKind.PHOTO_CREDIT]


def test_a_sentence_below_a_link_stays_where_the_story_goes_on() -> None:
    link, sentence = "What the quay looked like in 1911", "The boiler is sixty years old."
    doubted = {2: (LineKind.RELATED_LINK, 0.02), 3: (LineKind.CAPTION, 0.2)}
    told = arranged((*STORY, link, sentence, *MORE), doubted)
    assert [one.kind for one in told[2:4]] == [LineKind.RELATED_LINK, LineKind.BODY]
    told = arranged(
        (*STORY, link, sentence, "Tuesday", "Thursday"),
        {**doubted, 4: (LineKind.CHROME, 0.01), 5: (LineKind.CHROME, 0.01)},
    )
    assert not any(one.kind.kept for one in told[2:])


def test_below_counters_that_follow_each_other_stand_captions() -> None:
    lines = (*STORY, "1/3", "The crane lifts a lorry.", "2/3", "Children wave at it.", *MORE)
    assert [one.kind for one in arranged(lines, {})[2:6]] == [LineKind.CHROME, LineKind.CAPTION] * 2


def test_what_stands_below_a_mark_out_of_ten_is_no_caption() -> None:
    lines = (*STORY, "8/10", "The crane lifts a lorry.", "6/10", "Children wave at it.", *MORE)
    told = arranged(lines, {})
    assert told[3].kind is LineKind.BODY
    assert told[5].kind is LineKind.BODY


def test_the_paragraph_that_opens_with_a_place_is_no_caption_of_the_picture_below() -> None:
    text = (
        "Chemiewerk am Fluss kürzt 300 Stellen\nVon Malte Odenwald\nLesezeit: 2 Min.\n\n"
        "Frankfurt. Der Chemiekonzern Valdorin streicht in Höchst 300 von 1900 Stellen. Das bestätigte ein "
        "Sprecher am Mittwoch.\n\nWerktor\nFoto: Imago/Revierfoto\n\n"
        "Die Produktion von Lacken wird nach Polen verlegt. Kündigungen sollen bis Ende 2027 ausgeschlossen bleiben."
    )
    lines = classify(Document("a.txt", "0" * 64, "text", "utf-8", text))
    told = {text[line.start : line.end]: line.kind for line in lines}
    assert told[text.split("\n")[4]] is LineKind.BODY
    assert told["Werktor"] is LineKind.CAPTION
