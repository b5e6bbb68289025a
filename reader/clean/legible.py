"""A document whose letters were garbled throughout, as it read before: what to take its kinds, facts and language from.

Lines stay what and how many they are, so that what is found in the one can be told of the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from reader.clean.garbled import RULES
from reader.clean.lines.classify import FROM_OUTSIDE, classify
from reader.model import Document, Line, Note, Repair

_SHARE = 0.3
"""Share of a text's characters from which on it is garbled throughout, and not in a word here and there."""


def legible(
    document: Document, lines: Sequence[Line], repairs: Sequence[Repair]
) -> tuple[Document, tuple[Line, ...]] | None:
    """The document and its lines with garbled letters undone; None where most of the text can be read.

    Offsets are those of the legible text; `told_of` takes notes back to the original.
    """
    undone = [repair for repair in repairs if repair.rule in RULES]
    if (
        sum(repair.end - repair.start for repair in undone) < _SHARE * len(document.text)
        or not undone
    ):
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
    return replace(document, text="\n".join(pieces)), tuple(read)


def retold(document: Document, lines: Sequence[Line], repairs: Sequence[Repair]) -> Sequence[Line]:
    """The lines by the kinds that they have in the legible text, where the document was garbled throughout.

    What a person or other articles of the source said of a line stands. The very `lines` where nothing was garbled.
    """
    undone = legible(document, lines, repairs)
    if undone is None:
        return lines
    return tuple(
        line
        if line.rule in FROM_OUTSIDE
        else replace(line, kind=said.kind, rule=said.rule, score=said.score, evidence=said.evidence)
        for line, said in zip(lines, classify(undone[0]), strict=True)
    )


def told_of(notes: Sequence[Note], read: Sequence[Line], lines: Sequence[Line]) -> tuple[Note, ...]:
    """Notes on a legible text as notes on the whole lines of the original that they stand in."""
    found = []
    for note in notes:
        if note.end:
            here = next(at for at, line in enumerate(read) if note.start <= line.end)
            note = replace(note, start=lines[here].start, end=lines[here].end)
        found.append(note)
    return tuple(found)
