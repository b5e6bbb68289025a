"""Keys of the parts of a name: what stays equal when outlets spell or inflect it differently.

Each word has a set of keys, since a Cyrillic word may be an inflected form of
several nominatives; two words are variants when their sets meet. Measured on
pairs of names this beats edit distance and the sound codes (Soundex,
Metaphone, NYSIIS) by far, because the keys know both scripts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from reader.entities.tables import table

CYRILLIC = re.compile(r"[\u0400-\u052f]")
LONGEST_ENDING = 5


@cache
def _sounds() -> tuple[
    dict[int, str], dict[int, str], dict[str, list[tuple[re.Pattern[str], str]]]
]:
    data = table("sounds")
    rewrites = {
        stage: [(re.compile(pattern), to) for pattern, to in rows]
        for stage, rows in data["rewrites"].items()
    }
    return str.maketrans(data["letters"]), str.maketrans(data["latin"]), rewrites


@cache
def _endings() -> tuple[dict[str, tuple[str, ...]], int]:
    data = table("sounds")["nominatives"]
    bases: dict[str, tuple[str, ...]] = {}
    for oblique, base in data["endings"]:
        bases[oblique] = (*bases.get(oblique, ()), base)
    return bases, data["shortest"]


@lru_cache(maxsize=131_072)
def fold(text: str) -> str:
    """Case folded, accents and quotation marks removed, ё as е, white space single."""
    decomposed = unicodedata.normalize(
        "NFKD", text.casefold().replace("й", "\ue000").replace("ї", "\ue001")
    )
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    plain = plain.replace("\ue000", "й").replace("\ue001", "ї").translate(_sounds()[1])
    plain = re.sub(r"[«»“”„\"’'`ʼ‘]", "", plain)
    return " ".join(plain.replace("-", " ").replace("–", " ").split())


@lru_cache(maxsize=131_072)
def nominatives(word: str) -> frozenset[str]:
    """The lower-case word and the nominatives that it may be a case of; Cyrillic only."""
    word = word.casefold().replace("ё", "е")
    if not CYRILLIC.search(word):
        return frozenset({word})
    endings, shortest = _endings()
    found = {word}
    for length in range(1, min(LONGEST_ENDING, len(word)) + 1):
        for base in endings.get(word[-length:], ()):
            if len(word) - length + len(base) >= shortest:
                found.add(word[:-length] + base)
    return frozenset(found)


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """The key of one written form; empty when the word has no letters."""
    cyrillic = bool(CYRILLIC.search(word))
    letters, _, rewrites = _sounds()
    form = fold(word).replace(" ", "")
    if cyrillic:
        form = form.translate(letters)
    form = re.sub(r"[^a-z]", "", form)
    for stage in ("common", "cyrillic" if cyrillic else "latin", "last"):
        for pattern, to in rewrites[stage]:
            form = pattern.sub(to, form)
    if len(form) > 3:
        form = re.sub(r"(?<=[^aeiou])[ei]$", "", form)
    return form


@lru_cache(maxsize=65_536)
def word_keys(word: str) -> frozenset[str]:
    """The keys of one word of a name, in any script and case of the declension."""
    return frozenset(key for form in nominatives(word) if (key := sound(form)))


def meet(first: str, second: str) -> bool:
    """Whether two words may be spellings or inflections of one."""
    return not word_keys(first).isdisjoint(word_keys(second))


def distance(first: Sequence[str], second: Sequence[str]) -> int:
    """Levenshtein distance: insertions, deletions and substitutions of one element each."""
    previous = list(range(len(second) + 1))
    for row, left in enumerate(first, 1):
        current = [row]
        for column, right in enumerate(second, 1):
            current.append(
                min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (left != right))
            )
        previous = current
    return previous[-1]


def likeness(first: str, second: str) -> float:
    """The best normalised similarity of the keys of two words, 0 to 1."""
    return max(
        (
            1 - distance(left, right) / max(len(left), len(right))
            for left in word_keys(first)
            for right in word_keys(second)
        ),
        default=0.0,
    )
