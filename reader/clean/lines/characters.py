"""What kinds of characters each line holds, counted for all lines of a document at once.

Python asks a string one character at a time whether it is a letter; a table of the Basic
Multilingual Plane answers for a whole document in a few array operations. The answers are those
of `str.isalpha` and its kin, which the table is made from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from msgspec import Struct
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
    "joint": "'’.+-",
    "between": ":./-",
    "unit": "hmdwHMDW",
}
_BIT = {name: 1 << (8 + at) for at, name in enumerate(_SETS)}
_BEGIN = 1 << (8 + len(_SETS))
_CLOSING = 1 << (9 + len(_SETS))
"""What may begin a sentence, and what may stand between its end and the blank behind it."""
_COUNTED = ("quote", "money", "comma", "parenthesis", "separator", "slash", "colon", "hash", "mark")
"""Sets of signs that are counted; none shares a sign with another."""
_PLAIN, _FIGURE, _CAPITAL, _SIGN = range(4)
_CATEGORIES = _SIGN + len(_COUNTED)
_TURNS = "\u0345"
"""The one character that is neither letter nor digit and is folded to a letter."""
_CLOSERS = "\"”»“’')]›"


class Characters(Struct, frozen=True):
    """Characters by kind; every array has one element a line.

    `letters`, `digits`, `upper` and `blanks` are of the first `SAMPLE` characters; `latin` and `other`
    are letters of the first 200, `script` all of these, `lettered` whether the line has any; the other
    counts are of the whole line. A piece is what stands between white space: `titled` ones have a
    capital as first or second character, `numbers` begin with a digit, `names` are the pieces in a row
    from the line's beginning, at most eight, that begin with a capital. `clock`, `parted`, `century` and
    `span` tell where a clock time, a date, a year and a span of time may stand, by the signs next to
    digits; `breaks` counts the ends of sentences with another sentence behind. `first`, `last` and `end` tell
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
    clock: Truths
    parted: Truths
    century: Truths
    span: Truths
    breaks: Counts
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
    for found in re.finditer(r"[^\W\d_a-zа-яё]", "".join(every)):
        table[found.start()] |= _BEGIN
    for sign in "'\"”»)]":
        table[ord(sign)] |= _CLOSING
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


def _codes(text: str) -> Counts:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32).astype(np.intp)


def _beyond(codes: Counts) -> list[int]:
    """Where characters stand that the table has no room for."""
    return (codes >= _PLANE).nonzero()[0].tolist() if codes.max(initial=0) >= _PLANE else []


def _flags_of(codes: Counts) -> Flags:
    """What each character is."""
    flags = _table().take(codes, mode="clip")
    for at in _beyond(codes):
        own = chr(codes[at])
        flags[at] = sum(bit for bit, holds in _KINDS if holds(own))
        flags[at] |= _BEGIN if own.isalnum() and not own.isdecimal() else 0
    return flags


def _categories_of(codes: Counts) -> NDArray[np.uint8]:
    """As what each character is counted."""
    categories = _categories().take(codes, mode="clip")
    for at in _beyond(codes):
        own = chr(codes[at])
        categories[at] = _FIGURE if own.isdigit() else _CAPITAL if own.isupper() else _PLAIN
    return categories


class Joined(Struct, frozen=True):
    """Lines one below the other; `flags` tells what each character is, `starts` where each line begins."""

    lines: Sequence[str]
    text: str
    codes: Counts
    flags: Flags
    sizes: Counts
    starts: Counts


def joined(lines: Sequence[str]) -> Joined:
    """The lines as one text; none may be empty or hold a line feed."""
    text = "\n".join([*lines, ""])
    codes = _codes(text)
    sizes = np.fromiter(map(len, lines), np.intp, len(lines))
    return Joined(lines, text, codes, _flags_of(codes), sizes, (sizes + 1).cumsum() - sizes - 1)


def words_of(read: Joined, lines: Sequence[str]) -> tuple[list[str], Counts]:
    """The words of all lines, as `vocabulary.words_of` gives them, and how many each line has.

    `lines` are the same lines case folded.
    """
    folded, flags, starts = "\n".join([*lines, ""]), read.flags, read.starts
    if len(folded) != len(read.text) or _TURNS in read.text:
        sizes = np.fromiter(map(len, lines), np.intp, len(starts))
        flags, starts = _flags_of(_codes(folded)), (sizes + 1).cumsum() - sizes - 1
    # A joint holds two words together; a line feed, which is none, ends the text.
    inside = (flags & _ALNUM) != 0
    joints = ((flags & _BIT["joint"]) != 0).nonzero()[0]
    joints = joints[inside[joints - 1] & inside[joints + 1]]
    inside[joints] = True
    edges = inside.copy()
    edges[1:] ^= inside[:-1]
    at = edges.nonzero()[0]
    begins = at[::2]
    counts = np.diff(begins.searchsorted(starts), append=len(begins))
    # All else made blank, the words are split apart at once: slices of a text take four times as long.
    points = np.where(inside, np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), "<u4"), 32)
    points[points == ord("’")] = ord("'")
    return points.astype("<u4").tobytes().decode("utf-32-le").split(), counts


