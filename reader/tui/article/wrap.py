"""Text is broken by the cells it takes on the screen, never by its length.

A Cyrillic й typed as two code points takes one cell, a Chinese character two,
so the rows of a paragraph are cut by the same table that Textual measures
with (`rich.cells`). Text that is one cell a character, nearly all of it, is
cut by searching for spaces and costs next to nothing.
"""

from __future__ import annotations

import re
from functools import cache

from rich.cells import split_graphemes

_NARROW = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f"
    "\u2010-\u2027\u20a0-\u20bf\u2116\u2500-\u25fc]*"
)
_CLOSERS = frozenset("、。，．：；？！」』）】》〉”’·")
"""East Asian signs that do not begin a line (JIS X 4051, the common part)."""


@cache
def _breakers() -> frozenset[str]:
    return frozenset(" \u2003\u2002\u2009-\u2013\u2014/")


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Where the rows of `text` begin and end: half-open spans of code points, `width` cells each.

    Every code point belongs to exactly one row. Spaces at a break stay at the
    end of their row and may stand over its edge: whoever draws the row leaves
    them out. A word wider than the row is broken; an empty text has one row.
    """
    width = max(2, width)
    if not text:
        return [(0, 0)]
    if _NARROW.fullmatch(text):
        return _wrap_narrow(text, width)
    return _wrap_wide(text, width)


def _wrap_narrow(text: str, width: int) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = []
    at, end = 0, len(text)
    while end - at > width:
        limit = at + width
        if text[limit] == " ":
            cut = limit
        else:
            cut = 1 + max(
                text.rfind(" ", at, limit),
                text.rfind("-", at + 1, limit),
                text.rfind("\u2014", at + 1, limit),
                text.rfind("/", at + 1, limit),
            )
            if cut <= at or not text[at:cut].strip():
                cut = limit
        while cut < end and text[cut] == " ":
            cut += 1
        rows.append((at, cut))
        at = cut
    if at < end or not rows:
        rows.append((at, end))
    return rows


def _wrap_wide(text: str, width: int) -> list[tuple[int, int]]:
    graphemes, _ = split_graphemes(text)
    breakers = _breakers()
    rows: list[tuple[int, int]] = []
    row = 0  # where the row begins, in code points
    used = 0  # the cells it takes so far
    chance = 0  # the last place where it may be broken
    after = 0  # the cells used up to there
    previous, wide_before = "", False
    for start, end, cells in graphemes:
        sign = text[start:end]
        wide = cells == 2
        splits = previous in breakers or wide or wide_before
        if splits and start > row and sign != " " and sign not in _CLOSERS:
            chance, after = start, used
        while start > row and sign != " " and (used + cells > width or start - row > 8 * width):
            cut, kept = (chance, after) if chance > row else (start, used)
            rows.append((row, cut))
            row, used = cut, used - kept
            chance = after = 0
        used += cells
        previous, wide_before = sign, wide
    if row < len(text):
        rows.append((row, len(text)))
    return rows
