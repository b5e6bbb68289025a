"""The first pass: what lies on disk goes into the store, and what has gone from the disk leaves the list.

A file whose size and time are as they were is not even opened; one whose bytes are as they were is
not analysed again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader import clean
from reader.ingest import IngestError, Skipped, discover, read
from reader.model import Document
from reader.pipeline.messages import Changed, Event, Failed, Progress
from reader.store import FileState, Store

BATCH = 100
"""Files that go into the store in one transaction."""

PATIENCE = 0.5
"""Seconds after which a batch goes in however small, so that the list grows while files are read."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What a pass found: files in all, those that could not be read, whether it was cut short."""

    files: int
    failed: int
    cancelled: bool = False


def absolute(path: Path) -> str:
    """A path as the store knows it: absolute, links as they are named."""
    return os.path.abspath(path)  # noqa: PTH100  # Path.resolve would follow links


class Reader:
    """Reads files into a store and tells what it does; `stop` is asked between files."""

    def __init__(
        self, store: Store, tell: Callable[[Event], None], stop: Callable[[], bool] = lambda: False
    ) -> None:
        self.store = store
        self.tell = tell
        self.stop = stop
        self._batch: list[tuple[FileState, tuple[Document, ...], tuple[str | None, ...]]] = []
        self._last = time.monotonic()
        self._altered = False

    def everything(self, paths: Sequence[Path]) -> Intake:
        """Read all files under `paths` that are new or changed; take the vanished off the list."""
        seen: set[str] = set()
        files = failed = 0
        for found in discover(paths):
            if self.stop():
                self._write()
                return Intake(files, failed, cancelled=True)
            if isinstance(found, Skipped):
                failed += found.failed
                self.tell(Failed(str(found.path), found.reason, skipped=not found.failed))
                continue
            files += 1
            seen.add(absolute(found))
            if not self.one(found):
                failed += 1
            if files % BATCH == 0:
                self.tell(Progress("read", files, 0))
        self._write()
        self._vanished(paths, seen)
        if self._altered:
            self.store.purge()
            self._altered = False
        self.tell(Progress("read", files, files))
        return Intake(files, failed)

    def some(self, paths: Sequence[Path]) -> None:
        """Read these files, which are known to have changed or gone."""
        gone = [absolute(path) for path in paths if not path.exists()]
        for found in discover([path for path in paths if path.exists()]):
            if isinstance(found, Path):
                self.one(found)
        self._write()
        self._remove(gone)
        if self._altered:
            self.store.purge()
            self._altered = False

    def one(self, path: Path) -> bool:
        """Read one file if it changed; False if it cannot be read, which is told."""
        place = absolute(path)
        known = self.store.file(place)
        try:
            status = path.stat()
            if known and (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns):
                self._shown(known, path)
                return True
            documents = read(path)
        except IngestError as error:
            self._unreadable(place, path, f"{error.reason}; {error.advice}")
            return False
        except OSError as error:
            self._unreadable(place, path, f"cannot be read ({error.strerror or error})")
            return False
        except Exception as error:  # noqa: BLE001  # a parser may fail on hostile input in ways of its own
            self._unreadable(place, path, f"cannot be read ({type(error).__name__})")
            return False
        sha = documents[0].id if documents else ""
        state = FileState(place, status.st_size, status.st_mtime_ns, sha, str(path))
        if known and known.sha == sha:
            self.store.touch(state)
            return True
        self._altered = self._altered or known is not None
        sources = tuple(clean.source_of(document) for document in documents)
        self._batch.append((state, documents, sources))
        if len(self._batch) >= BATCH or time.monotonic() - self._last > PATIENCE:
            self._write()
        return True

    def _shown(self, known: FileState, path: Path) -> None:
        if known.shown != str(path):
            self.store.touch(
                FileState(known.path, known.size, known.mtime_ns, known.sha, str(path))
            )

    def _unreadable(self, place: str, path: Path, reason: str) -> None:
        self.tell(Failed(str(path), reason))
        if not path.exists():
            self._remove([place])

    def _write(self) -> None:
        if self._batch:
            done = self.store.add_documents(self._batch)
            self._batch.clear()
            self.tell(Changed(tuple(done.changed), tuple(done.added), tuple(done.removed)))
        self._last = time.monotonic()

    def _vanished(self, paths: Sequence[Path], seen: set[str]) -> None:
        roots = [absolute(path) for path in paths]
        gone = [
            path
            for path in self.store.paths()
            if path not in seen and any(_under(path, root) for root in roots)
        ]
        # A folder that cannot be listed just now is no reason to forget what it holds.
        self._remove([path for path in gone if not os.path.lexists(path)])

    def _remove(self, paths: Sequence[str]) -> None:
        if paths:
            keys = self.store.remove_files(paths)
            self._altered = True
            if keys:
                self.tell(Changed(removed=tuple(keys)))


def _under(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def listed(store: Store, paths: Sequence[Path]) -> Iterator[int]:
    """The rows of all articles under `paths` in the order of discovery."""
    for found in discover(paths):
        if isinstance(found, Path):
            yield from store.keys_at(absolute(found))