_FIELD = 16
_SUMMED = (_LETTER, _LATIN, _CYRILLIC, _BIT["blank"])
_MASK = (1 << _FIELD) - 1


@cache
def _weights() -> NDArray[np.int64]:
    """What each character adds to four counts side by side in one number, so that one sum counts them all."""
    table = _table()
    weights = np.zeros(_PLANE, np.int64)
    for place, bit in enumerate(_SUMMED):
        weights[(table & bit) != 0] += 1 << (_FIELD * place)
    return weights


def _parted(sums: NDArray[np.int64]) -> list[Counts]:
    """The four counts that stand side by side."""
    return [(sums >> (_FIELD * place)) & _MASK for place in range(len(_SUMMED))]


_LEAST = {"clock": 3, "parted": 4, "century": 4, "span": 1}
"""Digits that a line has among its first characters, if it is asked for a clock time and the like."""


def _numbers(read: Joined, owner: Counts, digits: Counts) -> dict[str, Truths]:
    """The lines that may hold a clock time, a date, a year, a span of time."""
    flags, codes = read.flags, read.codes
    at = ((flags & _DIGIT) != 0).nonzero()[0]
    one, two, three = (np.minimum(at + step, len(flags) - 1) for step in (1, 2, 3))
    figure = (flags[two] & _DIGIT) != 0
    fourth = (flags[three] & _DIGIT) != 0
    between = (flags[one] & _BIT["between"]) != 0
    white = (flags[one] & _WHITE) != 0
    unit = flags[one] | np.where(white, flags[two], 0)
    held = {
        "clock": between & figure & fourth,
        "parted": between & figure,
        "century": ((flags[one] & _DIGIT) != 0) & figure & fourth & (codes[at] <= ord("2")),
        "span": ((unit & _BIT["unit"]) != 0) | (white & ((flags[two] & _WHITE) != 0)),
    }
    lines = len(read.lines)
    return {
        name: (np.bincount(owner[at[able]], minlength=lines) > 0) & (digits >= _LEAST[name])
        for name, able in held.items()
    }


_BREAK = re.compile(r"[.!?…]['\"”»)\]]*\s+['\"“«(\[—–-]*\s*[^\W\d_a-zа-яё]")


def _breaks(read: Joined, owner: Counts) -> Counts:
    """How many sentences of each line end with another behind: a capital, whatever quotes stand between.

    Where a blank and a letter follow the letter decides; elsewhere a pattern is asked.
    """
    flags = read.flags
    at = ((flags[:-2] & _BIT["mark"]) != 0).nonzero()[0]
    one, two = flags[at + 1], flags[at + 2]
    able = ((one & (_WHITE | _CLOSING)) != 0) & (read.codes[at + 1] != ord("\n"))
    at, one, two = at[able], one[able], two[able]
    plain = ((one & _WHITE) != 0) & ((two & _ALNUM) != 0)
    begun = plain & ((two & _BEGIN) != 0)
    for odd in (~plain).nonzero()[0].tolist():
        place = int(at[odd])
        line = int(owner[place])
        end = int(read.starts[line] + read.sizes[line])
        begun[odd] = _BREAK.match(read.text, place, end) is not None
    return np.bincount(owner[at[begun]], minlength=len(read.lines))


def count(read: Joined) -> Characters:
    """The characters of each line; none may be empty or begin or end with white space."""
    texts, flags, sizes, starts = read.lines, read.flags, read.sizes, read.starts
    lines = len(texts)
    scripted = starts + np.minimum(sizes, _SCRIPT_SAMPLE)
    sampled = starts + np.minimum(sizes, SAMPLE)
    weights = _weights().take(read.codes, mode="clip")
    for at in _beyond(read.codes):
        weights[at] = (flags[at] & _LETTER) != 0
    total = np.zeros(len(flags) + 1, np.int64)
    weights.cumsum(out=total[1:])
    begun = total[starts]
    letters, _, _, blanks = _parted(total[sampled] - begun)
    script, latin, cyrillic, _ = _parted(total[scripted] - begun)

    owner = np.arange(lines).repeat(sizes + 1)
    categories = _categories_of(read.codes)
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
        **_numbers(read, owner, counted[_FIGURE]),
        breaks=_breaks(read, owner),
        sizes=sizes,
        letters=letters,
        digits=counted[_FIGURE],
        upper=counted[_CAPITAL],
        blanks=blanks,
        pieces=parts,
        titled=titled,
        numbers=numbers,
        names=np.minimum(names, np.minimum(parts, _PIECES)),
        script=script,
        latin=latin,
        other=script - latin - cyrillic,
        lettered=np.array(
            [
                bool(some) or (size > SAMPLE and any(map(str.isalpha, text)))
                for some, size, text in zip(letters.tolist(), sizes.tolist(), texts, strict=True)
            ]
        ),
        signs=dict(zip(_COUNTED, counted[_SIGN:], strict=True)),
        first=_asked("first", flags[starts]),
        last=_asked("last", flags[starts + sizes - 1]),
        end=_asked("end", _flags_of(_codes("".join(before)))),
    )
