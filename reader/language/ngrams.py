"""The language of a short Cyrillic fragment, from a table of character n-grams.

Libraries that name the language of an article fail on one word (langdetect calls "Макрон"
Macedonian, surely). A naive Bayes table of 1- to 4-grams over seven languages does better on
captions and buttons, and pooling the fragments of one document does better still.

The table is `data/cyrillic-ngrams.json.gz`, written by `bench/fit_cyrillic.py`.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import struct
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from reader.language.alphabet import CYRILLIC

_WORD = re.compile("[\u0400-\u052f]+")
_ORDER = 4
_BEFORE = "\0" * (_ORDER - 2)
"""Stands before a word's first mark, so that each of its letters ends as many as an n-gram has at most."""
TEMPER = 0.35
"""Overlapping n-grams are not independent: their summed evidence is scaled down by this."""

_COLUMNS = ("ru", "uk", "be", "bg", "sr", "mk", "kk")
_KNOWN_WORD = 2.5
"""Log evidence of one common news word for the languages that have it."""
_ENDING = 4
_LANE = 64
"""Bits of each number of a word's evidence: more than any text can fill."""
_NUMBERS = struct.Struct(f"<{2 * len(CYRILLIC)}q")
_RAISED = sum(1 << _LANE * number + _LANE - 1 for number in range(2 * len(CYRILLIC)))
"""The sign of every number: added, none is negative; its bits turned back, each stands as signed ones do."""
_ROW = struct.Struct(f"<{len(CYRILLIC)}q")
_RAISED_ROW = _RAISED & (1 << _LANE * len(CYRILLIC)) - 1

PRIOR: Mapping[str, float] = {
    "ru": 0.45,
    "uk": 0.18,
    "bg": 0.12,
    "be": 0.07,
    "sr": 0.1,
    "kk": 0.06,
    "mk": 0.01,
}
"""How often each language leaves debris in English copy, before its letters are looked at."""


@cache
def _table() -> dict[str, int]:
    """The row of each n-gram as one number, its columns side by side."""
    packed = files("reader.language").joinpath("data", "cyrillic-ngrams.json.gz").read_bytes()
    table: dict[str, list[int]] = json.loads(gzip.decompress(packed))
    return {
        gram: (int.from_bytes(_ROW.pack(*row), "little") ^ _RAISED_ROW) - _RAISED_ROW
        for gram, row in table.items()
    }


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    """Beginnings of common news words, each with the languages whose words begin so."""
    raw = files("reader.language").joinpath("data", "news-stems.tsv").read_text(encoding="utf-8")
    stems: dict[str, tuple[str, ...]] = {}
    for row in raw.splitlines():
        if row.startswith("#"):
            continue
        for language, cell in zip(_COLUMNS, row.split("\t"), strict=True):
            for stem in cell.split("/"):
                if language not in stems.get(stem, ()):
                    stems[stem] = (*stems.get(stem, ()), language)
    return stems


def _known(word: str) -> tuple[str, ...]:
    """The languages that have a common news word beginning like this one, none for other words."""
    stems = _stems()
    for length in range(len(word), max(1, len(word) - _ENDING) - 1, -1):
        languages = stems.get(word[:length])
        if languages:
            return languages
    return ()


def features(text: str) -> Iterator[str]:
    """Every n-gram of the text's Cyrillic words, word ends marked by an underscore."""
    for word in _WORD.findall(text.lower()):
        marked = f"_{word}_"
        yield from word
        for n in range(2, _ORDER + 1):
            for i in range(len(marked) - n + 1):
                yield marked[i : i + n]


@lru_cache(maxsize=32768)
def _evidence(word: str) -> int:
    """What the n-grams of a word say for each column of the table, then which languages know it.

    Fourteen numbers side by side in one, so that words are summed by one addition each.
    """
    languages = _known(word)
    marked = f"{_BEFORE}_{word}_"
    if not languages:
        return sum([_ending(marked[at : at + _ORDER]) for at in range(len(word) + 1)])
    # Of a known word only the ending still tells something: how it is inflected.
    total = _ending(marked[-_ORDER:])
    for language in languages:
        total += 1 << _LANE * (len(CYRILLIC) + CYRILLIC.index(language))
    return total


@lru_cache(maxsize=1 << 16)
def _ending(letters: str) -> int:
    """The rows of all n-grams that end with the last of four letters: so a word takes a quarter of the steps."""
    row = _table().get
    return row(letters, 0) + row(letters[1:], 0) + row(letters[2:], 0) + row(letters[3:], 0)


def _parted(packed: int) -> tuple[int, ...]:
    """The numbers that lie side by side, negative ones too."""
    return _NUMBERS.unpack((packed + _RAISED ^ _RAISED).to_bytes(_NUMBERS.size, "little"))


def posterior(
    text: str,
    candidates: Collection[str] = CYRILLIC,
    prior: Mapping[str, float] = PRIOR,
    temper: float = TEMPER,
) -> dict[str, float]:
    """Share of belief in each candidate, summing to 1, likeliest first. Never shown to a reader."""
    numbers = _parted(sum(map(_evidence, _WORD.findall(text.lower()))))
    sums, known = numbers[: len(CYRILLIC)], numbers[len(CYRILLIC) :]
    scores = {
        language: total / 10 * temper + words * _KNOWN_WORD + math.log(prior.get(language, 0.02))
        for language, total, words in zip(CYRILLIC, sums, known, strict=True)
        if language in candidates
    }
    if not scores:
        return {}
    top = max(scores.values())
    weights = {language: math.exp(score - top) for language, score in scores.items()}
    whole = sum(weights.values())
    return dict(sorted(((la, w / whole) for la, w in weights.items()), key=lambda pair: -pair[1]))
