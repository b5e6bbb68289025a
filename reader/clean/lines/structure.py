"""What only the order of lines can tell: the headline above, the caption above its credit.

The model weighs each line; this sets right what follows from a line's place alone, and lets the
rules that read a whole line have the last word over the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reader.clean.lines.features import Rows
from reader.clean.lines.model import Judged
from reader.model import LineKind

_CAPTION_WORDS = 6
_TITLE_WORDS = 32


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of one line, what decided it, how sure, and why."""

    kind: LineKind
    rule: str
    score: float
    evidence: tuple[str, ...]


def arrange(seen: Rows, judged: Judged, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The model's verdicts with rules and structure applied."""
    out = [
        verdict
        if decided is None
        else Verdict(decided.kind, decided.rule, 0.99, (decided.reason, *verdict.evidence[:1]))
        for verdict, decided in zip(verdicts, seen.decided, strict=True)
    ]
    _captions(seen, out)
    _dialogue(seen, judged, out)
    _headings(out)
    return out


def _captions(seen: Rows, out: list[Verdict]) -> None:
    """A few words without a full stop directly above a picture credit are the picture's caption."""
    for row in range(len(out) - 1):
        below = seen.decided[row + 1]
        if below is None or below.kind is not LineKind.PHOTO_CREDIT:
            continue
        if seen.decided[row] is not None or seen.index[row + 1] - seen.index[row] > 1:
            continue
        text = seen.texts[row]
        if len(text.split()) <= _CAPTION_WORDS and text[-1] not in ".!?:…":
            out[row] = Verdict(
                LineKind.CAPTION,
                "caption above credit",
                0.97,
                ("a picture credit follows directly",),
            )


def _dialogue(seen: Rows, judged: Judged, out: list[Verdict]) -> None:
    """A sentence opened by a dash amid the story is speech, however short."""
    for row, text in enumerate(seen.texts):
        spoken = text[0] in "—–" and len(text) > 12 and text[-1] in '.!?…»”"'
        if spoken and not out[row].kind.kept and seen.decided[row] is None:
            near = judged.story[max(row - 2, 0) : row + 3]
            if float(np.median(near)) > 0.5:
                out[row] = Verdict(
                    LineKind.BODY, "dialogue dash", 0.9, ("speech opened by a dash",)
                )


def _headings(out: list[Verdict]) -> None:
    """The title is the first heading above the first paragraph; later ones are subheadings."""
    heading = (LineKind.HEADLINE, LineKind.SUBHEADING)
    first_body = next((row for row, v in enumerate(out) if v.kind is LineKind.BODY), len(out))
    titled = False
    for row, verdict in enumerate(out):
        if verdict.kind not in heading:
            continue
        if row > first_body or (titled and verdict.kind is LineKind.HEADLINE and row > first_body):
            kind = LineKind.SUBHEADING
        else:
            kind = (
                LineKind.HEADLINE
                if not titled or verdict.kind is LineKind.HEADLINE
                else verdict.kind
            )
            titled = titled or kind is LineKind.HEADLINE
        if kind is not verdict.kind:
            out[row] = replace(verdict, kind=kind)
