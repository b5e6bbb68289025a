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

_ENDS = frozenset(".!?…:;{}=|/。！？")
_CLOSINGS = "\"'”’»)]*_"
_SUFFIX = re.compile(r"\.\S{2,6}[\"'”’»)\]*_]*$")
_LONGEST_SUFFIX = 7
_LIST = re.compile(r"\s*(?:[-*•·▪‣◦–]\s|\d{1,3}[.)]\s|[A-Za-zА-я][.)]\s|#{1,6}\s|>)")
_BEGINS = re.compile(r"[“\"‘'«„(\[*_—–\s]*[^\W_a-zà-öø-ÿа-яёіїєґў]")
_CONTINUES = re.compile(r"[“\"‘'«„(\[*_]*[a-zà-öø-ÿа-яёіїєґўђјљњћџ]+(?![\w./_]*[A-Z_./@\d])")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*$")
_HANGING = re.compile(
    r"\b(?:the|of|and|or|that|which|whose|would|could|should|than|because|и|или|что|чтобы|который|і|або|що|"
    r"щоб|или|че|der|die|das|und|oder|dass|et|ou|que|le|la|les|des|del|los|las|y|che|della)$"
)
_SHORTEST = 50
_GAP = 3
_LOOK = 200


def _goes_on(first: str, second: str, adjacent: bool) -> bool:
    """Whether the second line continues the sentence that the first leaves open."""
    if len(first) < _SHORTEST:
        return False
    # Only the ends matter, and a line may be megabytes long.
    opening, first, second = first[:_LOOK], first[-_LOOK:], second[:_LOOK]
    if _ends(first) or _ADDRESS.search(first):
        return False
    if _LIST.match(opening) or _LIST.match(second) or not _BEGINS.match(opening):
        return False
    if _CONTINUES.match(second):
        return len(second) >= _SHORTEST // 2
    return _HANGING.search(first) is not None or (adjacent and first.endswith((",", " —", " –")))


def _ends(text: str) -> bool:
    """Whether a line closes a sentence, a list's heading, code or an address."""
    bare = text.rstrip(_CLOSINGS)
    if bare[-1:] in _ENDS:
        return True
    tail = text[-(_LONGEST_SUFFIX + len(text) - len(bare)) :]
    return "." in tail and _SUFFIX.search(tail) is not None


def _listed(before: str, after: str) -> bool:
    """Whether the lines around show that the two stand in a list or in verse."""
    return before.endswith(":") or _CONTINUES.match(after[:_LOOK]) is not None


def broken_paragraphs(text: str, lines: Sequence[Line]) -> tuple[list[Repair], list[Note]]:
    """Repairs that replace the break inside a sentence by a space, and a note on each.

    Only empty lines may stand between the two halves, at most two of them.
    """
    empty = LineKind.EMPTY
    filled = [(i, line) for i, line in enumerate(lines) if line.kind is not empty]

    def content(at: int) -> str:
        return text[slice(*edges(text, filled[at][1].start, filled[at][1].end))]

    repairs: list[Repair] = []
    body = LineKind.BODY
    for at in range(1, len(filled)):
        (i, first), (j, second) = filled[at - 1], filled[at]
        if first.kind is not body or second.kind is not body or j - i > _GAP:
            continue
        if first.end - first.start < _SHORTEST:
            continue
        low, start = edges(text, first.start, first.end)
        end, high = edges(text, second.start, second.end)
        if not _goes_on(text[low:start], text[end:high], j - i == 1):
            continue
        before = content(at - 2) if at > 1 else ""
        after = content(at + 1) if at + 1 < len(filled) else ""
        if not _listed(before, after):
            ending = text[start - 2 : start]
            hyphen = ending.endswith("-") and not ending.startswith(" ")
            repairs.append(Repair(start, end, "" if hyphen else " ", "joined-paragraph"))
    notes = [
        Note(NoteKind.BROKEN_PARAGRAPH, "a paragraph broken in two", repair.start, repair.end)
        for repair in repairs
    ]
    return repairs, notes
