"""Decoding: right on short texts, defined on any bytes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.ingest import decode
from reader.model import NoteKind

RUSSIAN = "Министр приехал в Париж накануне вечером."
UKRAINIAN = "Її поїзд прибув до Львова із запізненням."
BULGARIAN = "Пътят към Бургас беше затворен от снега."
FRENCH = "Où sont passés les élèves de la forêt déjà enneigée ?"
GERMAN = "Für die Bürger heißt das: höhere Gebühren ab März."


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8-sig", "utf-8"),
        (RUSSIAN, "utf-16", "utf-16-le"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "utf-32", "utf-32-le"),
        (RUSSIAN, "windows-1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "iso8859-5", "iso-8859-5"),
        (RUSSIAN, "cp866", "cp866"),
        (UKRAINIAN, "windows-1251", "windows-1251"),
        (UKRAINIAN, "koi8-u", "koi8-u"),
        (BULGARIAN, "windows-1251", "windows-1251"),
        (FRENCH, "windows-1252", "windows-1252"),
        (GERMAN, "windows-1252", "windows-1252"),
        ("Plain English, no accents at all here.", "utf-16-le", "utf-16-le"),
    ],
)
def test_texts_of_forty_characters_are_decoded_in_their_own_encoding(
    text: str, encoding: str, name: str
) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.encoding == name


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE])
def test_a_file_of_nothing_but_a_byte_order_mark_is_empty_text(mark: bytes) -> None:
    assert decode(mark).text == ""


def test_newlines_become_line_feeds_and_nothing_else_changes() -> None:
    odd = "a\r\nb\rc\n\r\nd\u2028e\x85f\x0bg\x00h\u200bi\tj "
    assert decode(odd.encode()).text == "a\nb\nc\n\nd\u2028e\x85f\x0bg\x00h\u200bi\tj "


def test_a_declaration_decides_where_the_bytes_allow_it() -> None:
    data = "цена 5".encode("koi8-r")
    assert decode(data, "koi8-r").text == "цена 5"
    assert decode(data, " KOI8-R ").encoding == "koi8-r"


def test_utf8_wins_over_a_declaration_that_it_contradicts() -> None:
    assert decode(RUSSIAN.encode(), "windows-1251").text == RUSSIAN


@pytest.mark.parametrize("label", ["", "utf-7", "rot13", "zlib", "idna", "no such", "a\0b", "hex"])
def test_a_senseless_declaration_is_ignored(label: str) -> None:
    assert decode(RUSSIAN.encode("windows-1251"), label).text == RUSSIAN


def test_a_declaration_that_the_bytes_contradict_is_told() -> None:
    decoded = decode(RUSSIAN.encode("windows-1251"), "iso-8859-5")
    assert decoded.text == RUSSIAN
    (note,) = decoded.notes
    assert note.kind is NoteKind.ENCODING
    assert "declares iso-8859-5" in note.text


def test_utf8_that_lost_a_few_bytes_stays_utf8_and_says_where() -> None:
    data = (RUSSIAN * 3).encode()
    cut = decode(data[:-2] + b"\xd0")
    assert cut.encoding == "utf-8"
    assert cut.text.startswith(RUSSIAN)
    (note,) = cut.notes
    assert cut.text[note.start : note.end] == "\ufffd"


def test_half_a_pair_of_surrogates_at_the_end_of_what_is_looked_at_is_no_obstacle() -> None:
    text = "Слова " * 682 + "ы" * 3 + "😀" + RUSSIAN
    assert text.index("😀") == 4095
    assert decode(text.encode("utf-16-le")).text == text


def test_utf16_that_lost_its_last_byte_stays_utf16_and_says_so() -> None:
    decoded = decode(RUSSIAN.encode("utf-16-le")[:-1])
    assert decoded.text == RUSSIAN[:-1] + "\ufffd"
    assert decoded.notes


def test_a_replacement_character_of_the_article_itself_is_no_damage() -> None:
    assert decode("was \ufffd here".encode()).notes == ()
    assert decode("was \ufffd here".encode("utf-8-sig")).notes == ()


@given(st.binary(max_size=400), st.none() | st.text(max_size=12))
def test_any_bytes_decode_to_text_that_can_be_encoded(data: bytes, label: str | None) -> None:
    decoded = decode(data, label)
    decoded.text.encode("utf-8")
    assert "\r" not in decoded.text
    assert all(0 <= n.start <= n.end <= len(decoded.text) for n in decoded.notes)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_utf8_survives_but_for_newlines_and_the_mark(text: str) -> None:
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    assert decode(codecs.BOM_UTF8 + text.encode()).text == expected
