"""Spans of the original before they become entities: found, trimmed, and never overlapping.

Every engine and every rule speaks in the same half-open spans of the
document's text, in code points, so one place decides which of two claims on
the same letters wins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from msgspec import Struct

from reader.model import EntityLabel

EDGE = " \t\u00a0\u202f\u2009\u200b\ufeff\u00ad\"'`´‘’‚‛“”„‟«»‹›.,;:!?…()[]{}<>|/\\*#_~–—-·•=+&"
"""Characters that never begin or end a name."""


class Span(Struct, frozen=True, order=True):
    """A half-open span of a text in code points, its label and the engine or rule behind it."""

    start: int
    end: int
    label: EntityLabel
    rule: str

    def shifted(self, by: int) -> Span:
        """The same span in a text that begins `by` code points earlier."""
        return Span(self.start + by, self.end + by, self.label, self.rule)

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


def first_wins(claims: Iterable[Span]) -> list[Span]:
    """The claims in order of preference, without any that overlaps an earlier one; by place."""
    taken: list[Span] = []
    starts: list[int] = []
    for claim in claims:
        if claim.start >= claim.end:
            continue
        at = bisect_left(starts, claim.end)
        # Taken spans never overlap, so only the last one that begins before the end can.
        if at and taken[at - 1].end > claim.start:
            continue
        taken.insert(at, claim)
        starts.insert(at, claim.start)
    return taken


class Covered:
    """Which stretches of a text a set of spans covers; answers in logarithmic time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = first_wins(sorted(spans, key=lambda span: (span.start, -span.end)))
        self._starts = [span.start for span in self._spans]

    def touches(self, start: int, end: int) -> bool:
        """Whether a span shares a code point with the half-open stretch."""
        at = bisect_left(self._starts, end)
        return at > 0 and self._spans[at - 1].end > start
