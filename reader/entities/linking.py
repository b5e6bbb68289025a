"""Which mentions of one article are the same, and the fullest form it gives for each."""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import EntityLabel


def canonical_names(mentions: Sequence[tuple[str, EntityLabel]]) -> list[str]:
    """For each mention the fullest form that the article gives."""
    fullest: dict[str, str] = {}
    for text, label in mentions:
        if label is EntityLabel.PER and " " in text:
            fullest.setdefault(text.split()[-1], text)
    return [
        fullest.get(text, text) if label is EntityLabel.PER else text for text, label in mentions
    ]
