"""What a reader relies on in the cleaned view and in the repairs it applies."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.clean.repairs import repairs
from reader.clean.view import view
from reader.model import Document, LineKind, NoteKind, View
from tests.lines import lines_of


def document(text: str, format: str = "text") -> Document:  # noqa: A002 the field's own name
    return Document("a.txt", "0" * 64, format, "utf-8", text)


def cleaned(text: str, *kinds: LineKind, format: str = "text") -> View:  # noqa: A002
    one, lines = document(text, format), lines_of(text, *kinds)
    return view(one, lines, repairs(one, lines)[0])


def notes(text: str, *kinds: LineKind) -> dict[NoteKind, list[str]]:
    found: dict[NoteKind, list[str]] = {}
    for note in repairs(document(text), lines_of(text, *kinds))[1]:
        found.setdefault(note.kind, []).append(text[note.start : note.end])
    return found


def test_the_view_holds_kept_lines_one_empty_line_apart() -> None:
    text = "Menu\nA headline\n\n\n\nFirst paragraph.\nSecond paragraph.\n"
    shown = cleaned(text, LineKind.CHROME, LineKind.HEADLINE)
    assert shown.text == "A headline\n\nFirst paragraph.\n\nSecond paragraph."


def test_every_unrepaired_segment_is_the_original() -> None:
    text = "A headline\n\nThe minister [said](https://example.org/a) so.\n\nAnd more."
    for segment in cleaned(text, LineKind.HEADLINE).segments:
        if not segment.rule:
            assert segment.text == text[segment.start : segment.end]


def test_a_paragraph_broken_in_two_is_joined() -> None:
    text = (
        "The adviser carried the message that the continent would not simply\n\n"
        "“rubber-stamp” any plan that others had drawn up for it."
    )
    assert cleaned(text).text.count("\n") == 0
    assert "simply “rubber-stamp”" in cleaned(text).text
    assert NoteKind.BROKEN_PARAGRAPH in notes(text)


@pytest.mark.parametrize(
    "text",
    [
        "The meeting ended without a result after nine hours of talks.\n\nthe second line is its own",
        "A short line\n\nthat goes on",
        "The list of the things that were agreed on after nine hours of talks\n\n- one\n\n- two",
        "What the delegations brought with them to the table in the morning\n\nThe first of them was new.",
    ],
)
def test_paragraphs_that_stand_alone_stay_apart(text: str) -> None:
    assert "\n\n" in cleaned(text).text


def test_markdown_is_shown_as_its_text() -> None:
    text = "The palace [confirmed](#) on **Tuesday** that [talks](https://e.org/x_(y)) resumed."
    assert cleaned(text).text == "The palace confirmed on Tuesday that talks resumed."


def test_arithmetic_and_lone_brackets_are_no_markdown() -> None:
    text = "The area is 3 * 4 * 5 metres [sic] and the file is a_b_c."
    assert cleaned(text).text == text


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("The town of SÃ£o Tiago is small.", "The town of São Tiago is small."),
        ("It â€“ the bridge â€“ isnâ€™t safe.", "It – the bridge – isn’t safe."),
        ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет"),
        ("РџСЂРёРІРµС‚, РјРёСЂ", "Привет, мир"),
        ("Ïðèâåò, ìèð, ñåãîäíÿ", "Привет, мир, сегодня"),
    ],
)
def test_mojibake_is_undone_in_the_view_and_noted(garbled: str, meant: str) -> None:
    assert cleaned(garbled).text == meant
    assert NoteKind.MOJIBAKE in notes(garbled)


def test_single_words_of_a_garbled_page_are_undone_and_those_of_other_lines_stay() -> None:
    garbled = "Â ãîðîäå îòêðûëè ìîñò\n20 íîÿáðÿ 2026, 12:00\nOn y va à pied."
    assert cleaned(garbled).text.split("\n\n") == [
        "В городе открыли мост",
        "20 ноября 2026, 12:00",
        "On y va à pied.",
    ]
    assert "é" in cleaned("à pied\n20 é 12:00").text


def test_a_closing_quotation_mark_whose_last_byte_was_lost_is_read() -> None:
    garbled = "â€œWe will not pay for the air,â€ said RenÃ© Lund, who isnâ€™t alone."
    assert (
        cleaned(garbled).text == "“We will not pay for the air,” said René Lund, who isn’t alone."
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The Caf&eacute; &mdash; forty of them.", "The Café — forty of them."),
        ("AT&amp;T&#39;s lines &lt;are down&gt;.", "AT&T's lines <are down>."),
        ("R&D; and &nothing; stay.", "R&D; and &nothing; stay."),
        ("It&#x202e;turns.", "It⟨RLO⟩turns."),
    ],
)
def test_character_references_are_read(text: str, shown: str) -> None:
    assert cleaned(text).text == shown


@pytest.mark.parametrize(
    "text",
    [
        "Naïve cafés über Größe, señor.",
        "Россия и США. Рост цен. Её сёла.",
        "Çà et là, un été à Âge.",
    ],
)
def test_good_letters_are_left_alone(text: str) -> None:
    assert cleaned(text).text == text
    assert NoteKind.MOJIBAKE not in notes(text)


@pytest.mark.parametrize(
    ("hidden", "shown", "kind"),
    [
        ("\u202e", "⟨RLO⟩", NoteKind.INVISIBLE),
        ("\u2066", "⟨LRI⟩", NoteKind.INVISIBLE),
        ("\x1b", "⟨ESC⟩", NoteKind.CONTROL),
        ("\x9b", "⟨CSI⟩", NoteKind.CONTROL),
        ("\U000e0041", "⟨TAG A⟩", NoteKind.INVISIBLE),
        ("\u2028", "⟨LS⟩", NoteKind.INVISIBLE),
    ],
)
def test_hidden_characters_are_shown_and_noted(hidden: str, shown: str, kind: NoteKind) -> None:
    text = f"The pay{hidden}load stands here."
    assert cleaned(text).text == f"The pay{shown}load stands here."
    assert notes(text)[kind] == [hidden]


def test_a_zero_width_space_no_longer_breaks_a_word_but_is_noted() -> None:
    text = "The mi\u200bnister and the gov\u00adernment."
    assert cleaned(text).text == "The minister and the government."
    assert len(notes(text)[NoteKind.INVISIBLE]) == 2


def test_emoji_and_persian_joiners_are_ordinary() -> None:
    text = "A family 👨‍👩‍👧 and می‌خواهم stand here."
    assert cleaned(text).text == text
    assert notes(text) == {}


def test_hidden_characters_cannot_come_back_through_mojibake() -> None:
    text = "He wrote â€\xaeevil and â€‹gone â€™ here."
    assert "\u202e" not in cleaned(text).text


def test_translated_speech_is_noted() -> None:
    text = (
        '— Contacts are useful," the expert noted.\n\n— They must be prepared," she said.\n\n'
        "It was one face—to-face meeting in an act of self—love."
    )
    found = notes(text)
    assert len(found[NoteKind.QUOTES]) == 2
    assert len(found[NoteKind.DIALOGUE_DASH]) == 4
    assert NoteKind.MACHINE_TRANSLATED in found


@pytest.mark.parametrize(
    "text",
    [
        "“First paragraph of a speech.\n\n“Second paragraph of it,” he said.",
        'The screen is 24" wide and „so ist es“ is how Germans quote.',
        "It's “well-known” — and «хорошо».",
    ],
)
def test_good_quotation_marks_are_not_noted(text: str) -> None:
    assert NoteKind.QUOTES not in notes(text)


@pytest.mark.parametrize(
    "text",
    [
        "“The pump ran all night, he said, and nobody came to look at it.",
        "„Die Pumpe lief die ganze Nacht, sagte er, und niemand kam.\n\nDer Rat schweigt dazu.",
        "«La pompe a tourné toute la nuit, dit-il, et personne n'est venu.",
    ],
)
def test_a_quotation_that_nothing_closes_is_noted(text: str) -> None:
    assert notes(text)[NoteKind.QUOTES] == [text[0]]


hostile = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            '\u202e\u200b\x1b\x9b\x00\u2028\ufeff\U000e0041\u00adÃ£âРС[]()*_#`<>\n\n \t"“”—-'
        ),
    ),
    max_size=200,
)
kinds = st.lists(st.sampled_from([k for k in LineKind if k is not LineKind.EMPTY]), max_size=12)


@given(hostile, kinds, st.sampled_from(["text", "markdown", "html"]))
def test_any_text_gives_sound_repairs_and_a_sound_view(
    text: str, given_kinds: list[LineKind], form: str
) -> None:
    one, lines = document(text, form), lines_of(text, *given_kinds)
    found, remarks = repairs(one, lines)
    at = 0
    for repair in found:
        assert at <= repair.start < repair.end <= len(text)
        at = repair.end
    assert all(0 <= note.start <= note.end <= len(text) for note in remarks)

    shown = view(one, lines, found)
    at = 0
    for segment in shown.segments:
        assert at <= segment.start <= segment.end <= len(text)
        assert segment.rule or segment.text == text[segment.start : segment.end]
        at = segment.end


@given(hostile, kinds)
def test_no_control_or_direction_character_survives_into_the_view(
    text: str, given_kinds: list[LineKind]
) -> None:
    shown = cleaned(text, *given_kinds).text
    for character in shown:
        if unicodedata.category(character) == "Cc":
            assert character in "\n\t"
        assert character not in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"


@given(hostile)
def test_the_view_keeps_every_line_in_order(text: str) -> None:
    shown = cleaned(text)
    kept = [segment for segment in shown.segments if not segment.rule]
    assert [s.start for s in kept] == sorted(s.start for s in kept)
