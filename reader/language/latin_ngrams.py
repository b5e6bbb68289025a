"""How much better a fragment in Latin letters reads in another language than in the article's own.

The sum of the log probabilities of its words' trigrams in the one language less that in the other
(a likelihood ratio, as in Cavnar and Trenkle's and langdetect's models), taken from the profiles
that langdetect brings: counts of n-grams over Wikipedia. No chance is drawn, so that two words give
the same answer on every machine. Names read alike in all languages and tell little.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from reader.language.accents import unaccented
from reader.language.detect import LATIN_LANGUAGES

_ORDER = 3
_RARE = 1.15e-4
"""The share below which trigrams are left out: most profiles stop there, some go on to a tenth of it."""
_UNSEEN = 1e-5
"""The probability of a trigram that a profile does not have."""
_BARE = 0.3
"""The part of each profile that stands without its accents, as some outlets lose them."""
_AS_IN_PROFILES = str.maketrans("șțȘȚ", "şţŞŢ")

_COLUMNS = {language: at for at, language in enumerate(LATIN_LANGUAGES)}

Costs = NDArray[np.float32]


class _Table(Struct, frozen=True):
    """Log probabilities, a row a trigram, a column a language in the order of `LATIN_LANGUAGES`."""

    rows: dict[str, int]
    values: Costs


@cache
def _table() -> _Table:
    profiles = files("langdetect").joinpath("profiles")
    known: list[dict[str, float]] = []
    for language in LATIN_LANGUAGES:
        profile: dict[str, Any] = json.loads(profiles.joinpath(language).read_text("utf-8"))
        every = profile["n_words"][_ORDER - 1]
        shares = {g: n / every for g, n in profile["freq"].items() if len(g) == _ORDER}
        grams: dict[str, float] = {}
        for gram, share in shares.items():
            if share >= _RARE:
                grams[gram] = grams.get(gram, 0.0) + (1 - _BARE) * share
                bare = unaccented(gram)
                grams[bare] = grams.get(bare, 0.0) + _BARE * share
        known.append(grams)
    rows = {gram: at for at, gram in enumerate(sorted(set().union(*known)))}
    values = np.full((len(rows), len(LATIN_LANGUAGES)), _UNSEEN)
    for column, grams in enumerate(known):
        values[[rows[gram] for gram in grams], column] += list(grams.values())
    return _Table(rows, np.log(values).astype(np.float32))


@lru_cache(maxsize=1 << 14)
def _word(word: str) -> Costs:
    """The log probability of a word in each language, but for trigrams that no language has."""
    table = _table()
    marked = f" {word.translate(_AS_IN_PROFILES)} "
    grams = [marked[at : at + _ORDER] for at in range(len(marked) - _ORDER + 1)]
    known = [row for row in map(table.rows.get, grams) if row is not None]
    return np.asarray(np.add.reduce(table.values.take(known, axis=0), axis=0))


def gain_at_most(word: str, home: str) -> float:
    """How much better a word reads in the language that suits it best than in `home`; never negative."""
    costs = _word(word)
    return float(costs.max() - costs[column(home)])


def gains(words: Iterable[str], home: str) -> Costs:
    """How much better words read in each of `LATIN_LANGUAGES` than in `home`, one of them: natural logarithms.

    Words as they stand in the text, small or capital. Raises `KeyError` for another `home`.
    """
    total = sum(map(_word, words), np.zeros(len(LATIN_LANGUAGES), np.float32))
    return np.asarray(total - total[column(home)], np.float32)


def column(language: str) -> int:
    """Where one of `LATIN_LANGUAGES` stands among them. Raises `KeyError` for others."""
    return _COLUMNS[language]
