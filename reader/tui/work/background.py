"""What happens beside the reader: the analysis at work, and what others write to the store.

A timer looks at both while the analysis works. When it is done the kernel says when the
store is written to; where it cannot, a look a second goes to a counter of the database.
Nothing is drawn that has not changed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from textual.message import Message
from textual.timer import Timer

from reader.store import CutOff, Store, StoreError
from reader.tui.work.problems import Problems
from reader.tui.work.waking import Alarm

if TYPE_CHECKING:
    from reader.pipeline.messages import Event
    from reader.tui.screens.reader import ReaderScreen

BUSY = 0.2
"""Seconds between two looks while the analysis works."""

IDLE = 1.0
"""Seconds between two looks afterwards, where the kernel does not tell."""

SAY = 1.0
"""Seconds between two repaints of the progress."""

SORT = 10.0
"""Seconds between two times that the list is sorted anew while the analysis works."""


WORDS = {"analyse": "analysing", "recognise": "finding names in"}
"""What the header says of a stage; others are over too soon."""


class Altered(Message):
    """The store was written to; told to the screen that lies over the list."""


class Cut(Message):
    """A mark on many articles was cut off before this start."""

    def __init__(self, cut: CutOff) -> None:
        super().__init__()
        self.cut = cut


class Work(Protocol):
    """What the screen needs of an analysis; see `reader.pipeline.Analysis`."""

    def start(self) -> None:
        """Begin to discover and analyse, in other processes."""

    def events(self) -> Sequence[Event]:
        """What happened since the last call; never waits."""

    def request(self, keys: Sequence[int]) -> None:
        """Take these articles first."""

    def close(self) -> None:
        """Stop all workers."""


class Background:
    """Starts the analysis after the first paint and takes in its results and those of others."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self.what = WORDS["analyse"]
        self.done = 0
        self.total = 0
        self.problems = Problems(reader)
        self._work: Work | None = None
        self._timer: Timer | None = None
        self._alarm: Alarm | None = None
        self._busy = False
        self._said = 0.0
        self._counted = 0.0
        self._sorted = time.monotonic()
        self._news = True
        """Whether what is added is news: the first scan of a corpus is not."""

    @property
    def busy(self) -> bool:
        """Whether the analysis is still at work."""
        return self._busy

    def start(self, work: Work | None) -> None:
        """Begin; called once the first page is on the screen."""
        self._work, self._busy = work, work is not None
        self._news = work is None or self.reader.store.count() > 0
        if work is not None:
            work.start()
        self._alarm = Alarm(self.reader.store.path, self.look)
        self._pace()
        if self.reader.store.perhaps_cut:
            threading.Thread(target=self._look_back, daemon=True).start()
        self.look()  # at what was written since the list was read

    def close(self) -> None:
        """Stop looking."""
        if self._timer is not None:
            self._timer.stop()
        if self._alarm is not None:
            self._alarm.close()

    def _look_back(self) -> None:
        """Find out whether something was cut off, which may be to count many articles: in a thread."""
        try:
            with Store.open(self.reader.store.path, read_only=True) as store:
                cut = store.cut_off()
        except StoreError:  # whatever it is, the reader meets it as well
            return
        if cut is not None:
            self.reader.post_message(Cut(cut))

    def _pace(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._busy or self._alarm is None or not self._alarm.works:
            self._timer = self.reader.set_interval(BUSY if self._busy else IDLE, self.look)

    def look(self) -> None:
        """Take in what happened since the last look."""
        busy = self._busy
        try:
            if self._work is not None:
                self._events(self._work.events())
            self._changes()
        except StoreError as error:
            self.reader.say(str(error), alarm=True)
        if busy != self._busy:
            self._pace()

    def _events(self, events: Iterable[Event]) -> None:
        from reader.pipeline.messages import Failed, Finished, Progress

        for event in events:
            if isinstance(event, Progress):
                self._busy = True
                if event.stage in WORDS:
                    self.what = WORDS[event.stage]
                    self._progress(event.done, event.total)
            elif isinstance(event, Failed):
                if not event.skipped:
                    self.problems.add(event.path, event.reason)
            elif isinstance(event, Finished):
                self._busy, self._news = False, True
                self._progress(0, 0)
                self._settle()
                self.reader.chosen = True

    def _changes(self) -> None:
        reader = self.reader
        changes = reader.store.changes()
        if changes is None:
            return
        if reader.app.screen is not reader:
            reader.app.screen.post_message(Altered())
        if self._news:
            reader.arrivals.add(changes.added)
        self.problems.settled((*changes.added, *changes.keys))
        if changes.everything or changes.added or changes.removed:
            empty = not len(reader.catalog)
            reader.reload()
            if empty and not reader.lines.alarm:
                reader.lines.draw_status()  # whatever was said was said of nothing
            if reader.shown_key is None:
                reader.show_article()
        elif changes.keys:
            self._refresh(changes.keys)
        if reader.shown_key is not None and (
            changes.everything or reader.shown_key in changes.keys
        ):
            reader.show_article()

    def _refresh(self, keys: Sequence[int]) -> None:
        """Draw rows anew; now and then count and sort anew, as analysis finds dates and sources."""
        reader, now = self.reader, time.monotonic()
        reader.list.refresh_keys(keys)
        if reader.list.key in keys and not reader.lines.said:
            reader.lines.draw_status()
        if now - self._sorted >= SORT and self._busy:
            self._settle()
        elif now - self._counted >= SAY or not self._busy:
            self._counted = now
            reader.recount()

    def _settle(self) -> None:
        self._sorted = self._counted = time.monotonic()
        self.reader.reload()

    def _progress(self, done: int, total: int) -> None:
        """Note how far the analysis is; the header says so at most once a second."""
        self.done, self.total = done, total
        now = time.monotonic()
        if done >= total or now - self._said >= SAY:
            self._said = now
            self.reader.refresh_header()
