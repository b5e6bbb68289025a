"""Groups that are shown by their headings alone: a long list at a glance, and marks on a whole group.

The cursor keeps its article under a fold, so that unfolding shows the list as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.widgets.headings import name_of

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Folder:
    """Folds and unfolds the groups of the list."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader

    def toggle(self) -> None:
        """Fold the group under the cursor, or unfold it."""
        reader = self.reader
        reader.load_all()
        group = reader.catalog.group_at(reader.list.cursor)
        if group is not None:
            self._fold(reader.catalog.folded ^ {group.value})

    def toggle_all(self) -> None:
        """Fold every group, or, when all are folded, none."""
        reader = self.reader
        reader.load_all()
        every = {group.value for group in reader.catalog.groups}
        self._fold(set() if every <= reader.catalog.folded else every)

    def said(self) -> str:
        """What the status line says of the folded group that the cursor is on; empty on an article."""
        fold = self.reader.list.fold
        if fold is None:
            return ""
        name = name_of(self.reader.catalog.group, fold.value)
        key = self.reader.keys.label("open")
        if fold.articles == 1:
            return f"{name} · folded, 1 article · {key} unfolds"
        return f"{name} · folded, marks are for all {fold.articles:,} articles · {key} unfolds"

    def _fold(self, values: set[str | int | None]) -> None:
        self.reader.list.refold(values)
        self.reader.lines.draw_status()
        self.reader.place.remember()
