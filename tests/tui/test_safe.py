"""Nothing that a terminal would act on comes through, and offsets hold."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.tui.safe import handed, printable, shown

ANYTHING = st.text(st.characters(exclude_categories=()))


@given(ANYTHING)
def test_result_is_as_long_and_holds_nothing_that_acts(text: str) -> None:
    safe = shown(text)
    assert len(safe) == len(text)
    for character in safe:
        assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(character) not in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        )  # fmt: skip
    safe.encode("utf-8")


@given(ANYTHING)
def test_what_is_shown_is_shown_unchanged(text: str) -> None:
    assert shown(shown(text)) == shown(text)
    assert printable(text) == (shown(text) == text)


@given(ANYTHING)
def test_what_other_programs_get_acts_on_no_terminal(text: str) -> None:
    given = handed(text)
    assert len(given) == len(text)
    for before, after in zip(text, given, strict=True):
        assert after in "\n\t" or unicodedata.category(after) not in ("Cc", "Cs", "Zl", "Zp")
        assert after == before or unicodedata.category(before) in ("Cc", "Cf", "Cs", "Zl", "Zp")


@pytest.mark.parametrize(
    "attack",
    [
        "\x1b]0;owned\x07",
        "\x1b[2J\x1b[H",
        "\x9b31m",
        "\x1b]52;c;cm0gLXJmIH4=\x07",
        "\x1bP+q544e\x1b\\",
        "a\rb",
        "back\b\b\b\bspace",
        "\u202egnp.exe",
        "zero\u200bwidth\u2060\ufeff",
        "\ud800",
        "\x00",
        "line\u2028separator\x85next",
        "tag\U000e0041s",
    ],
)
def test_every_known_attack_becomes_visible(attack: str) -> None:
    safe = shown(attack)
    assert safe != attack
    assert all(ord(character) >= 32 and not 0x7F <= ord(character) < 0xA0 for character in safe)
    assert len(safe) == len(attack)


def test_every_control_and_format_character_is_replaced() -> None:
    visible_format = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category in ("Cc", "Cs", "Zl", "Zp") or (
            category == "Cf" and code not in visible_format and not 0x13430 <= code <= 0x1343F
        ):
            assert shown(chr(code)) != chr(code), hex(code)


def test_letters_of_all_kinds_stay() -> None:
    for text in (
        "Озвучить текст",
        "й и\u0306",
        "naïve — “quoted” №5",
        "東京",
        "שלום",
        "éè",
        "👩🏽",
    ):
        assert shown(text) == text


def test_a_pile_of_marks_is_cut() -> None:
    assert shown("a" + "\u0301" * 4) == "a" + "\u0301" * 4
    piled = shown("a" + "\u0301" * 500)
    assert sum(unicodedata.combining(c) > 0 for c in piled) == 4
