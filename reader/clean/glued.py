"""Buttons that stand on one line with a paragraph, where a page's blocks were joined.

Such a line is the story's: it is judged by what stands between the buttons, and the cleaned text shows
no more than that. Only a known button counts: behind the full stop that ends the paragraph, without one of
its own, or in another script before the paragraph's first word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.clean.lines.vocabulary import bare, buttons
from reader.model import Document, Line, Repair

RULE = "glued button"

_LONGEST = 48
"""Characters of the longest run of words that may be a button."""
_SHORTEST = 40
"""Characters that must remain: a shorter line is no paragraph, and what it says is all of a notice."""
_END = re.compile(r"[.!?…][»”’\"')\]]*(\s+)([^\s.!?…][^.!?…]*)$")
_OPENING = re.compile(r"(?:[^\W\d_a-zA-Z]+\s+){1,4}(?=[\"“‘(]*[A-Za-z])")
_LETTER = re.compile(r"[^\W\d_]")


def inner(line: str) -> tuple[int, int]:
    """The span of a line without the buttons at its ends; all of it where there are none."""
    low, high = 0, len(line)
    if high < _SHORTEST:
        return low, high
    if not line.rstrip().endswith((".", "!", "?", "…", "”", "»", '"')):
        at = max(high - _LONGEST, 0)
        tail = _END.search(line, at)
        if tail and bare(tail[2]) in buttons() and _LETTER.search(tail[2]):
            high = tail.start(1)
    if line[:1].isalpha() and not line[0].isascii():
        opening = _OPENING.match(line, 0, _LONGEST)
        if opening and bare(opening[0]) in buttons():
            low = opening.end()
    return (low, high) if high - low >= _SHORTEST else (0, len(line))


def glued(document: Document, lines: Sequence[Line]) -> list[Repair]:
    """Repairs that take the buttons off both ends of kept lines."""
    text = document.text
    repairs: list[Repair] = []
    for line in lines:
        if not line.kind.kept:
            continue
        low, high = inner(text[line.start : line.end])
        if low:
            repairs.append(Repair(line.start, line.start + low, "", RULE))
        if line.start + high < line.end:
            repairs.append(Repair(line.start + high, line.end, "", RULE))
    return repairs
