"""The cleaned text as a view that points back into the original."""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import Document, Line, Repair, Segment, View


def view(document: Document, lines: Sequence[Line], repairs: Sequence[Repair]) -> View:
    """The kept lines, one segment each."""
    return View(
        tuple(
            Segment(line.start, min(line.end + 1, len(document.text)), document.text[line.start : line.end + 1])
            for line in lines
            if line.kind.kept
        )
    )
