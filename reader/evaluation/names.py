"""Names against labelled articles: recognition by span and label, resolution by pairs of mentions.

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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader.evaluation.report import Case, Counts, Section
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


CONTEXT = 30

Recognise = Callable[[Document, tuple[Line, ...], str], Sequence[Entity]]
"""Finds the names of a document with its labelled lines, in a language."""
Name = Callable[[str, Entity], str]
"""The canonical name of a mention, by the article's id."""
Resolve = Callable[[Sequence[tuple[str, Sequence[Entity]]]], Name]
"""Resolves a corpus of articles with their mentions."""


class GoldError(ValueError):
    """A labelled file is not in the form that the module describes; names file, line and reason."""


@dataclass(frozen=True, slots=True)
class GoldName:
    """A labelled mention: half-open span in code points, label, another label, referent."""

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


def strict(gold: GoldArticle, found: Sequence[Entity]) -> dict[EntityLabel, Counts]:
    """Same span and same label, or the other label that the metonymy allows; by label."""
    tally = _Tally()
    spans = {(entity.start, entity.end): entity for entity in found}
    for name in gold.names:
        entity = spans.get((name.start, name.end))
        if entity is not None and entity.label in (name.label, name.other):
            del spans[name.start, name.end]
            tally.right[name.label] += 1
        else:
            tally.missed[name.label] += 1
    tally.wrong.update(entity.label for entity in spans.values())
    return tally.counts()


def overlap(gold: GoldArticle, found: Sequence[Entity]) -> dict[EntityLabel, Counts]:
    """At least one code point in common and the same label; each mention counts once; by label."""
    tally = _Tally()
    left = sorted(found, key=lambda entity: entity.start)
    for name in gold.names:
        for entity in left:
            meets = entity.start < name.end and name.start < entity.end
            if meets and entity.label in (name.label, name.other):
                left.remove(entity)
                tally.right[name.label] += 1
                break
        else:
            tally.missed[name.label] += 1
    tally.wrong.update(entity.label for entity in left)
    return tally.counts()


class _Tally:
    """Right, wrong and missed mentions by label while they are counted."""

    def __init__(self) -> None:
        self.right: Counter[EntityLabel] = Counter()
        self.wrong: Counter[EntityLabel] = Counter()
        self.missed: Counter[EntityLabel] = Counter()

    def counts(self) -> dict[EntityLabel, Counts]:
        return {
            label: Counts(self.right[label], self.wrong[label], self.missed[label])
            for label in EntityLabel
        }


def total(counts: Iterable[Counts]) -> Counts:
    """All counts together: what a micro-average rests on."""
    listed = list(counts)
    return Counts(
        sum(one.right for one in listed),
        sum(one.wrong for one in listed),
        sum(one.missed for one in listed),
    )


def recognition(articles: Sequence[GoldArticle], recognise: Recognise) -> tuple[Section, ...]:
    """A section for each language: strict counts by label and over all, overlap as a figure."""
    sections = []
    for language in sorted({article.language for article in articles}):
        own = [article for article in articles if article.language == language]
        strictly: defaultdict[EntityLabel, list[Counts]] = defaultdict(list)
        loosely: list[Counts] = []
        cases: list[Case] = []
        for article in own:
            found = recognise(article.document, article.lines, language)
            for label, counts in strict(article, found).items():
                strictly[label].append(counts)
            loosely.extend(overlap(article, found).values())
            cases.extend(_differences(article, found))
        by_label = {label.value: total(counts) for label, counts in strictly.items()}
        sections.append(
            Section(
                f"entities.{language}",
                len(own),
                {**by_label, "all": total(by_label.values())},
                {"overlap": total(loosely).f1},
                cases=cases,
            )
        )
    return tuple(sections)


