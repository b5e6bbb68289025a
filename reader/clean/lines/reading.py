"""What a line says, in thirty-two numbers: how a caption tells of a scene, an offer asks, a headline names.

A sentence encoder knows this and is far too slow to ask of every line. It was asked once of the lines to fit on
(`bench/fit_reading.py`), and a small network over pieces of words learned to answer nearly as it does: each piece has
numbers from the encoder's own table of pieces, two steps look at its neighbours, and the answer is read off
their mean and their greatest. Distillation as in Hinton, Vinyals, Dean (2015), into a network like those of
`network.py`: all products are of whole numbers, so that the answer is the same on every machine and beside any lines.

Long lines are not read: paragraphs say by their length what they are, and they are most of a text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from reader.clean.lines.network import MOST, Layer

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
_BEGIN = "▁"
_LONGEST_PIECE = 16
_SIZE = 4.0
_STEP = 1 / 16
"""What the answers are cut off at, and rounded to."""
_TOGETHER = 1024
"""Pieces that are read together: more make arrays too large for the caches."""


class Reading(Struct, frozen=True):
    """The table of pieces and the layers over it.

    `pieces` are those of SentencePiece, a new word beginning with ``▁``; `table` has a row of whole numbers a piece.
    """

    pieces: Mapping[str, int]
    table: NDArray[np.int8]
    steps: tuple[Layer, ...]
    answer: Layer

    def read(self, texts: Sequence[str]) -> Matrix:
        """The numbers of each text, a row a text; zeros for what is not read. Texts have no line breaks."""
        out = np.zeros((len(texts), NUMBERS), np.float32)
        held: list[tuple[int, ...]] = []
        places: list[int] = []
        size = 0
        for place, text in enumerate(texts):
            own = self.pieces_of(text)
            if own:
                held.append(own)
                places.append(place)
                size += len(own)
            if size > _TOGETHER:
                out[places] = self._together(held)
                held, places, size = [], [], 0
        if held:
            out[places] = self._together(held)
        return out

    def pieces_of(self, text: str) -> tuple[int, ...]:
        """The pieces of a text by their numbers: of each word the longest that it begins with, and so on."""
        if len(text) > LONGEST:
            return ()
        words = text.split()
        if len(words) > WORDS:
            return ()
        if not text.isascii():
            words = unicodedata.normalize("NFKC", text).split()
        found: list[int] = []
        for word in words:
            found += _cut(self, word)
            if len(found) >= PIECES:
                break
        return tuple(found[:PIECES])

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

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


@lru_cache(maxsize=1 << 15)
def _cut(reading: Reading, word: str) -> tuple[int, ...]:
    """The pieces of a word; characters that no piece has are passed over."""
    rest = _BEGIN + word
    found: list[int] = []
    at = 0
    while at < len(rest):
        for end in range(min(len(rest), at + _LONGEST_PIECE), at, -1):
            piece = reading.pieces.get(rest[at:end])
            if piece is not None:
                found.append(piece)
                at = end
                break
        else:
            at += 1
        if len(found) >= PIECES:
            break
    return tuple(found)


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
