"""The files that could not be read, each with the reason, over the whole screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from reader.tui.safe import shown
from reader.tui.screens.help import HelpText, Row, leaving
from reader.tui.widgets.columns import end
from reader.tui.widgets.lines import TextLine
from reader.tui.work.showing import short

INDENT = 2
"""Cells before a reason, which stands below its file."""


class ProblemsScreen(Screen[None]):
    """A list of files and reasons; `count` may be larger than what is listed, which are the latest."""

    DEFAULT_CSS = (
        "ProblemsScreen { layout: vertical; background: $background; color: $foreground; }"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,exclamation_mark,enter,й", "dismiss(None)")
    ]

    def __init__(self, found: Mapping[str, str], count: int, roots: Sequence[Path] = ()) -> None:
        super().__init__()
        self.found, self.count, self.roots = dict(found), count, tuple(roots)

    def compose(self) -> ComposeResult:
        """A heading, the files, how to leave."""
        heading = TextLine("help-header")
        files = "file" if self.count == 1 else "files"
        told = f"  {self.count:,} {files} could not be read"
        if self.count > len(self.found):
            told += f", the latest {len(self.found):,} of them"
        heading.set([("name", " wirereader"), ("alarm", told)])
        yield heading
        yield HelpText(self.rows)
        yield leaving()

    def rows(self, width: int) -> Iterator[Row]:
        """Each file on a line of its own, cut to fit, the reason in full below it."""
        for path, reason in self.found.items():
            yield (("key", end(shown(short(path, self.roots)), width).rstrip()),)
            for line in textwrap.wrap(shown(reason), max(20, width - INDENT)):
                yield (("text", " " * INDENT + line),)
