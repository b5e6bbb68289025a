"""A small network over the lines of a document: what each line is, seen among the thirty lines on either side.

Every line's features become `width` numbers; four times each line then adds what it makes of itself and of two
lines before and after it, at a distance of one, two, four and eight lines (dilated convolutions with residual
connections: van den Oord et al., WaveNet, 2016; Bai, Kolter, Koltun, 2018). From what it has in the end come
the log-odds of story and what speaks for each kind.

All products are of whole numbers small enough for every sum to be exact in float32, so that neither the order in
which a library adds nor the documents judged beside it change a bit (8-bit weights as in Jacob et al., CVPR 2018).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from reader.clean.lines.layout import Layout

Matrix = NDArray[np.float32]

NEAR = (-2, -1, 0, 1, 2)
"""Which lines a line looks at in each step, in multiples of the step's reach."""
REACHES = (1, 2, 4, 8)
"""How far apart these lines are, step by step."""
HALO = max(NEAR) * sum(REACHES)
"""How many lines on either side a line's answer may depend on."""
FAR, INPUTS = 4.0, 127
"""Features are cut off at so many standard deviations, which are so many units."""
UNIT, MOST = 1 / 32, 255
"""What a unit of a step's answers is, and the most units of one answer."""
EXACT = 1 << 24
"""Below this every whole number is a float32."""
_PIECE = 1024


class Layer(Struct, frozen=True):
    """Weights, a row an input and a column an answer; what a unit of each column is worth, and its bias.

    Weights are whole numbers of at most 127.
    """

    weights: Matrix
    unit: Matrix
    bias: Matrix

    def told(self, inputs: Matrix) -> Matrix:
        """The answers to whole inputs, a row a line."""
        return np.asarray((inputs @ self.weights) * self.unit + self.bias)


class Member(Struct, frozen=True):
    """One fit: `entry` reads the features, each of `steps` the lines of `NEAR` side by side, `answer` ends it."""

    entry: Layer
    steps: tuple[Layer, ...]
    answer: Layer

    def answers(self, inputs: Matrix, near: Sequence[NDArray[np.intp]]) -> Matrix:
        """The log-odds of story, then what speaks for each kind, a row a line of whole inputs."""
        held = _units(self.entry.told(inputs))
        for layer, seen in zip(self.steps, near, strict=True):
            held = held + _units(layer.told(windows(held, seen)))
        return self.answer.told(held)


class Network(Struct, frozen=True):
    """Several fits whose answers are averaged, and by how much features differ: their means and deviations."""

    mean: Matrix
    scale: Matrix
    members: tuple[Member, ...]

    def inputs(self, table: Matrix) -> Matrix:
        """The features as whole numbers of at most `INPUTS`, a row a line, of a table with a line a column."""
        part = table[: len(self.mean)]
        found = (part - self.mean[:, None]) * (INPUTS / FAR / self.scale)[:, None]
        return np.ascontiguousarray(np.clip(np.rint(found), -INPUTS, INPUTS).T, np.float32)

    def scores(self, table: Matrix, where: Layout, *, piece: int = _PIECE) -> Matrix:
        """The log-odds of story, then an unnormalised log-probability a kind, a row for each column of the table.

        So many lines are read at a time, with what they can see around them: memory does not grow
        with a document, nor does an answer depend on how it is divided.
        """
        pieces = []
        for start in range(0, table.shape[1], piece):
            end = min(start + piece, table.shape[1])
            low, high = max(start - HALO, 0), min(end + HALO, table.shape[1])
            inputs, near = self.inputs(table[:, low:high]), places(where, low, high)
            told = np.mean([member.answers(inputs, near) for member in self.members], axis=0)
            pieces.append(np.asarray(told[start - low : end - low]))
        return np.concatenate(pieces)


def windows(held: Matrix, seen: NDArray[np.intp]) -> Matrix:
    """What stands at the lines that each line sees, side by side; zeros beyond the document's ends."""
    closed = np.vstack([held, np.zeros((1, held.shape[1]), held.dtype)])
    return np.asarray(closed.take(seen, axis=0).reshape(len(held), -1))


def places(where: Layout, low: int, high: int) -> list[NDArray[np.intp]]:
    """For each step the rows, from 0 for line `low`, of the lines that each line up to `high` sees.

    The row behind the last stands for what is beyond the document's ends or beyond these lines.
    """
    own, sizes = where.place[low:high], where.sizes[where.owner[low:high]]
    rows = np.arange(high - low)
    found = []
    for reach in REACHES:
        by = np.array(NEAR) * reach
        place, row = own[:, None] + by, rows[:, None] + by
        inside = (place >= 0) & (place < sizes[:, None]) & (row >= 0) & (row < len(rows))
        found.append(np.where(inside, row, len(rows)))
    return found


def _units(told: Matrix) -> Matrix:
    """Answers above zero in whole units, at most `MOST`."""
    return np.clip(np.rint(told), 0, MOST)


_FIELDS = ("weights", "unit", "bias")


def stored(network: Network) -> dict[str, NDArray[np.generic]]:
    """The arrays of a network under the names that `restored` knows; whole weights take a byte."""
    arrays: dict[str, NDArray[np.generic]] = {"mean": network.mean, "scale": network.scale}
    for number, member in enumerate(network.members):
        for at, layer in enumerate((member.entry, *member.steps, member.answer)):
            for field in _FIELDS:
                array = getattr(layer, field)
                arrays[f"{number}.{at}.{field}"] = (
                    array.astype(np.int8) if field == "weights" else array
                )
    return arrays


def restored(arrays: Mapping[str, NDArray[np.generic]]) -> Network:
    """The network that `stored` gave the arrays of."""

    def layer(number: int, at: int) -> Layer:
        return Layer(*(arrays[f"{number}.{at}.{field}"].astype(np.float32) for field in _FIELDS))

    last = len(REACHES) + 1
    members: list[Member] = []
    while f"{len(members)}.0.weights" in arrays:
        number = len(members)
        steps = tuple(layer(number, at) for at in range(1, last))
        members.append(Member(layer(number, 0), steps, layer(number, last)))
    return Network(
        arrays["mean"].astype(np.float32), arrays["scale"].astype(np.float32), tuple(members)
    )
