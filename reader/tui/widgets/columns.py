"""A row of the list gives the title what room it can: other columns shrink first, then go.

Every state has a sign of its own as well as a colour, so that the list reads the
same without colour. Dates are as short as the list allows: the clock where the text
gives one, the year only where it is not the one at the top of the list.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size

from reader.tui.safe import shown

if TYPE_CHECKING:  # the first page is painted with nothing but this module: see terminal.instant
    from reader.store import Row

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CURSOR, MARKED, UNREAD, STAR, KEPT, DROPPED = "▌", "+", "●", "★", "✓", "✗"
CONFLICT, FAILED, NOTED, WAITING = "≠", "!", "✎", "…"
CONFLICTS = frozenset({"date_conflict", "source_conflict"})
"""Values of `NoteKind` that warn of a contradiction."""
KEEP, DROP = "keep", "drop"
"""Values of `Verdict`."""

Cells = list[tuple[str, str]]
"""Pieces of a row: what part it is (a name of `PARTS`) and its text."""

PARTS = (
    "cursor", "idle-cursor", "marked", "unread", "star", "kept", "dropped",
    "quiet", "source", "title", "unread-title", "dropped-title", "leftover", "alarm", "tag", "jump", "heading",
)  # fmt: skip


class Plan(NamedTuple):
    """Widths of the columns in cells; 0 leaves a column out. `order` is that of those before the title."""

    width: int
    date: int
    source: int
    language: int
    path: int
    tail: int
    order: tuple[str, ...]
    tags: bool
    versions: bool

    @property
    def title(self) -> int:
        """What is left for the title."""
        used = 5 + self.tail
        columns = (self.date, self.source, self.language, self.path)
        used += sum(column + 1 for column in columns if column)
        return max(8, self.width - used - (2 if self.tail else 1))


BEFORE = ("date", "source", "language", "path")
"""Columns that may stand before the title."""


@cache
def plan(width: int, columns: tuple[str, ...], group: str = "") -> Plan:
    """The columns of a list `width` cells wide, of those that the person wants to see.

    What a grouped list says in its headings needs no column: of dates only the clock is left.
    """
    date = 0 if width < 34 else 6 if width < 58 else 12
    if group == "date":
        date = 5 if date else 0
    source = 0 if width < 46 or group == "source" else min(20, max(9, width * 2 // 11))
    language = 2 if width >= 62 and group != "language" else 0
    path = 0 if width < 70 else min(24, max(10, width // 6))
    tail = 5 if width < 58 else 6 if width < 90 else 12
    return Plan(
        width,
        date if "date" in columns else 0,
        source if "source" in columns else 0,
        language if "language" in columns else 0,
        path if "path" in columns else 0,
        tail if "leftovers" in columns or "versions" in columns else 0,
        tuple(column for column in dict.fromkeys(columns) if column in BEFORE),
        "tags" in columns,
        "versions" in columns,
    )


def when(published: str | None, width: int, year: str) -> str:
    """An ISO 8601 date as the list shows it in 6 or 12 cells; the year if it is not `year`.

    In 5 cells it is the clock alone.
    """
    if not published or len(published) < 10 or width == 0:
        return ""
    if width == 5:
        return shown(published[11:16])
    try:
        day = f"{int(published[8:10]):2d} {MONTHS[int(published[5:7]) - 1]}"
    except (ValueError, IndexError):
        return shown(published)[:width]
    if published[:4] != year:
        return f"{day} {published[:4]}" if width >= 11 else f"{published[5:7]}/{published[2:4]}"
    clock = published[11:16]
    return f"{day} {clock}" if clock and width >= 12 else day


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` cells, with an ellipsis where it had to be cut."""
    if text.isascii() and len(text) <= width:
        return text.ljust(width)
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, max(0, width - 1)).rstrip() + "…", width)


def end(text: str, width: int) -> str:
    """The end of a text in exactly `width` cells: of a path that is the part that tells."""
    while cell_len(text) > width:
        text = "…" + text[max(2, cell_len(text) - width + 1) :]
    return set_cell_size(text, width)


def tail(row: Row, width: int, *, versions: bool = True) -> list[tuple[str, str]]:
    """What is to be known of an article beyond its title, in at most `width` cells."""
    pieces: list[tuple[str, str]] = []
    if row.failed:
        pieces.append(("alarm", FAILED))
    elif not row.analysed:
        pieces.append(("quiet", WAITING))
    if versions and row.versions > 1 and width >= 6:
        pieces.append(("quiet", f"≈{row.versions}"))
    if row.annotated and width >= 6:
        pieces.append(("tag", NOTED))
    if CONFLICTS.intersection(row.notes):
        pieces.append(("alarm", CONFLICT))
    if row.leftovers:
        language = row.leftover_languages[0] if row.leftover_languages else ""
        label = "??" if language in ("", "und") else language
        more = "+" if len(row.leftover_languages) > 1 else ""
        pieces.append(("leftover", f"{shown(label)}{more}×{row.leftovers}"))
    while pieces and cell_len(" ".join(text for _, text in pieces)) > width:
        pieces.pop(0)
    return pieces


def title_part(row: Row) -> str:
    """How the title is shown: an unread one stands out, a dropped one steps back."""
    if row.verdict == DROP:
        return "dropped-title"
    return "title" if row.read else "unread-title"


def cells(row: Row, shape: Plan, year: str) -> Cells:
    """A row of the list without its cursor and mark, which come before it."""
    verdict = (
        ("kept", KEPT)
        if row.verdict == KEEP
        else ("dropped", DROPPED)
        if row.verdict == DROP
        else ("star", STAR if row.starred else " ")
    )
    both = row.starred and row.verdict is not None
    out: Cells = [
        ("unread", UNREAD if not row.read and row.verdict != DROP else " "),
        verdict,
        ("star", STAR if both else " "),
    ]
    for column in shape.order:
        width = getattr(shape, column)
        if not width:
            continue
        if column == "date":
            out.append(("quiet", fit(when(row.published, width, year), width) + " "))
        elif column == "source":
            out.append(("source", fit(shown(row.source or ""), width) + " "))
        elif column == "language":
            language = "" if row.language == "und" else shown(row.language)
            out.append(("quiet", fit(language, width) + " "))
        else:
            out.append(("quiet", end(shown(row.path), width) + " "))
    tags = " ".join(f"#{shown(tag)}" for tag in row.tags) if shape.tags else ""
    title = shown(row.title) or "(no title)"
    room = shape.title
    if tags and cell_len(tags) + 12 < room:
        room -= cell_len(tags) + 1
        out += [(title_part(row), fit(title, room)), ("tag", f" {tags}")]
    else:
        out.append((title_part(row), fit(title, room)))
    if shape.tail:
        pieces = tail(row, shape.tail, versions=shape.versions)
        used = cell_len(" ".join(text for _, text in pieces))
        out.append(("quiet", " " * (1 + shape.tail - used)))
        for number, (part, text) in enumerate(pieces):
            out.append((part, text if number == 0 else f" {text}"))
    out.append(("quiet", " "))
    return out
