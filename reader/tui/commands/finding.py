"""Finding articles: queries, saved searches, order and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.commands.base import ALL, LIST, Command, Group

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Search(Command):
    """Search as you type: words, "phrases", from:, lang:, date:, tag:, is:, has:leftover, kind:,
    entity:, and, or, not, brackets. Tab completes, Enter keeps the result, Escape goes back to what
    was. On a Russian layout the full stop stands on this key.
    """

    name = "search"
    title = "Search"
    group = Group.FIND
    keys = ("/", ".")
    contexts = ALL
    footer, rank = "search", 80

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.finder.search()


class ShowAll(Command):
    """Clear the search and show every article; takes the marks away too. After following a name
    it leads back to where you were.
    """

    name = "show-all"
    title = "Show all articles"
    group = Group.FIND
    keys = ("escape",)
    contexts = LIST

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.finder.show_all()


class SavedSearches(Command):
    """Pick one of the saved searches; each shows how many articles it finds."""

    name = "searches"
    title = "Saved searches"
    group = Group.FIND
    keys = ("f",)
    contexts = ALL

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.finder.pick()


class SaveSearch(Command):
    """Save the present search under a name; saved without a search, the name is forgotten."""

    name = "save-search"
    title = "Save this search"
    group = Group.FIND
    keys = ("F",)
    contexts = ALL

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.finder.save()


class Sort(Command):
    """Pick what the list is sorted by; the same again turns the order round."""

    name = "sort"
    title = "Sort by …"
    group = Group.FIND
    keys = ("O",)

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.finder.ask_sort()


class Reverse(Command):
    """Turn the order of the list round."""

    name = "reverse"
    title = "Turn the order round"
    group = Group.FIND
    keys = ("R",)
    contexts = LIST

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.finder.sort_by(reader.catalog.sort, reverse=not reader.catalog.reverse)


class GroupBy(Command):
    """Pick what the list is grouped by: day, source, language, leftovers, story or nothing. Each group has
    a heading with its number of articles, to which it can be folded; the versions of a story are folded
    under the newest.
    """

    name = "group"
    title = "Group by …"
    group = Group.FIND
    keys = ("B",)

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.finder.ask_group()


class Versions(Command):
    """Show every version of the story under the cursor: the same copy as other outlets print it. Escape
    leads back.
    """

    name = "versions"
    title = "All versions of this story"
    group = Group.FIND
    keys = ("V",)

    def unavailable(self, reader: ReaderScreen) -> str:
        """Where nobody else tells it."""
        row = reader.list.row
        return "" if row is not None and row.versions > 1 else "nobody else tells this story"

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.finder.versions()


class Refresh(Command):
    """Run the search anew, so that articles which no longer match leave the list, and draw the
    screen anew.
    """

    name = "refresh"
    title = "Run the search anew"
    group = Group.FIND
    keys = ("ctrl+l", "f5")
    contexts = ALL

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.app.forget_screen()
        reader.app.refresh(layout=True)
        reader.reload()


COMMANDS = (
    Search, ShowAll, SavedSearches, SaveSearch, Sort, Reverse, GroupBy, Versions, Refresh,
)  # fmt: skip
