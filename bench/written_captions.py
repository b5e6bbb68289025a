"""More captions to fit on: those of ``written_captions.txt`` put into the real pages that they were written for.

Captions are few in the data, yet they come in hundreds of forms: each of these was written to stand where it is put,
about the people and things of that very article. Beside them are paragraphs that could be taken for captions.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from msgspec import Struct

from bench.line_samples import Row, Sample
from bench.page_kinds import IGNORED
from reader.evaluation.gold import SIGNS
from reader.model import LineKind

_NAMED = re.compile(r"\{(\d+):(\d+)-(\d+)\}")
_WORDS = 8
"""Words of the shortest line of story that anything is put before, where its own line is not there."""
_AROUND = 6
"""Lines kept around the story."""
_ESSAY = 0.25
"""How often all of an article's captions are put in, and not up to three."""
_WEIGHT = 0.5


class Written(Struct, frozen=True):
    """A caption, maybe with its credit, or a paragraph: lines with their kinds, and the line they stand before."""

    before: int
    lines: tuple[tuple[str, LineKind], ...]


def staged(sample: Sample, rng: random.Random) -> Sample | None:
    """A copy of a page with some of what was written for it; None where nothing was, or it has no story.

    What is for a line that the sample has no more stands before some line of story.
    """
    rows: list[Row] = list(zip(sample.lines, sample.story, sample.kinds, strict=True))
    inside = [at for at, row in enumerate(rows) if row[1] == 1 and len(row[0].split()) > _WORDS]
    written = _written().get(sample.id)
    if not inside or written is None or sample.page is None:
        return None
    whole = sample.page.near
    spaced = any(not row[0].strip() for row in rows[inside[0] : inside[-1]])
    put: dict[int, list[Row]] = {}
    for one in _chosen(written, rng):
        target = whole[one.before]
        same = (at for at, row in enumerate(rows) if row[1] == 1 and row[0] == target)
        at = next(same, None)
        own = put.setdefault(rng.choice(inside) if at is None else at, [])
        for text, kind in one.lines:
            own.append((_named(text, whole), int(kind.kept), kind))
            own += [("", IGNORED, LineKind.EMPTY)] * spaced
    out: list[Row] = []
    for at in range(max(0, inside[0] - _AROUND), min(len(rows), inside[-1] + 1 + _AROUND)):
        out += [*put.get(at, ()), rows[at]]
    lines, story, kinds = zip(*out, strict=True)
    return replace(
        sample, shape="grown", lines=lines, story=story, kinds=kinds, weight=_WEIGHT, hints=()
    )


def _chosen(written: Sequence[Written], rng: random.Random) -> list[Written]:
    captions = [one for one in written if not one.lines[0][1].kept]
    others = [one for one in written if one.lines[0][1].kept]
    many = len(captions) if rng.random() < _ESSAY else min(rng.randint(1, 3), len(captions))
    return rng.sample(captions, many) + rng.sample(others, rng.randint(0, len(others)))


def _named(text: str, whole: Sequence[str]) -> str:
    """A text with the names that it leaves to the page."""
    return _NAMED.sub(lambda found: whole[int(found[1])][int(found[2]) : int(found[3])], text)


@cache
def _written() -> Mapping[str, Sequence[Written]]:
    """All that was written, by the page that it is for."""
    found: dict[str, list[Written]] = {}
    own: list[Written] = []
    text = Path(__file__).with_name("written_captions.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("# ") or not line:
            continue
        head, _, rest = line.partition(" ")
        if head == "==":
            own = found.setdefault(rest, [])
            continue
        sign, _, said = rest.partition(" ")
        entry = Written(int(head), ((said, SIGNS[sign]),))
        if SIGNS[sign] is LineKind.PHOTO_CREDIT and own and own[-1].before == entry.before:
            own[-1] = Written(entry.before, own[-1].lines + entry.lines)
        else:
            own.append(entry)
    return found
