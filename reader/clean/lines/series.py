"""Lines told by others of their own form: turns of an interview, items of a list, entries of a live story.

An answer of four words or an item of two looks like a button or a caption when it stands alone. Where the
model keeps most of the lines that are built alike, the others are the story's too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from reader.clean.lines import prose
from reader.clean.lines.features import Rows
from reader.clean.lines.verdicts import MODEL, Verdict, paragraph
from reader.clean.lines.vocabulary import data_sources
from reader.model import LineKind

# Looking a member up in its class takes as long as five comparisons, and these are asked of every line.
_BODY, _HEADLINE = LineKind.BODY, LineKind.HEADLINE

CLOCK = "pattern clock"
"""The rule that tells a clock time alone on its line."""

_SPEAKER = re.compile(
    r"[*_]{0,2}([^\W\d_][\w.'’-]{0,24}(?: [^\W\d_][\w.'’-]{0,24}){0,2})[*_]{0,2}:[*_]{0,2}\s+\S"
)
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+\S")
_HEADING_WORDS = 9
_HOUR = re.compile(r"(?:[01]?\d|2[0-3]) ?h(?: ?[0-5]\d)?")
_HOUR_LENGTH = 7
_LABEL = 80
_TURNS = 2
_CHANGES = 3
_MARKS = frozenset("-•*▪●·‣◦–")
_ITEMS = 3
_CLOCKS = 3
_LIVE = 2
_ENTRY_WORDS = 4


def turns(seen: Rows, out: list[Verdict]) -> None:
    """Lines opened by the names of speakers who take turns are said in an interview."""
    labels = [_speaker(seen, row) for row in range(len(out))]
    counts = Counter(filter(None, labels))
    speakers = {label for label, count in counts.items() if count >= _TURNS}
    rows = [row for row, label in enumerate(labels) if label in speakers]
    if (
        len(speakers) < 2
        or sum(labels[first] != labels[second] for first, second in pairwise(rows)) < _CHANGES
        or 2 * sum(out[row].kind.kept for row in rows) <= len(rows)
    ):
        return
    for row in rows:
        if out[row].kind is not _BODY:
            out[row] = Verdict(
                _BODY,
                "turn of an interview",
                0.9,
                ("opened by a speaker's name, as other lines are", "speakers take turns"),
            )


def _speaker(seen: Rows, row: int) -> str:
    """What opens a line before a colon, folded; "" where nothing does or a rule has told the line."""
    text = seen.texts[row]
    if ":" not in text[:_LABEL] or seen.decided[row] is not None:
        return ""
    found = _SPEAKER.match(text)
    if found and data_sources().match(text):
        return ""
    return found[1].casefold() if found else ""


def items(seen: Rows, out: list[Verdict]) -> None:
    """Items with the same mark, one below the other, share one fate where most of them are kept.

    What a line of the story announces by a colon is the story's whatever the model makes of it.
    """
    start = 0
    while start < len(out):
        mark = _mark(seen, start)
        end = start + 1
        while mark and end < len(out) and _mark(seen, end) == mark:
            end += 1
        block = range(start, end)
        start = end
        above = block[0] - 1
        announced = above >= 0 and out[above].kind is _BODY and seen.texts[above].endswith(":")
        kept = sum(out[row].kind.kept for row in block)
        if len(block) < _ITEMS or not (announced or 2 * kept > len(block)):
            continue
        for row in block:
            told = not out[row].kind.kept or out[row].kind is LineKind.SUBHEADING
            if told and seen.decided[row] is None:
                out[row] = Verdict(
                    _BODY, "item of a list", 0.7, ("marked as the items around it are",)
                )


def _mark(seen: Rows, row: int) -> str:
    """The mark that opens an item of a list, "" for other lines."""
    text = seen.texts[row]
    return text[0] if text[0] in _MARKS and text[1:2].isspace() else ""


def numbered(seen: Rows, out: list[Verdict]) -> None:
    """Headings that count up, "1. Copper", "2. The yen", and what they head; a picture's credit may part them."""
    heads: list[int] = []
    for row in range(len(out) - 1):
        found = _NUMBER.match(seen.texts[row]) if seen.pieces[row] <= _HEADING_WORDS else None
        if found and int(found[1]) == len(heads) + 1:
            heads.append(row)
    if len(heads) < _ITEMS or any(second - first == 1 for first, second in pairwise(heads)):
        return
    headed = [_below(out, head) for head in heads]
    if not any(paragraph(seen, out, row) for row in headed):
        return
    for head, row in zip(heads, headed, strict=True):
        if not out[head].kind.kept and out[head].rule == MODEL and paragraph(seen, out, row):
            out[head] = Verdict(
                LineKind.SUBHEADING,
                "numbered heading",
                0.7,
                ("one of several that count up", "a paragraph stands below"),
            )
        if not out[row].kind.kept and seen.decided[row] is None and prose.sentence(seen, row):
            out[row] = Verdict(
                _BODY,
                "below a numbered heading",
                0.7,
                ("a whole sentence below one of several headings that count up",),
            )


def _below(out: Sequence[Verdict], row: int) -> int:
    """The row below `row` that is no picture's credit, or the last."""
    row += 1
    while row < len(out) - 1 and out[row].kind is LineKind.PHOTO_CREDIT:
        row += 1
    return row


def clocks(seen: Rows, out: list[Verdict]) -> list[int]:
    """Clock times alone on their lines, those in French among them, which are told here: "18h40"."""
    found = []
    for row, text in enumerate(seen.texts):
        decided = seen.decided[row]
        if decided is not None and decided.rule == CLOCK:
            found.append(row)
        elif decided is None and len(text) <= _HOUR_LENGTH and _HOUR.fullmatch(text):
            found.append(row)
            out[row] = Verdict(LineKind.METADATA, CLOCK, 0.95, ("nothing but a clock time",))
    return found


def live(seen: Rows, out: list[Verdict], clocks: Sequence[int]) -> bool:
    """Whether clock times open the entries of a live story; whole sentences below them are kept.

    A ticker is nothing but times and lines: where no paragraph stands anywhere, each line below a time is news.
    """
    clocks = [row for row in clocks if row + 1 < len(out)]
    if len(clocks) < _CLOCKS:
        return False
    opened = sum(
        any(paragraph(seen, out, below) for below in range(row + 1, min(row + 3, len(out))))
        for row in clocks
    )
    ticker = not opened and not any(paragraph(seen, out, row) for row in range(len(out)))
    if opened < _LIVE and not ticker:
        return False
    for row in (clock + 1 for clock in clocks):
        if out[row].kind.kept or seen.decided[row] is not None:
            continue
        if prose.sentence(seen, row) or (ticker and seen.pieces[row] >= _ENTRY_WORDS):
            out[row] = Verdict(
                _BODY,
                "entry of a live story",
                0.7,
                ("a clock time stands above, as above the other entries",),
            )
    return not ticker
