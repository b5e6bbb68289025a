"""The first keys are read before the first paint, the others in a thread with a connection of its own.

A million keys take a tenth of a second and more, and so does counting what only a walk over the
articles can count; nobody should wait for either who looks at the first page. Whoever needs all
keys at once (the end of the list) reads them at once.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from array import array
from typing import TYPE_CHECKING

from textual.message import Message

from reader.store import Counts, QueryError, Store, StoreError
from reader.tui.catalog import GroupValue

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen

Wanted = tuple[str, str, bool, bool, str]
"""Query, sort, reverse, typing, group: what keys are the keys of."""


class Loaded(Message):
    """All keys of a query have been read, and its groups."""

    def __init__(
        self, wanted: Wanted, keys: array[int], groups: list[tuple[GroupValue, int]]
    ) -> None:
        super().__init__()
        self.wanted, self.keys, self.groups = wanted, keys, groups


class Counted(Message):
    """The articles of a query have been counted."""

    def __init__(self, number: int, counts: Counts) -> None:
        super().__init__()
        self.number, self.counts = number, counts


class Loader:
    """Completes the catalog in the background; a newer query takes an older one's place."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self._running: Store | None = None
        self._counting: Store | None = None
        self.counting = 0

    @property
    def wanted(self) -> Wanted:
        """What the catalog shows."""
        catalog = self.reader.catalog
        return catalog.query, catalog.sort, catalog.reverse, catalog.typing, catalog.group

    def start(self) -> None:
        """Read all keys of what the catalog shows, if some are missing."""
        _stop(self._running)
        if not self.reader.catalog.complete:
            threading.Thread(target=self._read, args=(self.wanted,), daemon=True).start()

    def _read(self, wanted: Wanted) -> None:
        query, sort, reverse, typing, group = wanted
        try:
            with Store.open(self.reader.store.path, read_only=True) as store:
                self._running = store
                store.db.execute("BEGIN")  # keys and groups of one moment
                keys = store.keys(query, sort, reverse, typing=typing)
                groups = store.groups(group, query, reverse, typing=typing) if group else []
        except (StoreError, QueryError):  # interrupted, or said already by the first page
            return
        finally:
            self._running = None
        self.reader.post_message(Loaded(wanted, keys, groups))

    def count(self) -> None:
        """Count the articles of what the catalog shows."""
        _stop(self._counting)
        self.counting += 1
        query, _, _, typing, _ = self.wanted
        work = threading.Thread(
            target=self._count, args=(self.counting, query, typing), daemon=True
        )
        work.start()

    def _count(self, number: int, query: str, typing: bool) -> None:
        try:
            with Store.open(self.reader.store.path, read_only=True) as store:
                self._counting = store
                counts = store.counts(query, typing=typing)
        except (StoreError, QueryError):  # interrupted, or said already by the first page
            return
        finally:
            self._counting = None
        self.reader.post_message(Counted(number, counts))

    def took(self, message: Loaded) -> None:
        """Put the keys into the catalog, if they are still those of what it shows."""
        catalog = self.reader.catalog
        if message.wanted == self.wanted and not catalog.complete:
            key = self.reader.list.key
            catalog.fill(message.keys, message.groups)
            self.reader.list.show(key)


def _stop(store: Store | None) -> None:
    """Stop what another thread reads, unless it has just ended."""
    if store is not None:
        with contextlib.suppress(sqlite3.ProgrammingError):
            store.db.interrupt()
