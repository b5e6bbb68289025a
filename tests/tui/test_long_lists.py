"""A list that does not care how long it is: the first page comes first, the rest follows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reader.model import Verdict
from reader.store import Decide, Store
from reader.tui import catalog
from tests.tui.conftest import TOLD, fill
from tests.tui.driving import NARROW, opened, until

MANY = tuple(
    replace(
        TOLD[1], name=f"{n:03}.txt", title=f"Bulletin {n:03}", published=f"2026-01-{1 + n % 28:02}"
    )
    for n in range(60)
)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of sixty stand for lists of a million."""
    from reader.tui.screens import reader as screen
    from reader.tui.work import finding

    for module in (catalog, screen, finding):
        monkeypatch.setattr(module, "FIRST", 10)
    monkeypatch.setattr(catalog, "PAGE", 8)
    monkeypatch.setattr(catalog, "HELD", 20)
    monkeypatch.setattr(catalog, "NEAR", 5)


async def test_the_rest_of_the_list_follows_the_first_page(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, MANY)
        async with opened(store, NARROW) as session:
            await until(session, lambda: len(session.screen.catalog) == 60)
            assert list(session.screen.catalog.keys) == list(store.keys())
            assert "1/60" in session.status()


async def test_walking_the_whole_list_shows_every_article_once(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, MANY)
        keys = store.keys()
        wanted = [store.rows([key])[key].title for key in keys]
        async with opened(store, NARROW) as session:
            session.screen.load_all()
            seen = []
            for index in range(60):
                session.screen.list.move_to(index)
                seen.append(session.current())
            assert seen == wanted
            await session.press("G")
            assert session.current() == wanted[-1]
            await session.press("pageup", "pagedown", "g")
            assert session.current() == wanted[0]


async def test_the_next_unread_is_found_however_far(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, MANY)
        keys = store.keys()
        store.act(Decide(Verdict.DROP), keys[1:50])
        async with opened(store, NARROW) as session:
            await session.press("n")
            assert session.screen.list.cursor == 50
            await session.press("N")
            assert session.screen.list.cursor == 0


async def test_a_place_far_down_is_found_again(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, MANY)
        async with opened(store, NARROW) as session:
            await session.press("#", "4", "5", "enter")
            await session.settle()
            title = session.current()
        async with opened(store, NARROW) as session:
            assert session.current() == title
            assert title in session.text()
