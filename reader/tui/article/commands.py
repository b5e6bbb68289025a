"""What a person can do in the reading pane, one class each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from reader.tui.commands.base import ARTICLE, Command, Group

if TYPE_CHECKING:
    from reader.tui.article.setting import Mode
    from reader.tui.screens.reader import ReaderScreen


def _say_none(reader: ReaderScreen, none: str) -> None:
    """Say that there is none, or that an article which has no room beside the list is to be opened first."""
    shown = reader.in_article or reader.article.drawn
    reader.say(none if shown else "Enter opens the article first")


class LineDown(Command):
    """Move the cursor down a row of the article."""

    name = "article-down"
    title = "Row down"
    group = Group.MOVE
    keys = ("j", "down")
    contexts = ARTICLE
    footer, rank = "move", 1

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.article.move(1)


class LineUp(Command):
    """Move the cursor up a row of the article."""

    name = "article-up"
    title = "Row up"
    group = Group.MOVE
    keys = ("k", "up")
    contexts = ARTICLE
    footer, rank = "move", 2

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.article.move(-1)


class PageDown(Command):
    """Read on by a page; from the end of an article on to the next one."""

    name = "article-page-down"
    title = "Page down, then the next article"
    group = Group.MOVE
    keys = ("space", "pagedown", "ctrl+f")
    contexts = ARTICLE

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        if reader.article.at_end():
            reader.step(1)
        else:
            reader.article.page(1)


class PageUp(Command):
    """Go back by a page of the article."""

    name = "article-page-up"
    title = "Page up"
    group = Group.MOVE
    keys = ("b", "pageup", "ctrl+b")
    contexts = ARTICLE

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.article.page(-1)


class Top(Command):
    """Go to the beginning of the article."""

    name = "article-top"
    title = "Beginning of the article"
    group = Group.MOVE
    keys = ("g", "home")
    contexts = ARTICLE

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.article.to_top()


class End(Command):
    """Go to the end of the article."""

    name = "article-end"
    title = "End of the article"
    group = Group.MOVE
    keys = ("G", "end")
    contexts = ARTICLE

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.article.to_end()


class NextLeftover(Command):
    """Move to the next fragment that was left in another language; the status line says which
    language, what kind and why.
    """

    name = "next-leftover"
    title = "Next leftover"
    group = Group.ARTICLE
    keys = ("]",)
    footer, rank = "leftover", 30

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.follow_now()
        if not reader.article.next_leftover(1):
            _say_none(reader, "no leftover further down")


class PreviousLeftover(Command):
    """Move back to the fragment before that was left in another language."""

    name = "previous-leftover"
    title = "Previous leftover"
    group = Group.ARTICLE
    keys = ("[",)
    footer, rank = "leftover", 30

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.follow_now()
        if not reader.article.next_leftover(-1):
            _say_none(reader, "no leftover further up")


class NextEntity(Command):
    """Move to the next name of a highlighted type."""

    name = "next-entity"
    title = "Next name"
    group = Group.ARTICLE
    keys = ("}",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.follow_now()
        if not reader.article.next_entity(1):
            _say_none(reader, "no name further down")


class PreviousEntity(Command):
    """Move back to the name before, of a highlighted type."""

    name = "previous-entity"
    title = "Previous name"
    group = Group.ARTICLE
    keys = ("{",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.follow_now()
        if not reader.article.next_entity(-1):
            _say_none(reader, "no name further up")


class NextMode(Command):
    """Show the article another way: cleaned, original and cleaned side by side (one above the
    other where the screen is narrow), the original alone, or its translation.
    """

    name = "view"
    title = "Switch the view"
    group = Group.ARTICLE
    keys = ("v",)
    footer, rank = "view", 20

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.follow_now()
        reader.article.next_mode()
        reader.say(f"view: {reader.article.mode}")


class _ShowMode(Command):
    mode: ClassVar[str]

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        from reader.tui.article.setting import Mode

        mode: Mode = Mode(self.mode)
        reader.follow_now()
        reader.article.choose_mode(mode)
        reader.say(f"view: {mode}")


class ShowCleaned(_ShowMode):
    """Show the cleaned text: the story, with what was dropped folded away."""

    name = "view-cleaned"
    title = "Cleaned text"
    group = Group.ARTICLE
    keys = ("1",)
    mode = "cleaned"


class ShowBoth(_ShowMode):
    """Show the original and the cleaned text line against line."""

    name = "view-both"
    title = "Original and cleaned"
    group = Group.ARTICLE
    keys = ("2",)
    mode = "both"


class ShowOriginal(_ShowMode):
    """Show the original as the outlet wrote it, dropped lines dimmed and named in the margin."""

    name = "view-original"
    title = "Original"
    group = Group.ARTICLE
    keys = ("3",)
    mode = "original"


class ShowTranslation(_ShowMode):
    """Show the translation, sentence against sentence where the screen is wide."""

    name = "view-translation"
    title = "Translation"
    group = Group.ARTICLE
    keys = ("4",)
    mode = "translation"


class Why(Command):
    """Say why the line under the cursor was kept or dropped: kind, rule, score and evidence;
    and let it be decided otherwise, here or always in this source.
    """

    name = "why"
    title = "Why kept or dropped?"
    group = Group.ARTICLE
    keys = ("w",)
    contexts = ARTICLE
    footer, rank = "why", 34

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        from reader.tui.article.overruling import why

        await why(reader)


class OverruleLine(Command):
    """Drop the line under the cursor, or restore it where it was dropped, in this article;
    pressed again the correction is taken back.
    """

    name = "overrule"
    title = "Drop or restore the line"
    group = Group.ARTICLE
    keys = ("x",)
    contexts = ARTICLE

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        from reader.tui.article.overruling import turn

        turn(reader)


class Entities(Command):
    """List the names of the article with counts and spellings. Enter shows every article that
    has the name; types can be switched on and off.
    """

    name = "entities"
    title = "Names in the article"
    group = Group.ARTICLE
    keys = ("e",)
    footer, rank = "entities", 35

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        from reader.tui.article.naming import pick_name

        reader.follow_now()
        await pick_name(reader)


class Alternatives(Command):
    """List the other renderings that the engine offers for the translation under the cursor;
    the one picked is kept as yours.
    """

    name = "alternatives"
    title = "Other translations"
    group = Group.TRANSLATE
    keys = ("a",)
    contexts = ARTICLE

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        from reader.tui.article.correcting import pick_alternative

        await pick_alternative(reader)


class Correct(Command):
    """Correct the translation under the cursor by hand. Your rendering is kept, and wins from
    now on wherever the same words stand.
    """

    name = "correct"
    title = "Correct the translation"
    group = Group.TRANSLATE
    keys = ("C",)
    contexts = ARTICLE

    async def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        from reader.tui.article.correcting import correct

        await correct(reader)


COMMANDS = (
    LineDown, LineUp, PageDown, PageUp, Top, End, NextLeftover, PreviousLeftover, NextEntity,
    PreviousEntity, NextMode, ShowCleaned, ShowBoth, ShowOriginal, ShowTranslation, Why,
    OverruleLine, Entities, Alternatives, Correct,
)  # fmt: skip
