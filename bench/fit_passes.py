"""Fit the passes that tell the story from what stands around it, each judged by outlets left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from bench import fit_words, forests, pages
from bench.line_samples import FOLDS, Sample
from bench.narration import say
from reader.clean.lines import features, passes
from reader.clean.lines.features import Rows
from reader.clean.lines.vocabulary import words_of
from reader.clean.lines.weights import Forest, Words, logistic
from reader.model import LineKind

SEED = 7
_MOST_LINES = 60

Matrix = NDArray[np.float32]


class Shape(TypedDict, total=False):
    """How `forests.fit` grows the trees of one pass."""

    trees: int
    leaves: int
    rate: float
    smallest: int
    ridge: float


def word_weights(samples: Sequence[Sample]) -> Words:
    """Word weights for story and for captions, from every scored line of the samples."""
    lines, target, outlets = [], [], []
    captions, is_caption, where = [], [], []
    for sample in samples:
        if sample.shape == "crop":
            continue
        grew = sample.shape == "grown"
        for text, story, kind in zip(sample.lines, sample.story, sample.kinds, strict=True):
            if story < 0:
                continue
            words = words_of(text)
            caption = kind is LineKind.CAPTION
            if grew and not caption:
                continue
            if not grew:
                lines.append(words)
                target.append(story)
                outlets.append(sample.outlet)
            if sample.shape != "page" and (caption or (story and 4 <= len(words) <= 70)):
                captions.append(words)
                is_caption.append(int(caption))
                where.append(sample.outlet)
    return Words(
        fit_words.fit(lines, target, outlets),
        fit_words.fit(captions, is_caption, where, strength=1.0, least=3),
    )


def stage(
    name: str,
    samples: Sequence[Sample],
    seen: Sequence[Rows],
    matrices: Sequence[Matrix],
    shape: Shape,
) -> tuple[Forest, list[Matrix]]:
    """Fit one pass; give its forest and, for every document, the context from left-out folds."""
    around: list[Matrix] = [np.zeros((0, 0), np.float32)] * len(samples)
    for fold in range(FOLDS):
        chosen = [at for at, sample in enumerate(samples) if sample.fold != fold]
        forest = forests.fit(*stacked(samples, seen, matrices, chosen), **shape)
        for at, sample in enumerate(samples):
            if sample.fold == fold:
                story = logistic(forest.raw(matrices[at]))[:, 0]
                around[at] = passes.context(story, characters(seen[at]))
    forest = forests.fit(*stacked(samples, seen, matrices, range(len(samples))), **shape)
    say(f"{name} pass fitted: {len(forest.drop)} conditions")
    return forest, around


def characters(seen: Rows) -> Matrix:
    """Characters of each line."""
    return np.expm1(seen.matrix[:, features.places()["characters"]])


def line_weights(sample: Sample, seen: Rows) -> Matrix:
    """What telling each line's story or not is worth, 0 where nobody knows it.

    Long lines weigh more than short ones, since a lost paragraph costs more than a kept button;
    captions four times as much; a long page does not outvote a short one, nor does a very long one
    have the weight of more than `_MOST_LINES` lines.
    """
    scored = np.array([sample.story[number] >= 0 for number in seen.index])
    many = max(int(scored.sum()), 1)
    share = min(_MOST_LINES, many) / many * 10 / math.sqrt(min(max(many, 10), _MOST_LINES))
    return np.asarray(np.where(scored, _worth(sample, seen) * share, 0.0), np.float32)


def _worth(sample: Sample, seen: Rows) -> Matrix:
    """What each line is worth by its length and its kind, in a document of any length."""
    caption = np.array([sample.kinds[number] is LineKind.CAPTION for number in seen.index])
    size = np.clip(np.sqrt(characters(seen)) / 8, 0.5, 2.5)
    return np.asarray(sample.weight * size * np.where(caption, 4.0, 1.0), np.float32)


def stacked(
    samples: Sequence[Sample],
    seen: Sequence[Rows],
    matrices: Sequence[Matrix],
    chosen: Sequence[int],
) -> tuple[Matrix, NDArray[np.int64], Matrix]:
    """Features, targets and weights of the scored lines of the chosen documents.

    Lines weigh as in `line_weights`, but of a very long page a draw of `_MOST_LINES` lines is enough.
    """
    parts, targets, weights = [], [], []
    for at in chosen:
        sample, index = samples[at], seen[at].index
        story = np.array([sample.story[number] for number in index])
        scored = story >= 0
        if not scored.any():
            continue
        lot = np.random.default_rng(SEED + at).permutation(len(story))
        scored[lot[np.cumsum(scored[lot]) > _MOST_LINES]] = False
        weight = _worth(sample, seen[at]) * 10 / np.sqrt(max(scored.sum(), 10))
        parts.append(matrices[at][scored])
        targets.append(story[scored])
        weights.append(weight[scored])
    return (
        np.vstack(parts).astype(np.float32),
        np.concatenate(targets).astype(np.int64),
        np.concatenate(weights).astype(np.float32),
    )


WORTH = 0.005
"""How much of a mean F1 fewer lost lines are worth: 0.002, by which another seed moves it, two and a half times.

With 0.003 nearly half as many left-out scrapes more lose a line of their story.
"""


def threshold(samples: Sequence[Sample], seen: Sequence[Rows], around: Sequence[Matrix]) -> float:
    """The lowest probability to keep lines from whose mean F1 is the best but for `WORTH`.

    Measured on left-out pages; the lowest, since a lost line costs a reader more than a kept one.
    """
    chosen = [
        at for at, sample in enumerate(samples) if sample.shape in ("near", "html") and sample.page
    ]
    means: dict[float, float] = {}
    for value in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        scores = []
        for at in chosen:
            sample, story = samples[at], around[at][:, 0]
            kept = [
                text
                for text, number, share in zip(seen[at].texts, seen[at].index, story, strict=True)
                if share >= value and sample.kinds[number] is not LineKind.HEADLINE
            ]
            assert sample.page is not None
            scores.append(pages.overlap(" ".join(kept), sample.page.body)[2])
        means[value] = round(pages.mean(scores), 4)
        say(f"  left-out pages at {value}: mean F1 {means[value]:.4f}")
    return min(value for value, score in means.items() if score >= max(means.values()) - WORTH)
