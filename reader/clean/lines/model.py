"""The fitted model on one document: the probability of story, then of every kind, for each line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reader.clean.lines import features, markup, passes
from reader.clean.lines.features import Rows
from reader.clean.lines.weights import Weights, logistic, softmax

Matrix = NDArray[np.float32]
_SURE = 0.9
_PARAGRAPH = 25


@dataclass(frozen=True, slots=True)
class Judged:
    """What the model makes of each non-blank line.

    `story` is the probability of belonging to the story; `kinds` that of each
    kind, columns in the order of `Weights.kinds`; `seen` the features with the
    columns of the last pass, for reasons.
    """

    story: Matrix
    kinds: Matrix
    seen: Matrix


def plain_columns() -> int:
    """How many feature columns come before those of markup."""
    return len(features.names()) - len(markup.NAMES)


def judge(rows: Rows, weights: Weights, *, marked_up: bool) -> Judged:
    """Run all passes over a document's rows."""
    matrix = rows.matrix
    plain = matrix[:, : plain_columns()]
    characters = np.expm1(matrix[:, features.places()["characters"]])
    story = logistic(weights.forests["first"].raw(plain))[:, 0]
    around = passes.context(story, characters)
    story = logistic(weights.forests["second"].raw(np.hstack([plain, around])))[:, 0]
    around = passes.context(story, characters)
    if marked_up:
        story = logistic(weights.forests["markup"].raw(np.hstack([matrix, around])))[:, 0]
        around = passes.context(story, characters)
    kinds = _kinds(np.hstack([plain, around]), story, weights)
    return Judged(story, kinds, np.hstack([matrix, around]))


def _kinds(matrix: Matrix, story: Matrix, weights: Weights) -> Matrix:
    """Probabilities of kinds; a sure paragraph is body without asking, which saves half the time."""
    words = np.expm1(matrix[:, features.places()["words"]])
    sure = (story > _SURE) & (words > _PARAGRAPH)
    out = np.zeros((len(matrix), len(weights.kinds)), np.float32)
    out[sure, weights.kinds.index("body")] = 1.0
    if not sure.all():
        out[~sure] = softmax(weights.forests["kinds"].raw(matrix[~sure]))
    return out
