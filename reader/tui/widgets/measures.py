"""How the screen is shared out between the list and the reading pane."""

from __future__ import annotations

PANE = 93
"""Cells that the reading pane takes of a wide screen: two columns of text side by side."""

LIST_MIN, LIST_MAX = 46, 84
"""Narrowest and widest list beside a reading pane, in cells."""


def list_width(width: int) -> int:
    """Cells of the list beside a reading pane, on a screen of `width` cells."""
    return max(LIST_MIN, min(LIST_MAX, width - PANE))
