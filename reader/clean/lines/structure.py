"""What only the order of lines can tell: the headline above, the caption above its credit.

The model weighs each line; this sets right what follows from a line's place alone, and lets the
rules that read a whole line have the last word over the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from reader.clean.lines import blocks, features, pictures, prose
from reader.clean.lines.features import Rows
from reader.clean.lines.model import Judged, Matrix
from reader.clean.lines.verdicts import MODEL, Verdict, above, paragraph
from reader.model import LineKind

_CAPTION_WORDS = 6
_TITLE_WORDS = 25
_HEADING_WORDS = 9
_QUESTION_WORDS = 12
_BLOCK = 8
_TITLE_CHANCE = 0.02
_DOUBT = 0.12


def arrange(
    seen: Rows, judged: Judged, verdicts: Sequence[Verdict], titled: Matrix
) -> list[Verdict]:
    """The model's verdicts with rules and structure applied.

    `titled` is the model's probability of each line being the title.
    """
    out = [
        verdict
        if decided is None
        else Verdict(decided.kind, decided.rule, 0.99, (decided.reason, *verdict.evidence[:1]))
        for verdict, decided in zip(verdicts, seen.decided, strict=True)
    ]
    blocks.front_matter(seen, out)
    _appeals(seen, out)
    blocks.appeals(seen, out)
    _captions(seen, out)
    _continued(seen, out)
    _dialogue(seen, judged, out)
    prose.sentences(seen, judged, out)
    prose.strangers(seen, out)
    _subheadings(seen, judged, out)
    pictures.buttons(seen, judged, out)
    pictures.names(seen, out)
    pictures.sides(seen, out)
    blocks.tables(seen, out)
    blocks.links(seen, out)
    blocks.markdown_title(seen, out)
    _untitled(seen, out, titled)
    _headings(out)
    return out


def _captions(seen: Rows, out: list[Verdict]) -> None:
    """What stands above a picture credit without a full stop is the picture's caption.

    Directly above, a few words do wherever they stand; across a blank line, the story must have
    begun, since a title too may stand above a picture.
    """
    begun = False
    for row in range(len(out) - 1):
        below = seen.decided[row + 1]
        text = seen.texts[row]
        count = len(text.split())
        if (
            below is not None
            and below.kind is LineKind.PHOTO_CREDIT
            and seen.decided[row] is None
            and text[-1] not in '.!?:…,;»”"'
        ):
            near = seen.index[row + 1] - seen.index[row] == 1
            if (near and row and count <= _CAPTION_WORDS) or (begun and count <= _TITLE_WORDS):
                out[row] = Verdict(
                    LineKind.CAPTION,
                    "caption above credit",
                    0.97,
                    ("a picture credit follows directly",),
                )
        begun = begun or (out[row].kind is LineKind.BODY and count > _TITLE_WORDS / 2)


def _continued(seen: Rows, out: list[Verdict]) -> None:
    """A long line that breaks off, with a line that begins small below, is one broken paragraph."""
    for row in range(len(out) - 1):
        text, after = seen.texts[row], seen.texts[row + 1].lstrip("\"“«„'‘")
        broken = text[-1].isalnum() or text[-1] in ",;–—"
        if len(text) < 80 or not broken or not after[:1].islower() or len(after) < 40:
            continue
        for part in (row, row + 1):
            if not out[part].kind.kept and seen.decided[part] is None:
                out[part] = Verdict(
                    LineKind.BODY, "broken paragraph", 0.9, ("one sentence runs over both lines",)
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


def _appeals(seen: Rows, out: list[Verdict]) -> None:
    """Lines beside a sure appeal that speak as "we" to "you" about support belong to the appeal."""
    column = features.places()
    address = seen.matrix[:, column["group_address"]]
    asks = seen.matrix[:, column["group_appeal"]] + seen.matrix[:, column["group_subscription"]]
    quoted = seen.matrix[:, column["starts_quote"]] + seen.matrix[:, column["starts_dash"]]
    anchors = [
        row
        for row, decided in enumerate(seen.decided)
        if decided is not None and decided.kind is LineKind.PROMO
    ]
    between = np.zeros(len(out), dtype=bool)
    for low, high in pairwise(anchors):
        if high - low <= _BLOCK:
            between[low + 1 : high] = True
    for anchor in anchors:
        for step in (-1, 1):
            row = anchor + step
            while 0 <= row < len(out) and abs(row - anchor) <= _BLOCK:
                speaks = address[row] > 0.2 and asks[row] + address[row] > 0.5
                heads = step < 0 and asks[row] > 0.2 and len(seen.texts[row].split()) < 10
                if quoted[row] or not (speaks or heads or between[row]):
                    break
                if seen.decided[row] is None and out[row].kind is not LineKind.PROMO:
                    out[row] = Verdict(
                        LineKind.PROMO,
                        "part of an appeal",
                        0.9,
                        ("speaks to the reader beside an appeal",),
                    )
                row += step


def _subheadings(seen: Rows, judged: Judged, out: list[Verdict]) -> None:
    """A few words without vocabulary of buttons, alone between two paragraphs, head the second."""
    column = features.places()
    said = seen.matrix[:, column["distinct_groups"]]
    copies = seen.matrix[:, column["copies"]]
    begun = False
    for row in range(1, len(out) - 1):
        text = seen.texts[row]
        begun = begun or paragraph(seen, out, row - 1)
        if (
            begun
            and out[row].kind is LineKind.BODY
            and out[row].rule != "row of a table"
            and _heads(text)
            and paragraph(seen, out, row + 1)
        ):
            out[row] = replace(out[row], kind=LineKind.SUBHEADING, rule="heading of a paragraph")
            continue
        if (
            not out[row].kind.kept
            and (out[row].kind is not LineKind.CAPTION or out[row].rule == MODEL)
            and out[row].rule != prose.STRANGER
            and seen.decided[row] is None
            and 2 <= len(text.split()) <= _HEADING_WORDS
            and text[-1] not in ".,;:"
            and text[0].isupper()
            and said[row] <= (text[-1] == "?")
            and not copies[row]
            and judged.story[row] > _DOUBT
            and paragraph(seen, out, row + 1)
            and (last := above(out, row)) >= 0
            and paragraph(seen, out, last)
        ):
            out[row] = Verdict(
                LineKind.SUBHEADING,
                "heading between paragraphs",
                0.6,
                ("a few words alone between two paragraphs",),
            )


def _heads(text: str) -> bool:
    """Whether a line of the story has the form of a heading: short, no full stop, nobody speaking."""
    ends = text[-1].isalnum() or text[-1] == "?"
    quoted = any(mark in text for mark in '"“”«»„') or text[0] in "—–-•*"
    return ends and not quoted and text[0].isupper() and len(text.split()) <= _QUESTION_WORDS


def _untitled(seen: Rows, out: list[Verdict], titled: Matrix) -> None:
    """An article that has no title yet is given the likeliest line above its first paragraph."""
    first = next((row for row, v in enumerate(out) if v.kind is LineKind.BODY), 0)
    if any(out[row].kind is LineKind.HEADLINE for row in range(first)):
        return
    able = [
        row
        for row in range(first)
        if seen.decided[row] is None
        and out[row].rule != blocks.FRONT_MATTER
        and 3 <= len(seen.texts[row].split()) <= _TITLE_WORDS
        and seen.texts[row][-1] not in ".,;:"
        and titled[row] > _TITLE_CHANCE
    ]
    if able:
        best = max(able, key=lambda row: float(titled[row]))
        out[best] = Verdict(
            LineKind.HEADLINE,
            "likeliest title",
            0.6,
            ("the likeliest title above the first paragraph",),
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
