"""Kinds of lines of the real pages of the fit half, labelled by us: ``page_kinds.txt``.

The data tells only story from what stands around it, and captions where the publisher's parser knew them: 88
in the half. The labels name captions, credits, subheadings, links and offers on all its pages, by the numbers
of lines of the copied scrape. They hold no text, and nothing of the report half.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from bench.pages import Page
from reader.evaluation.gold import SIGNS
from reader.model import LineKind

IGNORED = -1
"""In place of story or not, where nobody knows it."""

_UNSURE = "?"
_PICTURES = frozenset({LineKind.CAPTION, LineKind.PHOTO_CREDIT})

Told = tuple[tuple[int, ...], tuple[LineKind | None, ...]]


def told(page: Page, story: Sequence[int], kinds: Sequence[LineKind | None]) -> Told:
    """Whether lines of the copied scrape are story, and their kinds, by the data and by our labels.

    Where the two disagree on story nobody knows it. On a page that we labelled, what has no label is chrome if
    the data calls it boilerplate, and body if it calls it content.
    """
    known = _known().get(page.id)
    if known is None:
        return tuple(story), tuple(kinds)
    rows = []
    for at, row in enumerate(zip(story, kinds, strict=True)):
        given, _ = page.near_labels.get(at, ("I", ""))
        if not page.near[at].strip():
            rows.append(row)
        elif at in known:
            rows.append(_both(given, *row, known[at]))
        else:
            unnamed = {"B": LineKind.CHROME, "C": LineKind.BODY}.get(given)
            rows.append((row[0], row[1] or unnamed))
    lines, named = zip(*rows, strict=True)
    return lines, named


def _both(
    given: str, story: int, kind: LineKind | None, label: LineKind | None
) -> tuple[int, LineKind | None]:
    """A line by the letter that the data gives, what followed from it, and our label."""
    if label is None:
        return IGNORED, None
    if given == "B" and label.kept:
        return IGNORED, None
    if given == "C" and not label.kept:
        return IGNORED, label if label in _PICTURES else None
    if given == "C" or kind in (None, LineKind.METADATA):
        return story, label
    return story, kind


@cache
def _known() -> Mapping[str, Mapping[int, LineKind | None]]:
    """For each page the kinds of lines by number from 0; None where we could not tell."""
    path = Path(__file__).with_name("page_kinds.txt")
    found: dict[str, dict[int, LineKind | None]] = {}
    own: dict[int, LineKind | None] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") or not line:
            continue
        sign, *numbers = line.split()
        if sign == "==":
            own = found.setdefault(numbers[0], {})
        else:
            kind = None if sign == _UNSURE else SIGNS[sign]
            own.update((at, kind) for part in numbers for at in _counted(part))
    return found


def _counted(part: str) -> Iterator[int]:
    """The numbers that such as ``3`` or ``7-9`` stand for."""
    low, _, high = part.partition("-")
    yield from range(int(low), int(high or low) + 1)
