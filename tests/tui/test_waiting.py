"""No key waits for a list that is still being read, and what it does then is what it would have done with all of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from reader.model import Verdict
from reader.store import Decide, Read, Store, base
from reader.tui import catalog
from reader.tui.work.loading import Loader, Wanted
from tests.tui.conftest import fill
from tests.tui.driving import NARROW, Session, opened, until
from tests.tui.test_groups import group
from tests.tui.test_long_lists import MANY, few

__all__ = ["few"]

OUTLETS = ("Ledger", "Courier", "Post", "Herald", "Desk")


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Closed until a test lets all keys be read."""
    opened = threading.Event()
    read = Loader._read

    def held(self: Loader, wanted: Wanted) -> None:
        opened.wait()
        read(self, wanted)

    monkeypatch.setattr(Loader, "_read", held)
    yield opened
    opened.set()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, tuple(replace(one, source=OUTLETS[n % 5]) for n, one in enumerate(MANY)))
        yield store


@contextmanager
def asked(store: Store) -> Iterator[list[str]]:
    """What the screen's own thread asks of the store."""
    found: list[str] = []
    store.db.set_trace_callback(found.append)
    yield found
    store.db.set_trace_callback(None)


def title(store: Store, place: int, sort: str = "date") -> str:
    key = store.keys("", sort)[place]
    return store.rows([key])[key].title


async def whole(session: Session, gate: threading.Event) -> None:
    """Let all keys be read, and what waits for them be done."""
    gate.set()
    screen = session.screen
    await until(session, lambda: screen.catalog.complete and not screen.waiting.what)


async def test_keys_are_answered_while_the_list_is_read(
    store: Store, gate: threading.Event
) -> None:
    async with opened(store, NARROW) as session:
        screen = session.screen
        assert len(screen.catalog) == 10
        titles = [title(store, place) for place in range(60)]
        with asked(store) as statements:
            await session.press("G")
            assert session.current() == titles[59]
            assert titles[59] in session.text()
            assert "60/60" in session.status()
            await session.press("k", "k")
            assert session.current() == titles[57]
            await session.press("*")
            assert "marking" in session.status()
            await session.press("j")
            assert session.current() == titles[58]
            await session.press("/")
            await session.type("bulletin 007")
            assert session.titles() == ["Bulletin 007"]
            await session.press("escape")
        listing = [each for each in statements if each.startswith("SELECT key FROM article")]
        assert listing
        assert all("LIMIT" in each for each in listing)
        await whole(session, gate)
        assert len(screen.list.marks) == 60
        assert list(screen.catalog.keys) == list(store.keys())


async def test_what_is_typed_behind_a_mark_on_all_is_done_to_all(
    store: Store, gate: threading.Event
) -> None:
    async with opened(store, NARROW) as session:
        await session.press("*", "K")
        assert store.counts("is:kept").total == 0
        await whole(session, gate)
        assert store.counts("is:kept").total == 60
        assert not session.screen.list.marks
        await session.press("u")
        assert store.counts("is:kept").total == 0


async def test_a_mark_is_for_the_list_that_was_shown(store: Store, gate: threading.Event) -> None:
    store.act(Read(), store.keys()[5:45])
    async with opened(store, NARROW) as session:
        await session.press("/")
        await session.type("is:read")
        await session.press("enter", "*", "s", "escape")
        assert "given up" in session.status()
        assert session.screen.catalog.query == "is:read"
        await session.press("*", "s")
        await session.press("/", *["backspace"] * 9)
        await session.type("is:unread")
        await session.press("enter")
        assert session.screen.catalog.query == "is:unread"
        await whole(session, gate)
        assert set(store.keys("is:starred")) == set(store.keys("is:read"))


async def test_a_tag_is_asked_for_and_put_on_all(store: Store, gate: threading.Event) -> None:
    async with opened(store, NARROW) as session:
        await session.press("*", "+", *"grain", "enter")
        assert store.tags() == {}
        await whole(session, gate)
        await until(session, lambda: store.tags() == {"grain": 60})


async def test_marking_twice_marks_nothing(store: Store, gate: threading.Event) -> None:
    async with opened(store, NARROW) as session:
        await session.press("*", "*")
        await whole(session, gate)
        assert not session.screen.list.marks


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_number_leads_to_its_place(
    store: Store, gate: threading.Event, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> None:
    async with opened(store, NARROW) as session:
        if not at_once:
            monkeypatch.setattr(base, "STEPS", 1)
            monkeypatch.setattr(catalog, "SOON", 0)
        await session.press("#", "4", "5", "enter")
        if at_once:
            assert session.current() == title(store, 44)
            assert "45/60" in session.status()
        await session.press("j", "d")  # where it cannot be told at once, what follows it waits
        await whole(session, gate)
        assert session.current() == title(store, 46)
        assert list(store.keys("is:dropped")) == [store.keys()[45]]


async def test_the_end_is_one_key_away_whatever_waits(
    store: Store, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(store, NARROW) as session:
        with monkeypatch.context() as patch:
            patch.setattr(base, "STEPS", 1)
            patch.setattr(catalog, "SOON", 0)
            await session.press("#", "4", "5", "enter")
            assert "going to 45" in session.status()
        await session.press("G")
        assert session.current() == title(store, 59)
        await whole(session, gate)
        assert session.current() == title(store, 59)


@pytest.mark.parametrize("by", ["day", "source", "language", "leftovers", "story"])
async def test_the_next_group_is_found_before_the_list_is_known(
    store: Store, gate: threading.Event, by: str
) -> None:
    async with opened(store, NARROW) as session:
        await group(session, by)
        await session.press("g")
        sort = session.screen.catalog.sort
        groups = store.groups(sort)
        assert not session.screen.catalog.complete
        await session.press("z")
        if by != "story":
            place = groups[0][1] if len(groups) > 1 else 0
            assert session.current() == title(store, place, sort) or len(groups) == 1
        await session.press("z")
        await whole(session, gate)
        starts = [sum(articles for _, articles in groups[:n]) for n in range(len(groups))]
        assert session.current() == title(store, starts[min(2, len(groups) - 1)], sort) or (
            len(groups) == 1
        )


async def test_the_next_unread_is_found_far_down(store: Store, gate: threading.Event) -> None:
    store.act(Read(), store.keys()[1:50])
    store.act(Decide(Verdict.DROP), store.keys()[50:52])
    async with opened(store, NARROW) as session:
        await session.press("n")
        assert session.current() == title(store, 52)
        await session.press("N")
        assert session.current() == title(store, 0)
        await session.press("N")
        assert session.current() == title(store, 59)
        assert "from the end on" in session.status()
        await whole(session, gate)
        assert session.current() == title(store, 59)


async def test_leaving_while_something_waits_ends_it(store: Store, gate: threading.Event) -> None:
    async with opened(store, NARROW) as session:
        await session.press("*")
        assert "marking" in session.status()
    assert not gate.is_set()


async def test_what_waits_for_a_list_that_cannot_be_read_is_given_up(
    store: Store, gate: threading.Event
) -> None:
    async with opened(store, NARROW) as session:
        screen = session.screen
        await session.press("*", "d")
        assert screen.waiting.what == "marking"
        store.path.rename(store.path.with_name("elsewhere.db"))
        gate.set()
        await until(session, lambda: not screen.waiting.what)
        assert "store.db" in session.status()
        await session.press("j", "*")
        await until(session, lambda: not screen.waiting.what)
        assert not screen.list.marks
        assert store.counts("is:dropped").total == 0
