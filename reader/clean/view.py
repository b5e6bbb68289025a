"""The cleaned text, as a view that points back into the original.

Kept lines only: headline, subheading, body. Paragraphs stand apart by one empty line whatever the
page had between them; repairs are applied; every segment names its span of the original.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.model import Document, Line, Repair, Segment, View

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

    Segments are in order and never overlap. A segment without a rule repeats its span of the
    original exactly; one with the rule ``paragraph`` stands for what lay between two paragraphs.
    """
    text = document.text
    joints = [r for r in repairs if "\n" in text[r.start : r.end]]
    inline = [r for r in repairs if "\n" not in text[r.start : r.end]]
    segments: list[Segment] = []
    last_end: int | None = None
    for line in lines:
        if not line.kind.kept:
            continue
        content = text[line.start : line.end]
        start = line.start + len(content) - len(content.lstrip())
        end = line.start + len(content.rstrip())
        if start >= end:
            continue
        joint = None
        if last_end is not None:
            joint = next(
                (r for r in joints if r.start >= last_end - 1 and r.end <= start + 1), None
            )
            while joints and joints[0].end <= start:
                joints.pop(0)
            low = last_end
            if joint is not None and joint.start == low and joint.end == start:
                segments.append(Segment(low, start, joint.text, joint.rule))
            else:
                segments.append(Segment(low, start, _BREAK, "paragraph"))
        inside = []
        while inline and inline[0].end <= end:
            repair = inline.pop(0)
            if repair.start >= start:
                inside.append(repair)
        segments.extend(_pieces(text, start, end, inside))
        last_end = end
    return View(tuple(segments))
