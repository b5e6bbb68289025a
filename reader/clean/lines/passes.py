"""What the forests see of the story around each line.

The network gives every line a probability of belonging to the story. The forests of kinds and of markup see those
probabilities around the line, and the share of the story before and after it: stacking (Wolpert, 1992).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reader.clean.lines.layout import Layout, layout

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
"""Columns that the forests see beside the features."""


def context(story: Matrix, characters: Matrix) -> Matrix:
    """These columns, from the probabilities of story and the lines' lengths."""
    out = np.empty((len(NAMES), len(story)), np.float32)
    around(story, characters, layout([len(story)]), out)
    return np.ascontiguousarray(out.T)


def around(story: Matrix, characters: Matrix, where: Layout, out: Matrix) -> None:
    """Write the columns `NAMES`, a row each, for the lines of several documents."""
    mass = story * characters
    wholes = np.array([float(mass[low:high].sum()) for low, high in where.bounds])
    chances = where.table(story, 0.0, margin=_PAD)
    total = np.zeros((len(chances), chances.shape[1] + 1))
    chances.cumsum(axis=1, out=total[:, 1:], dtype=np.float32)
    before = np.zeros((len(chances), where.width))
    before[:, 1:] = where.table(mass, 0.0).cumsum(axis=1)[:, :-1]
    sure = chances[:, _PAD : _PAD + where.width] > 0.5
    order = np.arange(where.width)
    latest = np.maximum.accumulate(np.where(sure, order, -40), axis=1)
    beyond = where.sizes[:, None] + 40
    soonest = np.minimum.accumulate(np.where(sure, order, beyond)[:, ::-1], axis=1)[:, ::-1]
    owner, place = where.owner, where.place
    whole, run = wholes[owner], before[owner, place]
    scale = np.maximum(whole, 1.0)
    out[0] = story
    at = 1
    for offset in REACH:
        out[at] = chances[owner, place + (_PAD + offset)]
        at += 1
    for width in _WIDTHS:
        low, high = place + (_PAD - width), place + (_PAD + width + 1)
        out[at] = (total[owner, high] - total[owner, low]) / (2 * width + 1)
        at += 1
    out[at] = run / scale
    out[at + 1] = (whole - run - mass) / scale
    out[at + 2] = np.log1p(wholes)[owner]
    out[at + 3] = np.minimum(place - latest[owner, place], 20)
    out[at + 4] = np.minimum(soonest[owner, place] - place, 20)
    out[at + 5] = _block(story.tolist(), where)


def _block(story: list[float], where: Layout) -> list[float]:
    """How much of the story lately stood before each line: its sum, of which each line forgets a part."""
    block: list[float] = []
    for low, high in where.bounds:
        lately = 0.0
        block.append(lately)
        for chance in story[low : high - 1]:
            lately = 0.7 * lately + chance
            block.append(lately)
    return block
