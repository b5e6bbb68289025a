"""Names against labelled articles: recognition by span and label, resolution by which mentions are one.

A labelled file is plain text that a person can write and check by eye. An
article opens with ``== id source``; every further line starts with its kind
(h headline, s subheading, b body, c caption, p photo credit) and marks names
as ``[P:Emmanuel Macron|macron]``: label (P, O, L; ``L/O`` where metonymy allows
either), the words of the text, and what they refer to. A reference may be left
out when it is the words themselves. References hold across files of all
languages, so that one person is one in every script.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader.model import Document, Entity, EntityLabel, Line, LineKind

MARK = re.compile(r"\[([POL])(?:/([POL]))?:([^\]|]+)(?:\|([^\]]+))?\]")
KINDS = {
    "h": LineKind.HEADLINE,
    "s": LineKind.SUBHEADING,
    "b": LineKind.BODY,
    "c": LineKind.CAPTION,
    "p": LineKind.PHOTO_CREDIT,
}
LABELS = {"P": EntityLabel.PER, "O": EntityLabel.ORG, "L": EntityLabel.LOC}


class GoldError(ValueError):
    """A labelled file is not in the form that the module describes; names file, line and reason."""


@dataclass(frozen=True, slots=True)
class GoldName:
    """A labelled mention: half-open span in code points, label, the label also accepted, referent."""

    start: int
    end: int
    label: EntityLabel
    other: EntityLabel | None
    referent: str


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """A labelled article with the kinds of its lines, so that nothing but names is scored."""

    id: str
    language: str
    document: Document
    lines: tuple[Line, ...]
    names: tuple[GoldName, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """True positives, false positives and false negatives with the usual ratios."""

    right: float = 0
    extra: float = 0
    missed: float = 0

    @property
    def precision(self) -> float:
        """Share of the found that is right; 1 when nothing was found."""
        found = self.right + self.extra
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled that was found; 1 when nothing was labelled."""
        labelled = self.right + self.missed
        return self.right / labelled if labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.extra + other.extra, self.missed + other.missed)


def read(path: Path) -> tuple[GoldArticle, ...]:
    """The articles of one labelled file, whose name begins with the language (``en.report.names``).

    Raises `GoldError` and `OSError`.
    """
    language = path.name.partition(".")[0]
    articles: list[GoldArticle] = []
    head: tuple[str, str] | None = None
    rows: list[tuple[LineKind, str]] = []
    for number, row in enumerate(path.read_text("utf-8").splitlines(), 1):
        if row.startswith("== "):
            if head is not None:
                articles.append(_article(head, language, rows))
            name, _, source = row[3:].partition(" ")
            head, rows = (name, source), []
        elif row.strip() and not row.startswith("#"):
            letter, _, marked = row.partition(" ")
            if head is None or letter not in KINDS or not marked:
                raise GoldError(f"{path}, line {number}: expected a kind of line and its text")
            rows.append((KINDS[letter], marked))
    if head is not None:
        articles.append(_article(head, language, rows))
    return tuple(articles)


def _article(
    head: tuple[str, str], language: str, rows: Sequence[tuple[LineKind, str]]
) -> GoldArticle:
    text = ""
    lines: list[Line] = []
    names: list[GoldName] = []
    for number, (kind, marked) in enumerate(rows, 1):
        start = len(text)
        at = 0
        for mark in MARK.finditer(marked):
            text += marked[at : mark.start()]
            label, other, words, referent = mark.groups()
            names.append(
                GoldName(
                    len(text),
                    len(text) + len(words),
                    LABELS[label],
                    LABELS[other] if other else None,
                    referent or "-".join(words.casefold().split()),
                )
            )
            text += words
            at = mark.end()
        text += marked[at:]
        lines.append(Line(number, start, len(text), kind, "gold"))
        text += "\n"
    name, source = head
    document = Document(name, name, "text", "utf-8", text.removesuffix("\n"), source=source)
    return GoldArticle(name, language, document, tuple(lines), tuple(names))


def strict(gold: GoldArticle, found: Sequence[Entity]) -> Mapping[EntityLabel, Score]:
    """Same span and same label, or the other label that the metonymy allows; per label."""
    scores: defaultdict[EntityLabel, Score] = defaultdict(Score)
    spans = {(entity.start, entity.end): entity for entity in found}
    for name in gold.names:
        entity = spans.get((name.start, name.end))
        if entity is not None and entity.label in (name.label, name.other):
            del spans[(name.start, name.end)]
            scores[name.label] += Score(right=1)
        else:
            scores[name.label] += Score(missed=1)
    for entity in spans.values():
        scores[entity.label] += Score(extra=1)
    return scores


def overlap(gold: GoldArticle, found: Sequence[Entity]) -> Mapping[EntityLabel, Score]:
    """At least one code point in common and the same label; each mention counts once; per label."""
    scores: defaultdict[EntityLabel, Score] = defaultdict(Score)
    left = sorted(found, key=lambda entity: entity.start)
    for name in gold.names:
        for entity in left:
            meets = entity.start < name.end and name.start < entity.end
            if meets and entity.label in (name.label, name.other):
                left.remove(entity)
                scores[name.label] += Score(right=1)
                break
        else:
            scores[name.label] += Score(missed=1)
    for entity in left:
        scores[entity.label] += Score(extra=1)
    return scores


def mentions(
    gold: GoldArticle, found: Iterable[Entity]
) -> Iterator[tuple[tuple[EntityLabel, str], Entity]]:
    """The found mentions that stand exactly where a labelled one does, each with its referent."""
    spans = {(entity.start, entity.end): entity for entity in found}
    for name in gold.names:
        entity = spans.get((name.start, name.end))
        if entity is not None and entity.label in (name.label, name.other):
            yield (name.label, name.referent), entity


def pairwise(referents: Sequence[object], clusters: Sequence[object]) -> Score:
    """Pairs of mentions put together, against pairs that belong together (Rand's counts).

    Both sequences give one value for each mention, in the same order.
    """

    def pairs(counts: Iterable[int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts)

    together = pairs(Counter(zip(referents, clusters, strict=True)).values())
    found = pairs(Counter(clusters).values())
    labelled = pairs(Counter(referents).values())
    return Score(together, found - together, labelled - together)


def b_cubed(referents: Sequence[object], clusters: Sequence[object]) -> tuple[float, float]:
    """Precision and recall averaged over mentions (Bagga and Baldwin 1998)."""
    if not referents:
        return 1.0, 1.0
    both = Counter(zip(referents, clusters, strict=True))
    by_referent, by_cluster = Counter(referents), Counter(clusters)
    precision = sum(count * count / by_cluster[cluster] for (_, cluster), count in both.items())
    recall = sum(count * count / by_referent[referent] for (referent, _), count in both.items())
    return precision / len(referents), recall / len(referents)
