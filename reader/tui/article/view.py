"""A widget that draws rows of a layout and moves a cursor over them.

The widget keeps its own place (unit, piece, row) instead of a scroll offset, so
nothing asks how high the article is. A move of the cursor repaints two rows,
and rows that were drawn before are not drawn again.
"""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from reader.tui.article.layout import DrawnRow, Layout, Place
from reader.tui.article.paint import Painter
from reader.tui.article.point import Point

_EDGE = 2
"""Rows kept in sight beyond the cursor."""


class RowView(Widget, can_focus=True):
    """Draws the rows of `layout` from `top` on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article--cursor",
        "article--dropped",
        "article--facts",
        "article--fold",
        "article--heading",
        "article--idle",
        "article--leftover",
        "article--lit",
        "article--margin",
        "article--organisation",
        "article--pair",
        "article--person",
        "article--place",
        "article--rule",
        "article--title",
        "article--translation",
        "article--untranslated",
    }
    DEFAULT_CSS = """
    RowView {
        width: 1fr; height: 1fr;
        .article--title, .article--heading { text-style: bold; }
        .article--facts, .article--fold, .article--margin { color: $quiet; }
        .article--dropped, .article--untranslated, .article--idle { color: $quiet; }
        .article--rule { color: $rule; }
        .article--cursor { color: $mark; }
        .article--person { color: $person; text-style: underline; }
        .article--organisation { color: $organisation; text-style: underline; }
        .article--place { color: $place; text-style: underline; }
        .article--leftover { color: $leftover; text-style: underline; }
        .article--translation { color: $translation; text-style: italic; }
        .article--pair { text-style: bold; }
        .article--lit { text-style: reverse; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._layout: Layout | None = None
        self._painter: Painter | None = None
        self._top = self._cursor = Place(-1)
        self._point = Point()
        self._window: list[tuple[Place, DrawnRow]] = []

    @property
    def rows_painted(self) -> int:
        """How many rows were drawn since the layout was made: a measure of work, for tests."""
        return self._painter.painted if self._painter is not None else 0

    @property
    def pieces_wrapped(self) -> int:
        """How many pieces were wrapped since the layout was made."""
        return self._layout.wrapped if self._layout is not None else 0

    # -- moving

    def move(self, rows: int) -> None:
        """The cursor `rows` further down, up where negative; blank rows are passed over."""
        layout = self._layout
        if layout is None:
            return
        place = layout.move(self._cursor, rows)
        step = 1 if rows > 0 else -1
        while layout.row(place).blank:
            further = layout.move(place, step)
            if further == place:
                break
            place = further
        self._go(place, self._point_on(place))

    def page(self, pages: int) -> None:
        """So many pages further, back where negative; one row stays in sight."""
        layout = self._layout
        if layout is None:
            return
        if pages > 0 and self.at_end():
            self.to_end()
            return
        if pages < 0 and self._top == Place(-1):
            self.to_top()
            return
        rows = pages * max(1, self._height - 1)
        self._top = layout.move(self._top, rows)
        self._cursor = layout.move(self._cursor, rows)
        self._point = self._point_on(self._cursor)
        self._repaint()

    def to_top(self) -> None:
        """The beginning of the article."""
        self._go(Place(-1), Point())

    def to_end(self) -> None:
        """The end of the article."""
        if self._layout is not None:
            place = self._layout.last()
            self._go(place, self._point_on(place))

    def at_end(self) -> bool:
        """Whether the last row of the article shows."""
        if self._layout is None or not self._window:
            return True
        return self._layout.after(self._window[-1][0]) is None

    def _go(self, place: Place, point: Point) -> None:
        """Put the cursor there, scrolling no more than needed, and repaint what changes."""
        layout, height = self._layout, self._height
        if layout is None:
            return
        before, lit = self._cursor, self._point
        self._cursor, self._point = place, point
        edge = min(_EDGE, max(0, (height - 1) // 2))
        shown = [at for at, _ in self._window]
        if place in shown:
            at = shown.index(place)
            leap = self._leap
            if at < edge:
                self._top = layout.move(self._top, min(at - edge, -leap))
            elif at >= height - edge and not self.at_end():
                self._top = layout.move(self._top, max(at - (height - edge) + 1, leap))
        else:
            self._top = layout.move(place, -(edge if place < self._top else height - edge - 1))
        self._fit()
        window = self._see()
        if window != self._window:
            self._window = window
            self.refresh()
        else:
            width = self.size.width
            concerned = [
                y
                for y, (at, row) in enumerate(window)
                if at in (before, place)
                or (self._painter is not None and self._painter.concerns(row, lit, point))
            ]
            if concerned:
                self.refresh(*(Region(0, y, width, 1) for y in concerned))
        self._tell()

    @property
    def _leap(self) -> int:
        """Rows scrolled at once. A pane as wide as the screen scrolls row by row, which the
        terminal does by itself; one beside others is repainted whole, so a third is turned.
        """
        return 1 if self.size.width >= self.app.size.width else max(1, self._height // 3)

    @property
    def _height(self) -> int:
        return max(1, self.size.height)

    def _fit(self) -> None:
        """No empty rows below the end while there is something above the top."""
        if self._layout is None:
            return
        missing = self._height - len(self._see())
        if missing > 0:
            self._top = self._layout.move(self._top, -missing)

    def _see(self) -> list[tuple[Place, DrawnRow]]:
        """The rows that show, with their places."""
        layout, place = self._layout, self._top
        window: list[tuple[Place, DrawnRow]] = []
        while layout is not None:
            window.append((place, layout.row(place)))
            following = layout.after(place)
            if following is None or len(window) >= self._height:
                break
            place = following
        return window

    def _repaint(self) -> None:
        self._fit()
        self._window = self._see()
        self.refresh()
        self._tell()

    def _point_on(self, place: Place) -> Point:  # noqa: ARG002 - subclasses look at it
        """What on a row the cursor is on when it comes there by itself."""
        return Point()

    def _tell(self) -> None:
        """Called when the cursor may be on something else."""

    # -- painting

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        layout = self._layout
        if layout is None:
            return Strip.blank(self.size.width, self.rich_style)
        if self._painter is None:
            self._painter = Painter(layout.setting, self.rich_style, self._style_of)
        if y >= len(self._window):
            return self._painter.strip(None, self._point, cursor=False)
        self._painter.focused = self.has_focus
        place, row = self._window[y]
        return self._painter.strip(row, self._point, cursor=place == self._cursor)

    def _style_of(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)

    def notify_style_update(self) -> None:
        """Draw with the new colours after a change of theme."""
        self._painter = None
        super().notify_style_update()

    def on_focus(self) -> None:
        """Brighten the cursor."""
        self._recursor()

    def on_blur(self) -> None:
        """Dim the cursor: the keys go elsewhere."""
        self._recursor()

    def _recursor(self) -> None:
        for y, (place, _) in enumerate(self._window):
            if place == self._cursor:
                self.refresh(Region(0, y, 1, 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Three rows down."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Three rows up."""
        event.stop()
        self.move(-3)
