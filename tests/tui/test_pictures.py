"""The main screens, cell by cell; after a wanted change run them with --snapshot-update."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reader.store import Store
from reader.tui.app import WirereaderApp
from reader.tui.options import Options
from tests.tui.driving import Session, still

Compare = Callable[..., bool]

PICTURES = {
    "list-narrow": ((80, 24), "ansi", ("s", "j", "K", "j", "d", "space")),
    "article-narrow": ((80, 24), "ansi", ("enter", "]")),
    "side-by-side": ((150, 24), "night", ()),
    "search": ((80, 24), "day", ("/", "i", "s", ":", "u")),
    "help": ((80, 24), "contrast", ("?",)),
    "palette": ((80, 24), "ansi", (":",)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_screen(store: Store, snap_compare: Compare, name: str) -> None:
    size, theme, keys = PICTURES[name]
    options = Options(theme=theme, follow=0.01, read_after=0)
    app = WirereaderApp(store, [Path("corpus")], options)

    async def drive(pilot: Pilot[Any]) -> None:
        session = Session(app, pilot)
        await still(session)
        await session.press(*keys)
        await still(session)

    assert snap_compare(app, terminal_size=size, run_before=drive)
