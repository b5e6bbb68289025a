"""Deciding on articles: each action is on the disk before the screen says so, and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.model import Verdict
from reader.tui.commands.base import LIST, Command, Group

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Drop(Command):
    """Drop the article, or the marked ones, and go on to the next. It stays in the list, struck
    through; pressed on a dropped article it takes the decision back.
    """

    name = "drop"
    title = "Drop"
    group = Group.TRIAGE
    keys = ("d", "delete")
    footer, rank = "drop", 40

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.triage.decide(Verdict.DROP)


class Keep(Command):
    """Keep the article, or the marked ones, and go on to the next; pressed on a kept article it
    takes the decision back.
    """

    name = "keep"
    title = "Keep"
    group = Group.TRIAGE
    keys = ("K",)
    footer, rank = "keep", 41

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.triage.decide(Verdict.KEEP)


class Star(Command):
    """Give the article, or the marked ones, a star, or take it away."""

    name = "star"
    title = "Star"
    group = Group.TRIAGE
    keys = ("s",)
    footer, rank = "star", 42

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.triage.star()


class ToggleRead(Command):
    """Mark the article, or the marked ones, as read, or as unread again."""

    name = "toggle-read"
    title = "Read or unread"
    group = Group.TRIAGE
    keys = ("m",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.triage.toggle_read()


class TagArticle(Command):
    """Ask for tags to put on the article, or the marked ones, apart by blanks or commas: `urgent` puts
    one on, `-urgent` takes it off.
    """

    name = "tag"
    title = "Tags"
    group = Group.TRIAGE
    keys = ("+",)

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.triage.ask_tags()


class Note(Command):
    """Write a note on the article; an empty one removes it."""

    name = "note"
    title = "Note"
    group = Group.TRIAGE
    keys = ("c",)

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.triage.ask_note()


class Mark(Command):
    """Mark the article for a bulk action, or take the mark away, and move on."""

    name = "mark"
    title = "Mark"
    group = Group.TRIAGE
    keys = ("space",)
    contexts = LIST

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.triage.mark()


class MarkAll(Command):
    """Mark every article of the list, or, when some are marked, none."""

    name = "mark-all"
    title = "Mark all or none"
    group = Group.TRIAGE
    keys = ("*",)
    contexts = LIST

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.triage.mark_all()


class DropLikeThis(Command):
    """Drop everything of the same kind: of this source, this day, this language, this story or with
    this tag. First shows what it hits.
    """

    name = "drop-like-this"
    title = "Drop everything like this"
    group = Group.TRIAGE
    keys = ("D",)

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        await reader.triage.drop_like_this()


class Undo(Command):
    """Take back the last action, of this session or of an earlier one: marks, corrections of lines,
    decisions on names.
    """

    name = "undo"
    title = "Undo"
    group = Group.TRIAGE
    keys = ("u",)
    footer, rank = "undo", 81

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.triage.undo()


class Redo(Command):
    """Do again what was undone last."""

    name = "redo"
    title = "Redo"
    group = Group.TRIAGE
    keys = ("U", "ctrl+r")

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.triage.redo()


class Finish(Command):
    """Do the rest of a mark on many articles, or of its undoing, that was cut off when the program was killed or the
    power failed; the status line says so at the next start.
    """

    name = "finish"
    title = "Finish what was cut off"
    group = Group.TRIAGE
    keys = ("=",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.triage.finish()


class Repeat(Command):
    """Do the last action again: on the article under the cursor, or, if it corrected a line, on the line
    under the cursor.
    """

    name = "repeat"
    title = "Repeat the last action"
    group = Group.TRIAGE
    keys = ("r",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.triage.repeat()


COMMANDS = (
    Drop, Keep, Star, ToggleRead, TagArticle, Note, Mark, MarkAll, DropLikeThis, Undo, Redo, Finish,
    Repeat,
)  # fmt: skip
