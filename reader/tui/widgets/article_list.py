"""The list draws only the rows in view, and a cursor move repaints two cells.

The cursor is a mark in the gutter and not a coloured row: 13 bytes a move against
hundreds. The widget scrolls by itself; a scroll bar would be repainted at every step,
the status line says where one is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.store import Row
from reader.tui.catalog import Catalog
from reader.tui.widgets.columns import CURSOR, MARKED, PARTS, cells, plan

JUMPS = "asdfghjklqwertyuiopzxcvbnm"
"""Letters of jump mode, the home row first; as many rows can be reached as there are letters."""

TITLES = ("title", "unread-title", "dropped-title")
"""Parts of a row that hold its title."""

MACHINE = Style(italic=True)
"""What is added to a title that a machine translated; its signs ``⟦…⟧`` say so without it."""

ALL_COLUMNS = ("date", "source", "language", "leftovers")


class ArticleList(Widget, can_focus=True):
    """The articles of a catalog, one a line, with a cursor, marks and groups."""

    DEFAULT_CSS = """
    ArticleList { height: 1fr; width: 1fr; }
    ArticleList > .list--cursor, ArticleList > .list--marked { color: $mark; text-style: bold; }
    ArticleList > .list--jump { color: $mark; text-style: bold; }
    ArticleList > .list--idle-cursor, ArticleList > .list--quiet { color: $quiet; }
    ArticleList > .list--unread { color: $mark; }
    ArticleList > .list--star { color: $star; }
    ArticleList > .list--kept { color: $kept; }
    ArticleList > .list--dropped { color: $dropped; }
    ArticleList > .list--unread-title { text-style: bold; }
    ArticleList > .list--dropped-title { color: $quiet; text-style: strike; }
    ArticleList > .list--leftover { color: $leftover; }
    ArticleList > .list--alarm { color: $alarm; }
    ArticleList > .list--tag { color: $translation; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"list--{part}" for part in PARTS}

    class Moved(Message):
        """The cursor stands on another article, or on none."""

        def __init__(self, key: int | None) -> None:
            super().__init__()
            self.key = key

        def can_replace(self, message: Message) -> bool:
            """Of several moves only the last is told."""
            return isinstance(message, ArticleList.Moved)

    def __init__(
        self,
        catalog: Catalog,
        *,
        columns: Iterable[str] = ALL_COLUMNS,
        made_title: Callable[[Row], str] = lambda _: "",
    ) -> None:
        super().__init__(id="list")
        self.made_title = made_title
        self.catalog = catalog
        self.columns = tuple(columns)
        self.cursor = 0
        self.top = 0
        self.group = ""
        self.marks: set[int] = set()
        self.jumping = False
        self.year = ""
        self._styles: dict[str, Style] = {}

    # what the cursor is on

    @property
    def key(self) -> int | None:
        """The article under the cursor, None in an empty list."""
        return self.catalog.key(self.cursor)

    @property
    def row(self) -> Row | None:
        """The row under the cursor, None in an empty list."""
        return self.catalog.row(self.cursor)

    @property
    def targets(self) -> list[int]:
        """What a bulk action is done to: the marked articles, or the one under the cursor."""
        if self.marks:
            return sorted(self.marks)
        return [] if self.key is None else [self.key]

    # moving

    def move_to(self, index: int, *, centre: bool = False) -> None:
        """Put the cursor on a place of the list, and scroll no further than needed.

        With `centre` a place out of sight comes to the middle of the screen.
        """
        last = len(self.catalog) - 1
        index = max(0, min(last, index))
        height = max(1, self.size.height)
        top = self.top
        if not top <= index < top + height:
            top = index if index < top else index - height + 1
            if centre or abs(top - self.top) > height:
                top = index - height // 2
        self._place(index, max(0, min(top, last - height + 1)))

    def move(self, count: int) -> None:
        """Move the cursor down by `count` articles, up when negative."""
        self.move_to(self.cursor + count)

    def page(self, count: int) -> None:
        """Move the cursor and what is in view by `count` pages, keeping a line in common."""
        step = max(1, self.size.height - 1) * count
        last = len(self.catalog) - 1
        top = max(0, min(self.top + step, last - self.size.height + 1))
        self._place(max(0, min(last, self.cursor + step)), max(0, top))

    def _place(self, cursor: int, top: int) -> None:
        old, was = self.cursor, self.top
        self.cursor, self.top = cursor, top
        if was != top:
            self.refresh()
        elif old != cursor:
            self.refresh(Region(0, old - top, 1, 1), Region(0, cursor - top, 1, 1))
        if old != cursor:
            self._tell()

    # following the store

    def show(self, key: int | None, *, fallback: int | None = None) -> None:
        """Draw the list anew with the cursor on `key`, or if it is not listed at `fallback`."""
        index = self.catalog.index(key)
        if index is None:
            index = self.cursor if fallback is None else fallback
        last = len(self.catalog) - 1
        offset = self.cursor - self.top
        before = self.key
        self.cursor = max(0, min(last, index))
        height = max(1, self.size.height)
        self.top = max(0, min(self.cursor - offset, last - height + 1))
        if not self.top <= self.cursor < self.top + height:
            self.top = max(0, min(self.cursor - height // 2, last - height + 1))
        self.refresh()
        if before != self.key or key != self.key:
            self._tell()

    def _tell(self) -> None:
        # The sender would else be whoever moved the cursor, and a message never
        # rises past its sender: one moved by the screen would not reach the screen.
        self.post_message(self.Moved(self.key).set_sender(self))

    def refresh_keys(self, keys: Iterable[int]) -> None:
        """Draw the rows of these articles anew, those that are in view."""
        wanted = set(keys)
        self.catalog.forget(wanted)
        self.redraw(wanted)

    def in_view(self) -> Iterator[Row]:
        """The rows that the screen shows, from the top."""
        for index in range(self.top, min(len(self.catalog), self.top + self.size.height)):
            row = self.catalog.row(index)
            if row is not None:
                yield row

    def redraw(self, keys: Iterable[int]) -> None:
        """Draw the rows of these articles again as they are, those that are in view."""
        wanted = set(keys)
        lines = [y for y in range(self.size.height) if self.catalog.key(self.top + y) in wanted]
        if lines:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in lines))

    def toggle_mark(self) -> None:
        """Mark the article under the cursor, or take its mark away."""
        if self.key is not None:
            self.marks ^= {self.key}
            self.refresh(Region(0, self.cursor - self.top, 2, 1))

    def set_marks(self, keys: Iterable[int]) -> None:
        """Mark these articles and no others."""
        self.marks = set(keys)
        self.refresh(Region(0, 0, 2, self.size.height))

    def set_jumping(self, on: bool) -> None:
        """Show a letter before each row to jump to, or take the letters away."""
        self.jumping = on
        self.refresh(Region(0, 0, 2, self.size.height))

    # drawing

    def on_resize(self, _: Resize) -> None:
        """Keep the cursor in view."""
        last = len(self.catalog) - 1
        height = max(1, self.size.height)
        if not self.top <= self.cursor < self.top + height:
            self.top = max(0, min(self.cursor - height // 2, last - height + 1))

    def notify_style_update(self) -> None:
        """Forget the styles of a theme that is no longer in force."""
        super().notify_style_update()
        self._styles.clear()

    def on_focus(self) -> None:
        """Brighten the cursor."""
        self._recursor()

    def on_blur(self) -> None:
        """Dim the cursor: the keys go to the other pane."""
        self._recursor()

    def _recursor(self) -> None:
        self.refresh(Region(0, self.cursor - self.top, 1, 1))

    def _style(self, part: str) -> Style:
        if part not in self._styles:
            self._styles[part] = self.get_component_rich_style(f"list--{part}")
        return self._styles[part]

    def _gutter(self, y: int, index: int) -> list[Segment]:
        if index != self.cursor:
            cursor = Segment(" ", self._style("quiet"))
        else:
            part = "cursor" if self.has_focus else "idle-cursor"
            cursor = Segment(CURSOR, self._style(part))
        if self.jumping and y < len(JUMPS):
            return [cursor, Segment(JUMPS[y], self._style("jump"))]
        marked = self.catalog.key(index) in self.marks
        return [cursor, Segment(MARKED if marked else " ", self._style("marked"))]

    def _hidden(self, index: int, row: Row, y: int) -> str:
        """The column that repeats the row above, in a grouped list; never on the first line."""
        if not self.group or y == 0:
            return ""
        above = self.catalog.row(index - 1)
        if above is None or group_of(above, self.group) != group_of(row, self.group):
            return ""
        return self.group

    def render_line(self, y: int) -> Strip:
        """One line of the list as the terminal shows it."""
        width, index = self.size.width, self.top + y
        base = self.rich_style
        if index >= len(self.catalog):
            return Strip.blank(width, base)
        segments = self._gutter(y, index)
        row = self.catalog.row(index)
        if row is None:
            segments.append(Segment("   …", self._style("quiet")))
        else:
            shape = plan(width, self.columns)
            hidden = self._hidden(index, row, y)
            made = self.made_title(row)
            if made:
                row = replace(row, title=f"⟦{made}⟧")
            for part, text in cells(row, shape, self.year, hidden):
                style = self._style(part)
                if made and part in TITLES:
                    style += MACHINE
                segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(width, base)


def group_of(row: Row, group: str) -> str:
    """What rows of one group have in common: the day, the source or the language."""
    if group == "date":
        return (row.published or "")[:10]
    return (row.source or "") if group == "source" else row.language
