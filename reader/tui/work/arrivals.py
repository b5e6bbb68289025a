"""What came in while a person was reading: counted in the header, never a reason to move the cursor.

An article is news until somebody has read or dropped it, so the count goes down by working.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen

MOST = 10_000
"""Arrivals that are remembered, the latest: each count asks the store about all of them."""


class Arrivals:
    """Remembers the rows that show something new since the screen opened."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self.new = 0
        """How many of them are neither read nor dropped."""
        self._keys: dict[int, None] = {}

    def add(self, keys: Iterable[int]) -> None:
        """These rows are new, or show another text than before."""
        for key in keys:
            self._keys.pop(key, None)
            self._keys[key] = None
        for key in list(self._keys)[:-MOST]:
            del self._keys[key]

    def count(self) -> None:
        """Count anew how many are still news."""
        self.new = self.reader.store.counts_of(list(self._keys)).to_read if self._keys else 0

    def go(self) -> None:
        """Put the cursor on the next one in the list, from its end on from its top."""
        reader = self.reader
        if not self.new:
            reader.say("nothing new came in")
            return
        reader.waiting.whole("looking for what is new", self._go)

    def _go(self) -> None:
        reader = self.reader
        rows = reader.store.rows(list(self._keys))
        news = {key for key, row in rows.items() if not row.read and row.verdict != "drop"}
        places = [place for place, key in enumerate(reader.catalog.keys) if key in news]
        if not places:
            reader.say("what is new is not in this list; Esc shows all articles")
            return
        after = [place for place in places if place > reader.list.cursor]
        reader.walker.visit((after or places)[0])
