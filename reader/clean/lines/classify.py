"""Every line of an article gets one kind; nothing is removed, so nothing can be lost.

A person's correction wins, then what rules read off the line itself, then what stands in many
articles of the same source, then a fitted model of the line among its neighbours. Each line
carries the reasons, so that a reader can see why it was dropped and bring it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from reader.clean.facts import source_of
from reader.clean.glued import inner
from reader.clean.lines import reasons
from reader.clean.lines.features import Rows, Text, table
from reader.clean.lines.model import ROOM, Judged, judge
from reader.clean.lines.structure import arrange
from reader.clean.lines.verdicts import MODEL, Verdict
from reader.clean.lines.weights import Weights, weights
from reader.model import Document, Line, LineKind, Overrule, Repetition, fold_line

VERSION = "26.62df8745036a"
"""Changes whenever the same document might be classified differently."""

_RECURS, _OVERRULED = "repeated in source", "overrule"
FROM_OUTSIDE = frozenset({_RECURS, _OVERRULED})
"""Rules that do not read the line itself: other articles of its source, a person."""

_TOGETHER = 64 * 1024
"""Characters of the documents that are judged together: more make arrays too large for the caches."""
_FEW = 3
_MANY = 20
"""Articles of a source from which on what recurs in it may take most of a story's text away."""
_SHARE = 0.25
_SHARE_OF_PARAGRAPHS = 0.5
_SHARE_OF_PARAGRAPHS_ANYWHERE = 0.9
_PARAGRAPH = 100
"""Characters from which a line of the story is a paragraph, which versions of one story share."""


class Asked(Struct, frozen=True):
    """A document whose lines are to be told, how they recur in its source, a person's corrections."""

    document: Document
    repetition: Repetition | None = None
    overrules: Sequence[Overrule] = ()


def classify(
    document: Document,
    *,
    repetition: Repetition | None = None,
    overrules: Sequence[Overrule] = (),
) -> tuple[Line, ...]:
    r"""The kind of every line of ``document.text.split("\n")``, in order, with rule and evidence.

    `repetition` counts lines over other articles of the same source; `overrules` are a person's
    corrections, of which those for this article or for its source apply.
    """
    return classify_many([Asked(document, repetition, overrules)])[0]


def classify_many(asked: Sequence[Asked]) -> list[tuple[Line, ...]]:
    """What `classify` says of each document; several at once take a third of the time.

    No document bears on another. Memory is bounded by the longest, or by `_TOGETHER` characters.
    """
    found: list[tuple[Line, ...]] = [()] * len(asked)
    for numbers, marked_up in _batches(asked):
        batch = [asked[number] for number in numbers]
        for number, lines in zip(numbers, _together(batch, marked_up=marked_up), strict=True):
            found[number] = lines
    return found


def _batches(asked: Sequence[Asked]) -> Iterator[tuple[list[int], bool]]:
    """Documents to be judged together, by their numbers, and whether they have markup."""
    for marked_up in (False, True):
        batch: list[int] = []
        size = 0
        for number, one in enumerate(asked):
            if _hinted(one.document) is not marked_up:
                continue
            own = len(one.document.text)
            if batch and size + own > _TOGETHER:
                yield batch, marked_up
                batch, size = [], 0
            batch.append(number)
            size += own
        if batch:
            yield batch, marked_up


def _hinted(document: Document) -> bool:
    """Whether a document has markup for each of its lines."""
    hints = document.hints
    return bool(hints) and len(hints) == document.text.count("\n") + 1


def _together(asked: Sequence[Asked], *, marked_up: bool) -> list[tuple[Line, ...]]:
    """The lines of each document; all of them have markup, or none."""
    split = [one.document.text.split("\n") for one in asked]
    judged_by = [_unglued(lines) for lines in split]
    filled = [at for at, one in enumerate(asked) if one.document.text.strip()]
    verdicts: list[list[Verdict]] = [[] for _ in asked]
    indexes: list[tuple[int, ...]] = [()] * len(asked)
    if filled:
        fitted = weights()
        given = [
            Text(judged_by[at], document.hints if marked_up else (), document.title)
            for at in filled
            for document in [asked[at].document]
        ]
        seen = table(given, fitted.words, ROOM)
        judged = judge(seen, fitted, marked_up=marked_up)
        said = _model(judged, fitted, marked_up=marked_up)
        titled, pictured = (
            judged.kinds[:, fitted.kinds.index(kind.value)].tolist()
            for kind in (LineKind.HEADLINE, LineKind.CAPTION)
        )
        story = judged.story.tolist()
        for at, own, (low, high) in zip(filled, seen.rows, seen.layout.bounds, strict=True):
            indexes[at] = own.index
            part = slice(low, high)
            arranged = arrange(own, story[part], said[part], titled[part], pictured[part])
            if (
                judged_by[at] is not split[at]
            ):  # what recurs, and a person corrects, is the whole line
                own = replace(own, texts=tuple(split[at][number].strip() for number in own.index))
            verdicts[at] = _corrected(asked[at], own, arranged)
    return [
        _lines(texts, index, told)
        for texts, index, told in zip(split, indexes, verdicts, strict=True)
    ]


def _unglued(lines: list[str]) -> list[str]:
    """What lines are judged by: their text without the buttons that are glued to it."""
    cut = {
        at: line[low:high]
        for at, line in enumerate(lines)
        for low, high in [inner(line)]
        if high - low < len(line)
    }
    return [cut.get(at, line) for at, line in enumerate(lines)] if cut else lines


