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

from reader.language.phrases import lookup, opening
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
_SENTENCE_WORDS = 5
_PROSE_WORDS = 10
_PROSE = re.compile(r"[.!?…][\"”»’)]*$")
_SURE = 0.9
_BUTTON_WORDS = 5


class _Signs(Struct, frozen=True):
    """What a line of a kind begins with, and what it holds anywhere: looked for at every character."""

    kind: LeftoverKind
    head: re.Pattern[str]
    within: re.Pattern[str] | None

    def read_in(self, line: str) -> bool:
        if self.head.match(line) is not None:
            return True
        return self.within is not None and self.within.search(line) is not None


@cache
def _signs() -> tuple[_Signs, ...]:
    raw = files("reader.language").joinpath("data", "kinds.toml").read_text(encoding="utf-8")

    def any_of(patterns: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(patterns), re.IGNORECASE)

    return tuple(
        _Signs(
            LeftoverKind(kind),
            any_of([rf"\W*(?:{pattern})" for pattern in data["head"]]),
            any_of(data["within"]) if data["within"] else None,
        )
        for kind, data in tomllib.loads(raw).items()
    )


def _reads_as(line: str) -> LeftoverKind | None:
    """What a line in another language says it is, None where it does not say."""
    return _remembered(line) if len(line) <= _RECURRING else _read(line)


@lru_cache(maxsize=2048)
def _remembered(line: str) -> LeftoverKind | None:
    return _read(line)


def _read(fragment: str) -> LeftoverKind | None:
    phrase = lookup(fragment)
    if phrase is not None:
        return phrase.kind
    short = len(fragment.split()) <= _BUTTON_WORDS and not _PROSE.search(fragment)
    for signs in _signs():
        if (short or signs.kind is not LeftoverKind.CHROME) and signs.read_in(fragment):
            return signs.kind
    phrase = opening(fragment)
    return phrase.kind if phrase is not None else None


def kind_of_line(fragment: str, line: Line, after: Line | None, after_text: str) -> LeftoverKind:
    """The kind of a leftover that fills its line; `after` is the next line with text."""
    said = _reads_as(fragment)
    by_line = _BY_LINE.get(line.kind, LeftoverKind.BODY)
    captioned = (said is None or said is by_line) and len(fragment) <= _LONGEST_CAPTION
    if captioned and after is not None:
        credited = after.kind is LineKind.PHOTO_CREDIT
        if credited or _reads_as(after_text) is LeftoverKind.PHOTO_CREDIT:
            return said or LeftoverKind.CAPTION
    if said is not None:
        return said
    sentence = _PROSE.search(fragment) and len(fragment.split()) >= _SENTENCE_WORDS
    if sentence and line.kind in {LineKind.CHROME, LineKind.RELATED_LINK}:
        return LeftoverKind.BODY
    return by_line


def kind_inside(line: Line, content: str) -> LeftoverKind:
    """The kind of a leftover inside a line of the article's own language.

    A whole sentence of prose is the story's, unless its line is surely something else.
    """
    prose = _PROSE.search(content.rstrip()) and len(content.split()) >= _PROSE_WORDS
    if prose and line.score < _SURE:
        return LeftoverKind.BODY
    return _BY_LINE.get(line.kind, LeftoverKind.BODY)
