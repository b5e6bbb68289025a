"""Textual's driver, told apart in two moments: the screen is lost, or is there already.

A terminal that comes back from a suspension shows something else than was
sent to it. A terminal on which the first page was painted before Textual was
loaded must not be cleared when Textual enters its alternate screen.
"""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver

from reader.tui.terminal.thin import ThinOutput

ENTER = "\x1b[?1049h"


class ThinDriver(LinuxDriver):
    """The driver for terminals on Linux and macOS."""

    _stays = False

    def start_application_mode(self) -> None:
        """Enter, or enter again after a suspension."""
        app = self._app
        self._stays = isinstance(app, ThinOutput) and app.screen_entered()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual has no types here

    def write(self, data: str) -> None:
        """Send text; entering the alternate screen a second time would clear it."""
        if data == ENTER and self._stays:
            self._stays = False
            return
        super().write(data)
