"""Damage of the text, as repairs that a view applies and as notes to the reader.

The original stays as it came. A repair is a span that the cleaned text shows differently: garbled
letters undone, a character that cannot be seen shown by its name, a paragraph that the page
broke in two joined again. What cannot be put right with certainty is noted and left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from reader.clean.garbled import garbled
from reader.clean.invisible import invisible
from reader.clean.markup import markup
from reader.clean.paragraphs import broken_paragraphs
from reader.clean.punctuation import punctuation
from reader.model import Document, Line, Note, Repair


def repairs(
    document: Document, lines: Sequence[Line]
) -> tuple[tuple[Repair, ...], tuple[Note, ...]]:
    """Repairs in the order of their spans, none overlapping another, and notes in order.

    Where two repairs would touch the same characters the one about more serious damage stays:
    control characters, garbled letters, broken paragraphs, markup.
    """
    text = document.text
    proposed: list[Repair] = []
    notes: list[Note] = []
    for found, remarks in (
        invisible(text),
        garbled(text, lines),
        broken_paragraphs(text, lines),
        (markup(document, lines), ()),
        ((), punctuation(text, lines)),
    ):
        proposed.extend(found)
        notes.extend(remarks)
    return _apart(proposed), tuple(sorted(notes, key=lambda note: (note.start, note.end)))


def _apart(proposed: Sequence[Repair]) -> tuple[Repair, ...]:
    """The repairs that overlap none proposed before them, sorted."""
    taken: set[int] = set()
    kept: list[Repair] = []
    for repair in proposed:
        covered = range(repair.start, repair.end)
        if repair.start < repair.end and taken.isdisjoint(covered):
            taken.update(covered)
            kept.append(repair)
    return tuple(sorted(kept, key=lambda repair: repair.start))
