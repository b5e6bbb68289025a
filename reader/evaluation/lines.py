"""Line kinds against labelled scrapes: precision, recall and F1 of each kind, and of the story.

A scrape is classified from its text alone. `content` scores what the cleaned text keeps
(headline, subheading, body) against what it should keep, whatever the kinds within.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from reader.evaluation.gold import GoldScrape
from reader.evaluation.report import Case, Counts, Section
from reader.model import Document, Line, LineKind

Classify = Callable[[Document], Sequence[Line]]
_MOST_CASES = 12


def score(gold: Sequence[GoldScrape], classify: Classify) -> Section:
    """Classify every scrape and compare line by line; empty lines are counted but prove nothing."""
    confusion: Counter[tuple[str, str]] = Counter()
    cases: list[tuple[float, Case]] = []
    right = wrong = missed = 0
    whole = 0
    for scrape in gold:
        found = classify(scrape.document)
        lost = False
        for at, (labelled, line) in enumerate(zip(scrape.kinds, found, strict=True)):
            if labelled is LineKind.EMPTY:
                continue
            confusion[labelled.value, line.kind.value] += 1
            right += labelled.kept and line.kind.kept
            wrong += not labelled.kept and line.kind.kept
            missed += labelled.kept and not line.kind.kept
            lost |= labelled is LineKind.BODY and not line.kind.kept
            if labelled is not line.kind:
                cases.append((_weight(labelled, line), _case(scrape, found, at)))
        whole += not lost
    kinds = sorted({pair[0] for pair in confusion} | {pair[1] for pair in confusion})
    counts = {"content": Counts(right, wrong, missed)}
    counts |= {kind: _counts(confusion, kind) for kind in kinds}
    cases.sort(key=lambda item: -item[0])
    total = sum(confusion.values())
    same = sum(count for (labelled, found_), count in confusion.items() if labelled == found_)
    return Section(
        name="lines",
        documents=len(gold),
        counts=counts,
        figures={
            "accuracy": same / total if total else 1.0,
            "articles_with_body_whole": whole / len(gold) if gold else 1.0,
        },
        confusion=confusion,
        cases=[case for _, case in cases[:_MOST_CASES]],
    )


def _counts(confusion: Counter[tuple[str, str]], kind: str) -> Counts:
    right = confusion[kind, kind]
    said = sum(count for (_, found), count in confusion.items() if found == kind)
    labelled = sum(count for (gold, _), count in confusion.items() if gold == kind)
    return Counts(right, said - right, labelled - right)


def _weight(labelled: LineKind, line: Line) -> float:
    """Lost story first, kept debris next, mixed-up kinds last; the surer the worse."""
    if labelled.kept and not line.kind.kept:
        return 2 + line.score
    return (1 if labelled.kept is not line.kind.kept else 0) + line.score


def _case(scrape: GoldScrape, found: Sequence[Line], at: int) -> Case:
    texts = scrape.document.text.split("\n")
    line = found[at]
    return Case(
        where=f"{scrape.document.path}:{scrape.rows[at]} ({scrape.outlet}, line {at + 1})",
        labelled=scrape.kinds[at].value,
        found=line.kind.value,
        text=texts[at],
        above=next((text for text in reversed(texts[:at]) if text.strip()), ""),
        below=next((text for text in texts[at + 1 :] if text.strip()), ""),
        why="; ".join((line.rule, *line.evidence)),
    )
