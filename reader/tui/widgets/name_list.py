"""Names one a line, most named first: how often, since when, in which spellings.

Like the list of articles it draws only what is in view, and a move of the cursor repaints two cells.
The plots of the rows in view are asked for when they are first seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual.events import Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.store import NameCount
from reader.tui.article.runs import GLYPHS
from reader.tui.safe import shown
from reader.tui.widgets.columns import CURSOR, MARKED, fit
from reader.tui.widgets.plot import BLOCKS, Axis, plot

Named = tuple[str, str]
"""A name of the corpus and its label."""

PARTS = ("cursor", "marked", "heading", "quiet", "plot", "PER", "ORG", "LOC")


class Shape(NamedTuple):
    """Widths of the columns in cells; 0 leaves one out."""

    name: int
    articles: int
    share: int
    plot: int
    spellings: int


def shape(width: int) -> Shape:
    """The columns of a list `width` cells wide: spellings go first, then shares."""
    articles, share = 8, 8 if width >= 56 else 0
    trend = max(8, min(40, width // 5))
    rest = width - 4 - articles - share - 2 - trend
    name = rest if width < 70 else min(40, max(24, rest * 55 // 100))
    return Shape(max(8, name), articles, share, trend, max(0, rest - name - 3))


class NameList(Widget, can_focus=True):
    """Names with a cursor and marks; line 0 is the heading."""

    DEFAULT_CSS = """
    NameList { height: 1fr; width: 1fr; }
    NameList > .names--cursor, NameList > .names--marked { color: $mark; text-style: bold; }
    NameList > .names--heading, NameList > .names--quiet { color: $quiet; }
    NameList > .names--plot { color: $translation; }
    NameList > .names--PER { color: $person; }
    NameList > .names--ORG { color: $organisation; }
    NameList > .names--LOC { color: $place; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"names--{part}" for part in PARTS}

    class Moved(Message):
        """The cursor is on another name, or other names are in view."""

        def can_replace(self, message: Message) -> bool:
            """Of several moves only the last is told."""
            return isinstance(message, NameList.Moved)

    def __init__(self, signs: str = BLOCKS) -> None:
        super().__init__(id="names")
        self.signs = signs
        self.names: Sequence[NameCount] = ()
        self.marks: set[Named] = set()
        self.axis: Axis | None = None
        self.trends: dict[Named, Sequence[tuple[str, int]]] = {}
        self.empty = "…"
        self.total = 0
        self.cursor = self.top = 0

    @property
    def name_at_cursor(self) -> NameCount | None:
        """The name under the cursor, None in an empty list."""
        return self.names[self.cursor] if self.cursor < len(self.names) else None

    @property
    def rows(self) -> int:
        """How many names fit."""
        return max(1, self.size.height - 1)

    def in_view(self) -> Sequence[NameCount]:
        """The names that show."""
        return self.names[self.top : self.top + self.rows]

    def show(self, names: Sequence[NameCount], empty: str) -> None:
        """Show these names, the cursor staying on its name; `empty` is said where there are none."""
        before = self.name_at_cursor
        self.names, self.empty = names, empty
        places = {(each.name, each.label): at for at, each in enumerate(names)}
        at = places.get((before.name, before.label), 0) if before else 0
        self.top = max(0, min(at - self.rows // 2, len(names) - self.rows))
        self.cursor = at
        self.refresh()
        self._tell()

    def learn(self, trends: Mapping[Named, Sequence[tuple[str, int]]]) -> None:
        """Take in the days of some names; those in view are drawn anew."""
        self.trends |= trends
        lines = [y for y, each in enumerate(self.in_view(), 1) if (each.name, each.label) in trends]
        if lines:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in lines))

    def move_to(self, index: int) -> None:
        """Put the cursor on a place of the list, scrolling no further than needed."""
        index = max(0, min(len(self.names) - 1, index))
        before, was = self.cursor, self.top
        self.cursor = index
        self.top = max(index - self.rows + 1, min(self.top, index))
        if was != self.top:
            self.refresh()
        elif before != index:
            self.refresh(*(Region(0, 1 + at - was, 1, 1) for at in (before, index)))
        if before != index:
            self._tell()

    def toggle_mark(self) -> None:
        """Mark the name under the cursor, or take its mark away, and go on."""
        each = self.name_at_cursor
        if each is not None:
            self.marks ^= {(each.name, each.label)}
            self.refresh(Region(0, 1 + self.cursor - self.top, 2, 1))
            self.move_to(self.cursor + 1)

    def on_resize(self, _: Resize) -> None:
        """Keep the cursor in view."""
        self.top = max(self.cursor - self.rows + 1, min(self.top, self.cursor), 0)
        self._tell()

    def _tell(self) -> None:
        self.post_message(self.Moved().set_sender(self))

    def render_line(self, y: int) -> Strip:
        """The heading, or one name, as the terminal shows it."""
        width = self.size.width
        sizes = shape(width)
        if y == 0:
            return self._line(self._heading(sizes), width)
        at = self.top + y - 1
        if at >= len(self.names):
            text = f"    {self.empty}" if y == 1 and not self.names else ""
            return self._line([("quiet", text)], width)
        return self._line(self._row(self.names[at], sizes, on=at == self.cursor), width)

    def _line(self, pieces: Sequence[tuple[str, str]], width: int) -> Strip:
        base = self.rich_style
        segments = [
            Segment(text, self.get_component_rich_style(f"names--{part}") if part else base)
            for part, text in pieces
        ]
        return Strip(segments).adjust_cell_length(width, base)

    def _heading(self, sizes: Shape) -> list[tuple[str, str]]:
        text = "    " + fit("name", sizes.name) + "articles".rjust(sizes.articles)
        text += "of all".rjust(sizes.share) if sizes.share else ""
        text += "  " + fit("days", sizes.plot)
        if sizes.spellings > 4:
            text += "   " + fit("also written", sizes.spellings)
        return [("heading", text)]

    def _row(self, each: NameCount, sizes: Shape, *, on: bool) -> list[tuple[str, str]]:
        key = each.name, each.label
        label = each.label if each.label in GLYPHS_BY_NAME else "quiet"
        pieces = [
            ("cursor", CURSOR if on else " "),
            ("marked", MARKED if key in self.marks else " "),
            (label, GLYPHS_BY_NAME.get(each.label, "?") + " "),
            ("", fit(shown(each.name), sizes.name)),
            ("", f"{each.articles:,}".rjust(sizes.articles)),
        ]
        if sizes.share:
            part = each.articles / max(1, self.total)
            text = f"{part:.0%}" if part >= 0.095 else f"{part:.1%}"
            pieces.append(("quiet", text.rjust(sizes.share)))
        pieces.append(("plot", "  " + fit(self._plot(key, sizes.plot), sizes.plot)))
        if sizes.spellings > 4:
            also = " · ".join(shown(v) for v in each.variants)
            pieces.append(("quiet", "   " + fit(also, sizes.spellings)))
        return pieces

    def _plot(self, key: Named, width: int) -> str:
        days = self.trends.get(key)
        if days is None or self.axis is None:
            return ""
        return plot(self.axis.spread(days, width), self.signs)


GLYPHS_BY_NAME = {str(label): glyph for label, glyph in GLYPHS.items()}
"""The sign of each type of name, by its label as the store writes it."""
