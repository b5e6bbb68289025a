"""The first page of the list as the store alone tells it, and where the cursor is on it.

It moves as the list will: what is pressed while Textual is loading must end on the same
article, on the same line of the screen. What it cannot know, beyond the rows that were
read, it leaves alone.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing's own costs 5 ms, which the first page does not have
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Piece = tuple[str, str]
"""A part of the list, by the name of its look, and its text."""


class Sheet:
    """`keys` are the articles from the top of the list, `cut` where it goes on; `draw` makes the pieces
    of an article's row. Shows `room` rows of them, from `top`.
    """

    def __init__(
        self,
        keys: Sequence[int],
        draw: Callable[[int], list[Piece]],
        *,
        cursor: int,
        room: int,
        cut: bool,
        mark: str,
        blank: list[Piece],
    ) -> None:
        self.keys, self.cursor, self.room = keys, cursor, room
        self.top = self._top(cursor)
        self.moved = False
        """Whether somebody has moved the cursor, or tried to."""
        self._draw, self._cut, self._mark, self._blank = draw, cut, mark, blank

    @property
    def key(self) -> int:
        """The article under the cursor."""
        return self.keys[self.cursor]

    @property
    def line(self) -> int:
        """The row of the list, from 0, on which the cursor stands."""
        return self.cursor - self.top

    @property
    def rows(self) -> list[list[Piece]]:
        """The pieces of each row that shows."""
        return [self._row(self.top + y) for y in range(self.room)]

    def _row(self, index: int) -> list[Piece]:
        if index >= len(self.keys):
            return [*self._blank]
        mark = self._mark if index == self.cursor else " "
        return [("cursor", mark), *self._draw(index)]

    def move(self, command: str) -> bool:
        """Do what a command of `MOVES` does to the list; False where that cannot be told from here."""
        kind, way = MOVES[command]
        step = way * (max(1, self.room - 1) if kind == "page" else 1)
        wanted = self.cursor + step
        if self._cut and max(wanted, self.top + step + self.room) >= len(self.keys):
            return False
        self.cursor = max(0, min(len(self.keys) - 1, wanted))
        if kind == "page":
            self.top = self._top(self.top + step)
        if not self.top <= self.cursor < self.top + self.room:
            above = self.cursor < self.top
            self.top = self._top(self.cursor if above else self.cursor - self.room + 1)
        self.moved = True
        return True

    def _top(self, top: int) -> int:
        return max(0, min(top, len(self.keys) - self.room))


MOVES: dict[str, tuple[str, int]] = {
    "down": ("row", 1),
    "up": ("row", -1),
    "list-page-down": ("page", 1),
    "list-page-up": ("page", -1),
}
"""Commands that the first page can do: by what they move, and which way."""

_NAMED = {
    "down": ("\x1b[B", "\x1bOB"),
    "up": ("\x1b[A", "\x1bOA"),
    "pagedown": ("\x1b[6~",),
    "pageup": ("\x1b[5~",),
}
"""What terminals send for keys without a character (DEC VT220, xterm)."""


def sequences(table: dict[str, str]) -> dict[str, str]:
    """What a terminal sends for the keys that start a command of `MOVES`, by a table of key to command."""
    found: dict[str, str] = {}
    for key, command in table.items():
        if command in MOVES and (key in _NAMED or len(key) == 1):
            found.update(dict.fromkeys(_NAMED.get(key, (key,)), command))
    return found
