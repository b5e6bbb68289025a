"""A pane with its keys: what is pressed is looked up in one table, and the command runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.containers import Container

from reader.tui.commands.base import Context
from reader.tui.commands.registry import Keymap

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Column(Container):
    """A pane with the keys that work in it."""

    DEFAULT_CSS = "Column { height: 1fr; width: 1fr; }"

    def __init__(self, context: Context, keys: Keymap, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.table = keys.context(context)
        self.macros = keys.macros

    def on_key(self, event: events.Key) -> None:
        """Start the command of a key."""
        character = event.character
        printable = character is not None and character.isprintable() and character != " "
        key = character if printable and character is not None else event.key
        reader = cast("ReaderScreen", self.screen)
        if reader.asker.expects(event) or reader.walker.jumped(key):
            event.stop()
        elif key in self.macros:
            event.stop()
            reader.runner.run(self.macros[key])
        elif key in self.table:
            event.stop()
            reader.runner.run((self.table[key],))
