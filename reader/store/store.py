"""The store: one SQLite file that several processes read and write at once.

Originals and analyses can be made again from the files; a person's triage cannot, so it alone waits
for the disk.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from reader.store.bulk import Bulk
from reader.store.compacting import Compacting
from reader.store.deciding import Deciding
from reader.store.overruling import Overruling
from reader.store.reading import Reading
from reader.store.rendering import Rendering
from reader.store.upgrades import Told


class Store(Deciding, Reading, Bulk, Overruling, Rendering, Compacting):
    """A corpus with everything known about it. Use it as a context manager, or close it."""

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, told: Told | None = None) -> Self:
        """The store at `path`, made if there is none, its tables brought up to date.

        That takes half a minute for a million articles; `told` hears how far it is and says whether to go on.
        `KeyboardInterrupt` with one line is raised where it was stopped: the store is as it was.

        A database that was lost, but for the record of marks beside it, takes its marks from there.
        Raises `StoreError` with one clear line: no store, a newer one, a damaged one, no permission.
        """
        store = cls(path, read_only=read_only, told=told)
        try:
            if not read_only:
                store.take_record()
        except BaseException:
            store.close()
            raise
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