def resolution(
    articles: Sequence[GoldArticle], entities: Mapping[str, Sequence[Entity]], resolve: Resolve
) -> Section:
    """Which of the exactly found mentions are one: pairwise counts by label, B-cubed as figures.

    `entities` are the mentions by article; those that stand where none is
    labelled take part in the resolution and not in the score.
    """
    name = resolve([(article.id, entities[article.id]) for article in articles])
    referents: defaultdict[EntityLabel, list[object]] = defaultdict(list)
    clusters: defaultdict[EntityLabel, list[object]] = defaultdict(list)
    for article in articles:
        for (label, referent), entity in mentions(article, entities[article.id]):
            referents[label].append((label, referent))
            clusters[label].append((label, name(article.id, entity)))
    counts = {label.value: pairwise(referents[label], clusters[label]) for label in EntityLabel}
    every_referent = [one for label in EntityLabel for one in referents[label]]
    every_cluster = [one for label in EntityLabel for one in clusters[label]]
    precision, recall = b_cubed(every_referent, every_cluster)
    figures = {"b_cubed.precision": precision, "b_cubed.recall": recall}
    alone = [right for article in articles for right in _captions(article, entities, name)]
    if alone:
        figures |= {"captions": sum(alone) / len(alone), "captions.labelled": len(alone)}
    return Section(
        "resolution",
        len(articles),
        {**counts, "all": pairwise(every_referent, every_cluster)},
        figures,
    )


def _captions(
    article: GoldArticle, entities: Mapping[str, Sequence[Entity]], name: Name
) -> Iterator[bool]:
    """For each caption that is one name and nothing else, of whom or what the article says more: whether
    it was found and is one with a mention of the same outside.
    """
    text, found = article.document.text, list(mentions(article, entities[article.id]))
    for line in article.lines:
        if line.kind is not LineKind.CAPTION:
            continue
        for gold in article.names:
            whole = text[line.start : line.end].strip() == text[gold.start : gold.end]
            same = [one for one in article.names if one.referent == gold.referent]
            if whole and line.start <= gold.start < line.end and len(same) > 1:
                key = gold.label, gold.referent
                inside = {
                    name(article.id, e) for k, e in found if k == key and e.start == gold.start
                }
                others = {
                    name(article.id, e) for k, e in found if k == key and e.start != gold.start
                }
                yield bool(inside & others)


def labelled_entities(article: GoldArticle) -> tuple[Entity, ...]:
    """The labelled mentions as entities, to score resolution apart from recognition."""
    text = article.document.text
    return tuple(
        Entity(one.start, one.end, text[one.start : one.end], one.label, "", "gold")
        for one in article.names
    )


def _differences(gold: GoldArticle, found: Sequence[Entity]) -> Iterator[Case]:
    text = gold.document.text
    spans = {(entity.start, entity.end): entity for entity in found}
    for name in gold.names:
        entity = spans.pop((name.start, name.end), None)
        if entity is None or entity.label not in (name.label, name.other):
            said = "nothing" if entity is None else f"{entity.label} by {entity.rule}"
            yield _case(gold, text, name.start, name.end, str(name.label), said)
    for (start, end), entity in spans.items():
        yield _case(gold, text, start, end, "nothing", f"{entity.label} by {entity.rule}")


def _case(gold: GoldArticle, text: str, start: int, end: int, labelled: str, found: str) -> Case:
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Case(gold.id, labelled, found, text[start:end], before, after)


def mentions(
    gold: GoldArticle, found: Iterable[Entity]
) -> Iterator[tuple[tuple[EntityLabel, str], Entity]]:
    """The found mentions that stand exactly where a labelled one does, each with its referent."""
    spans = {(entity.start, entity.end): entity for entity in found}
    for name in gold.names:
        entity = spans.get((name.start, name.end))
        if entity is not None and entity.label in (name.label, name.other):
            yield (name.label, name.referent), entity


def pairwise(referents: Sequence[object], clusters: Sequence[object]) -> Counts:
    """Pairs of mentions put together, against pairs that belong together (Rand's counts).

    Both sequences give one value for each mention, in the same order.
    """

    def pairs(counts: Iterable[int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts)

    together = pairs(Counter(zip(referents, clusters, strict=True)).values())
    found = pairs(Counter(clusters).values())
    labelled = pairs(Counter(referents).values())
    return Counts(together, found - together, labelled - together)


def b_cubed(referents: Sequence[object], clusters: Sequence[object]) -> tuple[float, float]:
    """Precision and recall averaged over mentions (Bagga and Baldwin 1998)."""
    if not referents:
        return 1.0, 1.0
    both = Counter(zip(referents, clusters, strict=True))
    by_referent, by_cluster = Counter(referents), Counter(clusters)
    precision = sum(count * count / by_cluster[cluster] for (_, cluster), count in both.items())
    recall = sum(count * count / by_referent[referent] for (referent, _), count in both.items())
    return precision / len(referents), recall / len(referents)
