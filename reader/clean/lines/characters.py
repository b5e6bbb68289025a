"""What kinds of characters each line holds, counted for all lines of a document at once.

Python asks a string one character at a time whether it is a letter; a table of the Basic
Multilingual Plane answers for a whole document in a few array operations. The answers are those
of `str.isalpha` and its kin, which the table is made from.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.uint16]

SAMPLE = 400
"""Characters of a line that shares of letters and digits are taken from."""
_SCRIPT_SAMPLE = 200

_LETTER, _DIGIT, _UPPER, _WHITE, _BLANK, _QUOTE, _MONEY, _LATIN, _CYRILLIC = (
    1 << bit for bit in range(9)
)
_QUOTES = frozenset('"“”«»„‟‘')
_CURRENCIES = frozenset("$€£₽₴")
_PLANE = 0x10000


class Counted(NamedTuple):
    """Characters of one line by kind.

    `letters`, `digits`, `upper` and `blanks` are of the first `SAMPLE` characters; `latin`,
    `cyrillic` and `other` are letters of the first 200; the rest are of the whole line. A piece is
    what stands between white space: `titled` ones begin with a capital, `numbers` with a digit.
    """

    letters: int
    digits: int
    upper: int
    blanks: int
    pieces: int
    titled: int
    numbers: int
    quotes: int
    money: int
    latin: int
    cyrillic: int
    other: int


def _flags(character: str) -> int:
    flags = 0
    if character.isalpha():
        flags = _LETTER
        if character < "ɐ":
            flags |= _LATIN
        elif "Ѐ" <= character <= "ԯ":
            flags |= _CYRILLIC
    for bit, holds in (
        (_DIGIT, character.isdigit()),
        (_UPPER, character.isupper()),
        (_WHITE, character.isspace()),
        (_BLANK, character == " "),
        (_QUOTE, character in _QUOTES),
        (_MONEY, character in _CURRENCIES),
    ):
        if holds:
            flags |= bit
    return flags


@cache
def _table() -> Flags:
    return np.array([_flags(chr(code)) for code in range(_PLANE)], np.uint16)


def _flags_of(text: str) -> Flags:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    flags = _table().take(codes, mode="clip")
    for at in np.flatnonzero(codes >= _PLANE):
        flags[at] = _flags(chr(codes[at]))
    return flags


def count(texts: Sequence[str]) -> list[Counted]:
    """The characters of each text, none of which is empty or begins with white space."""
    flags = _flags_of("\n".join([*texts, ""]))
    sizes = np.array([len(text) for text in texts])
    starts = np.concatenate([[0], np.cumsum(sizes + 1)[:-1]])

    def within(mask: NDArray[np.bool_], limit: int | None = None) -> NDArray[np.intp]:
        before = np.zeros(len(mask) + 1, np.intp)
        np.cumsum(mask, out=before[1:])
        taken = sizes if limit is None else np.minimum(sizes, limit)
        counted: NDArray[np.intp] = before[starts + taken] - before[starts]
        return counted

    def having(bit: int) -> NDArray[np.bool_]:
        holds: NDArray[np.bool_] = (flags & bit) != 0
        return holds

    letter, digit, upper, white = map(having, (_LETTER, _DIGIT, _UPPER, _WHITE))
    opens = ~white
    opens[1:] &= white[:-1]
    capital = upper.copy()
    capital[:-1] |= upper[1:]
    latin, cyrillic = (within(having(bit), _SCRIPT_SAMPLE) for bit in (_LATIN, _CYRILLIC))
    columns = (
        within(letter, SAMPLE),
        within(digit, SAMPLE),
        within(upper, SAMPLE),
        within(having(_BLANK), SAMPLE),
        within(opens),
        within(opens & capital),
        within(opens & digit),
        within(having(_QUOTE)),
        within(having(_MONEY)),
        latin,
        cyrillic,
        within(letter, _SCRIPT_SAMPLE) - latin - cyrillic,
    )
    return list(map(Counted._make, zip(*(column.tolist() for column in columns), strict=True)))
