"""Latin debris: buttons in Cyrillic copy, sentences of another Latin-script language in Latin copy."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import chain

from msgspec import Struct

from reader.language.belonging import cited_in_cyrillic
from reader.language.phrases import lookup, opening
from reader.language.runs import is_name_like
from reader.language.scripts import FOREIGN, LATIN

WORD = re.compile(f"[{LATIN}]+(?:['’][{LATIN}]+)*")
_ASCIIWORD = re.compile("[a-z]+(?:'[a-z]+)*")
_SENTENCE = re.compile(r"(?:[^.!?…\n]|[.!?…](?![\s\"”»’)]|$))+[.!?…]*[\"”»’)]*")
_RUN = re.compile(rf"[{LATIN}][^\n{{}}]*?(?=[\u0400-\u052f\u0590-\u06ff]|$)")
_QUOTED = re.compile(
    r"«[^»\n]{0,2000}»|“[^”\n]{0,2000}”|„[^“”\n]{0,2000}[“”]|\"[^\"\n]{0,2000}\"|\([^)\n]{0,500}\)"
)
_ADDRESS = re.compile(r"\S{1,40}://\S+|\w{1,60}[/.@-]\w{1,60}[/.@-]\w\S*")
_STRANGE_WORDS = 2
_WORDS_FOR_CERTAINTY = 30
_HITS_FOR_CERTAINTY = 8
_TIMES_FOR_CERTAINTY = 5
_APART = frozenset({"en", "de", "fr", "es", "it", "pt", "nl"})
"""Languages that no other the model knows resembles so much that half as many words may mislead."""
_LETTERS_FOR_MODEL = 20
_WORDS_FOR_SENTENCE = 4


class Stretch(Struct, frozen=True):
    """A Latin fragment that is out of place: span and language."""

    start: int
    end: int
    language: str
    basis: str


@cache
def function_words() -> dict[str, frozenset[str]]:
    """The most frequent small words of each Latin-script language that is known."""
    raw = files("reader.language").joinpath("data", "words.toml").read_text(encoding="utf-8")
    return {la: frozenset(text.split()) for la, text in tomllib.loads(raw)["function"].items()}


_TURNS = re.compile("[\u0130\u212a\u212b\u2c63\ua780-\ua7cf]")
"""Characters that small letters make Latin, or no longer Latin."""


def words(text: str) -> list[str]:
    """The Latin words of a text, in lower case."""
    if text.isascii():
        return _ASCIIWORD.findall(text.lower())
    if _TURNS.search(text) is None:
        return WORD.findall(text.lower().replace("’", "'"))
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def shares(found: list[str]) -> dict[str, int]:
    """How many of the words are function words of each language that has any."""
    counts = Counter(chain.from_iterable(filter(None, map(languages_of_words().get, found))))
    return {la: counts[la] for la in function_words() if counts[la]}


@cache
def languages_of_words() -> dict[str, tuple[str, ...]]:
    """The languages that a function word is of."""
    whose: dict[str, tuple[str, ...]] = {}
    for language, known in function_words().items():
        for word in known:
            whose[word] = (*whose.get(word, ()), language)
    return whose


@cache
def _strange(language: str) -> frozenset[str]:
    """Function words of other languages that the language itself does not use so."""
    table = function_words()
    return frozenset().union(*table.values()) - table[language]


def languages_of(word: str) -> tuple[str, ...]:
    """The languages that a word in small letters is a function word of."""
    return languages_of_words().get(word, ())


def unquoted(text: str) -> str:
    """The text with quotations, brackets and addresses turned to blanks, so that offsets stay."""
    bare = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    return _ADDRESS.sub(lambda address: " " * len(address[0]), bare)


def strangers(text: str, language: str) -> frozenset[str]:
    """Function words of other languages in a text in Latin letters; too few for a sentence of one: none."""
    if language not in function_words():
        return frozenset()
    found = _strange(language).intersection(text.lower().split())
    return found if len(found) >= _STRANGE_WORDS else frozenset()


def may_mix(line: str, strange: frozenset[str]) -> bool:
    """Whether, by a cheap test, a line of a text with these strangers may hold a sentence of another language."""
    small = line.lower()
    return (
        sum(word in small for word in strange) >= _STRANGE_WORDS
        and len(strange.intersection(small.split())) >= _STRANGE_WORDS
    )


def by_function_words(found: list[str]) -> str | None:
    """The language whose function words fill a text beyond doubt, None where the model must tell."""
    counts = shares(found)
    if len(found) < _WORDS_FOR_CERTAINTY or not counts:
        return None
    first, *rest = sorted(counts, key=lambda la: -counts[la])
    least = 0.1 if first in _APART and counts[first] >= _HITS_FOR_CERTAINTY else 0.2
    if counts[first] < least * len(found):
        return None
    rivals = [la for la in rest if counts[first] < 2 * counts[la]]
    return first if all(_beats(first, rival, found) for rival in rivals) else None


def _beats(first: str, rival: str, found: list[str]) -> bool:
    """Whether a language wins clearly by the function words that it does not share with a rival."""
    whose = [languages_of_words().get(word, ()) for word in found]
    own = sum(first in languages and rival not in languages for languages in whose)
    theirs = sum(rival in languages and first not in languages for languages in whose)
    return own >= _HITS_FOR_CERTAINTY and own >= _TIMES_FOR_CERTAINTY * theirs


def debris(text: str, start: int, end: int, kept: bool) -> Iterator[Stretch]:
    """English fragments left in a line of copy in another script.

    Names, brands and abbreviations belong; what reads as page furniture or as prose does not.
    """
    line = text[start:end]
    stripped = line.strip()
    if not stripped:
        return
    at = start + line.index(stripped)
    if FOREIGN.search(line) is None:
        phrase = lookup(stripped) or opening(stripped)
        if phrase is not None and "en" in phrase.languages:
            yield Stretch(at, at + len(stripped), "en", "phrase")
            return
        prose = _prose(stripped, kept)
        if prose is not None:
            yield Stretch(at, at + len(stripped), prose, "single")
        return
    # Quoted words belong: they are blanked out, so that offsets stay.
    bare = _QUOTED.sub(lambda quoted: "\u0400" * len(quoted[0]), line)
    for match in _RUN.finditer(bare, 0, len(line)):
        fragment = match.group().rstrip(' \t-–—,;:(«"“„0123456789№')
        low = start + match.start()
        if _enclosed(text, low) or cited_in_cyrillic(line[: match.start()]):
            continue
        phrase = lookup(fragment)
        several = phrase is not None and "en" in phrase.languages and len(fragment.split()) > 1
        if several or _prose(fragment, True) is not None:
            yield Stretch(low, low + len(fragment), "en", "phrase")


def _enclosed(text: str, start: int) -> bool:
    return text[max(0, start - 1) : start] in tuple("«“„\"‘'([#@/")


def _prose(text: str, kept: bool) -> str | None:
    """The language of a Latin fragment that reads as prose, None for names and labels."""
    if "://" in text or "www." in text or "@" in text:
        return None
    found = words(text)
    if len(found) < (3 if kept else 2) or all(map(is_name_like, WORD.findall(text))):
        return None
    counts = shares(found)
    if not counts:
        return None
    best = max(counts, key=lambda la: (counts[la], la == "en"))
    return best if counts[best] >= (2 if kept else 1) else None


@cache
def known_languages() -> frozenset[str]:
    """The Latin-script languages whose function words are known."""
    return frozenset(function_words())
