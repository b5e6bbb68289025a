"""The saved searches with how many articles each finds, one a line, beside the list or over it.

Drawn as the list is: the cursor is a mark, and a count that changes repaints its line alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from textual.events import Click, Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.tui.safe import shown
from reader.tui.widgets.columns import CURSOR, fit

WIDTH = 28
"""Cells of the searches, with the line that parts them from the list."""


class Entry(Struct, frozen=True):
    """A search by its name; without a query it is a heading, and the cursor passes over it."""

    name: str
    query: str | None


class SearchList(Widget, can_focus=True):
    """Searches under headings, with a cursor."""

    DEFAULT_CSS = """
    SearchList { height: 1fr; width: 1fr; background: $background; }
    SearchList > .searches--cursor, SearchList > .searches--heading { color: $mark; text-style: bold; }
    SearchList > .searches--idle-cursor, SearchList > .searches--quiet { color: $quiet; }
    SearchList > .searches--now { text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"searches--{part}" for part in ("cursor", "idle-cursor", "heading", "quiet", "now", "text")
    }

    class Chosen(Message):
        """A search was clicked."""

    def __init__(self) -> None:
        super().__init__(id="search-list")
        self.entries: tuple[Entry, ...] = ()
        self.counts: dict[str, int] = {}
        self.query_now = ""
        self.cursor = 0
        self.top = 0

    @property
    def entry(self) -> Entry | None:
        """The search under the cursor, None where there is none."""
        return self.entries[self.cursor] if self.cursor < len(self.entries) else None

    def show(self, entries: Sequence[Entry], query: str) -> None:
        """Show these searches; the one whose result the list shows stands out."""
        new = tuple(entries)
        if (new, query) == (self.entries, self.query_now):
            return
        here = self.entry
        self.entries, self.query_now = new, query
        places = [place for place, each in enumerate(new) if each.query is not None]
        same = [place for place in places if here is not None and new[place] == here]
        now = [place for place in places if new[place].query == query]
        self.cursor = (same or now or places or [0])[0]
        self._scroll()
        self.refresh()

    def go_to_query(self) -> None:
        """Put the cursor on the search whose result the list shows, if it is one of these."""
        for place, each in enumerate(self.entries):
            if each.query == self.query_now:
                self._place(place)
                return

    def count(self, counts: Mapping[str, int]) -> None:
        """Show these counts by query; only lines that change are drawn."""
        changed = [
            place - self.top
            for place, each in enumerate(self.entries)
            if each.query is not None and counts.get(each.query) != self.counts.get(each.query)
        ]
        self.counts = dict(counts)
        regions = [Region(0, y, self.size.width, 1) for y in changed if 0 <= y < self.size.height]
        if regions:
            self.refresh(*regions)

    def move(self, count: int) -> None:
        """Move the cursor by searches, headings passed over."""
        places = [place for place, each in enumerate(self.entries) if each.query is not None]
        if places and self.cursor in places:
            at = places.index(self.cursor) + count
            self._place(places[max(0, min(len(places) - 1, at))])

    def _place(self, place: int) -> None:
        old, was = self.cursor, self.top
        self.cursor = place
        self._scroll()
        if self.top != was:
            self.refresh()
        elif old != place:
            self.refresh(Region(0, old - was, 1, 1), Region(0, place - was, 1, 1))

    def _scroll(self) -> None:
        height = max(1, self.size.height)
        first = self.cursor - 1 if self.cursor == 1 else self.cursor
        self.top = max(0, min(self.top, first))
        self.top = max(self.top, self.cursor - height + 1)

    def on_resize(self, _: Resize) -> None:
        """Keep the cursor in view."""
        self._scroll()

    def on_click(self, event: Click) -> None:
        """Choose the search that the mouse points at."""
        place = self.top + event.y
        if place < len(self.entries) and self.entries[place].query is not None:
            self._place(place)
            self.post_message(self.Chosen())

    def on_focus(self) -> None:
        """Brighten the cursor."""
        self.refresh(Region(0, self.cursor - self.top, 1, 1))

    def on_blur(self) -> None:
        """Dim the cursor: the keys go elsewhere."""
        self.refresh(Region(0, self.cursor - self.top, 1, 1))

    def render_line(self, y: int) -> Strip:
        """One search as the terminal shows it."""
        width, place, base = self.size.width, self.top + y, self.rich_style
        if place >= len(self.entries):
            return Strip.blank(width, base)
        each = self.entries[place]
        if each.query is None:
            style = self.get_component_rich_style("searches--heading")
            return Strip([Segment(f" {fit(shown(each.name), width - 1)}", style)])
        count = f"{found:,}" if (found := self.counts.get(each.query)) is not None else ""
        look = "now" if each.query == self.query_now else "text"
        mark = "cursor" if self.has_focus else "idle-cursor"
        pieces = [
            Segment(
                CURSOR if place == self.cursor else " ",
                self.get_component_rich_style(f"searches--{mark}"),
            ),
            Segment(
                " " + fit(shown(each.name), max(1, width - cell_len(count) - 4)),
                self.get_component_rich_style(f"searches--{look}"),
            ),
            Segment(f" {count} ", self.get_component_rich_style("searches--quiet")),
        ]
        return Strip(pieces).adjust_cell_length(width, base)
