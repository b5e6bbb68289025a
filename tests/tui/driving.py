"""Driving the app in tests: open it on a store, press keys, read the screen."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from reader.store import Store
from reader.tui.app import WirereaderApp
from reader.tui.options import Options
from reader.tui.screens.reader import ReaderScreen

NARROW, WIDE = (80, 24), (160, 50)


class Session:
    """A running app with its pilot."""

    def __init__(self, app: WirereaderApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> ReaderScreen:
        found = next(s for s in self.app.screen_stack if isinstance(s, ReaderScreen))
        assert isinstance(found, ReaderScreen)
        return found

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        await self.press(*("space" if character == " " else character for character in text))

    async def settle(self) -> None:
        """Wait until the cursor counts as resting and the pane has followed."""
        await self.pilot.pause(self.screen.options.follow + 0.05)

    def lines(self) -> list[str]:
        """The screen as text."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    def text(self) -> str:
        return "\n".join(self.lines())

    def status(self) -> str:
        return self.screen.lines.status.text

    def titles(self) -> list[str]:
        """The titles of the list in order."""
        catalog = self.screen.catalog
        rows = [catalog.row(index) for index in range(len(catalog))]
        return [row.title for row in rows if row is not None]

    def current(self) -> str:
        row = self.screen.list.row
        return row.title if row is not None else ""


async def until(session: Session, true: Callable[[], bool]) -> None:
    """Wait until something is true of the screen; what stands there is told if it never is."""
    end = time.monotonic() + 60
    while not true():
        if time.monotonic() > end:
            raise AssertionError(session.text())
        await session.pilot.pause(0.02)


async def still(session: Session, looks: int = 10) -> None:
    """Wait until the screen has looked the same so many times."""
    same, seen = 0, ""
    while same < looks:
        await session.pilot.pause(0.05)
        text = session.text()
        same = same + 1 if text == seen else 0
        seen = text


@asynccontextmanager
async def opened(
    store: Store, size: tuple[int, int] = NARROW, options: Options | None = None, **more: Any
) -> AsyncIterator[Session]:
    app = WirereaderApp(
        store, [Path("corpus")], options or Options(follow=0.02, read_after=0), **more
    )
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        session = Session(app, pilot)
        await session.settle()
        yield session
