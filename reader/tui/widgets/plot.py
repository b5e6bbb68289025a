"""How often something happens over the days, as one row of characters.

A cell is a day while there is room, else an equal share of the days. Each row is drawn against its
own peak, as what is asked is when a name came up, not which one is the commonest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

BLOCKS = "·▁▂▃▅▇"
PLAIN = " .:-=#"
"""For terminals whose font or encoding has no block characters."""

STRAY = 0.02
"""The share of articles at either end that may be stray dates (a page clock, a year mistyped)."""


class Axis(Struct, frozen=True):
    """The days that a plot spans, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it spans."""
        return (self.last - self.first).days + 1

    def cells(self, width: int) -> int:
        """How many cells a plot takes where there are `width`."""
        return max(1, min(width, self.days))

    def spread(self, counts: Iterable[tuple[str, int]], width: int) -> list[int]:
        """Counts by ISO 8601 date summed up for each cell; what lies outside is left out."""
        cells = [0] * self.cells(width)
        for text, count in counts:
            day = _day(text)
            if day is not None and self.first <= day <= self.last:
                cells[(day - self.first).days * len(cells) // self.days] += count
        return cells


def axis(counts: Sequence[tuple[str, int]]) -> Axis | None:
    """The days that counts by ISO 8601 date span, None where there is no date.

    Up to `STRAY` of the articles at an end are left out if that halves the span.
    """
    known = sorted((day, count) for text, count in counts if (day := _day(text)) is not None)
    if not known:
        return None
    whole = Axis(known[0][0], known[-1][0])
    total = sum(count for _, count in known)
    first = _within(known, total)
    last = _within(known[::-1], total)
    candidates = [Axis(first, whole.last), Axis(whole.first, last), Axis(first, last)]
    for each in candidates:
        if each.days * 2 <= whole.days:
            return each
    return whole


def _within(days: Sequence[tuple[date, int]], total: int) -> date:
    passed = 0
    for day, count in days:
        passed += count
        if passed > total * STRAY:
            return day
    return days[-1][0]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def plot(cells: Sequence[int], signs: str = BLOCKS) -> str:
    """One character a cell: the first of `signs` for nothing, the last for the peak."""
    peak = max(cells, default=0)
    steps = len(signs) - 1
    return "".join(signs[-(-count * steps // peak)] if count else signs[0] for count in cells)


def signs(environ: Mapping[str, str]) -> str:
    """The characters to plot with: blocks, unless terminal or locale are known to lack them."""
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    codeset = locale.partition(".")[2].partition("@")[0].casefold()
    # The Linux console's fonts have four of the eight blocks at most.
    lacking = environ.get("TERM") in ("linux", "vt100", "vt220")
    return PLAIN if lacking or (codeset and not codeset.startswith("utf")) else BLOCKS


def span(of: Axis | None, cells: int) -> str:
    """The days of a plot in words, and what a cell stands for."""
    if of is None:
        return "no dates"
    share = of.days / max(1, cells)
    scale = "a cell a day" if share <= 1 else f"{share:.1f} days a cell"
    if of.first == of.last:
        return of.first.isoformat()
    return f"{of.first.isoformat()} to {of.last.isoformat()}, {scale}"
