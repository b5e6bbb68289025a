"""What decides how an article is laid out: the width, the mode, and what is highlighted."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from reader.model import EntityLabel

WIDE = 90
"""From how many cells on two columns stand side by side."""

GUTTER = 3
MARGIN = 9
"""Cells before the text where kinds stand in the margin: the cursor's bar, the kind, a blank."""

MEASURE = 100
"""The widest column of a text that is read alone, in cells."""


class Mode(StrEnum):
    """What of the article is shown."""

    CLEANED = "cleaned"
    BOTH = "both"
    ORIGINAL = "original"
    TRANSLATION = "translation"


class Setting(Struct, frozen=True):
    """Everything that decides the pixels but the article itself. `width` is in cells."""

    width: int
    mode: Mode
    labels: frozenset[EntityLabel] = frozenset(EntityLabel)
    monochrome: bool = False

    @property
    def columns(self) -> int:
        """How many columns of text stand side by side."""
        paired = self.mode in (Mode.BOTH, Mode.TRANSLATION)
        return 2 if paired and self.width >= WIDE else 1

    @property
    def margin(self) -> int:
        """Cells left of the text."""
        return MARGIN if self.mode in (Mode.BOTH, Mode.ORIGINAL) else 2

    @property
    def left(self) -> int:
        """Cells of the left column, or of the only one."""
        room = self.width - self.margin
        if self.columns == 1:
            return max(4, min(room - 1, MEASURE))
        return (room - GUTTER) // 2

    @property
    def right(self) -> int:
        """Cells of the right column, 0 where there is none."""
        if self.columns == 1:
            return 0
        return self.width - self.margin - self.left - GUTTER
