"""The program itself: help, palette, theme, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.commands.base import ALL, LIST, Command, Group

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Help(Command):
    """Show the keys of the pane that has the focus, each with what it does. On a Russian layout the
    comma stands on this key.
    """

    name = "help"
    title = "Help"
    group = Group.PROGRAM
    keys = ("?", ",", "f1")
    contexts = ALL
    footer, rank = "help", 99

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.show_help()


class Palette(Command):
    """Find a command by its name and run it."""

    name = "palette"
    title = "All commands"
    group = Group.PROGRAM
    keys = (":", "ctrl+p")
    contexts = ALL

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.runner.palette()


class PickTheme(Command):
    """Pick another theme; it is kept for the next time."""

    name = "theme"
    title = "Theme …"
    group = Group.PROGRAM
    keys = ()

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.runner.pick_theme()


class Suspend(Command):
    """Put the program to sleep and go back to the shell; `fg` wakes it."""

    name = "suspend"
    title = "Suspend"
    group = Group.PROGRAM
    keys = ("ctrl+z",)
    contexts = ALL

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.app.action_suspend_process()


class Leave(Command):
    """Leave the program; the next start continues at this article."""

    name = "quit"
    title = "Quit"
    group = Group.PROGRAM
    keys = ("q",)
    contexts = LIST
    footer, rank = "quit", 100

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.leave()


class LeaveAtOnce(Command):
    """Leave the program from wherever you are."""

    name = "quit-now"
    title = "Quit from anywhere"
    group = Group.PROGRAM
    keys = ("ctrl+q", "Q")
    contexts = ALL

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.leave()


COMMANDS = (Help, Palette, PickTheme, Suspend, Leave, LeaveAtOnce)
