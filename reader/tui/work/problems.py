"""Files that could not be read or analysed: the status line says how many, a screen lists them all with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.tui.work.showing import short

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen

MOST = 2_000
"""Files that are remembered, the latest; all are counted."""


class Problems:
    """What went wrong with which file since the program was started."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader
        self.found: dict[str, str] = {}
        """The reason by the file's path, the latest last."""
        self._forgotten = 0

    @property
    def count(self) -> int:
        """How many files it went wrong with."""
        return len(self.found) + self._forgotten

    def add(self, path: str, reason: str) -> None:
        """A file could not be read or analysed, or, told of the store, the analysis could not go on."""
        reader = self.reader
        if path in (reader.store.path.name, str(reader.store.path)):
            reader.say(f"{path}: {reason}", alarm=True)
            return
        self.found.pop(path, None)
        self.found[path] = reason
        if len(self.found) > MOST:
            del self.found[next(iter(self.found))]
            self._forgotten += 1
        key = reader.keys.label("problems") or ":problems"
        many = f"{self.count:,} files could not be read · {key} lists them · "
        reader.say(
            f"{many if self.count > 1 else ''}{short(path, reader.paths)}: {reason}", alarm=True
        )
        reader.refresh_header()

    def settled(self, keys: Sequence[int]) -> None:
        """These rows are new or look different: what is listed in order now is a problem no more."""
        if not self.found or not keys:
            return
        before = self.count
        for row in self.reader.store.rows(keys).values():
            if not row.failed:
                self.found.pop(row.path, None)
        if self.count != before:
            self.reader.refresh_header()

    def show(self) -> None:
        """List them all."""
        from reader.tui.screens.problems import ProblemsScreen

        self.reader.app.push_screen(ProblemsScreen(self.found, self.count, self.reader.paths))
