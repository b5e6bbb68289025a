"""Lines read the same whatever stands beside them, and on any machine: only whole numbers are added."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reader.clean.lines.reading import LONGEST, NUMBERS, WORDS, restored, stored
from reader.clean.lines.weights import weights

LINES = (
    "A woman carries water past the burnt-out bus in the port of Odesa.",
    "Subscribe to our newsletter",
    "Рабочие разбирают завалы на месте рынка.",
    "Foto: dpa/Jan Holm",
    "¿?",
    "x" * (LONGEST + 1),
    "word " * (WORDS + 1),
)


def read(*texts: str) -> np.ndarray:
    reading = weights().words.reading
    assert reading is not None
    return reading.read(texts)


def test_a_line_reads_the_same_alone_and_among_others() -> None:
    together = read(*LINES * 40)
    for at, line in enumerate(LINES):
        assert (together[at :: len(LINES)] == read(line)).all()


def test_long_lines_are_not_read() -> None:
    assert read(*LINES)[:4].any(axis=1).all()
    assert not read(*LINES)[5:].any()


def test_captions_read_more_like_each_other_than_like_offers() -> None:
    one, other, offer = read(
        "A woman carries water past a burnt-out bus.",
        "Two men repair the roof of a school in the rain.",
        "Subscribe now and get your first month free.",
    )
    assert np.linalg.norm(one - other) < np.linalg.norm(one - offer)


def test_a_reading_is_stored_whole() -> None:
    reading = weights().words.reading
    assert reading is not None
    again = restored(stored(reading))
    assert list(again.pieces) == list(reading.pieces)
    assert (again.read(LINES) == reading.read(LINES)).all()


@given(st.lists(st.text(max_size=80), min_size=1, max_size=6))
def test_any_text_has_its_numbers(texts: list[str]) -> None:
    found = read(*texts)
    assert found.shape == (len(texts), NUMBERS)
    assert np.isfinite(found).all()
    for at, text in enumerate(texts):
        assert (found[at] == read(text)[0]).all()
