"""The first keys are read before the first paint, the others in a thread with a connection of its own.

A million keys take a tenth of a second and more, and so does counting what only a walk over the
articles can count; nobody should wait for either who looks at the first page. Whoever needs all
keys (`waiting`) does so when they are there.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from reader.store import Counts, QueryError, Store, StoreError
from reader.tui.grouped import Groups

if TYPE_CHECKING:
    from textual.timer import Timer

    from reader.tui.screens.reader import ReaderScreen

REST = 0.2
"""Seconds that a query which is being typed rests before all of it is read: no thread for each letter."""

MANY = 10_000
"""Articles that are counted before all are: soon enough to tell a frequent word from a rare one."""

Wanted = tuple[str, str, bool, bool, str]
"""Query, sort, reverse, typing, group: what keys are the keys of."""


class Loaded(Message):
    """All keys of a query have been read, and its groups."""

    def __init__(self, wanted: Wanted, keys: array[int], groups: Groups) -> None:
        super().__init__()
        self.wanted, self.keys, self.groups = wanted, keys, groups


class Unread(Message):
    """The keys of a query cannot be read."""

    def __init__(self, wanted: Wanted, error: StoreError) -> None:
        super().__init__()
        self.wanted, self.error = wanted, error


class Counted(Message):
    """The articles of a query have been counted, or, if not `whole`, that there are at least so many."""

    def __init__(self, number: int, counts: Counts, *, whole: bool = True) -> None:
        super().__init__()
        self.number, self.counts, self.whole = number, counts, whole


class Loader:
    """Completes the catalog in the background; a newer query takes an older one's place."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self._running: Store | None = None
        self._counting: Store | None = None
        self._apart = False
        self.counting = 0
        self.sought: tuple[int | None, int | None] | None = None
        """An article whose place only the whole list tells, and where the cursor stands meanwhile."""
        self._due: dict[str, Timer] = {}

    @property
    def wanted(self) -> Wanted:
        """What the catalog shows."""
        catalog = self.reader.catalog
        return catalog.query, catalog.sort, catalog.reverse, catalog.typing, catalog.group

    def start(self) -> None:
        """Read all keys of what the catalog shows, if some are missing."""
        _stop(self._running)
        if not self.reader.catalog.complete:
            self._rested(self._read, self.wanted)
        else:
            self._forget(self._read)

    def _rested(self, read: Callable[..., None], *what: object) -> None:
        """Start a thread, at once or when the query that is being typed has rested."""
        self._forget(read)
        if not self._apart:
            self._apart = True
            keep_apart()
        work = threading.Thread(target=read, args=what, daemon=True)
        if self.reader.catalog.typing:
            self._due[read.__name__] = self.reader.set_timer(REST, work.start)
        else:
            work.start()

    def _forget(self, read: Callable[..., None]) -> None:
        """What was to be read is not wanted any more."""
        due = self._due.pop(read.__name__, None)
        if due is not None:
            due.stop()

    def _read(self, wanted: Wanted) -> None:
        query, sort, reverse, typing, group = wanted
        try:
            with Store.open(self.reader.store.path, read_only=True) as store:
                self._running = store
                store.db.execute("BEGIN")  # keys and groups of one moment
                keys = store.keys(query, sort, reverse, typing=typing)
                found = store.groups(group, query, reverse, typing=typing) if group else []
        except QueryError:  # said already by the first page
            return
        except StoreError as error:
            if "interrupted" not in str(error):  # by `_stop`
                self.reader.post_message(Unread(wanted, error))
            return
        finally:
            self._running = None
            give_back()
        self.reader.post_message(Loaded(wanted, keys, Groups(found, len(keys))))

    def failed(self, message: Unread) -> None:
        """Say why the list ends where it does, if it still shows."""
        if message.wanted == self.wanted and not self.reader.catalog.complete:
            self.reader.waiting.failed(message.wanted, message.error)
            self.reader.say(str(message.error), alarm=True)

    def count(self) -> None:
        """Count the articles of what the catalog shows."""
        _stop(self._counting)
        self.counting += 1
        query, _, _, typing, _ = self.wanted
        self._rested(self._count, self.counting, query, typing)

    def _count(self, number: int, query: str, typing: bool) -> None:
        try:
            with Store.open(self.reader.store.path, read_only=True) as store:
                self._counting = store
                some = len(store.keys(query, limit=MANY, typing=typing))
                if some == MANY:
                    early = Counted(number, Counts(total=some), whole=False)
                    self.reader.post_message(early)
                counts = store.counts(query, typing=typing)
        except (StoreError, QueryError):  # interrupted, or said already by the first page
            return
        finally:
            self._counting = None
            give_back()
        self.reader.post_message(Counted(number, counts))

    def took(self, message: Loaded) -> None:
        """Put the keys into the catalog, if they are still those of what it shows."""
        catalog = self.reader.catalog
        if message.wanted == self.wanted and not catalog.complete:
            key, sought = self.reader.list.key, self.sought
            catalog.fill(message.keys, message.groups)
            if sought is not None and sought[1] == key and catalog.index(sought[0]) is not None:
                key = sought[0]
            self.sought = None
            self.reader.list.show(key)
            self.reader.lines.draw_place()
            self.reader.waiting.looked()


def _stop(store: Store | None) -> None:
    """Stop what another thread reads, unless it has just ended."""
    if store is not None:
        with contextlib.suppress(sqlite3.ProgrammingError):
            store.db.interrupt()


_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # mallopt(3)


def keep_apart() -> None:
    """Let glibc ask the system for each large piece of memory by itself and give it back when it is freed.

    It would raise the bound from which on it does so to the largest piece that was freed, which are all keys; and
    keep a heap for each thread.
    """
    import ctypes  # deferred: 3 ms, which the first screen does not have

    with contextlib.suppress(OSError, AttributeError):  # another C library has no such call
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, 1 << 18)
        library.mallopt(_ARENA_MAX, 2)


def give_back() -> None:
    """Let the system have what sorting half a million matches took: glibc keeps 60 MB of it otherwise."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):  # another C library has no such call
        ctypes.CDLL(None).malloc_trim(0)
