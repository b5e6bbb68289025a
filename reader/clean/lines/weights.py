"""The fitted numbers and how they are applied.

Fitted by `bench/fit_lines.py` with scikit-learn and thinc, run here with numpy alone: word weights, a network
(`network.py`), and forests of small decision trees whose leaves add up to log-odds.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from reader.clean.lines import reading
from reader.clean.lines.lexicon import Lexicon, WordWeights
from reader.clean.lines.network import Network, restored
from reader.clean.lines.reading import Reading

Matrix = NDArray[np.float32]
_CHUNK = 128


@dataclass(frozen=True)
class Words:
    """What is known of words: weights for two questions, story or not and caption or paragraph, and how lines read.

    Without a `reading` no line is read.
    """

    story: WordWeights
    caption: WordWeights
    reading: Reading | None = None

    @cached_property
    def lexicon(self) -> Lexicon:
        """Words as numbers, with the log-odds of story and of caption."""
        return Lexicon((self.story, self.caption))


@cache
def _first_clear() -> NDArray[np.int32]:
    """The lowest bit that is not set, for every set of 16 bits; of all 16 set, none is asked."""
    return np.array([((bits + 1) & ~bits).bit_length() - 1 for bits in range(1 << 16)], np.int32)


class Laid(Struct, frozen=True):
    """Conditions in the order in which they are asked: where each is found, and its threshold and leaves."""

    place: NDArray[np.intp]
    threshold: NDArray[np.float32]
    drop: NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True)
class Forest:
    """Boosted trees as bit masks (QuickScorer; Lucchese et al., SIGIR 2015), of at most 16 leaves each.

    No tree is walked: every condition of every tree is asked at once. `feature` > `threshold` rules
    out the leaves on its left, the bits of `drop`, and the first leaf that no condition of its tree
    rules out is the answer. `starts` is each tree's first condition; `leaves` has one row a tree.
    Trees stand in the order of the columns they add to, equally many to each; `base` is added.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    drop: NDArray[np.uint16]
    starts: NDArray[np.int32]
    leaves: NDArray[np.float32]
    base: NDArray[np.float32]

    def raw(self, matrix: Matrix) -> Matrix:
        """Log-odds (one column) or unnormalised log-probabilities (several) for each row."""
        return self.scores(matrix.T, self.columns)

    def scores(self, table: Matrix, columns: NDArray[np.intp]) -> Matrix:
        """The same for a table with a line a column, in whose rows `columns` each condition finds its feature."""
        out = np.empty((table.shape[1], len(self.base)), np.float32)
        for start in range(0, len(out), _CHUNK):
            part = table[:, start : start + _CHUNK]
            out[start : start + _CHUNK] = self._scored(np.ascontiguousarray(part), columns)
        return out

    def _scored(self, table: Matrix, columns: NDArray[np.intp]) -> Matrix:
        laid = self.laid
        right = table.take(columns[laid.place], axis=0) > laid.threshold[:, None]
        dropped = (right * laid.drop[:, None]).reshape(-1, len(self.leaves), table.shape[1])
        first = _first_clear().take(np.bitwise_or.reduce(dropped, axis=0).T)
        scores = self.leaves.take(first + self.rows)
        summed = scores.reshape(table.shape[1], len(self.base), -1).sum(axis=2)
        return np.asarray(summed + self.base, np.float32)

    @cached_property
    def laid(self) -> Laid:
        """The conditions of all trees side by side, the first of each, then the second of each and so on.

        To gather runs of unlike length takes three times as long as to gather rows. A tree that has fewer
        conditions than the largest is filled up with one that never holds.
        """
        sizes = np.diff(self.starts, append=len(self.drop))
        step = np.arange(sizes.max())[:, None]
        held = step < sizes
        place = np.where(held, self.starts + step, 0)
        return Laid(
            place.ravel(),
            np.where(held, self.threshold[place], np.inf).astype(np.float32).ravel(),
            np.where(held, self.drop[place], 0).astype(np.min_scalar_type(self.drop.max())).ravel(),
        )

    @cached_property
    def columns(self) -> NDArray[np.intp]:
        """The feature that each condition asks for, as numpy indexes fastest."""
        return self.feature.astype(np.intp)

    @cached_property
    def rows(self) -> NDArray[np.int32]:
        """Where each tree's leaves begin among all leaves."""
        return np.arange(len(self.leaves), dtype=np.int32) * np.int32(self.leaves.shape[1])


def logistic(raw: Matrix) -> Matrix:
    """Log-odds as probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-raw)), np.float32)


def softmax(raw: Matrix) -> Matrix:
    """Unnormalised log-probabilities as probabilities, row by row."""
    shifted = np.exp(raw - raw.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float32)


@dataclass(frozen=True)
class Weights:
    """All that was fitted: words, the network, the forests, thresholds, weights of evidence."""

    version: str
    words: Words
    network: Network
    forests: Mapping[str, Forest]
    settings: Mapping[str, float]
    kinds: tuple[str, ...]
    evidence: Mapping[str, Mapping[str, float]]


FIELDS = ("feature", "threshold", "drop", "starts", "leaves", "base")
"""The arrays of a forest, as they are stored."""
NETWORK = "network."
"""What the names of the network's arrays begin with."""


@cache
def weights() -> Weights:
    """The weights that come with the program."""
    folder = resources.files("reader.clean").joinpath("data")
    table = json.loads(gzip.decompress(folder.joinpath("lines.json.gz").read_bytes()))
    with np.load(io.BytesIO(folder.joinpath("lines.npz").read_bytes())) as arrays:
        forests = {
            name: Forest(**{field: arrays[f"{name}.{field}"] for field in FIELDS})
            for name in table["forests"]
        }
        network = restored(
            {
                name.removeprefix(NETWORK): arrays[name]
                for name in arrays
                if name.startswith(NETWORK)
            }
        )
    with np.load(io.BytesIO(folder.joinpath("reading.npz").read_bytes())) as arrays:
        read = reading.restored(arrays)
    return Weights(
        version=table["version"],
        words=Words(
            WordWeights(**table["story_words"]), WordWeights(**table["caption_words"]), read
        ),
        network=network,
        forests=forests,
        settings=table["settings"],
        kinds=tuple(table["kinds"]),
        evidence=table["evidence"],
    )
