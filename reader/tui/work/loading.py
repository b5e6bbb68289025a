"""The first keys are read before the first paint, the others in a thread with a connection of its own.

A million keys take a tenth of a second and more; nobody should wait for them who looks at
the first page. Whoever needs them all at once (the end of the list) reads them at once.
"""

from __future__ import annotations

import threading
from array import array
from typing import TYPE_CHECKING

from textual.message import Message

from reader.store import QueryError, Store, StoreError

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen

Wanted = tuple[str, str, bool, bool]
"""Query, sort, reverse, typing: what keys are the keys of."""


class Loaded(Message):
    """All keys of a query have been read."""

    def __init__(self, wanted: Wanted, keys: array[int]) -> None:
        super().__init__()
        self.wanted, self.keys = wanted, keys


class Loader:
    """Completes the catalog in the background; a newer query takes an older one's place."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self._running: Store | None = None

    @property
    def wanted(self) -> Wanted:
        """What the catalog shows."""
        catalog = self.reader.catalog
        return catalog.query, catalog.sort, catalog.reverse, catalog.typing

    def start(self) -> None:
        """Read all keys of what the catalog shows, if some are missing."""
        running = self._running
        if running is not None:
            running.db.interrupt()
        if not self.reader.catalog.complete:
            threading.Thread(target=self._read, args=(self.wanted,), daemon=True).start()

    def _read(self, wanted: Wanted) -> None:
        query, sort, reverse, typing = wanted
        try:
            with Store.open(self.reader.store.path, read_only=True) as store:
                self._running = store
                keys = store.keys(query, sort, reverse, typing=typing)
        except (StoreError, QueryError):  # interrupted, or said already by the first page
            return
        finally:
            self._running = None
        self.reader.post_message(Loaded(wanted, keys))

    def took(self, message: Loaded) -> None:
        """Put the keys into the catalog, if they are still those of what it shows."""
        catalog = self.reader.catalog
        if message.wanted == self.wanted and not catalog.complete:
            key = self.reader.list.key
            catalog.fill(message.keys)
            self.reader.list.show(key)