def _corrected(asked: Asked, seen: Rows, verdicts: list[Verdict]) -> list[Verdict]:
    """Verdicts after what recurs in the source and what a person said."""
    if asked.repetition is not None:
        verdicts = _repeated(asked.document, seen, verdicts, asked.repetition)
    if asked.overrules:
        verdicts = _overruled(asked.document, seen, verdicts, asked.overrules)
    return verdicts


_BLANK = Verdict(LineKind.EMPTY, "blank", 1.0, ("holds nothing but white space",))


def _lines(
    texts: Sequence[str], index: Sequence[int], verdicts: Sequence[Verdict]
) -> tuple[Line, ...]:
    """Every line of a document with its span; those not in `index` are blank."""
    told: list[Verdict] = [_BLANK] * len(texts)
    for number, verdict in zip(index, verdicts, strict=True):
        told[number] = verdict
    lines: list[Line] = []
    at = 0
    for number, (text, (kind, rule, score, evidence)) in enumerate(
        zip(texts, told, strict=True), 1
    ):
        end = at + len(text)
        lines.append(Line(number, at, end, kind, rule, round(score, 3), evidence))
        at = end + 1
    return tuple(lines)


def _model(judged: Judged, fitted: Weights, *, marked_up: bool) -> list[Verdict]:
    """The likeliest kind of each line: story or not first, then which of the kinds on that side."""
    threshold = fitted.settings["threshold_markup" if marked_up else "threshold"]
    said_by_kind, kept = _by_kind()
    story = judged.story
    inside = story >= threshold
    masked = np.where(inside[:, None] == kept, judged.kinds, 0.0)
    chosen = masked.argmax(axis=1)
    said = reasons.strongest(judged.seen, said_by_kind[chosen])
    sides = np.where(inside, story, 1 - story).tolist()
    kinds = [LineKind(kind) for kind in fitted.kinds]
    return [
        Verdict(kinds[column], MODEL, side, why)
        for column, side, why in zip(chosen.tolist(), sides, said, strict=True)
    ]


@cache
def _by_kind() -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """For each kind the weight of evidence of every reason, and whether its lines are kept."""
    fitted, names = weights(), reasons.names()
    table = [[fitted.evidence[kind].get(name, 0.0) for name in names] for kind in fitted.kinds]
    kept = [LineKind(kind).kept for kind in fitted.kinds]
    return np.array(table, np.float32), np.array(kept)


def _repeated(
    document: Document, seen: Rows, verdicts: Sequence[Verdict], repetition: Repetition
) -> list[Verdict]:
    """Drop what stands in many articles of the source: one story is not told many times.

    Versions of one story share whole paragraphs, so a paragraph has to stand in more articles than a
    button, and articles of no known outlet may share what an agency wrote. What would leave nothing of
    the story is a version itself, not furniture; what would leave less than half of it is one in a
    source of few articles, or where the headline recurs as well.
    """
    if repetition.articles < _FEW:
        return list(verdicts)
    out = []
    story = lost = 0
    headline = False
    nameless: bool | None = None  # asked of the text once, and only where it matters
    for text, verdict in zip(seen.texts, verdicts, strict=True):
        count = repetition.lines.get(fold_line(text), 0)
        body = verdict.kind is LineKind.BODY
        paragraph = body and len(text) > _PARAGRAPH
        needed = max(_FEW, (_SHARE_OF_PARAGRAPHS if paragraph else _SHARE) * repetition.articles)
        story += body * len(text)
        if paragraph and count >= needed:
            nameless = source_of(document) is None if nameless is None else nameless
        if paragraph and nameless:
            needed = max(_MANY, _SHARE_OF_PARAGRAPHS_ANYWHERE * repetition.articles)
        if count >= needed:
            whose = "of this source" if repetition.named else "whose source is not known"
            reason = f"stands in {count} of {repetition.articles} articles {whose}"
            if verdict.kind.kept:
                lost += body * len(text)
                headline |= verdict.kind is LineKind.HEADLINE
                kind = LineKind.PROMO if len(text) > 120 else LineKind.CHROME
                verdict = Verdict(kind, _RECURS, 0.97, (reason,))
            else:
                verdict = verdict._replace(evidence=(reason, *verdict.evidence[:2]))
        out.append(verdict)
    version = 2 * lost > story and (repetition.articles < _MANY or headline)
    return list(verdicts) if lost and (version or lost == story) else out


def _overruled(
    document: Document, seen: Rows, verdicts: Sequence[Verdict], overrules: Sequence[Overrule]
) -> list[Verdict]:
    """Apply a person's corrections: those of the article before those of the source."""
    article: dict[str, LineKind] = {}
    source: dict[str, LineKind] = {}
    own = source_of(document)
    for overrule in overrules:
        if overrule.article is None:
            if overrule.source in (None, own):
                source[overrule.line] = overrule.kind
        elif overrule.article == document.id:
            article[overrule.line] = overrule.kind
    if not article and not source:
        return list(verdicts)
    out = []
    for text, verdict in zip(seen.texts, verdicts, strict=True):
        folded = fold_line(text)
        kind, words = _correction(folded, article, source)
        if kind is not None:
            was = "" if kind == verdict.kind else f"; the program said {verdict.kind}"
            verdict = Verdict(kind, _OVERRULED, 1.0, (f"you said so, {words}{was}",))
        out.append(verdict)
    return out


def _correction(
    folded: str, article: Mapping[str, LineKind], source: Mapping[str, LineKind]
) -> tuple[LineKind | None, str]:
    if folded in article:
        return article[folded], "for this article"
    return source.get(folded), "for every article of this source"
