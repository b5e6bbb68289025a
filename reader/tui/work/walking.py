"""Getting about in the list: by steps, to what is wanted, to a place, to a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.catalog import FIRST
from reader.tui.commands.layouts import latin
from reader.tui.widgets.article_list import JUMPS
from reader.tui.widgets.asker import Question

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Walker:
    """Moves the cursor of the list, with the article following when that has the keys."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader

    def step(self, count: int, *, quiet: bool = False) -> None:
        """Go on by articles, in either pane."""
        before = self.reader.list.cursor
        self.reader.list.move(count)
        if self.reader.list.cursor == before and not quiet:
            self.reader.say(
                "that was the last article" if count > 0 else "that was the first article"
            )
        if self.reader.in_article:
            self.reader.follow_now()
            if not quiet:
                self.reader.mark_read()
            self.reader.place.remember()

    def first(self) -> None:
        """Go to the top of the list, which is read anew where the list began further down."""
        reader = self.reader
        if reader.catalog.cut:
            reader.catalog.load(FIRST)
            reader.list.show(None, fallback=0)
        reader.list.move_to(0)

    def seek(self, direction: int, wanted: str) -> None:
        """Go to the next article that is wanted, from the end on from the other end."""
        found = self.reader.catalog.find(self.reader.list.cursor, direction, wanted)
        if found is None and not self.reader.catalog.complete:
            self.reader.load_all()
            found = self.reader.catalog.find(self.reader.list.cursor, direction, wanted)
        if found is None:
            start = -1 if direction > 0 else len(self.reader.catalog)
            found = self.reader.catalog.find(start, direction, wanted)
            if found is None or found == self.reader.list.cursor:
                nothing = {"unread": "nothing is unread", "leftovers": "no other with leftovers"}
                self.reader.say(nothing.get(wanted, "none"))
                return
            self.reader.say("from the top on" if direction > 0 else "from the end on")
        self.visit(found)

    def visit(self, index: int) -> None:
        """Put the cursor on a place of the list; where the article has the keys it is read."""
        self.reader.list.reveal(index)
        if self.reader.in_article:
            self.reader.follow_now()
            self.reader.mark_read()
            self.reader.place.remember()

    async def go_to(self) -> None:
        """Ask for a place of the list."""
        answer = await self.reader.ask(
            Question("go to", hint=f"1 to {len(self.reader.catalog):,}, or a percentage")
        )
        self.reader.load_all()
        try:
            text = (answer or "").strip()
            if text.endswith("%"):
                self.reader.list.move_to(
                    int(float(text[:-1]) / 100 * (len(self.reader.catalog) - 1)), centre=True
                )
            elif text:
                self.reader.list.move_to(int(text.replace(",", "")) - 1, centre=True)
        except ValueError:
            self.reader.say(f"not a number: {answer}", alarm=True)

    def jump(self) -> None:
        """Wait for the letter of a row."""
        self.reader.list.set_jumping(True)
        self.reader.say("type the letter of a row")

    def jumped(self, key: str) -> bool:
        """Take the letter of a row, if one is waited for."""
        if not self.reader.list.jumping:
            return False
        self.reader.list.set_jumping(False)
        self.reader.say("")
        letter = latin(key)
        index = self.reader.list.index_on(JUMPS.index(letter)) if letter in JUMPS else None
        if letter and index is not None:
            self.reader.list.move_to(index)
        return True
