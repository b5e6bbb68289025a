"""The fitted model on the lines of documents: the probability of story, then of every kind, for each."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from reader.clean.lines import features, markup, passes
from reader.clean.lines.features import Table
from reader.clean.lines.weights import Weights, logistic, softmax

Matrix = NDArray[np.float32]
SURE = 0.9
"""The probability of story from which a paragraph is body without asking for its kind."""
PARAGRAPH = 25
"""Words from which such a line is a paragraph."""


class Judged(Struct, frozen=True):
    """What the model makes of each non-blank line of one document or of several, one after another.

    `story` is the probability of belonging to the story; `kinds` that of each
    kind, columns in the order of `Weights.kinds`; `seen` the features with the
    columns of the last pass, a row a feature, for reasons.
    """

    story: Matrix
    kinds: Matrix
    seen: Matrix


def plain_columns() -> int:
    """How many feature columns come before those of markup."""
    return len(features.names()) - len(markup.NAMES)


ROOM = len(passes.NAMES)
"""Rows of a table that the passes need below its features."""


def judge(table: Table, weights: Weights, *, marked_up: bool) -> Judged:
    """Run all passes over the lines of a table with `ROOM`, all of pages with markup or none of them."""
    values, where = table.values, table.layout
    around = values[len(features.names()) :]
    characters = np.expm1(values[features.places()["characters"]])
    told = weights.network.scores(values, where)
    story = logistic(told)[:, 0]
    passes.around(story, characters, where, around)
    if marked_up:
        story = logistic(_asked(weights, "markup", values))[:, 0]
        passes.around(story, characters, where, around)
    return Judged(story, _kinds(values, story, softmax(told[:, 1:]), weights), values)


def _asked(weights: Weights, name: str, values: Matrix) -> Matrix:
    """What a forest says of each line; all but the pass for markup know no columns of markup."""
    forest = weights.forests[name]
    columns = forest.columns
    if name != "markup":
        columns = columns + len(markup.NAMES) * (columns >= plain_columns())
    return forest.scores(values, columns)


def named(by_network: Matrix, by_forest: Matrix) -> Matrix:
    """The probabilities of kinds, from what the network and the forest of kinds give them."""
    return np.asarray((by_network + by_forest) / 2, np.float32)


def _kinds(values: Matrix, story: Matrix, by_network: Matrix, weights: Weights) -> Matrix:
    """Probabilities of kinds; a sure paragraph is body without asking, which saves half the time."""
    words = np.expm1(values[features.places()["words"]])
    unsure = ((story <= SURE) | (words <= PARAGRAPH)).nonzero()[0]
    out = np.zeros((len(story), len(weights.kinds)), np.float32)
    out[:, weights.kinds.index("body")] = 1.0
    if len(unsure):
        by_forest = softmax(_asked(weights, "kinds", values.take(unsure, axis=1)))
        out[unsure] = named(by_network[unsure], by_forest)
    return out
