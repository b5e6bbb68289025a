"""Signs of damage that a text holds, so that no pattern is tried on a text that cannot match it.

Patterns that begin with a set of characters take ten times as long for a page as one look into a table for
each of its characters; and one look answers for all of them.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

_PLANE = 1 << 16
HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e01ef"
)
"""Characters that cannot be seen, as a set of a regular expression; all beyond the first plane may be."""

LEADING = "\u00c2-\u00c5\u00c9\u00ce-\u00d1\u00d7-\u00db\u00e0-\u00f4\u0102\u0103"
"""What the first byte of a letter in UTF-8 looks like when it is read as Latin-1 or windows-125x."""

ACCENTED = "\u00c0-\u00ff\u00b8\u00a8\u00b3\u00bf"
"""What Cyrillic letters of windows-1251 look like when they are read as Latin-1."""

MAY_HIDE, MAY_LEAD, MAY_BE_CYRILLIC = 1, 2, 4
"""Bits of `signs`: a character of each of the three sets."""


@cache
def _table() -> NDArray[np.uint8]:
    """The bits of every character of the Basic Multilingual Plane; the last stands for those beyond."""
    every = "".join(map(chr, range(_PLANE)))
    table = np.zeros(_PLANE + 1, np.uint8)
    for bit, held in ((MAY_HIDE, HIDDEN), (MAY_LEAD, LEADING), (MAY_BE_CYRILLIC, ACCENTED)):
        table[[match.start() for match in re.finditer(f"[{held}]", every)]] |= bit
    table[-1] = MAY_HIDE
    return table


def signs(text: str) -> int:
    """The bits of all characters of a text together."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    return int(np.bitwise_or.reduce(_table().take(codes, mode="clip"))) if text else 0
