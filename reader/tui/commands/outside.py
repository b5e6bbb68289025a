"""Handing the article to other programs, and to the clipboard of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.commands.base import Command, Group

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class OpenLink(Command):
    """Open the article's address in the browser; over SSH it is shown and copied instead."""

    name = "open-link"
    title = "Open the address"
    group = Group.OUTSIDE
    keys = ("o",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.outside.open_link()


class CopyText(Command):
    """Copy the cleaned text to the clipboard, through the terminal (OSC 52)."""

    name = "copy"
    title = "Copy the cleaned text"
    group = Group.OUTSIDE
    keys = ("y",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.outside.copy("cleaned")


class CopyOriginal(Command):
    """Copy the original text to the clipboard, through the terminal (OSC 52)."""

    name = "copy-original"
    title = "Copy the original"
    group = Group.OUTSIDE
    keys = ("Y",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.outside.copy("original")


class Pager(Command):
    """Show the cleaned text in $PAGER."""

    name = "pager"
    title = "Show in the pager"
    group = Group.OUTSIDE
    keys = ("P",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.outside.pager()


class Editor(Command):
    """Look at the file itself in $EDITOR (a copy, so that the evidence cannot be altered by
    mistake).
    """

    name = "editor"
    title = "Show the file in the editor"
    group = Group.OUTSIDE
    keys = ("E",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.outside.editor()


class Pipe(Command):
    """Ask for a command and give it the cleaned text on its standard input."""

    name = "pipe"
    title = "Pipe to a command"
    group = Group.OUTSIDE
    keys = ("|",)

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.outside.pipe()


COMMANDS = (OpenLink, CopyText, CopyOriginal, Pager, Editor, Pipe)
