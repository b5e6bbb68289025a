"""Sends the difference between two screens instead of the screen.

Textual writes whatever was redrawn; over a slow line that is seconds. Here each
frame is compared with a shadow of the terminal's screen, and frames keep to
the pace at which the terminal draws them. Where Textual is not the one that
this was tested with, it draws by itself, and the log says so.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual.app import App, ReturnType
from textual.geometry import Region
from textual.timer import Timer

from reader.tui.terminal import frames
from reader.tui.terminal.kinds import erases_with_colour, has_colour
from reader.tui.terminal.pacing import Pace
from reader.tui.terminal.pens import Pens
from reader.tui.terminal.shadow import Shadow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.driver import Driver
    from textual.geometry import Offset
    from textual.screen import Screen
    from textual.widget import Widget

    from reader.tui.terminal.instant import FirstPage

_LOG = logging.getLogger("wirereader.terminal")

_SYSTEMS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "standard": ColorSystem.STANDARD,
}
_SYNCHRONISED = 512
"""Bytes from which on a frame is wrapped into synchronised output, where the terminal has it."""


class ThinOutput(App[ReturnType]):
    """Mix in before `App`. Set `thin_output` to False to let Textual draw by itself, and
    `paced` to False to send frames as they come.
    """

    thin_output: bool = True
    paced: bool = True
    first_page: FirstPage | None = None
    """What was painted before Textual was loaded."""
    keys_wanted: threading.Event | None = None
    """Until it is set the keyboard is not read: Textual forgets keys that come before anything has the focus."""
    _thin_shadow: Shadow | None = None
    _thin_pace: Pace | None = None
    _thin_waits: Screen[Any] | None = None
    _thin_patience: Timer | None = None
    _thin_cursor: tuple[int, int] = (0, 0)
    _thin_known: bool = False
    _thin_kept: bool = False

    def forget_screen(self) -> None:
        """The terminal no longer shows what was sent to it: send the next frame whole."""
        if self._thin_shadow is not None:
            self._thin_shadow.forget()

    def thin_off(self, reason: str) -> None:
        """Let Textual draw by itself from now on."""
        _LOG.warning("thin output is off: %s", reason)
        self.thin_output = False
        self._thin_shadow = None
        self._thin_waits = None

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if not self._thin_takes(renderable):
            super()._display(screen, renderable)
            return
        try:
            self._thin_send(screen, renderable)
        except Exception as error:  # noqa: BLE001 - whatever it is, the screen must go on
            self.thin_off(f"{type(error).__name__}: {error}")
            self.screen.refresh()
            super()._display(screen, renderable)
        else:
            self.post_display_hook()

    def _thin_takes(self, renderable: object) -> bool:
        if not self.thin_output or self.is_headless or self._driver is None:
            return False
        if self._batch_count or not self._running or self._closed or self._driver.is_inline:
            return False
        if not self._thin_known:
            if reason := frames.unknown():
                self.thin_off(reason)
                return False
            self._thin_known = True
        return frames.is_frame(renderable)

    def _thin_send(self, screen: Screen[Any], update: Any) -> None:
        shadow, pace = self._thin_state()
        if pace.full:
            frames.put_back(update, screen)
            self._thin_waits = screen
            if self._thin_patience is None:
                self._thin_patience = self.set_timer(pace.patience, self._thin_give_up)
            return
        rows = frames.rows(update, shadow)
        if not shadow.known_beside(rows):
            rows = frames.rows(frames.whole(screen, self), shadow)
        self._thin_write(screen, shadow.write(rows), pace)

    def _thin_write(self, screen: Screen[Any], text: str, pace: Pace) -> None:
        driver = self._driver
        assert driver is not None
        cursor = screen.outer_size.clamp_offset(self.cursor_position)
        if text or (cursor.x, cursor.y) != self._thin_cursor:
            if cursor.x or cursor.y:
                text += f"\x1b[{cursor.y + 1};{cursor.x + 1}H"
            self._thin_cursor = cursor.x, cursor.y
        if not text:
            return
        text += pace.sending(len(text))
        if len(text) >= _SYNCHRONISED:
            self._begin_update()
            driver.write(text)
            self._end_update()
        else:
            driver.write(text)
        driver.flush()

    def show_now(self, widget: Widget, places: Sequence[Offset]) -> None:
        """Refresh single cells of a widget's content and send them ahead of Textual's turn, which finds them sent then.

        They are left to that turn where more keys wait, as a burst is one frame, where the line is behind, and where
        something covers the widget.
        """
        busy = any(node.message_queue_size for node in widget.ancestors_with_self)
        widget.refresh(*(Region(*place, 1, 1) for place in places))
        shadow, pace = self._thin_shadow, self._thin_pace
        if busy or shadow is None or pace is None or pace.full:
            return
        screen = widget.screen
        if screen is not self.screen or self._batch_count or not self.thin_output:
            return
        try:
            rows = frames.cells(widget, places, shadow)
            if rows:
                self._thin_write(screen, shadow.write(rows), pace)
        except Exception as error:  # noqa: BLE001 - whatever it is, the screen must go on
            self.thin_off(f"{type(error).__name__}: {error}")
            self.screen.refresh()

    def _thin_state(self) -> tuple[Shadow, Pace]:
        width, height = self.size
        shadow = self._thin_shadow
        if shadow is None or (shadow.width, shadow.height) != (width, height):
            coloured = has_colour(os.environ) and not self.no_color
            system = _SYSTEMS.get(self.console.color_system or "truecolor") if coloured else None
            pens = Pens(system)
            shadow = Shadow(width, height, pens, erase_colours=erases_with_colour(os.environ))
            self._thin_shadow = shadow
            page, self.first_page = self.first_page, None
            if page is not None and self._thin_kept:
                page.tell(shadow, self.theme)
        if self._thin_pace is None:
            self._thin_pace = Pace(2 if self.paced else 0)
        return shadow, self._thin_pace

    def get_driver_class(self) -> type[Driver]:
        """The driver that knows when the screen is lost, where Textual would take its usual one."""
        usual = super().get_driver_class()
        from textual.drivers.linux_driver import LinuxDriver

        if usual is not LinuxDriver:
            return usual
        from reader.tui.terminal.driver import ThinDriver

        return ThinDriver

    def screen_entered(self) -> bool:
        """Called when the driver enters the alternate screen; whether it holds what may stay."""
        self.forget_screen()
        self._thin_kept = (
            self.first_page is not None and self.first_page.taken_over() and self.thin_output
        )
        return self._thin_kept

    def on_driver_signal_resume(self) -> None:
        """Draw what the terminal lost while the program was suspended: Textual draws only what has changed."""
        self.screen.refresh()

    async def on_event(self, event: events.Event) -> None:
        """Take the terminal's answers for the pace."""
        if isinstance(event, events.CursorPosition) and self._thin_pace is not None:
            if self._thin_pace.answered():
                self._thin_go_on()
            return
        await super().on_event(event)

    def _thin_go_on(self) -> None:
        waiting, self._thin_waits = self._thin_waits, None
        if self._thin_patience is not None:
            self._thin_patience.stop()
            self._thin_patience = None
        if waiting is not None and waiting.is_current:
            frames.draw(waiting)

    def _thin_give_up(self) -> None:
        self._thin_patience = None
        if self._thin_pace is not None and self._thin_pace.full:
            _LOG.info("the terminal does not say where its cursor is: frames are not paced")
            self._thin_pace.give_up()
        self._thin_go_on()
