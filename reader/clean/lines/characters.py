"""What kinds of characters each line holds, counted for all lines of a document at once.

Python asks a string one character at a time whether it is a letter; a table of the Basic
Multilingual Plane answers for a whole document in a few array operations. The answers are those
of `str.isalpha` and its kin, which the table is made from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.uint32]
Counts = NDArray[np.intp]
Truths = NDArray[np.bool_]

SAMPLE = 400
"""Characters of a line that shares of letters and digits are taken from."""
_SCRIPT_SAMPLE = 200
_PIECES = 8
_PLANE = 0x10000

_LETTER, _DIGIT, _UPPER, _LOWER, _ALNUM, _WHITE, _LATIN, _CYRILLIC = (1 << bit for bit in range(8))
_SETS = {
    "blank": " ",
    "quote": '"“”«»„‟‘',
    "money": "$€£₽₴",
    "comma": ",",
    "parenthesis": "(",
    "separator": "|·•",
    "slash": "/",
    "colon": ":",
    "hash": "#",
    "mark": ".!?…",
    "full": ".!?…。！？",
    "pause": ",;",
    "question": "?",
    "closing": '"”»“’',
    "arrow": "›»→>«←‹▶▸►⟶↗",
    "opening": "\"“«„'‘",
    "dash": "—–―",
    "bullet": "•*·▪●■◦‣-+",
    "bracket": "([{<|#",
}
_BIT = {name: 1 << (8 + at) for at, name in enumerate(_SETS)}
_COUNTED = ("quote", "money", "comma", "parenthesis", "separator", "slash", "colon", "hash", "mark")
"""Sets of signs that are counted; none shares a sign with another."""
_PLAIN, _FIGURE, _CAPITAL, _SIGN = range(4)
_CATEGORIES = _SIGN + len(_COUNTED)
_CLOSERS = "\"”»“’')]›"


@dataclass(frozen=True, slots=True)
class Characters:
    """Characters by kind; every array has one element a line.

    `letters`, `digits`, `upper` and `blanks` are of the first `SAMPLE` characters; `latin` and `other`
    are letters of the first 200, `script` all of these, `lettered` whether the line has any; the other
    counts are of the whole line. A piece is what stands between white space: `titled` ones have a
    capital as first or second character, `numbers` begin with a digit, `names` are the pieces in a row
    from the line's beginning, at most eight, that begin with a capital. `first`, `last` and `end` tell
    of the first and last character and of the last before closing quotes and brackets.
    """

    sizes: Counts
    letters: Counts
    digits: Counts
    upper: Counts
    blanks: Counts
    pieces: Counts
    titled: Counts
    numbers: Counts
    names: Counts
    script: Counts
    latin: Counts
    other: Counts
    lettered: Truths
    signs: dict[str, Counts]
    first: dict[str, Truths]
    last: dict[str, Truths]
    end: dict[str, Truths]


_ASKED = {
    "first": ("upper", "lower", "digit", "opening", "dash", "bullet", "bracket"),
    "last": ("closing", "arrow", "colon"),
    "end": ("full", "colon", "pause", "alnum", "question"),
}
_BITS = {"upper": _UPPER, "lower": _LOWER, "digit": _DIGIT, "alnum": _ALNUM} | _BIT


def _asked(where: str, flags: Flags) -> dict[str, Truths]:
    """Of what kinds the character of each line at a place is, as far as anybody asks."""
    names = _ASKED[where]
    bits = np.array([_BITS[name] for name in names], np.uint32)
    return dict(zip(names, (flags & bits[:, None]) != 0, strict=True))


_KINDS: tuple[tuple[int, Callable[[str], bool]], ...] = (
    (_LETTER, str.isalpha),
    (_DIGIT, str.isdigit),
    (_UPPER, str.isupper),
    (_LOWER, str.islower),
    (_ALNUM, str.isalnum),
    (_WHITE, str.isspace),
)


@cache
def _table() -> Flags:
    every = list(map(chr, range(_PLANE)))
    table = np.zeros(_PLANE, np.uint32)
    for bit, holds in _KINDS:
        table[np.fromiter(map(holds, every), np.bool_, _PLANE)] |= bit
    letter = (table & _LETTER) != 0
    table[: ord("ɐ")][letter[: ord("ɐ")]] |= _LATIN
    table[ord("Ѐ") : ord("ԯ") + 1][letter[ord("Ѐ") : ord("ԯ") + 1]] |= _CYRILLIC
    for name, signs in _SETS.items():
        for sign in signs:
            table[ord(sign)] |= _BIT[name]
    return table


@cache
def _categories() -> NDArray[np.uint8]:
    """Of what is counted, which each character is: a digit, a capital, one of the sets of signs."""
    table, found = _table(), np.zeros(_PLANE, np.uint8)
    found[(table & _DIGIT) != 0] = _FIGURE
    found[(table & _UPPER) != 0] = _CAPITAL
    for at, name in enumerate(_COUNTED):
        found[(table & _BIT[name]) != 0] = _SIGN + at
    return found


def _flags_of(text: str) -> tuple[Flags, NDArray[np.uint8]]:
    """The flags and the category of each character."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32).astype(np.intp)
    flags = _table().take(codes, mode="clip")
    categories = _categories().take(codes, mode="clip")
    if not text.isascii():
        for at in np.flatnonzero(codes >= _PLANE):
            own = chr(codes[at])
            flags[at] = sum(bit for bit, holds in _KINDS if holds(own))
            categories[at] = _FIGURE if own.isdigit() else _CAPITAL if own.isupper() else _PLAIN
    return flags, categories


