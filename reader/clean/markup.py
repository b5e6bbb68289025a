"""Markdown in running text, shown as the text it stands for.

Scrapers that go through Markdown leave ``[confirmed](#)`` and ``**bold**`` behind. The cleaned
text shows the words; brackets, targets and stars are repaired away span by span, so that each
letter of the view still points at its own place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reader.model import Document, Line, Repair

LINK = re.compile(r"(!?\[)([^\[\]\n]{0,400})(\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\))")
_STRONG = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]+?)(?<=[^\s*])\1(?![\w*])")
_UNDERSCORE = re.compile(r"(?<![\w_/])(_{1,2})(?=[^\s_])([^_\n]+?)(?<=[^\s_])\1(?![\w_/])")
_HEADING = re.compile(r"^(#{1,6}\s+)(?=\S)|(?<=\S)(\s+#{1,6})$")
_CODE = re.compile(r"(`)([^`\n]+)(`)")
AUTOLINK = re.compile(r"(<)(https?://[^<>\s]+|[\w.+-]+@[\w.-]+)(>)")
_MARKS = "[*_#`<"
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+.!~-])")


def _marks(line: str, markdown: bool) -> Iterator[tuple[int, int]]:
    for match in LINK.finditer(line):
        yield match.span(1)
        yield match.span(3)
    for match in _STRONG.finditer(line):
        yield match.start(), match.start(2)
        yield match.end(2), match.end()
    for match in AUTOLINK.finditer(line):
        yield match.span(1)
        yield match.span(3)
    if not markdown:
        return
    for match in _UNDERSCORE.finditer(line):
        yield match.start(), match.start(2)
        yield match.end(2), match.end()
    for match in _CODE.finditer(line):
        yield match.span(1)
        yield match.span(3)
    for match in _ESCAPE.finditer(line):
        yield match.span()


def _marked(text: str) -> bool:
    return any(mark in text for mark in _MARKS)


def markup(document: Document, lines: Sequence[Line]) -> list[Repair]:
    """Repairs that take Markdown's marks out of kept lines."""
    text = document.text
    if document.format == "html" or not _marked(text):
        return []
    markdown = document.format == "markdown"
    repairs: list[Repair] = []
    for line in lines:
        if not line.kind.kept:
            continue
        content = text[line.start : line.end]
        if not _marked(content):
            continue
        marks = [
            *_marks(content, markdown),
            *(match.span() for match in _HEADING.finditer(content)),
        ]
        repairs.extend(
            Repair(line.start + low, line.start + high, "", "markdown") for low, high in marks
        )
    return repairs
