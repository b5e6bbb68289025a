"""A command is written once, and everything that shows it is made from it.

One class gives the key, the footer item, the row of the palette and of the
help, the name for the configuration and the line that `wirereader keys`
prints, so none of them can disagree. Nothing here loads Textual: the keys can
be listed without opening the interface.

To add a command, write a class and put it into its module's `COMMANDS`::

    class NextLeftover(Command):
        \"\"\"Move to the next fragment that was left in another language.\"\"\"

        name = "next-leftover"
        title = "Next leftover"
        keys = ("]",)
        group = Group.ARTICLE
        contexts = BOTH
        footer, rank = "leftover", 30

        def run(self, reader: ReaderScreen) -> None:
            reader.article.next_leftover(1)
"""

from __future__ import annotations

from collections.abc import Coroutine
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Context(StrEnum):
    """The pane that has the focus when a key is pressed."""

    LIST = "list"
    ARTICLE = "article"
    SEARCHES = "searches"
    NAMES = "names"


LIST = frozenset({Context.LIST})
ARTICLE = frozenset({Context.ARTICLE})
SEARCHES = frozenset({Context.SEARCHES})
BOTH = LIST | ARTICLE
ALL = BOTH | SEARCHES
NAMES = frozenset({Context.NAMES})


class Group(StrEnum):
    """The headings under which the help and the key list sort the commands."""

    MOVE = "Moving"
    TRIAGE = "Triage"
    ARTICLE = "Reading"
    TRANSLATE = "Translation"
    FIND = "Finding"
    OUTSIDE = "Other programs"
    PROGRAM = "Program"
    NAMES = "Names"


class Command:
    """One thing a person can do. The docstring of a subclass is its help text.

    `name` is what the configuration and the palette call it, in kebab case;
    `title` says it in two or three words. `keys` are single characters or
    Textual key names (``enter``, ``pagedown``, ``ctrl+r``); the letters of the
    other keyboard layouts are added by `reader.tui.commands.layouts`. `contexts`
    are the panes in which its keys work. `footer` is its word in the footer
    (empty: not shown) and `rank` its place there, lowest first; commands that
    share a word share the item (``j/k move``).
    """

    name: ClassVar[str]
    title: ClassVar[str]
    group: ClassVar[Group]
    keys: ClassVar[tuple[str, ...]] = ()
    contexts: ClassVar[frozenset[Context]] = BOTH
    footer: ClassVar[str] = ""
    rank: ClassVar[int] = 50

    def run(self, reader: ReaderScreen) -> Coroutine[Any, Any, None] | None:
        """Do it. What went wrong is said with `reader.say(text)`, never raised at the person."""
        raise NotImplementedError

    def unavailable(self, reader: ReaderScreen) -> str:  # noqa: ARG002 - subclasses look at it
        """Why it cannot be done just now, in a few words; empty when it can."""
        return ""

    @classmethod
    def help(cls) -> str:
        """The help text: the docstring with its line breaks undone."""
        return " ".join((cls.__doc__ or cls.title).split())
