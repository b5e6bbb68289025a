"""Leftovers against labelled documents: spans, languages, kinds, and false alarms by passage.

A labelled file holds one JSON object a line, in the keys of ``wirereader scan --json``: `text`,
`language`, `lines` with kinds, `leftovers`. A span counts as found only when it is exact.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reader.model import Document, Leftover, LeftoverKind, Line, LineKind

Find = Callable[[Document, tuple[Line, ...]], Sequence[Leftover]]
"""Finds the leftovers of a document; the lines are the labelled ones, to be used or not."""

_CONTEXT = 40


class GoldError(ValueError):
    """A labelled file is not in the form that the module describes; names file, line and reason."""


@dataclass(frozen=True, slots=True)
class GoldLeftovers:
    """A labelled document: its lines and every leftover in it."""

    document: Document
    language: str
    lines: tuple[Line, ...]
    leftovers: tuple[Leftover, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """One difference between what was found and what is labelled, with its surroundings."""

    id: str
    what: str
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class LeftoverScore:
    """Counts over a labelled set.

    `right` spans are exact; `kinds` and `languages` count those of them whose kind or language is
    right too; `intended` those homoglyphs whose meant word is right. `alarmed` counts documents
    in which something was found that is not labelled.
    """

    documents: int
    labelled: int
    found: int
    right: int
    kinds: int
    languages: int
    homoglyphs: int
    homoglyphs_found: int
    intended: int
    alarmed: int
    misses: tuple[Miss, ...] = field(default=(), repr=False)
    confusion: tuple[tuple[str, str, int], ...] = field(default=(), repr=False)

    @property
    def precision(self) -> float:
        """Share of the found spans that are labelled, 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled spans that were found, 1 where nothing is labelled."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def kind_accuracy(self) -> float:
        """Share of the rightly found spans whose kind is right."""
        return self.kinds / self.right if self.right else 1.0

    @property
    def language_accuracy(self) -> float:
        """Share of the rightly found spans, homoglyphs aside, whose language is right."""
        judged = self.right - self.homoglyphs_found
        return self.languages / judged if judged else 1.0


def read(path: Path) -> Iterator[GoldLeftovers]:
    """The documents of a labelled file. Raises `GoldError` where a line cannot be understood."""
    for number, raw in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not raw.strip():
            continue
        try:
            yield _document(json.loads(raw), f"{path.name}:{number}")
        except (KeyError, TypeError, ValueError) as error:
            raise GoldError(f"{path}, line {number}: {error!r}") from error


def _document(record: dict[str, Any], name: str) -> GoldLeftovers:
    text: str = record["text"]
    lines = tuple(
        Line(one["number"], one["start"], one["end"], LineKind(one["kind"]), "labelled")
        for one in record["lines"]
    )
    leftovers = []
    for one in record["leftovers"]:
        if text[one["start"] : one["end"]] != one["text"]:
            raise ValueError(f"span {one['start']}-{one['end']} is not {one['text']!r}")
        leftovers.append(
            Leftover(
                one["start"],
                one["end"],
                one["text"],
                one["language"],
                one.get("script", ""),
                LeftoverKind(one["kind"]),
                "labelled",
                intended=one.get("intended"),
            )
        )
    document = Document(record.get("id", name), record.get("id", name), "text", "utf-8", text)
    return GoldLeftovers(document, record["language"], lines, tuple(leftovers))


def score(gold: Sequence[GoldLeftovers], find: Find) -> LeftoverScore:
    """Run `find` over every labelled document and count."""
    totals: Counter[str] = Counter()
    misses: list[Miss] = []
    confusion: Counter[tuple[str, str]] = Counter()
    for one in gold:
        found = find(one.document, one.lines)
        _compare(one, found, totals, misses, confusion)
    return LeftoverScore(
        documents=len(gold),
        labelled=totals["labelled"],
        found=totals["found"],
        right=totals["right"],
        kinds=totals["kinds"],
        languages=totals["languages"],
        homoglyphs=totals["homoglyphs"],
        homoglyphs_found=totals["homoglyphs_found"],
        intended=totals["intended"],
        alarmed=totals["alarmed"],
        misses=tuple(misses),
        confusion=tuple((a, b, n) for (a, b), n in confusion.most_common()),
    )


def _compare(
    one: GoldLeftovers,
    found: Sequence[Leftover],
    totals: Counter[str],
    misses: list[Miss],
    confusion: Counter[tuple[str, str]],
) -> None:
    text = one.document.text

    def miss(what: str, leftover: Leftover) -> None:
        low, high = max(0, leftover.start - _CONTEXT), leftover.end + _CONTEXT
        misses.append(Miss(one.document.id, what, leftover.text, text[low:high]))

    wanted = {(w.start, w.end): w for w in one.leftovers}
    got = {(f.start, f.end): f for f in found}
    totals["labelled"] += len(wanted)
    totals["found"] += len(got)
    totals["alarmed"] += bool(got.keys() - wanted.keys())
    for span, leftover in got.items():
        if span not in wanted:
            miss(f"not labelled ({leftover.rule})", leftover)
    for span, want in wanted.items():
        disguised = want.kind is LeftoverKind.HOMOGLYPH
        totals["homoglyphs"] += disguised
        have = got.get(span)
        if have is None:
            miss("not found", want)
            continue
        totals["right"] += 1
        if have.kind is want.kind:
            totals["kinds"] += 1
        else:
            miss(f"kind {have.kind} for {want.kind}", want)
            confusion[want.kind, have.kind] += 1
        if disguised:
            totals["homoglyphs_found"] += have.kind is want.kind
            totals["intended"] += have.intended == want.intended
        elif have.language == want.language:
            totals["languages"] += 1
        else:
            miss(f"language {have.language} ({have.basis}) for {want.language}", want)
            confusion[want.language, have.language] += 1
