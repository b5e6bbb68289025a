"""Latin debris: buttons in Cyrillic copy, sentences of another Latin-script language in Latin copy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reader.language.detect import LATIN_LANGUAGES, detect
from reader.language.phrases import lookup, opening
from reader.language.runs import is_name_like
from reader.language.scripts import FOREIGN, LATIN
from reader.model import UNDETERMINED

_WORD = re.compile(f"[{LATIN}]+(?:['’][{LATIN}]+)*")
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+(?=\s|$|[\"”»’)])[\"”»’)]*|[.!?…]+|$)")
_RUN = re.compile(rf"[{LATIN}][^\n{{}}]*?(?=[\u0400-\u052f\u0590-\u06ff]|$)")
_QUOTED = re.compile(r"«[^»\n]*»|“[^”\n]*”|„[^“”\n]*[“”]|\"[^\"\n]*\"|\([^)\n]*\)")
_LETTERS_FOR_MODEL = 20
_WORDS_FOR_SENTENCE = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """A Latin fragment that is out of place: span and language."""

    start: int
    end: int
    language: str
    basis: str


@cache
def _function_words() -> dict[str, frozenset[str]]:
    raw = files("reader.language").joinpath("data", "words.toml").read_text(encoding="utf-8")
    return {la: frozenset(text.split()) for la, text in tomllib.loads(raw)["function"].items()}


def words(text: str) -> list[str]:
    """The Latin words of a text, in lower case."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def shares(found: list[str]) -> dict[str, int]:
    """How many of the words are function words of each language that has any."""
    counts = {la: sum(w in known for w in found) for la, known in _function_words().items()}
    return {la: n for la, n in counts.items() if n}


def may_mix(text: str, language: str) -> bool:
    """A cheap test: whether a Latin text holds enough of another language's function words to look."""
    own = _function_words().get(language)
    if own is None:
        return False
    vocabulary = set(text.lower().split())
    return any(
        len((vocabulary & known) - own) >= 3
        for la, known in _function_words().items()
        if la != language
    )


def sentences(text: str, start: int, end: int, language: str) -> Iterator[Stretch]:
    """Whole sentences of another Latin-script language within text[start:end], one line."""
    own = _function_words()[language]
    for match in _SENTENCE.finditer(text, start, end):
        found = words(match.group())
        if len(found) < _WORDS_FOR_SENTENCE:
            continue
        counts = shares(found)
        home = sum(w in own for w in found)
        others = {la: n for la, n in counts.items() if la != language}
        if not others:
            continue
        best = max(others, key=lambda la: others[la])
        if others[best] < 2 or home * 3 > others[best] or others[best] / len(found) < 0.2:
            continue
        if sum(map(len, found)) < _LETTERS_FOR_MODEL:
            continue
        named = detect(match.group(), LATIN_LANGUAGES)
        if named in {language, UNDETERMINED}:
            continue
        low, high = match.span()
        while low < high and text[low].isspace():
            low += 1
        while high > low and text[high - 1].isspace():
            high -= 1
        yield Stretch(low, high, named if named in others else best, "single")


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
        if _enclosed(text, low, low + len(fragment)):
            continue
        phrase = lookup(fragment)
        several = phrase is not None and "en" in phrase.languages and len(fragment.split()) > 1
        if several or _prose(fragment, True) is not None:
            yield Stretch(low, low + len(fragment), "en", "phrase")


def _enclosed(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start] in set("«“„\"‘'([#@/") - {""}


def _prose(text: str, kept: bool) -> str | None:
    """The language of a Latin fragment that reads as prose, None for names and labels."""
    if "://" in text or "www." in text or "@" in text:
        return None
    found = words(text)
    if len(found) < (3 if kept else 2) or all(map(is_name_like, _WORD.findall(text))):
        return None
    counts = shares(found)
    if not counts:
        return None
    best = max(counts, key=lambda la: (counts[la], la == "en"))
    return best if counts[best] >= (2 if kept else 1) else None


@cache
def known_languages() -> frozenset[str]:
    """The Latin-script languages whose function words are known."""
    return frozenset(_function_words())
