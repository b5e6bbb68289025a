"""What is no part of a name is cut from its span: posts, articles, possessives, punctuation."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from reader.entities.spans import EDGE, Span
from reader.entities.tables import table
from reader.model import EntityLabel

POSSESSIVE = re.compile(r"(?:['’`]s|(?<=s)['’])$", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:the|l['’]|d['’])\s*(?=\S)", re.IGNORECASE)
LATIN_ARTICLE = re.compile(r"^(?:the|The|THE)\s+(?=\S)")
ELISION = re.compile(r"^[LlDdQq][’'](?=\w)")
CYRILLIC = re.compile(r"[\u0400-\u052f]")
WORD = re.compile(r"[^\s,]+")


@cache
def titles(language: str) -> frozenset[tuple[str, ...]]:
    """Posts and honorifics of a language, case folded, without dots, word by word."""
    before = table("titles")["before"]
    return frozenset(
        tuple(_fold(word) for word in title.split()) for title in before.get(language, [])
    )


def _fold(word: str) -> str:
    return word.casefold().strip(".,").replace("ё", "е").removeprefix("ex-").removeprefix("экс-")


def trim(text: str, span: Span, language: str) -> Span | None:
    """The span without what is no part of the name; None when no name is left."""
    start, end = span.start, span.end
    while True:
        before = (start, end)
        while start < end and text[start] in EDGE:
            start += 1
        while end > start and text[end - 1] in EDGE:
            # The dot of "U.S." or "Jr." belongs to the name.
            if text[end - 1] == "." and re.search(r"(?:\b\w\.\w\.|\b[JS]r\.)$", text[start:end]):
                break
            end -= 1
        name = text[start:end]
        if language == "en":
            name = LATIN_ARTICLE.sub("", name)
        elif language == "fr":
            name = ELISION.sub("", name)
        start = end - len(name)
        if found := POSSESSIVE.search(name):
            end -= len(found.group())
        if span.label is EntityLabel.PER:
            start += _title_length(text[start:end], language)
        elif CYRILLIC.match(text, start):
            start += _kind_length(text[start:end], language)
        if span.label is not EntityLabel.ORG and CYRILLIC.match(text, start):
            start += _preposition_length(text[start:end])
        if (start, end) == before:
            break
    if start >= end or not any(character.isalpha() for character in text[start:end]):
        return None
    return Span(start, end, span.label, span.rule)


def _kind_length(name: str, language: str) -> int:
    """How many code points of a Slavic name only say what it is, before a capital or a quote."""
    kinds = frozenset(table("evidence")["kind"]["words"])
    for word, following in pairwise(WORD.finditer(name)):
        first = _fold(word.group())
        if first not in kinds and (first,) not in titles(language):
            return 0
        if following.group().lstrip('«"„“')[:1].isupper():
            return following.start()
    return 0


def _preposition_length(name: str) -> int:
    """How many code points of a Slavic name are the preposition that begins its sentence."""
    first, space, rest = name.partition(" ")
    if not space or first.casefold() not in table("evidence")["before"]["words"]:
        return 0
    return len(first) + len(space) if rest.lstrip()[:1].isupper() else 0


def _title_length(name: str, language: str) -> int:
    """How many code points of the name are a title before it; a title alone counts whole."""
    words = list(WORD.finditer(name))
    known = titles(language)
    for count in range(min(len(words), 4), 0, -1):
        if tuple(_fold(word.group()) for word in words[:count]) in known:
            return words[count].start() if count < len(words) else len(name)
    return 0
