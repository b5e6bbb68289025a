"""The kind of a leftover: that of its line, corrected by what the fragment itself says.

The line's kind rests on the article's language; a line that is wholly in another one says in that
language what it is ("Подпишитесь", "Фота:"), and that is better evidence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

from reader.language.accents import unaccented
from reader.language.latin import WORD as LATIN_LETTERS
from reader.language.phrases import lookup, opening
from reader.language.scripts import FOREIGN
from reader.model import LeftoverKind, Line, LineKind

_BY_LINE: Mapping[LineKind, LeftoverKind] = {
    LineKind.HEADLINE: LeftoverKind.HEADLINE,
    LineKind.CAPTION: LeftoverKind.CAPTION,
    LineKind.PHOTO_CREDIT: LeftoverKind.PHOTO_CREDIT,
    LineKind.CHROME: LeftoverKind.CHROME,
    LineKind.PROMO: LeftoverKind.PROMO,
    LineKind.RELATED_LINK: LeftoverKind.RELATED_LINK,
    LineKind.TRANSLATOR_CREDIT: LeftoverKind.TRANSLATOR_CREDIT,
    LineKind.METADATA: LeftoverKind.METADATA,
}
_LONGEST_CAPTION = 90
_RECURRING = 100
"""Characters of the longest line that is remembered: buttons stand in every article of an outlet."""
_TOLD = 300
"""Characters at the head of a fragment that say what it does."""
_SENTENCE_WORDS = 5
_LIKENED = frozenset({LineKind.CHROME, LineKind.RELATED_LINK, LineKind.CAPTION})
_BY_MODEL = "line model"
"""The rule of lines whose kind no mark and no neighbour tells: a sentence of the story is short among longer ones."""
_PROSE_WORDS = 10
_PROSE = re.compile(r"[.!?…][\"”»’)]*$")
_NAME_LETTERS = 3
_CREDIT_WORDS = 5
_SURE = 0.9
_BUTTON_WORDS = 5
_OFFER = "offer"
_OFFER_WORDS = 14


class _Signs(Struct, frozen=True):
    """What a line of a kind begins with, and what it holds anywhere: looked for at every character."""

    kind: LeftoverKind
    head: re.Pattern[str] | None
    within: re.Pattern[str] | None

    def read_in(self, line: str) -> bool:
        if self.head is not None and self.head.match(line) is not None:
            return True
        return self.within is not None and self.within.search(line) is not None


@cache
def _signs(name: str = "kinds.toml") -> Mapping[str, _Signs]:
    """The signs of each kind by its name, and those of offers."""
    raw = files("reader.language").joinpath("data", name).read_text(encoding="utf-8")

    def any_of(patterns: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(patterns), re.IGNORECASE)

    return {
        name: _Signs(
            LeftoverKind(data.get("kind", name)),
            any_of([rf"\W*(?:{pattern})" for pattern in data["head"]]) if data["head"] else None,
            any_of(data["within"]) if data["within"] else None,
        )
        for name, data in tomllib.loads(raw).items()
    }


def _read_latin(fragment: str) -> LeftoverKind | None:
    bare = unaccented(fragment[:_TOLD])
    found = (signs.kind for signs in _signs("kinds-latin.toml").values() if signs.read_in(bare))
    return next(found, None)


def says(line: str) -> LeftoverKind | None:
    """What a line in another language says it is, None where it does not say."""
    return _remembered(line) if len(line) <= _RECURRING else _read(line)


@lru_cache(maxsize=2048)
def _remembered(line: str) -> LeftoverKind | None:
    return _read(line)


def _read(fragment: str) -> LeftoverKind | None:
    phrase = lookup(fragment)
    if phrase is not None:
        return phrase.kind
    if LATIN_LETTERS.search(fragment) is not None and FOREIGN.search(fragment) is None:
        latin = _read_latin(fragment)
        if latin is not None:
            return latin
    short = len(fragment.split()) <= _BUTTON_WORDS and not _PROSE.search(fragment)
    for name, signs in _signs().items():
        if name == _OFFER:
            continue
        if (short or signs.kind is not LeftoverKind.CHROME) and signs.read_in(fragment):
            return signs.kind
    phrase = opening(fragment)
    return phrase.kind if phrase is not None else None


def kind_of_line(
    fragment: str, line: Line, before: Line | None, after: Line | None, after_text: str
) -> LeftoverKind:
    """The kind of a leftover that fills its line; `before` is the last line with text, `after` the next."""
    said = says(fragment)
    by_line = _BY_LINE.get(line.kind, LeftoverKind.BODY)
    captioned = (said is None or said is by_line) and len(fragment) <= _LONGEST_CAPTION
    if captioned and after is not None:
        credited = after.kind is LineKind.PHOTO_CREDIT
        if credited or says(after_text) is LeftoverKind.PHOTO_CREDIT:
            return said or LeftoverKind.CAPTION
    if said is not None:
        return said
    if (
        not line.kind.kept
        and len(fragment.split()) <= _OFFER_WORDS
        and _signs()[_OFFER].read_in(fragment)
    ):
        return LeftoverKind.PROMO
    sentence = _PROSE.search(fragment) and len(fragment.split()) >= _SENTENCE_WORDS
    if sentence and line.rule == _BY_MODEL and line.kind in _LIKENED:
        return LeftoverKind.BODY
    if _signs_picture(fragment, line, before):
        return LeftoverKind.PHOTO_CREDIT
    if line.kind is LineKind.SUBHEADING and _named(fragment):
        return LeftoverKind.CAPTION
    above = None if before is None else before.kind
    if line.kind is LineKind.HEADLINE and above is LineKind.HEADLINE and not sentence:
        return LeftoverKind.CAPTION
    return by_line


def _signs_picture(fragment: str, line: Line, before: Line | None) -> bool:
    """Whether a few words directly below a caption say whose picture it is."""
    return (
        before is not None
        and before.kind is LineKind.CAPTION
        and before.number == line.number - 1
        and line.kind in {LineKind.SUBHEADING, LineKind.CAPTION}
        and len(fragment.split()) <= _CREDIT_WORDS
        and fragment[-1] not in ".!?:"
    )


def _named(fragment: str) -> bool:
    """Whether a line begins with two capitals, as a person or a place does: headings inside a story seldom do."""
    words = fragment.split()[:2]
    return (
        len(words) > 1
        and len(words[0]) >= _NAME_LETTERS
        and all(word.strip('«»„“”"():,').istitle() for word in words)
    )


def kind_inside(line: Line, content: str) -> LeftoverKind:
    """The kind of a leftover inside a line of the article's own language.

    A whole sentence of prose is the story's, unless its line is surely something else.
    """
    prose = _PROSE.search(content.rstrip()) and len(content.split()) >= _PROSE_WORDS
    if prose and line.score < _SURE:
        return LeftoverKind.BODY
    return _BY_LINE.get(line.kind, LeftoverKind.BODY)
