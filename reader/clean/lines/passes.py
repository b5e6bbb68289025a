"""Two passes of the model over a document's lines: each line alone, then each among its neighbours.

The first pass gives every line a probability of belonging to the story. The second sees those
probabilities around the line, the share of the story before and after it, and decides again:
stacking, the cheap form of a sequence model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

REACH = (-4, -3, -2, -1, 1, 2, 3, 4)
NAMES = (
    "story",
    *(f"story@{offset:+d}" for offset in REACH),
    "story~2",
    "story~5",
    "story~12",
    "mass_before",
    "mass_after",
    "mass",
    "since_story",
    "until_story",
    "run_block",
)
"""Columns that the second pass sees beside the features of the first."""


def context(story: Matrix, characters: Matrix) -> Matrix:
    """The second pass's own columns from the first pass's probabilities and the lines' lengths."""
    count = len(story)
    order = np.arange(count)
    padded = np.pad(story, 12, constant_values=0.0)
    moved = [padded[12 + offset : 12 + offset + count] for offset in REACH]
    total = np.concatenate([[0.0], np.cumsum(padded)])
    windows = [
        (total[order + 12 + width + 1] - total[order + 12 - width]) / (2 * width + 1)
        for width in (2, 5, 12)
    ]
    mass = story * characters
    before = np.concatenate([[0.0], np.cumsum(mass)[:-1]])
    whole = float(mass.sum())
    after = whole - before - mass
    sure = story > 0.5
    latest = np.maximum.accumulate(np.where(sure, order, -40))
    soonest = np.minimum.accumulate(np.where(sure, order, count + 40)[::-1])[::-1]
    scale = max(whole, 1.0)
    block = [0.0]
    for chance in story[:-1].tolist():
        block.append(0.7 * block[-1] + chance)
    return np.column_stack(
        [
            story,
            *moved,
            *windows,
            before / scale,
            after / scale,
            np.full(count, np.log1p(whole)),
            np.minimum(order - latest, 20),
            np.minimum(soonest - order, 20),
            block,
        ]
    ).astype(np.float32)
