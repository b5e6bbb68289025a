"""A heading names what the articles below it share, and how many they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rich.cells import cell_len

from reader.tui.safe import shown
from reader.tui.widgets.columns import MONTHS, Cells, fit

FOLDED, UNFOLDED, VERSION = "▸", "▾", "└"
"""Signs of a group of which one line alone is shown, of a story whose versions are, and of each of these."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def name_of(group: str, value: str | int | None) -> str:
    """What a group of a list is called; `value` is as the store's `groups` gives it."""
    if group == "date":
        return _day(int(value or 0))
    if group == "leftovers":
        least = int(value or 0)
        return {0: "no leftovers", 1: "1 to 4 leftovers", 5: "5 to 19 leftovers"}.get(
            least, f"{least} leftovers and more"
        )
    if not value or value == "und":
        return f"no {group}"
    return shown(str(value))


def _day(number: int) -> str:
    """A day counted from 1970-01-01."""
    if number == 0:
        return "no date"
    try:
        day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=number)).date()
    except OverflowError:
        return "no date"
    return f"{_DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def heading(
    group: str, value: str | int | None, articles: int | None, width: int, *, folded: bool = False
) -> Cells:
    """A heading as pieces of a row `width` cells wide; without a number while that is not known.

    That of a folded group leaves the two cells of cursor and mark to be put before it.
    """
    count = "" if articles is None else f" · {articles:,}"
    name, room = name_of(group, value), max(1, width - 5 - len(count))
    if cell_len(name) > room:
        name = fit(name, room)
    if folded:
        return [("quiet", f"{FOLDED} "), ("heading", name), ("quiet", count)]
    return [("heading", f" {name}"), ("quiet", count)]
