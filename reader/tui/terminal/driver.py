"""Textual's driver, told apart in two moments: the screen is lost, or is there already.

A terminal that comes back from a suspension shows something else than was
sent to it. A terminal on which the first page was painted before Textual was
loaded must not be cleared when Textual enters its alternate screen.

The screen is standard output, and UTF-8 whatever the locale; Textual's own driver draws on
standard error, which a person may have sent to a file.
"""

from __future__ import annotations

import contextlib
import io
import os
import select
import signal
import sys
import termios
from typing import TYPE_CHECKING

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from reader.tui.terminal.thin import ThinOutput

if TYPE_CHECKING:
    from textual.app import App

ENTER = "\x1b[?1049h"
LEAVE = b"\x1b[r\x1b[m\x1b[<u\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
"""What puts a terminal back: no region, no colour, the usual keyboard, wrapping, screen and cursor."""


SHORT = 128
"""Characters up to which a text is written at once: what moves a cursor, and what any terminal that takes bytes at all
has room for."""


class _Screen(io.TextIOWrapper):
    """Standard output as a text file that knows how many of the texts it was given have been sent."""

    def __init__(self, descriptor: int) -> None:
        raw = open(descriptor, "wb", closefd=False)  # noqa: SIM115  # it lives as long as the program
        super().__init__(raw, encoding="utf-8", errors="replace", newline="")
        self.sent = self._taken = 0

    def write(self, text: str) -> int:
        """Take a text."""
        self._taken += 1
        return super().write(text)

    def flush(self) -> None:
        """Send what was taken."""
        taken = self._taken
        super().flush()
        self.sent = taken


class ThinDriver(LinuxDriver):
    """The driver for terminals on Linux and macOS."""

    _stays = False
    _ahead = b""
    _given = 0
    """Texts that the writing thread was given."""
    _entered = False

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._poll = select.poll()
        if sys.__stdout__ is not None and os.isatty(1):
            self._file = _Screen(1)
            self._poll.register(1, select.POLLOUT)

        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
                signal.signal(number, self._ended)

    def _ended(self, number: int, _: object) -> None:
        """Give the terminal back before a signal ends the program; what was done is on the disk."""
        with contextlib.suppress(OSError, termios.error):
            if self.attrs_before is not None:
                os.write(1, LEAVE)
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _sigtstp_application(self, *_: object) -> None:
        """Stop as the shell asks; a screen that was left for good is not entered again afterwards."""
        if self._entered:
            super()._sigtstp_application()
        else:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Go on where it was stopped, unless there is no screen to go on with."""
        if self._entered or self._must_signal_resume:
            super()._sigcont_application()

    def stop_application_mode(self) -> None:
        """Give the terminal back, for a while or for good."""
        self._entered = False
        super().stop_application_mode()

    def start_application_mode(self) -> None:
        """Enter, or enter again after a suspension."""
        app = self._app
        page = app.first_page if isinstance(app, ThinOutput) else None
        self._stays = isinstance(app, ThinOutput) and app.screen_entered()
        if page is not None:
            self._ahead, page.ahead = page.ahead, b""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual has no types here
        self._entered = True
        if page is not None and page.keyboard is not None:
            self.attrs_before, page.keyboard = page.keyboard, None

    def run_input_thread(self) -> None:
        """Read the keyboard once keys are wanted; first what the first page has read of it and left to be done."""
        app = self._app
        wanted = app.keys_wanted if isinstance(app, ThinOutput) else None
        while wanted is not None and not wanted.wait(0.05) and not self.exit_event.is_set():
            pass
        ahead, self._ahead = self._ahead.decode(errors="replace"), b""
        if ahead:
            parser = XTermParser(self._debug)
            for event in (*parser.feed(ahead), *parser.feed("")):
                self.process_message(event)
        super().run_input_thread()

    def write(self, data: str) -> None:
        """Send text; entering the alternate screen a second time would clear it."""
        if data == ENTER and self._stays:
            self._stays = False
            return
        file = self._file
        if isinstance(file, _Screen) and self._writer_thread is not None:
            if len(data) <= SHORT and file.sent == self._given and self._poll.poll(0):
                self._given += 1
                with contextlib.suppress(
                    OSError
                ):  # a terminal that is gone ends the program otherwise
                    file.write(data)
                    file.flush()
                return
            self._given += 1
        super().write(data)
