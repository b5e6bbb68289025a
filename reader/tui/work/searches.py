"""The searches beside the list: shown and hidden, chosen from, and counted in the background.

Counting never waits in a key's way: a thread with a connection of its own counts all of them, at
most once a second, and only while they are in view.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.message import Message

from reader.store import QueryError, Store, StoreError
from reader.tui.widgets.search_list import WIDTH, Entry

if TYPE_CHECKING:
    from textual.timer import Timer

    from reader.tui.screens.reader import ReaderScreen

AGAIN = 1.0
"""Seconds between two counts."""

TAGS = 30
"""Tags that are listed, the commonest."""


class SearchesCounted(Message):
    """How many articles each search finds, and each tag is on."""

    def __init__(self, counts: Mapping[str, int], tags: list[str]) -> None:
        super().__init__()
        self.counts, self.tags = counts, tags


class Searches:
    """Keeps the searches beside the list."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self.visible = False
        self._tags: list[str] = []
        self._counting = False
        self._counted = 0.0
        self._due: Timer | None = None

    @property
    def over(self) -> bool:
        """Whether they lie over the list, as there is no room beside it."""
        return self.reader.app.size.width < self.reader.options.wide + WIDTH

    @property
    def focused(self) -> bool:
        """Whether the keys go to them."""
        return self.reader.focused is self.reader.search_list

    def restore(self, visible: bool) -> None:
        """Show them as they were left; over the list they are never shown unasked."""
        if visible and not self.over:
            self._show(True)

    def toggle(self) -> None:
        """Show them and give them the keys; from there hide them."""
        if self.visible and self.focused:
            self.hide()
            return
        self._show(True)
        self.reader.search_list.go_to_query()
        self.reader.set_focus(self.reader.search_list, scroll_visible=False)
        self.reader.place.remember()

    def leave(self) -> None:
        """Give the keys back to the list; what lies over it goes."""
        if self.over:
            self.hide()
        else:
            self.reader.back()

    def hide(self) -> None:
        """Take them away and give the keys to the list."""
        self._show(False)
        self.reader.back()

    def choose(self) -> None:
        """Show the articles of the search under the cursor."""
        entry = self.reader.search_list.entry
        if entry is None or entry.query is None:
            return
        self.leave()
        self.reader.finder.choose(entry.query)

    def resized(self) -> None:
        """The screen has another width: what was beside the list may not fit any more."""
        self.reader.set_class(self.over, "-over")
        if self.visible and self.over and not self.focused:
            self._show(False)

    def _show(self, visible: bool) -> None:
        self.visible = visible
        self.reader.set_class(self.over, "-over")
        self.reader.set_class(visible, "-searches")
        self.changed()

    def changed(self) -> None:
        """Searches, the list or the store changed: show which search it is, and count anew soon."""
        if not self.visible:
            return
        finder = self.reader.finder
        entries = [Entry("all articles", "")]
        if finder.saved:
            entries.append(Entry("Saved", None))
            entries += [Entry(name, query) for name, query in finder.saved.items()]
        entries.append(Entry("States", None))
        entries += [Entry(name, query) for name, query in finder.built_in.items()]
        if self._tags:
            entries.append(Entry("Tags", None))
            entries += [Entry(f"#{tag}", f"tag:{tag}") for tag in self._tags]
        self.reader.search_list.show(entries, finder.query)
        self._count_soon()

    def _count_soon(self) -> None:
        if self._counting or self._due is not None:
            return
        wait = self._counted + AGAIN - time.monotonic()
        if wait > 0:
            self._due = self.reader.set_timer(wait, self._count)
        else:
            self._count()

    def _count(self) -> None:
        self._due = None
        if not self.visible:
            return
        self._counting = True
        wanted = [each.query for each in self.reader.search_list.entries if each.query is not None]
        threading.Thread(target=self._read, args=(wanted,), daemon=True).start()

    def _read(self, wanted: list[str]) -> None:
        counts: dict[str, int] = {}
        tags: dict[str, int] = {}
        try:
            with Store.open(self.reader.store.path, read_only=True) as store:
                tags = store.tags()
                for query in wanted:
                    try:
                        counts[query] = store.count(query)
                    except QueryError:
                        continue
        except StoreError:
            pass
        first = sorted(tags, key=lambda tag: (-tags[tag], tag))[:TAGS]
        counts |= {f"tag:{tag}": tags[tag] for tag in first}
        self.reader.post_message(SearchesCounted(counts, sorted(first)))

    def took(self, message: SearchesCounted) -> None:
        """Show what was counted."""
        self._counting, self._counted = False, time.monotonic()
        if self._tags != message.tags:
            self._tags = message.tags
            self.changed()
        self.reader.search_list.count(message.counts)
