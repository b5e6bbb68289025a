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


class ShowProblems(Command):
    """List the files that could not be read or analysed since the program was started, each with the reason."""

    name = "problems"
    title = "Files that could not be read"
    group = Group.PROGRAM
    keys = ("!",)
    contexts = ALL

    def unavailable(self, reader: ReaderScreen) -> str:
        """Where all files could be read."""
        return "" if reader.background.problems.count else "all files could be read so far"

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.background.problems.show()


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


COMMANDS = (Help, ShowProblems, Palette, PickTheme, Suspend, Leave, LeaveAtOnce)
