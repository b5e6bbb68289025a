"""Mojibake: letters garbled by a wrong decoding, undone in the cleaned text by ftfy.

Only stretches that ftfy's own detector calls garbled are touched, each taken as short as it can
be; ftfy's other tidying (quotes, widths, ligatures) is off, for it would change good text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reader.model import Line, Note, NoteKind, Repair

_NON_ASCII = re.compile(r"[\x80-\U0010ffff]")
_SUSPECT = re.compile(
    "[\u00c2-\u00f4\u0102\u0103\u010e\u010f\u0110\u0111\u0402-\u040f\u0420-\u0421\u0440-\u0441"
    "\u0413\u0432\u00ce\u00cf\u00d0\u00d1][\u0080-\u00bf\u0100-\u024f\u02c6-\u02dd\u0390-\u04ff"
    "\u2013-\u203a\u20ac\u2116\u2122]"
)
_STRETCH = re.compile(r"\S*[^\x00-\x7f]\S*(?:[ \u00a0]\S*[^\x00-\x7f]\S*)*")


def _fix(text: str) -> str:
    import ftfy

    fixed: str = ftfy.fix_encoding(text)
    return fixed


def _narrow(before: str, after: str, start: int) -> tuple[int, int, str]:
    """The differing middle of two strings, as a span from `start` on and its new text."""
    low = 0
    while low < min(len(before), len(after)) and before[low] == after[low]:
        low += 1
    high = 0
    while high < min(len(before), len(after)) - low and before[-1 - high] == after[-1 - high]:
        high += 1
    return start + low, start + len(before) - high, after[low : len(after) - high]


def _stretches(text: str, start: int, end: int) -> Iterator[Repair]:
    line = text[start:end]
    fixed = _fix(line)
    if fixed == line:
        return
    pieces = list(_STRETCH.finditer(line))
    done = list(line)
    repairs: list[Repair] = []
    for piece in pieces:
        better = _fix(piece.group())
        if better != piece.group():
            low, high, new = _narrow(piece.group(), better, start + piece.start())
            repairs.append(Repair(low, high, new, "ftfy"))
            done[piece.start()] = better
            for i in range(piece.start() + 1, piece.end()):
                done[i] = ""
    if "".join(done) == fixed:
        yield from repairs
        return
    low, high, new = _narrow(line, fixed, start)
    yield Repair(low, high, new, "ftfy")


def garbled(text: str, lines: Sequence[Line]) -> tuple[list[Repair], list[Note]]:
    """Repairs that undo mojibake line by line, and a note on each."""
    repairs: list[Repair] = []
    notes: list[Note] = []
    if _SUSPECT.search(text) is None:
        return repairs, notes
    for line in lines:
        if _SUSPECT.search(text, line.start, line.end) is None:
            continue
        for repair in _stretches(text, line.start, line.end):
            repairs.append(repair)
            notes.append(
                Note(
                    NoteKind.MOJIBAKE,
                    f"garbled letters, read as “{repair.text[:60]}”",
                    repair.start,
                    repair.end,
                )
            )
    return repairs, notes
