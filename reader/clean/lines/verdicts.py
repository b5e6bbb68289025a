"""What is said of a line on the way to its kind, and the few questions every rule asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reader.clean.lines.features import Rows
from reader.model import LineKind

MODEL = "line model"
"""The rule's name of what the fitted model says and no rule has changed."""

_PARAGRAPH = 60
_BODY = LineKind.BODY
_PICTURES = (LineKind.CAPTION, LineKind.PHOTO_CREDIT)


class Verdict(NamedTuple):
    """The kind of one line, what decided it, how sure, and why."""

    kind: LineKind
    rule: str
    score: float
    evidence: tuple[str, ...]


def paragraph(seen: Rows, out: Sequence[Verdict], row: int) -> bool:
    """Whether a line is a paragraph of the story, long enough to be no heading."""
    return out[row].kind is _BODY and len(seen.texts[row]) > _PARAGRAPH


def above(out: Sequence[Verdict], row: int) -> int:
    """The row before `row` that is no picture's caption or credit; -1 where there is none."""
    row -= 1
    while row >= 0 and out[row].kind in _PICTURES:
        row -= 1
    return row