def count(texts: Sequence[str]) -> Characters:
    """The characters of each text; none may be empty or begin or end with white space."""
    flags, categories = _flags_of("\n".join([*texts, ""]))
    lines = len(texts)
    sizes = np.fromiter(map(len, texts), np.intp, lines)
    ends = (sizes + 1).cumsum()
    starts = ends - sizes - 1
    scripted = starts + np.minimum(sizes, _SCRIPT_SAMPLE)
    sampled = starts + np.minimum(sizes, SAMPLE)

    def running(bit: int) -> Counts:
        total = np.zeros(len(flags) + 1, np.intp)
        ((flags & bit) != 0).cumsum(out=total[1:])
        return total

    letter, blank = running(_LETTER), running(_BIT["blank"])
    begun = letter[starts]
    script = letter[scripted] - begun
    latin, other = script, np.zeros(lines, np.intp)
    if ((flags & (_LETTER | _LATIN)) == _LETTER).any():
        total, cyrillic = running(_LATIN), running(_CYRILLIC)
        latin = total[scripted] - total[starts]
        other = script - latin - (cyrillic[scripted] - cyrillic[starts])

    owner = np.arange(lines).repeat(sizes + 1)
    seldom = categories.nonzero()[0]
    owned, category = owner[seldom], categories[seldom]
    late = (category < _SIGN) & (seldom >= sampled[owned])
    category[late] = _PLAIN
    table = np.bincount(owned * _CATEGORIES + category, minlength=lines * _CATEGORIES)
    counted = table.reshape(lines, _CATEGORIES).T

    opens = (flags & _WHITE) == 0
    opens[1:] &= ~opens[:-1]
    pieces = opens.nonzero()[0]
    opened = flags[pieces]
    capital = (opened & _UPPER) != 0
    second = (flags[pieces + 1] & _UPPER) != 0
    kinds = np.array([np.ones(len(pieces)), capital | second, (opened & _DIGIT) != 0])
    firsts = pieces.searchsorted(starts)
    parts, titled, numbers = np.add.reduceat(kinds, firsts, axis=1).astype(np.intp)
    nth = np.arange(len(pieces)) - firsts.repeat(parts)
    names = np.minimum.reduceat(np.where(capital, _PIECES, nth), firsts)
    before = [(text.rstrip(_CLOSERS) or text)[-1] for text in texts]
    return Characters(
        sizes=sizes,
        letters=letter[sampled] - begun,
        digits=counted[_FIGURE],
        upper=counted[_CAPITAL],
        blanks=blank[sampled] - blank[starts],
        pieces=parts,
        titled=titled,
        numbers=numbers,
        names=np.minimum(names, np.minimum(parts, _PIECES)),
        script=script,
        latin=latin,
        other=other,
        lettered=letter[ends - 1] > begun,
        signs=dict(zip(_COUNTED, counted[_SIGN:], strict=True)),
        first=_asked("first", flags[starts]),
        last=_asked("last", flags[ends - 2]),
        end=_asked("end", _flags_of("".join(before))[0]),
    )
