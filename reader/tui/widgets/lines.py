"""The lines around the panes: header, status, footer; repainted only when their text changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from reader.tui.safe import shown
from reader.tui.widgets.columns import fit

Piece = tuple[str, str]
"""What a piece of a line is (a name of `PARTS`) and its text."""

PARTS = ("text", "name", "quiet", "key", "alarm", "query", "leftover", "done")


class TextLine(Widget):
    """One line of pieces from the left and pieces from the right; the left gives way."""

    DEFAULT_CSS = """
    TextLine { height: 1; width: 1fr; }
    TextLine > .line--name, TextLine > .line--key { color: $mark; text-style: bold; }
    TextLine > .line--quiet { color: $quiet; }
    TextLine > .line--alarm { color: $alarm; text-style: bold; }
    TextLine > .line--query { text-style: bold; }
    TextLine > .line--leftover { color: $leftover; }
    TextLine > .line--done { color: $kept; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{part}" for part in PARTS}

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.left: tuple[Piece, ...] = ()
        self.right: tuple[Piece, ...] = ()

    def set(self, left: Sequence[Piece], right: Sequence[Piece] = ()) -> None:
        """Show these pieces; nothing is sent when they are shown already."""
        new = (tuple(left), tuple(right))
        if new != (self.left, self.right):
            self.left, self.right = new
            self.refresh()

    @property
    def text(self) -> str:
        """What the line says, without its layout."""
        return "".join(text for _, text in (*self.left, *self.right))

    def render_line(self, y: int) -> Strip:
        """The line as the terminal shows it."""
        width, base = self.size.width, self.rich_style
        if y:
            return Strip.blank(width, base)
        right = sum(cell_len(shown(text)) for _, text in self.right)
        if right > width * 2 // 3:
            right = 0
        segments: list[Segment] = []
        room = width - right - (1 if right else 0)
        for part, text in self.left:
            safe = shown(text)
            size = cell_len(safe)
            if size > room:
                safe, size = fit(safe, room), room
            segments.append(Segment(safe, self.get_component_rich_style(f"line--{part}")))
            room -= size
            if room <= 0:
                break
        if right:
            segments.append(Segment(" " * (room + 1), base))
            segments += [
                Segment(shown(text), self.get_component_rich_style(f"line--{part}"))
                for part, text in self.right
            ]
        return Strip(segments).adjust_cell_length(width, base)


def bar(done: int, total: int, cells: int = 8) -> str:
    """A bar of block characters between two edges, `cells` wide."""
    eighths = 0 if total <= 0 else min(cells * 8, done * cells * 8 // total)
    full, part = divmod(eighths, 8)
    text = "█" * full + (" ▏▎▍▌▋▊▉"[part] if part else "")
    return f"▕{text.ljust(cells)}▏"
