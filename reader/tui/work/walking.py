"""Getting about in the list: by steps, to what is wanted, to a place, to a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.catalog import FIRST
from reader.tui.commands.layouts import latin
from reader.tui.widgets.article_list import JUMPS
from reader.tui.widgets.asker import Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from reader.store import Store
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

    def last(self) -> None:
        """Go to the end of the list, which is read from there where its keys are not all known yet."""
        reader = self.reader
        if not reader.catalog.ends and reader.catalog.end():
            reader.list.show(None, fallback=len(reader.catalog) - 1)
        if reader.catalog.ends:
            reader.list.move_to(len(reader.catalog) - 1)
        else:
            reader.waiting.whole("going to the end", self.last)

    def next_group(self) -> None:
        """Go to the first article of the next group."""
        reader, catalog = self.reader, self.reader.catalog
        group = catalog.group_at(reader.list.cursor)
        if group is None or not catalog.goes_on(group):
            reader.list.move_group(1)
            return
        found = catalog.next_group(reader.list.cursor)
        if found is None:
            reader.waiting.whole("going to the next group", lambda: reader.list.move_group(1))
        else:
            reader.list.show(catalog.key(found))
            reader.list.move_to(found, centre=True)

    def seek(self, direction: int, wanted: str) -> None:
        """Go to the next article that is wanted, from the end on from the other end."""
        reader, catalog = self.reader, self.reader.catalog
        index = catalog.find(reader.list.cursor, direction, wanted)
        if index is not None:
            self.visit(index)
            return
        here = reader.list.key
        found = catalog.find_soon(here, direction, wanted) if here is not None else None
        turned = found is not None and found.sure and found.key is None
        if turned:
            found = catalog.find_soon(None, direction, wanted)
        if found is None or (found.sure and found.key in (None, here)):
            self._none(wanted)
        elif found.key is not None and self._reach(found.key):
            self._found(catalog.index(found.key), direction, turned=turned)
        else:
            reader.waiting.apart(
                "looking for the next one",
                lambda store: self._seen_far(store, direction, wanted),
                lambda seen: self._found(seen[0], direction, turned=seen[1], wanted=wanted),
            )

    def _reach(self, key: int) -> bool:
        """Have an article among the keys of the list, those around it read where it is far."""
        known = self.reader.catalog.index(key) is not None
        if not known and self.reader.catalog.reach(key):
            self.reader.list.show(key)
            known = True
        return known

    def _seen_far(self, store: Store, direction: int, wanted: str) -> tuple[int | None, bool]:
        """The same in the whole list, and whether it is from the other end on."""
        catalog, cursor = self.reader.catalog, self.reader.list.cursor
        found = catalog.find_far(cursor, direction, wanted, store)
        if found is not None:
            return found, False
        start = -1 if direction > 0 else len(catalog)
        found = catalog.find_far(start, direction, wanted, store)
        return None if found == cursor else found, True

    def _found(self, index: int | None, direction: int, *, turned: bool, wanted: str = "") -> None:
        if index is None:
            self._none(wanted)
            return
        if turned:
            self.reader.say("from the top on" if direction > 0 else "from the end on")
        self.visit(index)

    def _none(self, wanted: str) -> None:
        nothing = {"unread": "nothing is unread", "leftovers": "no other with leftovers"}
        self.reader.say(nothing.get(wanted, "none"))

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
            Question("go to", hint=f"1 to {self.reader.lines.total}, or a percentage")
        )
        text = (answer or "").strip()
        try:
            if text.endswith("%"):
                share = float(text[:-1]) / 100
                self._go_to(lambda total: int(share * (total - 1)), text)
            elif text:
                place = int(text.replace(",", "")) - 1
                self._go_to(lambda _: place, text)
        except (ValueError, OverflowError):
            self.reader.say(f"not a number: {answer}", alarm=True)

    def _go_to(self, place: Callable[[int], int], text: str) -> None:
        """Go to a place that depends on how many articles there are."""
        reader, catalog = self.reader, self.reader.catalog
        place(1)  # what is no number is said at once
        if not catalog.complete and reader.counted:
            total = reader.counts.total
            index = catalog.go(max(0, min(total - 1, place(total))))
            if index is not None:
                reader.list.show(catalog.key(index))
                reader.list.move_to(index, centre=True)
                return
        reader.waiting.whole(
            f"going to {text}",
            lambda: reader.list.move_to(place(len(catalog)), centre=True),
        )

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
