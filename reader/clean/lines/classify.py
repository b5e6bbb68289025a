"""Every line of an article gets one kind; nothing is removed, so nothing can be lost.

A person's correction wins, then what rules read off the line itself, then what stands in many
articles of the same source, then a fitted model of the line among its neighbours. Each line
carries the reasons, so that a reader can see why it was dropped and bring it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reader.clean.facts import source_of
from reader.clean.lines import reasons
from reader.clean.lines.features import Rows, rows
from reader.clean.lines.model import Judged, judge
from reader.clean.lines.structure import arrange
from reader.clean.lines.verdicts import MODEL, Verdict
from reader.clean.lines.weights import Weights, weights
from reader.model import Document, Line, LineKind, Overrule, Repetition, fold_line

VERSION = "12.39fb5050a585"
"""Changes whenever the same document might be classified differently."""

_FEW = 3
_SHARE = 0.25
_SHARE_OF_PARAGRAPHS = 0.5
_PARAGRAPH = 100
"""Characters from which a line of the story is a paragraph, which versions of one story share."""


def classify(
    document: Document,
    *,
    repetition: Repetition | None = None,
    overrules: Sequence[Overrule] = (),
) -> tuple[Line, ...]:
    r"""The kind of every line of ``document.text.split("\\n")``, in order, with rule and evidence.

    `repetition` counts lines over other articles of the same source; `overrules` are a person's
    corrections, of which those for this article or for its source apply.
    """
    texts = document.text.split("\n")
    fitted = weights()
    hints = document.hints if len(document.hints) == len(texts) else ()
    seen = rows(texts, fitted.words, hints, document.title)
    verdicts = _verdicts(seen, fitted, marked_up=bool(hints), repetition=repetition)
    if overrules:
        verdicts = _overruled(document, seen, verdicts, overrules)
    found = dict(zip(seen.index, verdicts, strict=True))
    lines: list[Line] = []
    at = 0
    for number, text in enumerate(texts):
        verdict = found.get(number, _BLANK)
        lines.append(
            Line(
                number + 1,
                at,
                at + len(text),
                verdict.kind,
                verdict.rule,
                round(verdict.score, 3),
                verdict.evidence,
            )
        )
        at += len(text) + 1
    return tuple(lines)


_BLANK = Verdict(LineKind.EMPTY, "blank", 1.0, ("holds nothing but white space",))


def _verdicts(
    seen: Rows, fitted: Weights, *, marked_up: bool, repetition: Repetition | None
) -> list[Verdict]:
    if not seen.texts:
        return []
    judged = judge(seen, fitted, marked_up=marked_up)
    verdicts = _model(judged, fitted, marked_up=marked_up)
    titled = judged.kinds[:, fitted.kinds.index(LineKind.HEADLINE.value)]
    verdicts = arrange(seen, judged, verdicts, titled)
    if repetition is not None:
        verdicts = _repeated(seen, verdicts, repetition)
    return verdicts


def _model(judged: Judged, fitted: Weights, *, marked_up: bool) -> list[Verdict]:
    """The likeliest kind of each line: story or not first, then which of the kinds on that side."""
    threshold = fitted.settings["threshold_markup" if marked_up else "threshold"]
    said_by_kind, kept = _by_kind()
    story = judged.story
    inside = story >= threshold
    allowed = np.where(inside[:, None], kept[None, :], ~kept[None, :])
    masked = np.where(allowed, judged.kinds, 0.0)
    chosen = masked.argmax(axis=1)
    said = reasons.strongest(reasons.flags(judged.seen), said_by_kind[chosen])
    verdicts = []
    for row, column in enumerate(chosen):
        side = story[row] if inside[row] else 1 - story[row]
        verdicts.append(Verdict(LineKind(fitted.kinds[column]), MODEL, float(side), said[row]))
    return verdicts


@cache
def _by_kind() -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """For each kind the weight of evidence of every reason, and whether its lines are kept."""
    fitted, names = weights(), reasons.names()
    table = [[fitted.evidence[kind].get(name, 0.0) for name in names] for kind in fitted.kinds]
    kept = [LineKind(kind).kept for kind in fitted.kinds]
    return np.array(table, np.float32), np.array(kept)


def _repeated(seen: Rows, verdicts: Sequence[Verdict], repetition: Repetition) -> list[Verdict]:
    """Drop what stands in many articles of the source: one story is not told many times.

    Versions of one story share whole paragraphs, so a paragraph has to stand in more articles than
    a button; and what would leave nothing of the story is a version itself, not furniture.
    """
    if repetition.articles < _FEW:
        return list(verdicts)
    out = []
    for text, verdict in zip(seen.texts, verdicts, strict=True):
        count = repetition.lines.get(fold_line(text), 0)
        paragraph = verdict.kind is LineKind.BODY and len(text) > _PARAGRAPH
        share = _SHARE_OF_PARAGRAPHS if paragraph else _SHARE
        if count >= max(_FEW, share * repetition.articles):
            reason = f"stands in {count} of {repetition.articles} articles of this source"
            if verdict.kind.kept:
                kind = LineKind.PROMO if len(text) > 120 else LineKind.CHROME
                verdict = Verdict(kind, "repeated in source", 0.97, (reason,))
            else:
                verdict = replace(verdict, evidence=(reason, *verdict.evidence[:2]))
        out.append(verdict)
    told = any(verdict.kind is LineKind.BODY for verdict in verdicts)
    if told and not any(verdict.kind is LineKind.BODY for verdict in out):
        return list(verdicts)
    return out


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
            verdict = Verdict(kind, "overrule", 1.0, (f"you said so, {words}{was}",))
        out.append(verdict)
    return out


def _correction(
    folded: str, article: Mapping[str, LineKind], source: Mapping[str, LineKind]
) -> tuple[LineKind | None, str]:
    if folded in article:
        return article[folded], "for this article"
    return source.get(folded), "for every article of this source"
