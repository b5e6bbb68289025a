"""Sentences are spans: in order, apart, complete, and short enough for a model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.translate.sentences import LIMIT, sentences


def split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("ru", ["Об этом сообщил Ю. В. Ушаков.", "Детали он не раскрыл."]),
        ("ru", ["Курс составил 92,35 руб. за доллар.", "Торги закрылись в 18.30."]),
        ("ru", ["«Мы готовы. Мы ждём ответа», — сказал он.", "Ответа нет."]),
        ("ru", ["— Когда? — спросил журналист.", "— Завтра."]),
        ("uk", ["Про це повідомив А. Б. Сибіга.", "Деталі згодом."]),
        ("en", ["Mr. Smith met J. F. Kennedy Jr. on Jan. 5.", "They talked."]),
        ("en", ["The U.S. Senate voted.", "It was 3.5 percent."]),
        ("en", ["He left at 5 p.m.", "The talks went on."]),
        ("de", ["Am 3. Oktober sprach Dr. Weber.", "Er ging um 9 Uhr."]),
        ("fr", ["M. Dupont est arrivé.", "« Bonjour ! » a-t-il dit."]),
        ("es", ["¿Qué pasó?", "El Sr. Pérez no lo sabe."]),
    ],
)
def test_boundaries(language: str, parts: list[str]) -> None:
    assert split(" ".join(parts), language) == parts


def test_a_sentence_never_runs_over_a_line() -> None:
    assert split("Первая строка\n\n  Вторая строка  ", "ru") == ["Первая строка", "Вторая строка"]


def test_a_long_sentence_is_cut_where_it_breathes() -> None:
    text = "Слово, слово и ещё слово; " * 60
    parts = split(text, "ru")
    assert max(map(len, parts)) <= LIMIT
    assert all(part.endswith((";", ",", "слово")) for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(
    st.text(st.sampled_from("абв Где.!?…«»“”—,;:\n\t 12ABc\u00a0()"), max_size=600),
    st.sampled_from(["ru", "uk", "en", "de", "und"]),
)
def test_spans_are_ordered_and_nothing_but_space_lies_between(text: str, language: str) -> None:
    at = 0
    for start, end in sentences(text, language):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert end - start <= LIMIT
        at = end
    assert not text[at:].strip()
