"""A document some of whose letters were garbled, as it read before: what to take its facts, language and names from.

Lines stay what and how many they are, so that what is found in the one can be told of the other. Where the letters
were garbled throughout, kinds of lines are taken from it too.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from reader.clean.garbled import RULES
from reader.clean.lines.classify import FROM_OUTSIDE, classify
from reader.model import Document, Line, Repair

_SHARE = 0.3
"""Share of a text's characters from which on it is garbled throughout, and not in a word here and there."""


class Legible(Struct, frozen=True):
    """A document and its lines with garbled letters undone; `undone` are the repairs that it took, in order."""

    document: Document
    lines: tuple[Line, ...]
    undone: tuple[Repair, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a span of the legible text stands for; of a repair the whole."""
        moved = 0
        low, high = start, end
        for repair in self.undone:
            new_start = repair.start + moved
            new_end = new_start + len(repair.text)
            moved = new_end - repair.end
            if new_end <= start:
                low = start - moved
            elif new_start <= start:
                low = repair.start
            if new_end < end:
                high = end - moved
            elif new_start < end:
                high = repair.end
            else:
                break
        return low, high


def legible(document: Document, lines: Sequence[Line], repairs: Sequence[Repair]) -> Legible | None:
    """The document and its lines with garbled letters undone; None where there are none."""
    undone = tuple(repair for repair in repairs if repair.rule in RULES)
    if not undone:
        return None
    pieces: list[str] = []
    read: list[Line] = []
    at = length = 0
    for line in lines:
        text, here = "", line.start
        while at < len(undone) and undone[at].end <= line.end:
            text += document.text[here : undone[at].start] + undone[at].text
            here = undone[at].end
            at += 1
        text += document.text[here : line.end]
        pieces.append(text)
        read.append(replace(line, start=length, end=length + len(text)))
        length += len(text) + 1
    return Legible(replace(document, text="\n".join(pieces)), tuple(read), undone)


def retold(document: Document, lines: Sequence[Line], repairs: Sequence[Repair]) -> Sequence[Line]:
    """The lines by the kinds that they have in the legible text, where the document was garbled throughout.

    What a person or other articles of the source said of a line stands. The very `lines` where nothing was garbled.
    """
    garbled = sum(repair.end - repair.start for repair in repairs if repair.rule in RULES)
    if garbled < _SHARE * len(document.text):
        return lines
    undone = legible(document, lines, repairs)
    if undone is None:
        return lines
    return tuple(
        line
        if line.rule in FROM_OUTSIDE
        else replace(line, kind=said.kind, rule=said.rule, score=said.score, evidence=said.evidence)
        for line, said in zip(lines, classify(undone.document), strict=True)
    )
