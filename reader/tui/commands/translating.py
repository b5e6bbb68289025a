"""Translating without leaving the article, and always saying which engine did it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.commands.base import Command, Group

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class TranslateLeftover(Command):
    """Translate the fragment under the cursor: by the phrasebook where it knows it, else by an
    installed model.
    """

    name = "translate"
    title = "Translate the leftover"
    group = Group.TRANSLATE
    keys = ("t",)
    footer, rank = "translate", 31

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.translator.leftover()


class TranslateArticle(Command):
    """Translate the whole article into your language, sentence by sentence, beside the original."""

    name = "translate-article"
    title = "Translate the article"
    group = Group.TRANSLATE
    keys = ("T",)
    footer, rank = "article", 32

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.translator.whole()


class StopTranslating(Command):
    """Stop the translation that is under way; what is translated stays."""

    name = "stop-translating"
    title = "Stop translating"
    group = Group.TRANSLATE
    keys = ("ctrl+x",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.translator.cancel()


class TranslateTitles(Command):
    """Show the titles in other languages as a machine translates them, or as they were written
    again. They come in the background; the status line says which engine made them of what.
    """

    name = "translate-titles"
    title = "Translate the titles"
    group = Group.TRANSLATE
    keys = ("L",)

    def run(self, reader: ReaderScreen) -> None:
        """Do it."""
        reader.titles.toggle()


COMMANDS = (TranslateLeftover, TranslateArticle, TranslateTitles, StopTranslating)
