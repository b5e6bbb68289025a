"""Groups that are shown by their headings alone: a long list at a glance, and marks on a whole group.

The cursor keeps its article under a fold, so that unfolding shows the list as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.tui.grouped import Folds
from reader.tui.widgets.headings import name_of

if TYPE_CHECKING:
    from reader.tui.screens.reader import ReaderScreen


class Folder:
    """Folds and unfolds the groups of the list."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader

    def toggle(self) -> None:
        """Fold the group under the cursor, or unfold it."""
        catalog = self.reader.catalog
        group = catalog.group_at(self.reader.list.cursor)
        if group is not None and (catalog.headed or group.value is not None):
            self._fold(catalog.folds.turned(group.value))
        elif group is not None:
            self.reader.say("this story has no other versions here")

    def toggle_all(self) -> None:
        """Fold every group, or, when all are folded, none."""
        catalog = self.reader.catalog
        if not catalog.headed:
            self._fold(Folds(others=catalog.folds != Folds(others=True)))
            return
        self.reader.waiting.whole("folding all groups", self._toggle_all)

    def _toggle_all(self) -> None:
        folds, every = self.reader.catalog.folds, frozenset(self.reader.catalog.groups.values)
        self._fold(Folds() if every <= folds.named else Folds(every))

    def said(self) -> str:
        """What the status line says of the folded group that the cursor is on; empty on an article."""
        fold = self.reader.list.fold
        if fold is None or not self.reader.catalog.headed:
            return ""
        name = name_of(self.reader.catalog.group, fold.value)
        key = self.reader.keys.label("open")
        if fold.articles == 1:
            return f"{name} · folded, 1 article · {key} unfolds"
        return f"{name} · folded, marks are for all {fold.articles:,} articles · {key} unfolds"

    def versions(self) -> str:
        """What the status line says before all else on a folded story; empty elsewhere."""
        fold = self.reader.list.fold
        if fold is None or self.reader.catalog.headed:
            return ""
        return f"marks are for all {fold.articles:,} · {self.reader.keys.label('fold')} unfolds · "

    def _fold(self, folds: Folds) -> None:
        self.reader.list.refold(folds)
        self.reader.lines.draw_status()
        self.reader.place.remember()
