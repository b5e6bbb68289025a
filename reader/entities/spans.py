"""Spans of the original before they become entities: found, trimmed, and never overlapping.

Every engine and every rule speaks in the same half-open spans of the
document's text, in code points, so one place decides which of two claims on
the same letters wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reader.model import EntityLabel

EDGE = " \t\u00a0\u202f\u2009\u200b\ufeff\u00ad\"'`´‘’‚‛“”„‟«»‹›.,;:!?…()[]{}<>|/\\*#_~–—-·•=+&"
"""Characters that never begin or end a name."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open span of a text in code points, its label and the engine or rule behind it."""

    start: int
    end: int
    label: EntityLabel
    rule: str

    def shifted(self, by: int) -> Span:
        """The same span in a text that begins `by` code points earlier."""
        return replace(self, start=self.start + by, end=self.end + by)

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


def first_wins(claims: Iterable[Span]) -> list[Span]:
    """The claims in order of preference, without any that overlaps an earlier one; by place."""
    taken: list[Span] = []
    for claim in claims:
        if claim.start < claim.end and not any(claim.overlaps(other) for other in taken):
            taken.append(claim)
    return sorted(taken)
