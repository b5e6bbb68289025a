"""The list draws only the rows in view, and a cursor move repaints two cells.

The cursor is a mark in the gutter and not a coloured row: 13 bytes a move against
hundreds. The widget scrolls by itself; a scroll bar would be repainted at every step,
the status line says where one is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar

from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.store import Row
from reader.tui.catalog import Catalog
from reader.tui.grouped import Folds, Group
from reader.tui.keyset import KeySet
from reader.tui.terminal.thin import ThinOutput
from reader.tui.widgets.columns import CURSOR, MARKED, PARTS, cells, plan
from reader.tui.widgets.headings import FOLDED, UNFOLDED, VERSION, heading

JUMPS = "asdfghjklqwertyuiopzxcvbnm"
"""Letters of jump mode, the home row first; as many rows can be reached as there are letters."""

TITLES = ("title", "unread-title", "dropped-title")
"""Parts of a row that hold its title."""

MACHINE = Style(italic=True)
"""What is added to a title that a machine translated; its signs ``⟦…⟧`` say so without it."""

WHEEL = 3
"""Articles that a turn of the mouse's wheel moves by."""

MANY = 2_000
"""Altered rows from which the whole screen is drawn anew."""

ALL_COLUMNS = ("date", "source", "language", "tags", "versions", "leftovers")


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
    ArticleList > .list--heading { color: $mark; text-style: bold; }
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

    class Opened(Message):
        """An article, or a folded group, was clicked twice."""

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
        self._row = 0  # of the screen, on which the cursor stands: kept when the list changes
        self.opening: int | None = None
        """The row of the screen on which the cursor is to stand at first, where it stands there already."""
        self.marks = KeySet()
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
    def targets(self) -> Sequence[int]:
        """What a bulk action is done to: the marked articles, or what is under the cursor."""
        if self.marks:
            return self.marks.array()
        return self._here()

    @property
    def on_heading(self) -> bool:
        """Whether the cursor stands on the heading of a folded group, and no article shows there."""
        return self.catalog.headed and self.fold is not None

    @property
    def fold(self) -> Group | None:
        """The folded group that the cursor is on, None where it is on an article."""
        return self.catalog.fold_at(self.cursor)

    def _here(self) -> Sequence[int]:
        """The article under the cursor, or all of a folded group."""
        fold = self.fold
        if fold is not None:
            return self.catalog.keys[fold.start : fold.start + fold.articles]
        return [] if self.key is None else [self.key]

    @property
    def group(self) -> str:
        """What the list is grouped by; empty for nothing."""
        return self.catalog.group

    # moving

    def move_to(self, index: int, *, centre: bool = False) -> None:
        """Put the cursor on a place of the list, and scroll no further than needed.

        With `centre` a place out of sight comes to the middle of the screen.
        """
        index = self._within(index)
        first, line = self._span(index)
        height = max(1, self.size.height)
        top = self.top
        if not top <= first <= line < top + height:
            top = first if first < top else line - height + 1
            if centre or abs(top - self.top) > height:
                top = line - height // 2
        self._place(index, self._top(top))

    def reveal(self, index: int) -> None:
        """Put the cursor on an article in the middle of the screen, its group unfolded."""
        group = self.catalog.fold_at(index)
        if group is not None and (self.catalog.headed or self.catalog.hidden(index)):
            self.catalog.fold(self.catalog.folds.turned(group.value))
            self.refresh()
        self.move_to(index, centre=True)

    def refold(self, folds: Folds) -> None:
        """Fold these groups and no others, the cursor staying on its article or on what hides it."""
        self.catalog.fold(folds)
        self.top = self._top(
            min(self.catalog.line(self.cursor) - self._row, self._span(self.cursor)[0])
        )
        self._keep_in_view()
        self.refresh()

    def _within(self, index: int) -> int:
        return max(0, min(len(self.catalog) - 1, index))

    def _span(self, index: int) -> tuple[int, int]:
        """The lines to have in view for an article: its own, and its heading's where that is above it."""
        line = self.catalog.line(index)
        if self.catalog.fold_at(index) is not None:
            return line, line
        return (line - 1 if line and self.catalog.heading(line - 1) else line), line

    def _top(self, top: int) -> int:
        return max(0, min(top, self.catalog.lines - self.size.height))

    def move(self, count: int) -> None:
        """Move the cursor down by `count` articles or folded groups, up when negative."""
        self.move_to(self.catalog.steps(self.cursor, count))

    def move_group(self, count: int) -> None:
        """Move the cursor to the first article of another group, `count` further down."""
        groups = self.catalog.groups
        if not groups:
            return
        place = groups.number(self.cursor)
        if count < 0 and self.cursor > groups.starts[place]:
            place += 1
        place = max(0, min(len(groups) - 1, place + count))
        self.move_to(groups.starts[place], centre=True)

    def page(self, count: int) -> None:
        """Move the cursor and what is in view by `count` pages, keeping a line in common."""
        step = max(1, self.size.height - 1) * count
        line = max(0, min(self.catalog.lines - 1, self.catalog.line(self.cursor) + step))
        top = self._top(self.top + step)
        index = self._within(self.catalog.at_line(line))
        first, line = self._span(index)
        if not top <= line < top + max(1, self.size.height):
            top = self._top(first)
        self._place(index, top)

    def _place(self, cursor: int, top: int) -> None:
        old, was = self.cursor, self.top
        self.cursor, self.top = cursor, top
        self._row = self.catalog.line(cursor) - top
        if was != top:
            self.refresh()
        elif old != cursor:
            places = [Offset(0, self.catalog.line(at) - top) for at in (old, cursor)]
            if isinstance(self.app, ThinOutput):
                self.app.show_now(self, places)
            else:
                self.refresh(*(Region(*place, 1, 1) for place in places))
        if old != cursor:
            self._tell()

    # following the store

    def show(self, key: int | None, *, fallback: int | None = None) -> None:
        """Draw the list anew with the cursor on `key`, or if it is not listed at `fallback`."""
        index = self.catalog.index(key)
        if index is None:
            index = self.cursor if fallback is None else fallback
        before = self.key
        self.cursor = self._within(index)
        first, line = self._span(self.cursor)
        self.top = self._top(min(line - self._row, first))
        self._keep_in_view()
        self.refresh()
        if before != self.key or key != self.key:
            self._tell()

    def _keep_in_view(self) -> None:
        line, height = self.catalog.line(self.cursor), max(1, self.size.height)
        if self.opening is not None and not self.size.height:  # drawn before it is told of its size
            self.top = self._top(line - self.opening)
        elif not self.top <= line < self.top + height:
            self.top = self._top(line - height // 2)
        self._row = line - self.top

    def _tell(self) -> None:
        # The sender would else be whoever moved the cursor, and a message never
        # rises past its sender: one moved by the screen would not reach the screen.
        self.post_message(self.Moved(self.key).set_sender(self))

    def refresh_keys(self, keys: Sequence[int]) -> None:
        """Draw the rows of these articles anew, those that are in view."""
        if len(keys) > MANY:
            self.catalog.forget_all()
            self.refresh()
            return
        self.catalog.forget(keys)
        self.redraw(keys)

    def index_on(self, y: int) -> int | None:
        """The place of the article on a row of the screen, the first of a folded group; None for another
        heading and below the list.
        """
        line = self.top + y
        if line >= self.catalog.lines:
            return None
        group = self.catalog.heading(line)
        if group is not None and group.value not in self.catalog.folds:
            return None
        return self.catalog.at_line(line)

    def in_view(self) -> Iterator[Row]:
        """The rows that the screen shows, from the top."""
        for y in range(self.size.height):
            index = self.index_on(y)
            row = self.catalog.row(index) if index is not None else None
            if row is not None:
                yield row

    def redraw(self, keys: Iterable[int]) -> None:
        """Draw the rows of these articles again as they are, those that are in view."""
        wanted = set(keys)
        lines = [
            y
            for y in range(self.size.height)
            if (index := self.index_on(y)) is not None and self.catalog.key(index) in wanted
        ]
        if lines:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in lines))

    def toggle_mark(self) -> None:
        """Mark what is under the cursor, or take its mark away."""
        keys = self._here()
        if len(keys) == 1:
            self.marks.toggle(keys[0])
        elif keys:
            change = (
                self.marks.discard if all(key in self.marks for key in keys) else self.marks.add
            )
            for key in keys:
                change(key)
        self.refresh(Region(0, self._row, 2, 1))

    def set_marks(self, keys: KeySet) -> None:
        """Mark these articles and no others."""
        self.marks = keys
        self.refresh(Region(0, 0, 2, self.size.height))

    def set_jumping(self, on: bool) -> None:
        """Show a letter before each row to jump to, or take the letters away."""
        self.jumping = on
        self.refresh(Region(0, 0, 2, self.size.height))

    # drawing

    def on_resize(self, _: Resize) -> None:
        """Keep the cursor in view, with no blank lines below where the list goes on above."""
        before = self.top
        if self.size.height > 1:
            self.opening = None
            first = self._span(self.cursor)[0]
            self.top = self._top(min(self.top, first) if self._row == 0 else self.top)
        self._keep_in_view()
        if self.top != before:
            self.refresh()

    def notify_style_update(self) -> None:
        """Forget the styles of a theme that is no longer in force."""
        super().notify_style_update()
        self._styles.clear()

    def on_click(self, event: Click) -> None:
        """Put the cursor where the mouse points; twice opens."""
        index = self.index_on(event.y)
        if index is None:
            return
        self.move_to(index)
        if event.chain == 2:
            self.post_message(self.Opened())

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """Move on by a turn of the wheel."""
        self.move(WHEEL)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """Move back by a turn of the wheel."""
        self.move(-WHEEL)

    def on_focus(self) -> None:
        """Brighten the cursor."""
        self._recursor()

    def on_blur(self) -> None:
        """Dim the cursor: the keys go to the other pane."""
        self._recursor()

    def _recursor(self) -> None:
        self.refresh(Region(0, self._row, 1, 1))

    def _style(self, part: str) -> Style:
        """The style of a part of a row, of the row itself where it is empty: to find it takes longer than to draw."""
        if part not in self._styles:
            found = self.get_component_rich_style(f"list--{part}") if part else self.rich_style
            self._styles[part] = found
        return self._styles[part]

    def _gutter(self, y: int, index: int) -> list[Segment]:
        fold = self.catalog.fold_at(index)
        here = fold == self.fold if fold is not None else index == self.cursor
        if not here:
            cursor = Segment(" ", self._style("quiet"))
        else:
            part = "cursor" if self.has_focus else "idle-cursor"
            cursor = Segment(CURSOR, self._style(part))
        if self.jumping and y < len(JUMPS):
            return [cursor, Segment(JUMPS[y], self._style("jump"))]
        if fold is not None:
            keys = self.catalog.keys[fold.start : fold.start + fold.articles]
            marked = bool(self.marks) and all(key in self.marks for key in keys)
        else:
            marked = self.catalog.key(index) in self.marks
        return [cursor, Segment(MARKED if marked else " ", self._style("marked"))]

    def _sign(self, index: int) -> str:
        """What stands before a title in a list by stories: of several versions, whether they are folded."""
        group = None if self.catalog.headed else self.catalog.group_at(index)
        if group is None or group.value is None:
            return ""
        if group.value in self.catalog.folds:
            return f"{FOLDED} "
        return f"{UNFOLDED} " if index == group.start else f"{VERSION} "

    def render_line(self, y: int) -> Strip:
        """One line of the list as the terminal shows it."""
        width, line = self.size.width, self.top + y
        base = self._style("")
        if line >= self.catalog.lines:
            return Strip.blank(width, base)
        group = self.catalog.heading(line)
        if group is not None:
            count = None if self.catalog.goes_on(group) else group.articles
            fold = group.value in self.catalog.folds
            pieces = heading(self.group, group.value, count, width, folded=fold)
            segments = self._gutter(y, group.start) if fold else []
            segments += [Segment(text, self._style(part)) for part, text in pieces]
            return Strip(segments).adjust_cell_length(width, base)
        index = self.catalog.at_line(line)
        segments = self._gutter(y, index)
        row = self.catalog.row(index)
        if row is None:
            segments.append(Segment("   …", self._style("quiet")))
        else:
            shape = plan(width, self.columns, self.group)
            made = self.made_title(row)
            sign = self._sign(index)
            if made or sign:
                row = replace(row, title=sign + (f"⟦{made}⟧" if made else row.title))
            for part, text in cells(row, shape, self.year):
                style = self._style(part)
                if made and part in TITLES:
                    style += MACHINE
                segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(width, base)
