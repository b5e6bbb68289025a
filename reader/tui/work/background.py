"""What happens beside the reader: the analysis at work, and what others write to the store.

Both are looked at by a timer that stops when there is nothing more to come, so an
idle screen wakes nothing up but one look a second at a counter of the database.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from textual.timer import Timer

from reader.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reader.tui.screens.reader import ReaderScreen

POLL = 0.2
"""Seconds between two looks at the analysis while it works."""

WATCH = 1.0
"""Seconds between two looks at what others wrote."""

SAY = 1.0
"""Seconds between two repaints of the progress."""


class Work(Protocol):
    """What the screen needs of an analysis; see `reader.pipeline.Analysis`."""

    def start(self) -> None: ...
    def request(self, keys: Sequence[int]) -> None: ...
    def close(self) -> None: ...


class Background:
    """Starts the analysis after the first paint and takes its results in one by one."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self.done = 0
        self.total = 0
        self._timer: Timer | None = None
        self._watch: Timer | None = None
        self._said = 0.0
        self._counted = 0.0

    def start(self) -> None:
        """Begin; called once the first page is on the screen."""
        self._watch = self.reader.set_interval(WATCH, self.look)

    def look(self) -> None:
        """Take in what other connections wrote: the analysis of this corpus, another reader's triage."""
        reader = self.reader
        try:
            changes = reader.store.changes()
        except StoreError as error:
            reader.say(str(error), alarm=True)
            return
        if changes is None:
            return
        if changes.everything or changes.added or changes.removed:
            reader.catalog.forget_all()
            reader.reload()
        elif changes.keys:
            reader.list.refresh_keys(changes.keys)
            reader.recount()
        if reader.shown_key in changes.keys or changes.everything:
            reader.show_article()

    def progress(self, done: int, total: int) -> None:
        """Note how far the analysis is; the header says so at most once a second."""
        self.done, self.total = done, total
        now = time.monotonic()
        if done >= total or now - self._said >= SAY:
            self._said = now
            self.reader.refresh_header()
