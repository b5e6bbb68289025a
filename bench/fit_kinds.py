"""Fit the names of kinds, and how much each reason says for each of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench import forests, left_out
from bench.fit_passes import Matrix, Shape
from bench.line_samples import FOLDS, Sample
from bench.narration import say
from reader.clean.lines import reasons
from reader.clean.lines.features import Rows
from reader.clean.lines.model import named as together
from reader.clean.lines.model import plain_columns
from reader.clean.lines.weights import Forest, softmax
from reader.model import LineKind

KINDS = tuple(kind.value for kind in LineKind if kind is not LineKind.EMPTY)

_PAGES = {LineKind.BODY: 0.02, LineKind.CAPTION: 0.6}
"""What naming a line of a page is worth."""
_UNNAMED = 0.03
"""What it is worth where our labels call the line chrome, as they call all that they do not name."""


def naming(
    samples: Sequence[Sample],
    seen: Sequence[Rows],
    bare: Sequence[Matrix],
    around: Sequence[Matrix],
    told: Sequence[Matrix],
    shape: Shape,
    threshold: float,
) -> tuple[Forest, dict[str, dict[str, float]]]:
    """Fit the names of kinds, tell how they do on left-out outlets, and weigh the reasons for each.

    `told` is what the network, fitted without a document's outlet, gives each kind.
    """
    named = [np.zeros((0, len(KINDS)), np.float32)] * len(samples)
    for fold in range(FOLDS):
        chosen = [at for at, sample in enumerate(samples) if sample.fold != fold]
        matrix, target, weight = _stacked(samples, seen, bare, around, chosen)
        known, target = np.unique(target, return_inverse=True)
        forest = forests.fit(matrix, target, weight, **shape)
        for at, sample in enumerate(samples):
            if sample.fold == fold and sample.shape == "gold":
                named[at] = np.zeros((len(bare[at]), len(KINDS)), np.float32)
                named[at][:, known] = softmax(forest.raw(np.hstack([bare[at], around[at]])))
                named[at] = together(softmax(told[at]), named[at])
    stories = [columns[:, 0] for columns in around]
    left_out.tell(samples, seen, stories, named, KINDS, threshold)
    matrix, target, weight = _stacked(samples, seen, bare, around, range(len(samples)))
    counts = np.bincount(target, minlength=len(KINDS)).tolist()
    say(f"naming {len(target)} lines, {dict(zip(KINDS, counts, strict=True))}")
    forest = forests.fit(matrix, target, weight, **shape)
    say(f"kinds fitted: {len(forest.drop)} conditions")
    return forest, weigh(matrix, target, weight)


def _stacked(
    samples: Sequence[Sample],
    seen: Sequence[Rows],
    bare: Sequence[Matrix],
    around: Sequence[Matrix],
    chosen: Sequence[int],
) -> tuple[Matrix, NDArray[np.int64], Matrix]:
    """Features, kinds and weights of the lines of the chosen documents whose kind is known."""
    parts, targets, weights = [], [], []
    for at in chosen:
        number, share = shares(samples[at], seen[at])
        known = share > 0
        if not known.any():
            continue
        parts.append(np.hstack([bare[at], around[at]])[known])
        targets.append(number[known])
        weights.append(share[known])
    return (
        np.vstack(parts).astype(np.float32),
        np.concatenate(targets).astype(np.int64),
        np.concatenate(weights).astype(np.float32),
    )


def shares(sample: Sample, seen: Rows) -> tuple[NDArray[np.int64], Matrix]:
    """The kind of each line, and what naming it is worth: 0 where nobody knows it, and for large cuts of pages.

    Of pages those lines are named that the data or a rule names; they weigh less than our own, since
    they are many and most of their kinds are guessed.
    """
    own = sample.shape == "gold"
    kinds = [sample.kinds[number] for number in seen.index]
    if not own:
        kinds = [
            kind if kind is not None else decided.kind if decided is not None else None
            for kind, decided in zip(kinds, seen.decided, strict=True)
        ]
    numbers, worth = np.zeros(len(kinds), np.int64), np.zeros(len(kinds), np.float32)
    for at, kind in enumerate(kinds):
        if kind is not None and kind is not LineKind.EMPTY and sample.shape != "page":
            numbers[at] = KINDS.index(kind.value)
            worth[at] = 1.0 if own else _PAGES.get(kind, 0.15)
            if sample.kinds[seen.index[at]] is LineKind.CHROME and not own:
                worth[at] = _UNNAMED
    return numbers, worth


def weigh(matrix: Matrix, target: NDArray[np.int64], weight: Matrix) -> dict[str, dict[str, float]]:
    """Weight of evidence of every reason for every kind, smoothed by half a line."""
    held = reasons.flags(passes_columns(matrix)).astype(float)
    table: dict[str, dict[str, float]] = {}
    for number, kind in enumerate(KINDS):
        own = (target == number) * weight
        rest = (target != number) * weight
        inside = (own @ held + 0.5) / (own.sum() + 1)
        outside = (rest @ held + 0.5) / (rest.sum() + 1)
        said = np.log(inside / outside)
        table[kind] = {
            name: round(float(v), 2) for name, v in zip(reasons.names(), said, strict=True)
        }
    for kind in KINDS:
        kept = LineKind(kind).kept
        table[kind]["extracted"] = 1.5 if kept else 0.0
        table[kind]["left out"] = 0.0 if kept else 1.5
        table[kind]["in chrome"] = 1.2 if kind in ("chrome", "promo", "related_link") else 0.0
        table[kind]["in figure"] = 2.0 if kind in ("caption", "photo_credit") else 0.0
        table[kind]["in heading"] = 2.0 if kind in ("headline", "subheading") else 0.0
    return table


def passes_columns(deep: Matrix) -> Matrix:
    """Features and the columns of `passes` with the columns of markup, all zero, between them."""
    width = plain_columns()
    gap = np.zeros((len(deep), len(reasons.columns()) - deep.shape[1]), np.float32)
    return np.hstack([deep[:, :width], gap, deep[:, width:]])
