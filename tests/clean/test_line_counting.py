"""What is counted for all lines at once is what Python says of each line by itself."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from reader.clean.lines import lexicon
from reader.clean.lines.characters import SAMPLE, count, joined
from reader.clean.lines.characters import words_of as words_of_lines
from reader.clean.lines.lexicon import Lexicon, WordWeights
from reader.clean.lines.vocabulary import vocabulary, words_of

_LINES = st.lists(
    st.text(min_size=1, max_size=500).map(lambda text: " ".join(text.split())).filter(bool),
    min_size=1,
    max_size=6,
)
_WORDS = st.sampled_from(
    [*list(vocabulary().phrases)[:40], "read", "also", "newsletter", "the", "Читайте", "также", "x"]
)


@given(_LINES)
def test_characters_are_counted_as_strings_count_them(lines: list[str]) -> None:
    found = count(joined(lines))
    for at, line in enumerate(lines):
        sample, pieces = line[:SAMPLE], line.split()
        assert found.sizes[at] == len(line)
        assert found.letters[at] == sum(map(str.isalpha, sample))
        assert found.digits[at] == sum(map(str.isdigit, sample))
        assert found.upper[at] == sum(map(str.isupper, sample))
        assert found.pieces[at] == len(pieces)
        assert found.numbers[at] == sum(piece[0].isdigit() for piece in pieces)
        assert found.titled[at] == sum(any(map(str.isupper, piece[:2])) for piece in pieces)
        assert found.signs["comma"][at] == line.count(",")
        assert found.first["lower"][at] == line[0].islower()
        assert found.end["alnum"][at] == (line.rstrip("\"”»“’')]›") or line)[-1].isalnum()


@given(
    _LINES | st.lists(st.from_regex(r"\A[A-Za-zé9№ .!?…\"”)»«—\U0001d400-]{1,60}\Z"), min_size=1)
)
@example(["One. Two", "One.” «Two", "U.S. A. B…  C", "x. \U0001d400", "y. é z. я", "end.", "Next"])
def test_ends_of_sentences_are_counted_as_a_pattern_finds_them(lines: list[str]) -> None:
    able = [text for line in lines if (text := " ".join(line.split()))]
    if able:
        pattern = re.compile(r"[.!?…]['\"”»)\]]*\s+['\"“«(\[—–-]*\s*[^\W\d_a-zа-яё]")
        assert count(joined(able)).breaks.tolist() == [len(pattern.findall(one)) for one in able]


@given(_LINES | st.lists(st.from_regex(r"\A[0-9hmdw:./ -]{1,30}\Z"), min_size=1, max_size=5))
def test_numbers_are_looked_for_wherever_they_may_stand(lines: list[str]) -> None:
    able = [text for line in lines if (text := " ".join(line.split()))]
    if not able:
        return
    found = count(joined(able))
    for at, line in enumerate(able):
        digits = sum(map(str.isdigit, line[:SAMPLE]))
        assert found.clock[at] or digits < 3 or not re.search(r"\d[:.]\d\d", line)
        assert found.parted[at] or digits < 4 or not re.search(r"\d[./-]\d", line)
        assert found.century[at] or digits < 4 or not re.search(r"(19|20)\d\d", line)
        assert found.span[at] or not digits or not re.search(r"\d\s*[hmdw]", line)


@given(_LINES)
@example(
    ["Straße GROẞ", "İstanbul’s \u0345 o’clock", "C++ a.b-c 1.5 _x_", "\U0001d400b 9\U0001d7d8"]
)
def test_words_are_those_of_each_line(lines: list[str]) -> None:
    words, counts = words_of_lines(joined(lines), [line.casefold() for line in lines])
    assert words == [word for line in lines for word in words_of(line)]
    assert counts.tolist() == [len(words_of(line)) for line in lines]


@given(st.lists(st.lists(_WORDS, max_size=9), min_size=1, max_size=5))
def test_a_line_says_the_same_alone_and_among_others(lines: list[list[str]]) -> None:
    words = [words_of(" ".join(line)) for line in lines]
    weights = WordWeights({"read": 1.5, "also": -0.25}, {"read": 2.0})

    def read(these: list[list[str]]) -> list[tuple[list[int], list[bool], list[float]]]:
        every = [word for line in these for word in line]
        told = lexicon.told(Lexicon([weights]), every, np.array(list(map(len, these))))
        counted, opening = lexicon.grouped(told, every)
        scores = lexicon.scores(told)
        return [
            (counted[at].tolist(), opening[at].tolist(), scores[at].tolist())
            for at in range(len(these))
        ]

    assert read(words) == [read([line])[0] for line in words]


def test_more_words_than_the_table_has_room_for_make_it_grow_and_begin_anew() -> None:
    known = Lexicon([WordWeights({"read": 1.5}, {})])
    many = [f"word{number}" for number in range(70_000)]
    lexicon.told(known, [*many, "read"], np.array([70_001]))
    assert known.weights[known["read"], 0] == 1.5
    told = lexicon.told(known, ["read", "word1"], np.array([2]))
    assert len(known) == 2
    assert lexicon.scores(told)[0, 0] == 1.5 / 2**0.75
