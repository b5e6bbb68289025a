"""Paragraphs that a page broke in two, joined again in the cleaned text.

A pull quote, an advertisement or a link's own line splits a sentence. Two body lines are joined
where the first stops in mid-sentence and the second goes on with it; headings, lists, verse and
speech have line ends of their own and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.clean.edges import edges
from reader.model import Line, LineKind, Note, NoteKind, Repair

_OPEN_END = re.compile(r"(?:[\w)\]»”’\"'%]|[,;–—-])$")
_ENDS = re.compile(r"[.!?…:。！？](?:[\"'”’»)\]*_]|\u2019)*$")
_LIST = re.compile(r"^\s*(?:[-*•·▪‣◦—–]\s|\d{1,3}[.)]\s|[A-Za-zА-я][.)]\s|#{1,6}\s|>)")
_CONTINUES = re.compile(r"^[“\"‘'«„(\[*_]*[a-zà-öø-ÿа-яёіїєґўђјљњћџ]")
_QUOTED_WORD = re.compile(r"^[“\"‘'«„]")
_SHORTEST = 40
_HANGING = re.compile(
    r"(?:[,;–—-]|\b(?:a|an|the|of|to|in|on|at|by|for|with|from|and|or|but|that|which|who|would|will|"
    r"could|should|may|not|is|are|was|were|be|been|has|have|had|as|than|into|over|under|about|between|"
    r"и|в|на|с|к|по|о|от|из|за|для|что|как|не|но|или|у|і|й|та|з|до|що|як|"
    r"der|die|das|und|mit|von|zu|im|ein|eine|le|la|les|de|des|du|et|à|un|une|que|el|los|las|y|en|del))$",
    re.IGNORECASE,
)


def _goes_on(first: str, second: str) -> bool:
    """Whether the second line continues the sentence that the first leaves open."""
    first, second = first.rstrip(), second.lstrip()
    if len(first) < _SHORTEST or _ENDS.search(first) or _OPEN_END.search(first) is None:
        return False
    if _LIST.match(first) or _LIST.match(second):
        return False
    if _CONTINUES.match(second):
        return True
    return _HANGING.search(first) is not None


def _verse(lines: Sequence[Line], at: int, text: str) -> bool:
    """Whether the lines around are short and follow each other, as verse and tables do."""
    near = lines[max(0, at - 2) : at + 4]
    short = [
        line
        for line in near
        if 0 < line.end - line.start < 60 and text[line.start : line.end].strip()
    ]
    return len(short) >= 3


def broken_paragraphs(text: str, lines: Sequence[Line]) -> tuple[list[Repair], list[Note]]:
    """Repairs that replace the break inside a sentence by a space, and a note on each.

    Only empty lines may stand between the two halves, at most two of them.
    """
    repairs: list[Repair] = []
    notes: list[Note] = []
    last: int | None = None
    for i, line in enumerate(lines):
        if line.kind is LineKind.EMPTY:
            continue
        if last is not None and line.kind is LineKind.BODY and i - last <= 3:
            first = lines[last]
            before, after = text[first.start : first.end], text[line.start : line.end]
            if (
                first.kind is LineKind.BODY
                and _goes_on(before, after)
                and not _verse(lines, last, text)
            ):
                start, end = (
                    edges(text, first.start, first.end)[1],
                    edges(text, line.start, line.end)[0],
                )
                ending = text[start - 2 : start]
                joint = "" if ending.endswith("-") and not ending.startswith(" ") else " "
                repairs.append(Repair(start, end, joint, "joined-paragraph"))
                notes.append(
                    Note(NoteKind.BROKEN_PARAGRAPH, "a paragraph broken in two", start, end)
                )
        last = i
    return repairs, notes
