"""Title, source, date and author from the whole evidence of a text."""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import Document, Facts, Line


def source_of(document: Document) -> str | None:
    """The outlet that the document itself names, None where it is silent."""
    return document.source


def facts(document: Document, lines: Sequence[Line]) -> Facts:
    """What the text says about itself."""
    return Facts(title=document.title or "", source=source_of(document))
