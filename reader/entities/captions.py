"""One-word captions, named by what the article around them names.

A picture of the president is captioned "Макрон" in copy whose text says
"Macron"; no model can label a word that stands alone, and the article can.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.entities.gazetteer import gazetteer
from reader.entities.likeness import Verdict, same_person
from reader.entities.persons import known_like, person
from reader.entities.spans import EDGE, Span, first_wins
from reader.model import EntityLabel

RULE = "caption"
NAME = re.compile(r"[^\W\d_][\w’'ʼ-]*(?:\s+[^\W\d_][\w’'ʼ-]*){0,3}")
WORD = re.compile(r"[^\W\d_][\w’'ʼ-]*\w")


def caption_spans(
    text: str, start: int, end: int, persons: Sequence[str], language: str
) -> list[Span]:
    """The names of one caption, in code points of `text`.

    `persons` are the surfaces of the persons that the article names elsewhere.
    """
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    if start >= end:
        return []
    tables = gazetteer(language)
    whole = text[start:end]
    entry = tables.listed(whole)
    if entry is not None and whole[0].isupper():
        return [Span(start, end, entry.label, RULE)]
    if NAME.fullmatch(whole) and _names_someone(whole, persons):
        return [Span(start, end, EntityLabel.PER, RULE)]
    found = [match.span() for match in tables.matches(text, start, end) if not match.weak]
    words = list(WORD.finditer(text, start, end))
    for number, word in enumerate(words):
        if not word.group()[0].isupper() or not _names_someone(word.group(), persons):
            continue
        first = word.start()
        before = words[number - 1] if number else None
        if before and before.group()[0].isupper() and text[before.end() : first] == " ":
            full = text[before.start() : word.end()]
            if _names_someone(full, persons):
                first = before.start()
        found.append(Span(first, word.end(), EntityLabel.PER, RULE))
    return first_wins(sorted(found, key=lambda span: span.start - span.end))


def _names_someone(name: str, persons: Sequence[str]) -> bool:
    """Whether a name is a person of the article or one whom the whole press knows by surname."""
    one = person(name)
    known = [full for _, full in known_like(one)]
    for other in [*(person(surface) for surface in persons), *known]:
        verdict = same_person(one, other).verdict
        if verdict is Verdict.SAME or (verdict is Verdict.DOUBTFUL and one.bare != other.bare):
            return True
    return False
