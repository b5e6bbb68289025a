"""Where a line's text begins and ends: blanks at its edges are left out, hidden characters are not.

`str.strip` also drops control characters, which a reader must see.
"""

from __future__ import annotations

BLANKS = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def edges(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of text[start:end] without blanks at either end; empty at `end` if there is nothing."""
    if start < end and text[start] not in BLANKS and text[end - 1] not in BLANKS:
        return start, end
    line = text[start:end]
    kept = line.lstrip(BLANKS)
    low = end - len(kept)
    return low, low + len(kept.rstrip(BLANKS))
