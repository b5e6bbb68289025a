"""Rows fit their width by cells, and no code point is lost or shown twice."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.tui.article.wrap import _NARROW, wrap
from reader.tui.safe import shown

ALPHABET = st.sampled_from("aй 漢。й\u0301\u200d❤\ufe0f👩“—-/é\u05d0\u0e33한")


def _whole(text: str, rows: list[tuple[int, int]]) -> bool:
    joined = all(a[1] == b[0] for a, b in pairwise(rows))
    return joined and rows[0][0] == 0 and rows[-1][1] == len(text)


@given(st.text(ALPHABET, max_size=120), st.integers(2, 30))
def test_every_code_point_stands_on_exactly_one_row(text: str, width: int) -> None:
    assert _whole(text, wrap(text, width))


@given(st.text(ALPHABET, max_size=120), st.integers(2, 30))
def test_no_row_is_wider_than_its_column(text: str, width: int) -> None:
    text = shown(text)
    for start, end in wrap(text, width):
        assert cell_len(text[start:end].rstrip(" ")) <= width


@given(st.text(max_size=200), st.integers(2, 30))
def test_any_text_is_wrapped_whole(text: str, width: int) -> None:
    assert _whole(text, wrap(text, width))


@pytest.mark.parametrize("text", ["It was agreed on Monday", "Об этом сообщили вчера"])
def test_lines_break_between_words(text: str) -> None:
    words = text.split()
    rows = [text[a:b].strip() for a, b in wrap(text, 10)]
    assert " ".join(rows).split() == words
    assert all(word in words for row in rows for word in row.split())


def test_a_compound_breaks_behind_its_hyphen() -> None:
    text = "the machine-translated"
    assert [text[a:b] for a, b in wrap(text, 14)] == ["the machine-", "translated"]


def test_chinese_breaks_anywhere_but_before_a_full_stop() -> None:
    text = "漢字漢字漢。漢"
    assert [text[a:b] for a, b in wrap(text, 10)] == ["漢字漢字", "漢。漢"]


def test_a_word_of_a_million_letters_is_broken() -> None:
    rows = wrap("a" * 1_000_000, 70)
    assert len(rows) == -(-1_000_000 // 70)


def test_the_fast_way_is_taken_only_by_text_of_one_cell_a_character() -> None:
    everything = (chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000)
    assert all(cell_len(c) == 1 for c in everything if _NARROW.fullmatch(c))
