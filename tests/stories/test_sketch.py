"""Versions of one wire story are told from each other's strangers, in any script and with ordinary edits."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Article, Document, Facts, Line, LineKind, Segment, View
from reader.stories import ALIKE, Sketch, likeness, sketch
from tests.store.samples import article, document


def told(words: list[str]) -> Sketch:
    found = sketch(article(document(" ".join(words))))
    assert found is not None
    return found


def invented(seed: int, words: int = 400, vocabulary: int = 1_500) -> list[str]:
    """Words as frequent as in a language: the n-th one a part of n as often as the first."""
    chance = random.Random(seed)
    weights = [1 / (n + 1) for n in range(vocabulary)]
    return [f"w{n}" for n in chance.choices(range(vocabulary), weights, k=words)]


def edited(words: list[str], share: float, seed: int = 0) -> list[str]:
    chance = random.Random(seed)
    return [f"new{n}" if chance.random() < share else word for n, word in enumerate(words)]


def common_runs(first: list[str], second: list[str]) -> float:
    """The share of three-word runs in common, counted."""
    runs = [set(zip(words, words[1:], words[2:], strict=False)) for words in (first, second)]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


@pytest.mark.parametrize("share", [0.0, 0.02, 0.05, 0.1, 0.3, 1.0])
def test_likeness_is_the_share_of_common_runs(share: float) -> None:
    off = []
    for seed in range(60):
        words = invented(seed, vocabulary=4_000)
        other = edited(words, share, seed)
        guess = likeness(told(words).marks, told(other).marks)
        off.append(guess - common_runs(words, other))
    assert abs(sum(off) / len(off)) < 0.03
    assert sum(each**2 for each in off) / len(off) < 0.08**2


EDITS: dict[str, Callable[[list[str], int], list[str]]] = {
    "one word in forty": lambda words, n: edited(words, 0.025, n),
    "one word in fifteen": lambda words, n: edited(words, 0.066, n),
    "the last quarter cut": lambda words, n: words[: len(words) * 3 // 4],
    "another first paragraph": lambda words, n: [*invented(9_000 + n, 40), *words[40:]],
    "a paragraph added": lambda words, n: [*words[:200], *invented(9_500 + n, 60), *words[200:]],
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_an_outlet_does_to_wire_copy_leaves_a_version(edit: str) -> None:
    found = 0
    for seed in range(100):
        words = invented(seed, vocabulary=4_000)
        first, second = told(words), told(EDITS[edit](words, seed))
        together = set(first.bands) & set(second.bands)
        found += bool(together) and likeness(first.marks, second.marks) >= ALIKE
    assert found >= 93


def test_strangers_are_not_alike_though_they_share_their_commonest_words() -> None:
    sketches = [told(invented(seed)) for seed in range(200)]
    pairs = [(a, b) for n, a in enumerate(sketches) for b in sketches[:n]]
    assert max(likeness(a.marks, b.marks) for a, b in pairs) < ALIKE - 0.1
    assert sum(bool(set(a.bands) & set(b.bands)) for a, b in pairs) < len(pairs) / 1_000


def test_signs_and_case_make_no_difference() -> None:
    words = invented(3)
    plain = " ".join(words)
    set_otherwise = "“" + ", ".join(words).upper() + "” — «»…"
    assert sketch(article(document(plain))) == sketch(article(document(set_otherwise)))


def test_chinese_copy_is_compared_letter_by_letter() -> None:
    chance = random.Random(5)
    letters = [chr(0x4E00 + int(chance.paretovariate(0.5)) % 3_000) for _ in range(300)]
    other = list(letters)
    for place in range(0, 300, 25):
        other[place] = "不"
    first, second = (sketch(article(document("".join(each)))) for each in (letters, other))
    assert first
    assert second
    assert 0.6 < likeness(first.marks, second.marks) < 0.95


def test_what_is_too_short_tells_nothing() -> None:
    assert sketch(article(document("Flash: the strait is open"))) is None
    assert sketch(article(document(""))) is None


def test_the_headline_has_no_part_in_it() -> None:
    def headed(title: str) -> Article:
        text = f"{title}\n{' '.join(invented(8))}"
        first = Line(1, 0, len(title), LineKind.HEADLINE, "test")
        rest = Line(2, len(title) + 1, len(text), LineKind.BODY, "test")
        segments = (
            Segment(0, len(title), title),
            Segment(len(title), len(title) + 1, "\n\n", "paragraph"),
            Segment(len(title) + 1, len(text), text[len(title) + 1 :]),
        )
        made = Document("a.txt", "0" * 64, "text", "utf-8", text)
        return Article(made, Facts(title), "en", (first, rest), cleaned=View(segments))

    assert sketch(headed("Talks resume")) == sketch(headed("Once more they talk, at long last"))


@given(st.text(max_size=600))
def test_any_text_has_a_sketch_or_none_and_is_like_itself(text: str) -> None:
    found = sketch(article(document(text)))
    if found is not None:
        assert len(found.marks) == 64
        assert all(0 <= band < 1 << 48 for band in found.bands)
        assert likeness(found.marks, found.marks) == 1.0
