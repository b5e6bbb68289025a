"""A terminal to look at: pyte, with what Textual's own output needs."""

from __future__ import annotations

from typing import Any

import pyte


class Terminal:
    """A screen that is fed with bytes as text."""

    def __init__(self, width: int, height: int) -> None:
        self.screen = pyte.Screen(width, height)
        self.screen.set_mode(pyte.modes.LNM)  # the pseudo-terminal turns LF into CR LF
        self.stream = pyte.Stream(self.screen)

    def feed(self, text: str) -> None:
        self.stream.feed(text)

    def cells(self) -> list[list[Any]]:
        """Every cell with its colours and attributes; of a blank only what shows of them."""
        screen = self.screen
        return [
            [_seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)
        ]

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)


def _seen(cell: Any) -> Any:
    if cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
        return cell._replace(fg="default", bold=False, italics=False, blink=False)
    return cell
