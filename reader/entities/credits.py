"""Photo credits parsed by their form: an agency, a slash, a photographer.

A model reads "TASS/Mikhail Ivanov" as one organisation; the form of a credit
line says more than any model can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from reader.entities.spans import EDGE, Span
from reader.entities.tables import table
from reader.model import EntityLabel

RULE = "credit"
PARTS = re.compile(r"\s*(?:/|\||;|©|\bvia\b|,)\s*")


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str], re.Pattern[str]]:
    words = table("credits")

    def choice(of: Iterable[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(of, key=len, reverse=True))

    lead = re.compile(rf"^\W*(?:{choice(words['lead'])})\b\s*(?:by\s)?[\s:©—–-]*", re.IGNORECASE)
    agency = re.compile(
        rf"(?<!\w)(?:{choice(words['agency'])})(?!\w)|\w\.(?:ru|com|org|net|ua|gov|bg|de|fr|eu)(?!\w)",
        re.IGNORECASE,
    )
    word = r"[^\W\d_][\w’'-]*\.?"
    particles = rf"(?:(?:{choice(words['particles'])})\s+)*"
    person = re.compile(rf"{word}(?:\s+{particles}{word}){{1,3}}")
    return lead, agency, frozenset(words["none"]), person


def credit_spans(text: str) -> list[Span]:
    """The agencies (ORG) and photographers (PER) of one credit line, in code points of `text`."""
    lead, *_ = _forms()
    opening = lead.match(text)
    at = opening.end() if opening else 0
    pieces: list[tuple[int, int]] = []
    for cut in PARTS.finditer(text, at):
        pieces.append((at, cut.start()))
        at = cut.end()
    pieces.append((at, len(text)))
    spans: list[Span] = []
    for start, end in pieces:
        while start < end and text[start] in EDGE:
            start += 1
        while end > start and text[end - 1] in EDGE:
            end -= 1
        if start < end:
            label = _label(text[start:end], first=not spans)
            if label is not None:
                spans.append(Span(start, end, label, RULE))
    return spans


def _label(piece: str, *, first: bool) -> EntityLabel | None:
    """Agencies come first; a part that has the form of a personal name is one."""
    _, agency, none, person = _forms()
    if piece.casefold() in none or not any(character.isalpha() for character in piece):
        return None
    if agency.search(piece):
        return EntityLabel.ORG
    if person.fullmatch(piece) and piece[0].isupper() and not piece.isupper():
        return EntityLabel.PER
    if first and piece[0].isupper() and len(piece.split()) <= 5:
        return EntityLabel.ORG
    return None
