"""Names across the corpus: who is named most, and where else a name stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.commands.base import ARTICLE, Command, Group

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Names(Command):
    """Show the most named people, organisations and places of the list, with their spellings and
    their trend over the days. Enter filters the list by one; names can be merged and split there.
    """

    name = "names"
    title = "Most named in the list"
    group = Group.FIND
    keys = ("i",)
    footer, rank = "names", 82

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        from reader.tui.article.naming import most_named

        await most_named(reader)


class Elsewhere(Command):
    """List every article that has the name under the cursor, in whatever spelling or script.
    Escape in the list leads back to the article.
    """

    name = "elsewhere"
    title = "Where else is this name?"
    group = Group.ARTICLE
    keys = ("W",)
    contexts = ARTICLE
    footer, rank = "elsewhere", 36

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        from reader.tui.article.naming import elsewhere

        elsewhere(reader)


class Corrections(Command):
    """List all your corrections of lines, of one article or of a whole source, and take one back."""

    name = "corrections"
    title = "Corrections of lines …"
    group = Group.ARTICLE

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        from reader.tui.article.overruling import corrections

        await corrections(reader)


COMMANDS = (Names, Elsewhere, Corrections)
