"""A list that does not care how long it is: the first page comes first, the rest follows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from reader.model import Verdict
from reader.store import Decide, Store, base, nearby
from reader.tui import catalog
from tests.tui.conftest import TOLD, fill
from tests.tui.driving import NARROW, opened, until
from tests.tui.test_groups import group

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
    from reader.tui.work import finding, walking

    for module in (catalog, screen, finding, walking):
        monkeypatch.setattr(module, "FIRST", 10)
    monkeypatch.setattr(catalog, "PAGE", 8)
    monkeypatch.setattr(catalog, "HELD", 20)
    monkeypatch.setattr(catalog, "NEAR", 5)
    monkeypatch.setattr(catalog, "NEIGHBOURS", 6)
    monkeypatch.setattr(catalog, "LAST", 10)


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
            await until(session, lambda: session.screen.catalog.complete)
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


@pytest.mark.parametrize("by", ["day", "source", "language", "leftovers", "story"])
async def test_a_list_grouped_anew_begins_around_the_cursor(tmp_path: Path, by: str) -> None:
    """No key reads all of the list: the neighbours come from the index, the rest in a thread."""
    with Store.open(tmp_path / "store.db") as store:
        outlets = ("Ledger", "Courier", "Post", "Herald", "Desk")
        fill(store, tuple(replace(one, source=outlets[n % 5]) for n, one in enumerate(MANY)))
        async with opened(store, NARROW) as session:
            await until(session, lambda: session.screen.catalog.complete)
            await session.press("#", "4", "5", "enter")
            here = session.current()
            asked: list[str] = []
            store.db.set_trace_callback(asked.append)
            await group(session, by)
            store.db.set_trace_callback(None)
            listing = [each for each in asked if re.match(r"SELECT (a\.)?key FROM", each)]
            assert listing
            assert [each for each in listing if "LIMIT" not in each] == []
            assert session.current() == here
            await until(session, lambda: session.screen.catalog.complete)
            assert session.current() == here
            keys = store.keys("", session.screen.catalog.sort)
            assert list(session.screen.catalog.keys) == list(keys)
            assert f"{session.screen.list.cursor + 1}/60" in session.status()


async def test_the_top_of_a_list_that_begins_further_down_is_one_key_away(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, MANY)
        async with opened(store, NARROW) as session:
            await until(session, lambda: session.screen.catalog.complete)
            await session.press("#", "4", "5", "enter")
            screen = session.screen
            screen.catalog.load(10)
            assert screen.catalog.surround(store.keys()[44])
            screen.list.show(store.keys()[44])
            screen.lines.draw_status()
            assert screen.catalog.cut
            assert "…/60" in session.status()
            await session.press("g")
            assert session.current() == screen.store.rows([store.keys()[0]])[store.keys()[0]].title
            assert not screen.catalog.cut


async def test_after_words_the_cursor_goes_to_its_article_once_its_place_is_known(
    tmp_path: Path,
) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, MANY)
        async with opened(store, NARROW) as session:
            await session.press("/")
            await session.type("bulletin")
            await session.press("enter")
            await until(session, lambda: session.screen.catalog.complete)
            await session.press("#", "4", "5", "enter")
            here = session.current()
            await group(session, "source")
            await until(session, lambda: session.screen.catalog.complete)
            assert session.current() == here


@pytest.mark.parametrize("neighbours", [True, False])
async def test_no_key_waits_for_an_order_that_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, neighbours: bool
) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, MANY)
        async with opened(store, NARROW) as session:
            await until(session, lambda: session.screen.catalog.complete)
            await session.press("#", "4", "5", "enter")
            here = session.current()
            monkeypatch.setattr(base, "STEPS", 1)
            monkeypatch.setattr(catalog, "SOON", 0)
            if not neighbours:
                monkeypatch.setattr(nearby, "PATIENCE", 0)
            screen = session.screen
            screen.catalog.sort = "title"
            screen.catalog.load(10)
            assert len(screen.catalog) == 0
            screen.lines.draw_status()
            assert "reading the list" in session.status()
            screen.listed(store.keys()[44])
            assert (session.current() == here) is neighbours
            await until(session, lambda: screen.catalog.complete)
            assert session.current() == here
            assert list(screen.catalog.keys) == list(store.keys("", "title"))
