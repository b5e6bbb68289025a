"""Markup in running text, shown as the text it stands for.

Scrapers that go through Markdown leave ``[confirmed](#)`` and ``**bold**`` behind, careless ones
``Caf&eacute;``. The cleaned text shows the words; brackets, targets and stars are repaired away span by
span, character references are read, so that each letter of the view still points at its own place.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from html.entities import html5

from reader.clean.invisible import reveal
from reader.model import Document, Line, Repair

LINK = re.compile(r"(!?\[)([^\[\]\n]{0,400})(\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\))")
_STRONG = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]+?)(?<=[^\s*])\1(?![\w*])")
_UNDERSCORE = re.compile(r"(?<![\w_/])(_{1,2})(?=[^\s_])([^_\n]+?)(?<=[^\s_])\1(?![\w_/])")
_HEADING = re.compile(r"^(#{1,6}\s+)(?=\S)|(?<=\S)(\s+#{1,6})$")
_CODE = re.compile(r"(`)([^`\n]+)(`)")
AUTOLINK = re.compile(r"(<)(https?://[^<>\s]+|[\w.+-]+@[\w.-]+)(>)")
_MARKS = "[*_#`<"
_REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
REFERENCE = "character reference"
"""The rule of repairs that read a reference such as ``&eacute;``."""
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


def references(text: str) -> str:
    """A text with its character references read, as in "AT&amp;T"; what names nothing stays."""
    return _REFERENCE.sub(lambda found: _read(found[0]), text) if "&" in text else text


def _read(reference: str) -> str:
    """What a reference stands for, itself where it names nothing. No control or hidden character comes of it."""
    numbered = reference.startswith("&#")
    meant = html.unescape(reference) if numbered else html5.get(reference[1:], reference)
    return reveal(meant).replace("\n", " ").replace("\t", " ")


def referred(document: Document, lines: Sequence[Line]) -> list[Repair]:
    """Repairs that read the character references which a page's code left in kept lines."""
    text = document.text
    if "&" not in text:
        return []
    return [
        Repair(found.start(), found.end(), _read(found[0]), REFERENCE)
        for line in lines
        if line.kind.kept
        for found in _REFERENCE.finditer(text, line.start, line.end)
        if _read(found[0]) != found[0]
    ]


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
