"""What a line says, in thirty-two numbers: how a caption tells of a scene, an offer asks, a headline names.

A sentence encoder knows this and is far too slow to ask of every line. It was asked once of the lines to fit on
(`bench/fit_reading.py`), and a small network over pieces of words learned to answer nearly as it does: each piece has
numbers from the encoder's own table of pieces, two steps look at its neighbours, and the answer is read off
their mean and their greatest. Distillation as in Hinton, Vinyals, Dean (2015), into a network like those of
`network.py`: all products are of whole numbers, so that the answer is the same on every machine and beside any lines.

Long lines are not read: paragraphs say by their length what they are, and they are most of a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from reader.clean.lines.network import MOST, Layer
from reader.clean.lines.pieces import Pieces
from reader.clean.lines.recent import Recent

Matrix = NDArray[np.float32]

NUMBERS = 32
NAMES = tuple(f"reading_{number}" for number in range(NUMBERS))
STEPS = 2
LONGEST = 200
"""Characters of the longest line that is read."""
WORDS = 28
PIECES = 48
"""Pieces of a line that are read."""
HELD = 127 + STEPS * MOST
"""The most units that a piece's number can come to."""
_SIZE = 4.0
_STEP = 1 / 16
"""What the answers are cut off at, and rounded to."""
_TOGETHER = 1024
"""Pieces that are read together: more make arrays too large for the caches."""
_REMEMBERED = 8192
_UNREAD = bytes(4 * NUMBERS)


class Reading:
    """The table of pieces and the layers over it; lines that recur are read once.

    `pieces` are those of SentencePiece by their rows, a new word beginning with ``▁``; `table` has a row of whole
    numbers a piece.
    """

    def __init__(
        self,
        pieces: Mapping[str, int],
        table: NDArray[np.int8],
        steps: tuple[Layer, ...],
        answer: Layer,
    ) -> None:
        self.pieces, self.table, self.steps, self.answer = pieces, table, steps, answer
        self._words = Pieces(pieces, most=PIECES, letters=LONGEST, words=WORDS)
        self._recent = Recent[bytes](_REMEMBERED)

    def read(self, texts: Sequence[str]) -> Matrix:
        """The numbers of each text, a row a text; zeros for what is not read. Texts have no line breaks."""
        known = {text: self._recent.get(text) for text in texts if len(text) <= LONGEST}
        for part in self._parts([text for text, row in known.items() if row is None]):
            for text, told in zip(part, self._together(list(part.values())), strict=True):
                known[text] = row = told.tobytes()
                self._recent.put(text, row)
        read = b"".join([known.get(text) or _UNREAD for text in texts])
        return np.frombuffer(read, np.float32).reshape(len(texts), NUMBERS)

    def pieces_of(self, text: str) -> list[int]:
        """The pieces of a text by their numbers, none of a long one."""
        return self._words.of(text)

    def _parts(self, texts: Sequence[str]) -> Iterator[dict[str, list[int]]]:
        """Texts that have pieces with them, as many as are read together."""
        part: dict[str, list[int]] = {}
        size = 0
        for text in texts:
            own = self._words.of(text)
            if own:
                part[text] = own
                size += len(own)
            if size > _TOGETHER:
                yield part
                part, size = {}, 0
        if part:
            yield part

    def _together(self, lines: Sequence[Sequence[int]]) -> Matrix:
        sizes = np.array([len(line) for line in lines])
        ends = sizes.cumsum()
        starts = ends - sizes
        held = self.table[np.fromiter(chain.from_iterable(lines), np.intp, ends[-1])].astype(
            np.float32
        )
        width = held.shape[1]
        first, last = starts[1:], ends[:-1] - 1
        for step in self.steps:
            before, own, after = np.split(step.weights, 3)
            told = held @ np.hstack([before, own, after])
            from_before, from_own, from_after = np.split(told, [width, 2 * width], axis=1)
            from_own[1:] += from_before[:-1]
            from_own[:-1] += from_after[1:]
            from_own[first] -= from_before[last]  # neighbours of other lines: sums are exact
            from_own[last] -= from_after[first]
            from_own *= step.unit
            from_own += step.bias
            np.rint(from_own, out=from_own)
            held += np.clip(from_own, 0, MOST)
        mean = np.rint(np.add.reduceat(held, starts) / sizes[:, None].astype(np.float32))
        told = self.answer.told(np.hstack([mean, np.maximum.reduceat(held, starts)]))
        return np.asarray(np.rint(np.clip(told, -_SIZE, _SIZE) / _STEP) * _STEP, np.float32)


_FIELDS = ("weights", "unit", "bias")


def stored(reading: Reading) -> dict[str, NDArray[np.generic]]:
    """The arrays of a reading under the names that `restored` knows; pieces as one text in UTF-8."""
    arrays: dict[str, NDArray[np.generic]] = {
        "pieces": np.frombuffer("\n".join(reading.pieces).encode(), np.uint8),
        "table": reading.table,
    }
    return arrays | stored_layers("", (*reading.steps, reading.answer))


def stored_layers(prefix: str, layers: Sequence[Layer]) -> dict[str, NDArray[np.generic]]:
    """The arrays of layers; whole weights take a byte."""
    return {
        f"{prefix}{number}.{field}": array.astype(np.int8) if field == "weights" else array
        for number, layer in enumerate(layers)
        for field in _FIELDS
        for array in [getattr(layer, field)]
    }


def restored(arrays: Mapping[str, NDArray[np.generic]]) -> Reading:
    """The reading that `stored` gave the arrays of."""
    pieces = arrays["pieces"].tobytes().decode().split("\n")
    table = arrays["table"].astype(np.int8)
    *steps, answer = restored_layers("", arrays)
    return Reading({piece: at for at, piece in enumerate(pieces)}, table, tuple(steps), answer)


def restored_layers(prefix: str, arrays: Mapping[str, NDArray[np.generic]]) -> list[Layer]:
    """The layers that `stored_layers` gave the arrays of."""
    return [
        Layer(*(arrays[f"{prefix}{at}.{field}"].astype(np.float32) for field in _FIELDS))
        for at in range(STEPS + 1)
    ]
