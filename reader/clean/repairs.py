"""Damage of the text, as repairs that a view applies and notes to the reader."""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import Document, Line, Note, Repair


def repairs(document: Document, lines: Sequence[Line]) -> tuple[tuple[Repair, ...], tuple[Note, ...]]:
    """Repairs and notes of a document."""
    return (), ()
