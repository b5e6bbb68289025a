"""The fitted numbers and how they are applied.

Fitted by `bench/fit_lines.py` with scikit-learn, run here with numpy alone: word weights, and
forests of small decision trees whose leaves add up to log-odds.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
_CHUNK = 4096


@dataclass(frozen=True)
class WordWeights:
    """Log-odds of words, anywhere in a line and in its first place, for one answer of two."""

    words: Mapping[str, float]
    first: Mapping[str, float]

    def score(self, words: Sequence[str]) -> float:
        """Log-odds of a line's words together; 0 for words never seen."""
        if not words:
            return 0.0
        known = self.words
        total = sum(map(known.get, words, repeat(0.0))) / len(words) ** 0.75
        return float(total + self.first.get(words[0], 0.0))


@dataclass(frozen=True)
class Words:
    """Word weights for two questions: story or not, and caption or paragraph."""

    story: WordWeights
    caption: WordWeights


@dataclass(frozen=True)
class Forest:
    """Boosted trees as flat arrays; a leaf points to itself, so every walk has one length.

    `roots` has one row a tree; `outputs` says which column a tree adds to.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]
    outputs: NDArray[np.int16]
    base: NDArray[np.float32]
    depth: int

    def raw(self, matrix: Matrix) -> Matrix:
        """Log-odds (one column) or unnormalised log-probabilities (several) for each row."""
        out = np.empty((len(matrix), len(self.base)), np.float32)
        for start in range(0, len(matrix), _CHUNK):
            out[start : start + _CHUNK] = self._walk(matrix[start : start + _CHUNK])
        return out

    def _walk(self, matrix: Matrix) -> Matrix:
        flat = np.ascontiguousarray(matrix, np.float32).ravel()
        start = (np.arange(len(matrix)) * matrix.shape[1])[:, None]
        children, feature = self.children, self.columns
        at = np.tile(self.roots.astype(np.intp), (len(matrix), 1))
        for _ in range(self.depth):
            goes_right = flat.take(feature.take(at) + start) > self.threshold.take(at)
            at *= 2
            at += goes_right
            at = children.take(at)
        leaves = self.value.take(at)
        out = np.tile(self.base, (len(matrix), 1))
        for column in range(len(self.base)):
            out[:, column] += leaves[:, self.outputs == column].sum(axis=1)
        return out

    @cached_property
    def children(self) -> NDArray[np.intp]:
        """Left and right child of every node, side by side, as numpy indexes fastest."""
        return np.column_stack([self.left, self.right]).ravel().astype(np.intp)

    @cached_property
    def columns(self) -> NDArray[np.intp]:
        """The feature that each node asks for, as numpy indexes fastest."""
        return self.feature.astype(np.intp)


def logistic(raw: Matrix) -> Matrix:
    """Log-odds as probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-raw)), np.float32)


def softmax(raw: Matrix) -> Matrix:
    """Unnormalised log-probabilities as probabilities, row by row."""
    shifted = np.exp(raw - raw.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float32)


@dataclass(frozen=True)
class Weights:
    """All that was fitted: words, the forests of each pass, thresholds, weights of evidence."""

    version: str
    words: Words
    forests: Mapping[str, Forest]
    settings: Mapping[str, float]
    kinds: tuple[str, ...]
    evidence: Mapping[str, Mapping[str, float]]


_FIELDS = ("feature", "threshold", "left", "right", "value", "roots", "outputs", "base")


@cache
def weights() -> Weights:
    """The weights that come with the program."""
    folder = resources.files("reader.clean").joinpath("data")
    table = json.loads(gzip.decompress(folder.joinpath("lines.json.gz").read_bytes()))
    with np.load(io.BytesIO(folder.joinpath("lines.npz").read_bytes())) as arrays:
        forests = {
            name: Forest(
                **{field: arrays[f"{name}.{field}"] for field in _FIELDS},
                depth=int(arrays[f"{name}.depth"]),
            )
            for name in table["forests"]
        }
    return Weights(
        version=table["version"],
        words=Words(
            story=WordWeights(**table["story_words"]), caption=WordWeights(**table["caption_words"])
        ),
        forests=forests,
        settings=table["settings"],
        kinds=tuple(table["kinds"]),
        evidence=table["evidence"],
    )
