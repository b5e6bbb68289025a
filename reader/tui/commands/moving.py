"""Moving through the list, between the panes, and to what is still to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.commands.base import ARTICLE, BOTH, LIST, Command, Group

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Down(Command):
    """Move the cursor to the next article of the list."""

    name = "down"
    title = "Next in the list"
    group = Group.MOVE
    keys = ("j", "down")
    contexts = LIST
    footer, rank = "move", 1

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.list.move(1)


class Up(Command):
    """Move the cursor to the previous article of the list."""

    name = "up"
    title = "Previous in the list"
    group = Group.MOVE
    keys = ("k", "up")
    contexts = LIST
    footer, rank = "move", 2

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.list.move(-1)


class PageDown(Command):
    """Move the list on by a page."""

    name = "list-page-down"
    title = "Page of the list down"
    group = Group.MOVE
    keys = ("pagedown", "ctrl+f", "ctrl+d")
    contexts = LIST

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.list.page(1)


class PageUp(Command):
    """Move the list back by a page."""

    name = "list-page-up"
    title = "Page of the list up"
    group = Group.MOVE
    keys = ("pageup", "ctrl+b", "ctrl+u")
    contexts = LIST

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.list.page(-1)


class First(Command):
    """Move to the top of the list."""

    name = "first"
    title = "First article"
    group = Group.MOVE
    keys = ("g", "home")
    contexts = LIST

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.walker.first()


class Last(Command):
    """Move to the end of the list."""

    name = "last"
    title = "Last article"
    group = Group.MOVE
    keys = ("G", "end")
    contexts = LIST

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.walker.last()


class NextGroup(Command):
    """Move to the first article of the next group, in a grouped list."""

    name = "next-group"
    title = "Next group"
    group = Group.MOVE
    keys = ("z",)
    contexts = LIST

    def unavailable(self, reader: ReaderScreen) -> str:
        """In a list without groups."""
        return "" if reader.catalog.group else "the list has no groups; B makes them"

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.walker.next_group()


class PreviousGroup(Command):
    """Move to the first article of the group, or of the group before, in a grouped list."""

    name = "previous-group"
    title = "Previous group"
    group = Group.MOVE
    keys = ("Z",)
    contexts = LIST

    def unavailable(self, reader: ReaderScreen) -> str:
        """In a list without groups."""
        return "" if reader.catalog.group else "the list has no groups; B makes them"

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.list.move_group(-1)


class Fold(Command):
    """Show the group under the cursor by its heading alone, or with its articles again. On a folded group
    keep, drop, star, tag and mark are for all its articles.
    """

    name = "fold"
    title = "Fold or unfold the group"
    group = Group.MOVE
    keys = ("-",)
    contexts = LIST

    def unavailable(self, reader: ReaderScreen) -> str:
        """In a list without groups."""
        return "" if reader.catalog.group else "the list has no groups; B makes them"

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.folder.toggle()


class FoldAll(Command):
    """Show every group by its heading alone, or, when all are folded, with their articles."""

    name = "fold-all"
    title = "Fold or unfold all groups"
    group = Group.MOVE
    keys = ("_",)
    contexts = LIST

    def unavailable(self, reader: ReaderScreen) -> str:
        """In a list without groups."""
        return "" if reader.catalog.group else "the list has no groups; B makes them"

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.folder.toggle_all()


class NextArticle(Command):
    """Show the next article of the list without leaving the reading pane."""

    name = "next-article"
    title = "Next article"
    group = Group.MOVE
    keys = ("J", ">", "ctrl+down")
    contexts = BOTH

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.step(1)


class PreviousArticle(Command):
    """Show the previous article of the list without leaving the reading pane."""

    name = "previous-article"
    title = "Previous article"
    group = Group.MOVE
    keys = ("<", "ctrl+up")
    contexts = BOTH

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.step(-1)


class NextUnread(Command):
    """Go to the next article that is unread, passing over the dropped ones; from the end of the
    list on from its top.
    """

    name = "next-unread"
    title = "Next unread"
    group = Group.MOVE
    keys = ("n",)
    footer, rank = "unread", 12

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.walker.seek(1, "unread")


class PreviousUnread(Command):
    """Go back to the nearest article above that is unread, passing over the dropped ones."""

    name = "previous-unread"
    title = "Previous unread"
    group = Group.MOVE
    keys = ("N", "p")

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.walker.seek(-1, "unread")


class NextArrival(Command):
    """Go to the next article that came in, or whose file changed, while you were reading and that is
    still unread; the header counts them as new.
    """

    name = "next-arrival"
    title = "Next new arrival"
    group = Group.MOVE
    keys = ("A",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.arrivals.go()


class NextWithLeftovers(Command):
    """Go to the next article in which text was left in another language."""

    name = "next-with-leftovers"
    title = "Next article with leftovers"
    group = Group.MOVE
    keys = (")",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.walker.seek(1, "leftovers")


class PreviousWithLeftovers(Command):
    """Go back to the nearest article above in which text was left in another language."""

    name = "previous-with-leftovers"
    title = "Previous article with leftovers"
    group = Group.MOVE
    keys = ("(",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.walker.seek(-1, "leftovers")


class Open(Command):
    """Read the article under the cursor: on a wide screen the keys go to the reading pane, on a
    narrow one the article takes the list's place. It counts as read from then on.
    """

    name = "open"
    title = "Read the article"
    group = Group.MOVE
    keys = ("enter", "l", "right")
    contexts = LIST
    footer, rank = "read", 10

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.open()


class Back(Command):
    """Go back from the article to the list."""

    name = "back"
    title = "Back to the list"
    group = Group.MOVE
    keys = ("q", "h", "left")
    contexts = ARTICLE

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.back()


class Escape(Command):
    """Stop the translation that is under way; when there is none, go back to the list."""

    name = "escape"
    title = "Stop translating, or back to the list"
    group = Group.MOVE
    keys = ("escape",)
    contexts = ARTICLE
    footer, rank = "list", 90

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        if reader.translator.under_way:
            reader.translator.cancel()
        else:
            reader.back()


class SwitchPane(Command):
    """Give the keys to the other pane: from the list to the article and back."""

    name = "switch-pane"
    title = "Other pane"
    group = Group.MOVE
    keys = ("tab", "shift+tab")

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.back() if reader.in_article else reader.open(read=False)


class Jump(Command):
    """Put a letter before each article in view; the letter typed next moves the cursor there."""

    name = "jump"
    title = "Jump to a row in view"
    group = Group.MOVE
    keys = (";",)
    contexts = LIST

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.walker.jump()


class GoTo(Command):
    """Ask for a number or a percentage and go to that place of the list."""

    name = "go-to"
    title = "Go to a place in the list"
    group = Group.MOVE
    keys = ("#",)
    contexts = LIST

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.walker.go_to()


COMMANDS = (
    Down, Up, PageDown, PageUp, First, Last, NextGroup, PreviousGroup, Fold, FoldAll, NextArticle,
    PreviousArticle, NextUnread, PreviousUnread, NextArrival,
    NextWithLeftovers, PreviousWithLeftovers, Open, Back, Escape, SwitchPane, Jump,
    GoTo,
)  # fmt: skip
