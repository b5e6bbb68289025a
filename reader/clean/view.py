"""The cleaned text, as a view that points back into the original.

Kept lines only: headline, subheading, body. Paragraphs stand apart by one empty line whatever the
page had between them; repairs are applied; every segment names its span of the original.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.clean.edges import edges
from reader.model import Document, Line, Repair, Segment, View

PARAGRAPH = "paragraph"
"""The rule of a segment that stands for what lay between two paragraphs."""

_BREAK = "\n\n"


def _pieces(text: str, start: int, end: int, repairs: Sequence[Repair]) -> Iterator[Segment]:
    """text[start:end] with the repairs that lie inside it applied."""
    at = start
    for repair in repairs:
        if at < repair.start:
            yield Segment(at, repair.start, text[at : repair.start])
        yield Segment(repair.start, repair.end, repair.text, repair.rule)
        at = repair.end
    if at < end:
        yield Segment(at, end, text[at:end])


def view(document: Document, lines: Sequence[Line], repairs: Sequence[Repair]) -> View:
    """The cleaned text of a document.

    `repairs` are sorted and apart, as `reader.clean.repairs` gives them. Segments are in order and
    never overlap. A segment without a rule repeats its span of the original exactly; one with the
    rule `PARAGRAPH` stands for what lay between two paragraphs. A line that its repairs empty
    leaves no paragraph.
    """
    text = document.text
    joints = {r.end: r for r in repairs if "\n" in text[r.start : r.end]}
    inline = [r for r in repairs if r.end not in joints]
    segments: list[Segment] = []
    last: int | None = None
    at = 0
    for line in lines:
        if not line.kind.kept:
            continue
        start, end = edges(text, line.start, line.end)
        while at < len(inline) and inline[at].start < start:
            at += 1
        first = at
        while at < len(inline) and inline[at].end <= end:
            at += 1
        if first == at:
            pieces = [Segment(start, end, text[start:end])]
        else:
            pieces = list(_pieces(text, start, end, inline[first:at]))
        if not any(piece.text.strip() for piece in pieces):
            continue
        if last is not None:
            joint = joints.get(start)
            if joint is not None and joint.start == last:
                segments.append(Segment(last, start, joint.text, joint.rule))
            else:
                segments.append(Segment(last, start, _BREAK, PARAGRAPH))
        segments.extend(pieces)
        last = end
    return View(tuple(segments))
