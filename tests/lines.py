"""Classified lines for tests of what comes after the kinds of lines are told."""

from __future__ import annotations

from reader.language import leftovers
from reader.model import Document, Leftover, Line, LineKind


def lines_of(text: str, *kinds: LineKind) -> tuple[Line, ...]:
    """Every filled line takes the next kind given, body when they run out."""
    found, at, left = [], 0, list(kinds)
    for number, content in enumerate(text.split("\n"), 1):
        kind = LineKind.EMPTY
        if content.strip():
            kind = left.pop(0) if left else LineKind.BODY
        found.append(Line(number, at, at + len(content), kind, "test"))
        at += len(content) + 1
    return tuple(found)


def find(text: str, *kinds: LineKind, language: str = "en") -> tuple[Leftover, ...]:
    """The leftovers of a text of such lines."""
    document = Document("a.txt", "0" * 64, "text", "utf-8", text)
    found = leftovers(document, lines_of(text, *kinds), language)
    for one in found:
        assert text[one.start : one.end] == one.text
    return found
