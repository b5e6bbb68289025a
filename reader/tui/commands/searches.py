"""The searches beside the list: showing them, moving among them, choosing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.commands.base import LIST, SEARCHES, Command, Group

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Sidebar(Command):
    """Show the saved searches with their counts and go to them; from there hide them. On a wide
    screen they stay beside the list, on a narrow one they lie over it until one is chosen.
    """

    name = "sidebar"
    title = "Searches beside the list"
    group = Group.FIND
    keys = ("b",)
    contexts = LIST | SEARCHES
    footer, rank = "searches", 81

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.searches.toggle()


class SearchDown(Command):
    """Move to the next search."""

    name = "searches-down"
    title = "Next search"
    group = Group.FIND
    keys = ("j", "down")
    contexts = SEARCHES
    footer, rank = "move", 1

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.search_list.move(1)


class SearchUp(Command):
    """Move to the search before."""

    name = "searches-up"
    title = "Previous search"
    group = Group.FIND
    keys = ("k", "up")
    contexts = SEARCHES
    footer, rank = "move", 2

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.search_list.move(-1)


class FirstSearch(Command):
    """Move to the first search: all articles."""

    name = "searches-first"
    title = "First search"
    group = Group.FIND
    keys = ("g", "home")
    contexts = SEARCHES

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.search_list.move(-1_000)


class LastSearch(Command):
    """Move to the last search."""

    name = "searches-last"
    title = "Last search"
    group = Group.FIND
    keys = ("G", "end")
    contexts = SEARCHES

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.search_list.move(1_000)


class ChooseSearch(Command):
    """Show the articles of the search under the cursor and go to them."""

    name = "choose-search"
    title = "Show its articles"
    group = Group.FIND
    keys = ("enter", "l", "right", "space")
    contexts = SEARCHES
    footer, rank = "show", 10

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.searches.choose()


class LeaveSearches(Command):
    """Go back to the list as it is."""

    name = "leave-searches"
    title = "Back to the list"
    group = Group.FIND
    keys = ("escape", "q", "h", "left", "tab", "shift+tab")
    contexts = SEARCHES
    footer, rank = "list", 90

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.searches.leave()


COMMANDS = (
    Sidebar, SearchDown, SearchUp, FirstSearch, LastSearch, ChooseSearch, LeaveSearches,
)  # fmt: skip
