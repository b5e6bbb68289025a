"""Two passes of the model over a document's lines: each line alone, then each among its neighbours.

The first pass gives every line a probability of belonging to the story. The second sees those
probabilities around the line, the share of the story before and after it, and decides again:
stacking, the cheap form of a sequence model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
_WIDTHS = (2, 5, 12)
_PAD = 12
"""Lines beyond the document's ends that the widest window may see."""

REACH = (-4, -3, -2, -1, 1, 2, 3, 4)
NAMES = (
    "story",
    *(f"story@{offset:+d}" for offset in REACH),
    *(f"story~{width}" for width in _WIDTHS),
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
    padded = np.zeros(count + 2 * _PAD, np.float32)
    padded[_PAD : _PAD + count] = story
    total = np.zeros(len(padded) + 1)
    padded.cumsum(out=total[1:], dtype=np.float32)
    mass = story * characters
    run = mass.cumsum()
    before = np.zeros(count)
    before[1:] = run[:-1]
    whole = float(mass.sum())
    sure = story > 0.5
    latest = np.maximum.accumulate(np.where(sure, order, -40))
    soonest = np.minimum.accumulate(np.where(sure, order, count + 40)[::-1])[::-1]
    scale = max(whole, 1.0)
    block = [0.0]
    for chance in story[:-1].tolist():
        block.append(0.7 * block[-1] + chance)
    out = np.empty((len(NAMES), count), np.float32)
    out[0] = story
    at = 1
    for offset in REACH:
        out[at] = padded[_PAD + offset : _PAD + offset + count]
        at += 1
    for width in _WIDTHS:
        low, high = _PAD - width, _PAD + width + 1
        out[at] = (total[high : high + count] - total[low : low + count]) / (2 * width + 1)
        at += 1
    out[at] = before / scale
    out[at + 1] = (whole - before - mass) / scale
    out[at + 2] = np.log1p(whole)
    out[at + 3] = np.minimum(order - latest, 20)
    out[at + 4] = np.minimum(soonest - order, 20)
    out[at + 5] = block
    return np.ascontiguousarray(out.T)
