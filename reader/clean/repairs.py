"""Damage of the text, as repairs that a view applies and as notes to the reader.

The original stays as it came. A repair is a span that the cleaned text shows differently: garbled
letters undone, a character that cannot be seen shown by its name, a paragraph that the page
broke in two joined again. What cannot be put right with certainty is noted and left alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from reader.clean.garbled import garbled
from reader.clean.glued import glued
from reader.clean.invisible import INVISIBLE, instead, invisible
from reader.clean.markup import markup, referred
from reader.clean.paragraphs import broken_paragraphs
from reader.clean.punctuation import punctuation
from reader.clean.telltale import signs
from reader.model import Document, Line, Note, Repair


def repairs(
    document: Document, lines: Sequence[Line]
) -> tuple[tuple[Repair, ...], tuple[Note, ...]]:
    """Repairs in the order of their spans, none overlapping another, and notes in order.

    Where two repairs would touch the same characters, garbled letters come before hidden
    characters (which they often contain), then broken paragraphs, glued buttons, character
    references, markup; a note stays only with its repair.
    """
    text = document.text
    held = signs(text)
    kept = _Kept()
    notes: list[Note] = []
    for found, remarks in (
        garbled(text, lines, held),
        invisible(text, held),
        broken_paragraphs(text, lines),
    ):
        for repair, remark in zip(found, remarks, strict=True):
            if kept.add(repair) or kept.add_around(repair, text):
                notes.append(remark)
    for repair in (*glued(document, lines), *referred(document, lines), *markup(document, lines)):
        kept.add(repair)
    notes.extend(punctuation(text, lines))
    notes.sort(key=lambda note: (note.start, note.end))
    return tuple(kept.repairs), tuple(notes)


class _Kept:
    """Repairs sorted by their spans; one that touches another is refused."""

    def __init__(self) -> None:
        self.repairs: list[Repair] = []
        self._starts: list[int] = []

    def add(self, repair: Repair) -> bool:
        """Whether the repair was taken."""
        at = bisect_left(self._starts, repair.start)
        before = self.repairs[at - 1].end if at else 0
        after = self._starts[at] if at < len(self._starts) else repair.end
        if repair.start >= repair.end or before > repair.start or after < repair.end:
            return False
        self.repairs.insert(at, repair)
        self._starts.insert(at, repair.start)
        return True

    def add_around(self, repair: Repair, text: str) -> bool:
        """Take a refused run of hidden characters one by one, where no other repair has them."""
        if repair.rule != INVISIBLE:
            return False
        each = [
            Repair(at, at + 1, instead(text[at : at + 1]), INVISIBLE)
            for at in range(repair.start, repair.end)
        ]
        added = [self.add(one) for one in each]  # all of them, not only up to the first
        return any(added)
