"""A move that waits for the list does not wait for what is being written as well."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from reader.store import Store, base
from reader.tui import catalog
from tests.tui.driving import NARROW, Session, opened, until
from tests.tui.test_long_lists import few
from tests.tui.test_waiting import gate as listed
from tests.tui.test_waiting import store, title
from tests.tui.test_writing import Gate, finished
from tests.tui.test_writing import gate as written

__all__ = ["few", "listed", "store", "written"]


@asynccontextmanager
async def dropping_all(
    store: Store, listed: threading.Event, written: Gate
) -> AsyncIterator[Session]:
    """All articles are being dropped, and another list of them shows that is not read yet."""
    async with opened(store, NARROW) as session:
        try:
            screen = session.screen
            listed.set()
            await until(session, lambda: screen.catalog.complete)
            await session.press("*", "d")
            assert "dropping" in screen.waiting.what
            listed.clear()
            await session.press("/")
            await session.type("bulletin")
            await session.press("enter")
            assert not screen.catalog.complete
            yield session
        finally:
            written.open()  # the program waits for what is being written


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """No place of a list is found at once."""
    monkeypatch.setattr(base, "STEPS", 1)
    monkeypatch.setattr(catalog, "SOON", 0)


async def test_a_place_is_gone_to_while_articles_are_written(
    store: Store, listed: threading.Event, written: Gate, slow: None
) -> None:
    async with dropping_all(store, listed, written) as session:
        await session.press("#", "4", "5", "enter")
        assert "going to 45 … · Esc gives it up" in session.status()
        await session.press("j", "d", "k")
        listed.set()
        await until(session, lambda: session.current() == title(store, 45))
        assert "dropping" in session.screen.waiting.what
        assert store.counts("is:dropped").total == 0
        await finished(session, written)
        # `d` was typed on an article that was dropped by then, and `k` behind it.
        assert set(store.keys()) - set(store.keys("is:dropped")) == {store.keys()[45]}
        assert session.current() == title(store, 44)


async def test_escape_gives_up_the_move_and_then_the_writing(
    store: Store, listed: threading.Event, written: Gate, slow: None
) -> None:
    async with dropping_all(store, listed, written) as session:
        written.let(2)
        await until(session, lambda: store.counts("is:dropped").total == 20)
        await session.press("#", "4", "5", "enter", "j", "K", "escape")
        assert "going to 45: given up" in session.status()
        assert "dropping" in session.screen.waiting.what
        await session.press("G")
        assert "going to the end" in session.status()
        await session.press("g", "escape")
        assert "putting back" in session.status()
        await finished(session, written)
        assert store.counts("is:dropped").total == store.counts("is:kept").total == 0
        listed.set()
        await until(session, lambda: session.current() == title(store, 0))


async def test_what_cannot_be_written_leaves_the_move(
    store: Store, listed: threading.Event, written: Gate, slow: None
) -> None:
    async with dropping_all(store, listed, written) as session:
        await session.press("#", "4", "5", "enter")
        store.db.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON article BEGIN SELECT raise(abort, 'full'); END"
        )
        written.open()
        await until(session, lambda: "disk is full" in session.status())
        listed.set()
        await until(session, lambda: session.current() == title(store, 44))
        assert not session.screen.waiting.what
        assert store.counts("is:dropped").total == 0
