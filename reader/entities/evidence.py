"""What single words tell of a name: given names, posts, heads of organisations, prepositions of place.

The words are data (``evidence.toml``, ``given.toml``, ``demonyms.toml``); here
they only become sets, once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from reader.entities.gazetteer import key
from reader.entities.keys import CYRILLIC
from reader.entities.persons import rows
from reader.entities.spans import Span
from reader.entities.tables import table

RULE = "context"
WORD = re.compile(r"[^\W\d_][\w’'ʼ.-]*\w|[^\W\d_]")
LONGEST_NAME = 4
SISTERS = ("uk", "bg", "be")
"""Languages that are read by the Russian model, which knows fewer of their places."""


def words_of(text: str, span: Span) -> list[str]:
    """The words of a span, punctuation left out."""
    return WORD.findall(text[span.start : span.end])


@cache
def evidence(section: str, name: str) -> frozenset[str]:
    """One list of the data, such as the posts (``post``) of English (``en``)."""
    return frozenset(table("evidence")[section].get(name, ()))


@cache
def kinds() -> frozenset[str]:
    """Slavic words that only say what a name is: агентство, компания."""
    return frozenset(table("evidence")["kind"]["words"])


@cache
def demonyms() -> frozenset[str]:
    """Words for peoples and faiths, case folded."""
    return frozenset(table("demonyms")["words"].split())


@cache
def given_names() -> frozenset[str]:
    """Given names in Latin letters as the tables compare them."""
    listed = {key(word) for row in table("words")["given"] for word in row}
    return frozenset(listed | {key(word) for word in table("given")["names"].split()})


def is_given(word: str) -> bool:
    """Whether a word is a common given name; Cyrillic ones in any case of the declension."""
    if CYRILLIC.search(word):
        return bool(rows(key(word), "given"))
    return key(word) in given_names()


def place_before(before: str, language: str) -> bool:
    """Whether the text ends in a word that stands before places: in, near, под."""
    words = WORD.findall(before[-20:])
    return bool(words) and before.endswith(" ") and words[-1] in evidence("place_before", language)


def headed(words: Sequence[str]) -> bool:
    """Whether an English name has the head word of an organisation."""
    return words[-1].casefold() in evidence("organisation", "end") or words[
        0
    ].casefold() in evidence("organisation", "start")
