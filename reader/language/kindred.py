"""Debris of one Cyrillic language in copy of another: Russian lines on a Ukrainian page, and the reverse.

The script is the same, so only letters that the article's language does not have are evidence (ы э ё ъ
against і ї є ґ), and set phrases of pages. A sentence is judged as a whole; a word alone may be a name.
What is quoted belongs, however long: politicians are quoted in the language they spoke.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from reader.language.ngrams import posterior
from reader.language.phrases import lookup, opening
from reader.model import Line

PAIRS = {"uk": "ru", "ru": "uk"}
"""The language of the article, and the one whose debris is looked for in it."""

_OWN = {"ru": re.compile("[ыэёъ]", re.IGNORECASE), "uk": re.compile("[іїєґ]", re.IGNORECASE)}
"""Letters that one of the two has and the other has not."""
_WORD = re.compile("[\u0400-\u052f]+(?:['’ʼ][\u0400-\u052f]+)*")
_SENTENCE = re.compile(r"(?:[^.!?…]|[.!?…](?![\s\"”»’)]|$))+[.!?…]*[\"”»’)]*")
_QUOTED = re.compile(
    r"«[^»]{0,2000}(?:»|$)|“[^”]{0,2000}(?:”|$)|„[^“”]{0,2000}(?:[“”]|$)|\"[^\"]{0,2000}(?:\"|$)|\([^)]{0,500}\)"
)
_SPOKEN = re.compile(r"^\s*[—–―>-]\s*\S")
_SURE = 0.95
_LETTERS = 6


class Foreign(Struct, frozen=True):
    """A sentence or line in the other language: its span in the text, and what tells it."""

    start: int
    end: int
    language: str
    basis: str


def kindred(text: str, lines: Sequence[Line], language: str) -> Iterator[tuple[Line, Foreign]]:
    """Sentences and lines in the kindred language that do not belong, with their lines, in order.

    `lines` are those with text; none but Russian and Ukrainian copy holds any.
    """
    other = PAIRS.get(language)
    if other is None:
        return
    before, quoting = "", False
    for line in lines:
        content = text[line.start : line.end]
        was, quoting = quoting, _still_open(content, quoting)
        if not was and not _SPOKEN.match(content):
            announced = before.rstrip().endswith(":")
            for found in _in_line(content, language, other, announced=announced):
                yield (
                    line,
                    Foreign(line.start + found.start, line.start + found.end, other, found.basis),
                )
        before = content


def _still_open(content: str, quoting: bool) -> bool:
    """Whether a quotation in angle marks goes on in the next line."""
    opened, closed = content.rfind("«"), content.rfind("»")
    return opened > closed if opened >= 0 or closed >= 0 else quoting


def _in_line(content: str, language: str, other: str, *, announced: bool) -> Iterator[Foreign]:
    stripped = content.strip()
    if not stripped:
        return
    at = content.index(stripped)
    phrase = lookup(stripped) or opening(stripped)
    if phrase is not None:
        if other in phrase.languages and language not in phrase.languages:
            yield Foreign(at, at + len(stripped), other, "phrase")
        return
    if announced or _OWN[other].search(content) is None:
        return
    bare = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), content)
    for match in _SENTENCE.finditer(bare):
        if _is_other(match.group(), language, other):
            low, high = match.span()
            part = content[low:high]
            low += len(part) - len(part.lstrip())
            yield Foreign(low, low + len(part.strip()), other, "alphabet")


def _is_other(sentence: str, language: str, other: str) -> bool:
    """Whether a sentence has letters of the other language alone and reads like it."""
    words = _WORD.findall(sentence)
    telling = [word for word in words if _OWN[other].search(word)]
    if not telling or any(_OWN[language].search(word) for word in words):
        return False
    if sum(map(len, words)) < _LETTERS or all(word[0].isupper() for word in words):
        # A few letters, or nothing but names: "Выборг", "Хмельницкий".
        return False
    return posterior(sentence, (language, other)).get(other, 0.0) >= _SURE
