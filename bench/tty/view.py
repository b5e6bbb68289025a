"""The screen that a program has drawn, as pyte makes it of the bytes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyte

_UNREAD = re.compile(  # what pyte cannot parse: private CSI, intermediates, OSC, DCS, APC, PM, SOS
    rb"\x1b\[(?:[<>=][\d;:]*[ -/]*[@-~]|\??[\d;:]*[ -/]+[@-~]|\?[\d;]*[^hl\d;])"
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\|\x1b[=>]",
    re.DOTALL,
)
PARTIAL = re.compile(
    rb"\x1b(?:\[[<-?]?[\d;:]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?|[ -/]*)?\Z", re.DOTALL
)
"""A control sequence at the end of what has arrived that is not complete yet."""
_ALTERNATE = re.compile(rb"\x1b\[\?(?:1049|1047|47)[hl]")
_COLONS = re.compile(rb"\x1b\[[\d;]*:[\d;:]*m")


class _Screen(pyte.Screen):
    """pyte's screen with REP, SU, SD and CBT, which curses programs use."""

    last = " "

    def draw(self, data: str) -> None:
        self.last = data[-1:] or self.last
        super().draw(data)

    def repeat(self, count: int = 1) -> None:
        super().draw(self.last * max(count, 1))

    def _roll(self, count: int, step: Callable[[], None], edge: int) -> None:
        x, y = self.cursor.x, self.cursor.y
        self.cursor.y = edge
        for _ in range(min(max(count, 1), self.lines)):
            step()
        self.cursor.x, self.cursor.y = x, y

    def scroll_up(self, count: int = 1) -> None:
        _, bottom = self.margins or (0, self.lines - 1)
        self._roll(count, self.index, bottom)

    def scroll_down(self, count: int = 1) -> None:
        top, _ = self.margins or (0, self.lines - 1)
        self._roll(count, self.reverse_index, top)

    def back_tab(self, count: int = 1) -> None:
        for _ in range(max(count, 1)):
            self.cursor.x = max((t for t in self.tabstops if t < self.cursor.x), default=0)


class _Stream(pyte.ByteStream):
    csi = pyte.ByteStream.csi | {
        "b": "repeat",
        "S": "scroll_up",
        "T": "scroll_down",
        "Z": "back_tab",
    }
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down", "back_tab"}


class View:
    """The screen so far; feed it bytes as they come."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = _Screen(columns, rows)
        self._stream = _Stream(self.screen)
        self._tail = b""

    def feed(self, data: bytes) -> None:
        """Take in more bytes; a sequence that is cut waits for its rest."""
        data = self._tail + data
        cut = PARTIAL.search(data)
        data, self._tail = (data[: cut.start()], data[cut.start() :]) if cut else (data, b"")
        data = _ALTERNATE.sub(b"\x1b[0m\x1b[2J\x1b[H", data)
        data = _COLONS.sub(lambda m: m[0].replace(b"::", b":").replace(b":", b";"), data)
        self._stream.feed(_UNREAD.sub(b"", data))

    def resize(self, columns: int, rows: int) -> None:
        """The terminal has another size now."""
        self.screen.resize(rows, columns)

    @property
    def text(self) -> str:
        """The rows of the screen, blanks at their ends left out."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def filled(self) -> int:
        """How many cells hold something to see."""
        return sum(len(line) - line.count(" ") for line in self.screen.display)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor, from 1."""
        return self.screen.cursor.x + 1, self.screen.cursor.y + 1
