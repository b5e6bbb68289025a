"""A corpus at hand for a command: its store found or made, its files read and analysed."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reader.cli.output import harmless, say
from reader.cli.settings import kept_in
from reader.config import Settings
from reader.store import Store, StoreError
from reader.store.location import store_path

if TYPE_CHECKING:
    from reader.model import Article
    from reader.pipeline import Event, Finished
    from reader.store.upgrades import Upgrading

AGAIN = 0.2
"""Seconds between two words on how far an upgrade is."""


def store_file(paths: Sequence[Path], settings: Settings, named: Path | None) -> Path:
    """The store for these paths: the one that was named, or the corpus's own."""
    if named is None and os.environ.get("WIREREADER_STORE"):
        named = Path(os.environ["WIREREADER_STORE"])
    if named is not None:
        return named
    return store_path(paths, kept_in(settings))


@contextlib.contextmanager
def corpus_store(paths: Sequence[Path], settings: Settings, named: Path | None) -> Iterator[Store]:
    """The store for these paths; a passing one where the data folder cannot be written, which is told, and
    where there is nothing to keep, as of paths that do not exist.

    Raises `StoreError` for a store that was named and cannot be used.
    """
    file = store_file(paths, settings, named)
    with contextlib.ExitStack() as stack:
        try:
            if not (os.path.lexists(file) or any(path.exists() for path in paths)):
                file = _passing(stack)
            with contextlib.closing(Upgrades()) as told:
                store = Store.open(file, told=told)
        except StoreError as error:
            if named is not None or os.access(file, os.W_OK):
                raise
            say(f"{error}; results are not kept this time")
            store = Store.open(_passing(stack))
        yield stack.enter_context(store)


def _passing(stack: contextlib.ExitStack) -> Path:
    """Where a store may lie that goes with `stack`."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wirereader-"))
    return Path(folder) / "store.db"


class Page(Protocol):
    """The first page of the reader, which stands before the reader is loaded."""

    @property
    def escaped(self) -> bool:
        """Whether somebody has pressed Escape."""

    def say(self, text: str, /) -> None:
        """Write a line below the list, or wipe it."""


class Upgrades:
    """Tells how far a store of an older version is brought up to date: on the first page, or on standard error."""

    def __init__(self, page: Page | None = None) -> None:
        self._page = page
        self._shown = page is not None or sys.stderr.isatty()
        self._last = time.monotonic() - AGAIN / 2
        self._line = False

    def __call__(self, upgrading: Upgrading) -> bool:
        """Show it, now and then; whether to go on."""
        now = time.monotonic()
        if self._shown and now - self._last >= AGAIN:
            self._last, self._line = now, True
            if self._page is not None:
                self._page.say(upgrading.text)
            else:
                sys.stderr.write(f"\r{upgrading.text}\x1b[K")
                sys.stderr.flush()
        return self._page is None or not self._page.escaped

    def close(self) -> None:
        """Wipe it: it is over."""
        if self._line and self._page is not None:
            self._page.say("")
        elif self._line:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        self._line = False


class Narrator:
    """Tells on standard error what cannot be read, and how far the work is if somebody looks on."""

    def __init__(self) -> None:
        self.failed = 0
        self._told: set[str] = set()
        self._shown = sys.stderr.isatty()
        self._last = 0.0
        self._line = False

    def __call__(self, event: Event) -> None:
        """Take in one event of the pipeline."""
        from reader.pipeline import Failed, Progress

        if isinstance(event, Failed):
            self.clear()
            if event.skipped:
                say(f"skipped {event.path}: {event.reason}")
            else:
                self.failed += 1
                self._told.add(event.path)
                say(f"{event.path}: {event.reason}")
        elif isinstance(event, Progress) and self._shown:
            self._progress(event.stage, event.done, event.total)

    def lacks(self, path: str, said: str) -> None:
        """Tell of an article that is there and cannot be had; it counts as one that failed, once."""
        if path not in self._told:
            self.clear()
            self.failed += 1
            say(said)

    def clear(self) -> None:
        """Wipe the line of progress."""
        if self._line:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._line = False

    def _progress(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last < 0.2:
            return
        self._last = now
        words = {
            "read": "reading",
            "analyse": "analysing",
            "recognise": "finding names in",
            "names": "joining names",
        }
        of = f" of {total:,}" if total else ""
        sys.stderr.write(f"\r\x1b[K{harmless(words.get(stage, stage))} {done:,}{of}")
        sys.stderr.flush()
        self._line = True


def analyse(
    store: Store,
    paths: Sequence[Path],
    settings: Settings,
    narrator: Narrator,
) -> Finished:
    """Read and analyse all that is new or changed under `paths`; what was done before is kept."""
    from reader.pipeline import Coordinator
    from reader.pipeline import Settings as PipelineSettings

    analysis = settings.analysis
    coordinator = Coordinator(
        store, PipelineSettings(workers=analysis.workers, names=analysis.names), narrator
    )
    try:
        return coordinator.run(paths)
    finally:
        coordinator.close()
        narrator.clear()


def analysed(
    store: Store, paths: Sequence[Path], narrator: Narrator, wanted: Container[int] | None = None
) -> Iterator[tuple[int, Article]]:
    """Row and article of all that is analysed under `paths` (of those `wanted`), in the order of discovery.

    One whose analysis failed, now or before, or was damaged since is told and passed over.
    """
    from reader.pipeline.reading import listed

    for key in listed(store, paths):
        if wanted is not None and key not in wanted:
            continue
        try:
            article = store.article(key)
        except StoreError as error:
            narrator.lacks("", str(error))
            continue
        if article is not None:
            yield key, article
            continue
        for row in store.rows([key]).values():
            reason = row.failed or "its analysis was damaged and is made anew by the next scan"
            narrator.lacks(row.path, f"{row.path}: {reason}")
