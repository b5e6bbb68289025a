"""The Textual application: it sets up what the screen needs and otherwise keeps still.

No animation, no blinking cursor, no mouse unless asked for: on a thin line each of
them costs more than the reading.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textual.driver import Driver

from reader.store import Store
from reader.tui import themes
from reader.tui.commands.registry import keymap
from reader.tui.options import Options
from reader.tui.screens.reader import ReaderScreen
from reader.tui.terminal.thin import ThinOutput
from reader.tui.work.background import Work

if TYPE_CHECKING:
    from reader.store.upgrades import Upgrading
    from reader.translate import Desk
    from reader.tui.terminal.instant import FirstPage


class Upgrades(Protocol):
    """Shows how far a store is brought up to date, and wipes that when it is over."""

    def __call__(self, upgrading: Upgrading, /) -> bool:
        """Whether to go on."""

    def close(self) -> None:
        """It is over."""


class WirereaderApp(ThinOutput[int]):
    """The reader over one store. `work` analyses beside it, `desk` makes the translation desk."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "wirereader"

    def __init__(
        self,
        store: Store,
        paths: Sequence[Path] = (),
        options: Options | None = None,
        *,
        work: Work | None = None,
        desk: Callable[[], Desk] | None = None,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(driver_class=driver_class)
        self.animation_level = "none"
        # Two widgets that nothing here uses.
        self._disable_notifications = self._disable_tooltips = True
        self.options = options or Options()
        self.thin_output = self.options.thin
        self.store = store
        self.paths = tuple(paths)
        self.work = work
        self.keys_wanted = threading.Event()
        self._desk = desk
        self.broken: BaseException | None = None
        self.leaving = False
        """Whether the person has left: keys typed behind that are for the shell."""
        self.keys = keymap(self.options.keys, self.options.macros)
        colours = dict(self.options.colours)
        for name in themes.NAMES:
            self.register_theme(themes.theme(name, colours))
        own = themes.own(self.options.themes)
        for name, (base, given) in own.items():
            self.register_theme(themes.theme(base, colours | given, name))
        self.theme_names = (*themes.NAMES, *own)
        """The themes that can be picked."""
        picked = None if "theme" in self.options.asked else store.get_state("theme")
        chosen = str(picked or self.options.theme)
        self.theme = chosen if chosen in self.theme_names else themes.DEFAULT

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """A value for each colour of ours, for themes that come without them."""
        return themes.defaults()

    def get_default_screen(self) -> ReaderScreen:
        """The reader: no empty screen below it that would be laid out and drawn first."""
        return ReaderScreen(self.store, self.paths, self.options, self.keys)

    async def action_quit(self) -> None:
        """Leave as the program's own command does: Textual binds Ctrl+Q before any key of ours."""
        for screen in self.screen_stack:
            if isinstance(screen, ReaderScreen):
                screen.place.remember()
        self.leave()

    def leave(self) -> None:
        """End the program; keys that still come are no commands."""
        self.leaving = True
        self.exit(0)

    def action_help_quit(self) -> None:
        """Say how to leave when someone presses Ctrl+C."""
        screen = self.screen
        if isinstance(screen, ReaderScreen):
            screen.say(f"{screen.keys.label('quit')} leaves; nothing is lost")

    def wanted(self, key: int) -> None:
        """This article shows and is not analysed yet."""
        if self.work is not None:
            self.work.request([key])

    def _fatal_error(self) -> None:
        """Close without Textual's traceback, whose local variables would show what was being read."""
        self.broken = self._exception
        self._close_messages_no_wait()

    def make_desk(self) -> Desk:
        """A translation desk as the settings say."""
        if self._desk is not None:
            return self._desk()
        from reader.translate import Desk

        return Desk()


def run(
    paths: Sequence[Path],
    store_path: Path,
    options: Options | None = None,
    *,
    work: Work | None = None,
    desk: Callable[[], Desk] | None = None,
    first_page: FirstPage | None = None,
    told: Upgrades | None = None,
) -> int:
    """Open the reader on a store and stay in it until the person leaves; the exit status.

    `told` hears how far a store of an older version is brought up to date. Raises StoreError when the store
    cannot be opened, and KeyboardInterrupt when bringing it up to date was stopped.
    """
    options = options or Options()
    with nullcontext() if told is None else closing(told):
        opened = Store.open(store_path, told=told)
    with opened as store:
        app = WirereaderApp(store, paths, options, work=work, desk=desk)
        app.first_page = first_page
        try:
            status = app.run(mouse=options.mouse)
        finally:
            if work is not None:
                work.close()
    if app.broken is not None:
        from reader.store.location import data_folder
        from reader.tui.work import crash

        sys.stderr.write(crash.message(crash.write(app.broken, data_folder() / "reports")) + "\n")
        return 1
    return status or 0
