"""Words as the full-text index knows them: folded, without accents, cut to their stems.

Index and query go through the same functions, so "переговоры" meets "переговорах". A text is
stemmed by its own language; a query, whose language nobody knows, by each of those that share
its script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN_STEMMERS = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
}
SLOTS = 10
"""Bits of a full-text row number below the minute of publication."""

_KNOWN = 1 << 16
"""Words of a language after which those met before are the first to be forgotten."""

LONGEST = 64
"""Code points of a word that are indexed; longer ones are no words that anybody types."""


@cache
def _stemmer(algorithm: str) -> object:
    import snowballstemmer  # deferred: costs 20 ms, and only searching needs it

    return snowballstemmer.stemmer(algorithm)


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word with its half-open span in code points."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), match.group()


def stem(word: str, language: str) -> str:
    """The stem of one word: case folded, ё as е, cut by its script's or language's rules, unaccented.

    Snowball's algorithms (https://snowballstem.org); Cyrillic words of every language take the
    Russian one, as there is none for Ukrainian and Bulgarian.
    """
    folded = word[:LONGEST].casefold().replace("ё", "е")
    if folded.isascii() and not folded.isalpha():
        return folded
    cyrillic = _CYRILLIC.search(folded)
    algorithm = "russian" if cyrillic else _LATIN_STEMMERS.get(language, "english")
    stemmed: str = _stemmer(algorithm).stemWord(folded)  # type: ignore[attr-defined]  # untyped library
    return plain(stemmed) or plain(folded) or folded


def plain(word: str) -> str:
    """A word case folded and without accents: what a prefix is compared by."""
    folded = word[:LONGEST].casefold()
    if not folded.isascii() and not (
        folded.isalnum() and unicodedata.is_normalized("NFKD", folded)
    ):
        # Some capitals appear only when a sign is decomposed, such as the A in a circled one.
        decomposed = unicodedata.normalize("NFKD", folded).casefold()
        folded = "".join(c for c in unicodedata.normalize("NFKD", decomposed) if c.isalnum())
    return folded[:LONGEST]


class _Stems(dict[str, str]):
    """The stem of every word met in texts of one language; of too many, those not met of late are forgotten.

    To look a word up here takes a quarter of the time that a cached function takes to be called.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._old: dict[str, str] = {}

    def __missing__(self, word: str) -> str:
        found = self._old.get(word) or stem(word, self._language)
        if len(word) <= LONGEST:
            if len(self) >= _KNOWN:
                self._old = dict(self)
                self.clear()
            self[word] = found
        return found


@cache
def _stems(language: str) -> _Stems:
    return _Stems(language)


def indexable(text: str, language: str) -> str:
    """The stems of a text, a space apart, as they go into the index."""
    # Languages without rules of their own share one table, as English has.
    known = _stems(language if language in _LATIN_STEMMERS else "en")
    return " ".join(map(known.__getitem__, _words(text)))


_LONG: Final = 300
"""Characters from which words are found sooner by a table than by a pattern."""

_PLANE: Final = 1 << 16


@cache
def _inside() -> NDArray[np.bool_]:
    """Which characters of the Basic Multilingual Plane stand in words."""
    import numpy as np  # deferred: only indexing needs it

    table = np.zeros(_PLANE, np.bool_)
    for found in _WORD.finditer("".join(map(chr, range(_PLANE)))):
        table[found.start() : found.end()] = True
    return table


def _words(text: str) -> list[str]:
    """The words of a text, as `_WORD` finds them: all else is made blank, and the text split."""
    if len(text) < _LONG:
        return _WORD.findall(text)
    import numpy as np

    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    if points.max() >= _PLANE:
        return _WORD.findall(text)
    bare = np.where(_inside()[points], points, np.uint32(ord(" ")))
    return bare.tobytes().decode("utf-32-le", "surrogatepass").split()


def stems(phrase: str) -> tuple[tuple[str, ...], ...]:
    """The ways in which a phrase of a query may stand in the index, one for each language that differs."""
    found = _WORD.findall(phrase)
    if not found:
        return ()
    return tuple(
        dict.fromkeys(tuple(map(_stems(lang).__getitem__, found)) for lang in _LATIN_STEMMERS)
    )


def phrase_match(phrase: str) -> str | None:
    """An FTS5 expression for a word or a phrase, None if it holds no word."""
    variants = stems(phrase)
    if not variants:
        return None
    return "(" + " OR ".join('"' + " ".join(variant) + '"' for variant in variants) + ")"


def prefix_match(prefix: str) -> str | None:
    """An FTS5 expression for words that begin so, None if it holds no word.

    A prefix may be longer than the stem of the word meant, so the stem itself counts as well.
    """
    found = _WORD.findall(prefix)
    if not found:
        return None
    last = plain(found[-1]) or found[-1]
    if len(found) == 1:
        whole = {v[0] for v in stems(found[0]) if len(v[0]) >= 3 and last.startswith(v[0])} - {last}
        return "(" + " OR ".join([f'"{last}"*', *(f'"{w}"' for w in sorted(whole))]) + ")"
    heads = dict.fromkeys(" ".join(v[:-1]) for v in stems(prefix))
    return "(" + " OR ".join(f'"{head} {last}"*' for head in heads) + ")"


def near_match(text: str, distance: int) -> str | None:
    """An FTS5 expression for words that stand within `distance` words of each other."""
    variants = stems(text)
    if not variants:
        return None
    parts = (" ".join(f'"{w}"' for w in variant) for variant in variants)
    return "(" + " OR ".join(f"NEAR({part}, {distance})" for part in parts) + ")"


def plain_phrase(text: str) -> str:
    """Several words as names are compared: folded, without accents, a space apart."""
    return " ".join(plain(word) for word in _WORD.findall(text))
