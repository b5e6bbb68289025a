"""Whoever is asked something is never stuck: what is not there is said, and how to go on."""

from __future__ import annotations

import asyncio

import pytest
from textual.events import Key

from reader.store import Store
from reader.tui.widgets.asker import Line
from tests.tui.driving import NARROW, Session, opened, until


async def picker(session: Session, command: str) -> None:
    await session.press(":")
    await session.type(command)
    await session.press("enter")
    await until(session, lambda: session.screen.asker.asking)
    await session.pilot.pause()


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("group by", "group"),
        ("sort by", "order"),
        ("theme", "theme"),
        ("saved searches", "search"),
        ("drop everything", "kind"),
    ],
)
async def test_a_choice_that_is_not_there_is_said_and_the_question_stays(
    store: Store, command: str, what: str
) -> None:
    async with opened(store, NARROW) as session:
        await picker(session, command)
        await until(session, lambda: "↑↓ choose · Esc leaves" in session.lines()[-1])
        choices = session.lines()
        await session.press("j", "j", "enter")
        assert f"no such {what}: jj · ↓ shows all · Esc leaves" in session.lines()[-1]
        assert session.screen.asker.asking
        await session.press("down")
        assert session.lines()[:-1] == choices[:-1]  # all of them again, to be chosen from
        await session.press("escape")
        await until(session, lambda: not session.screen.asker.asking)
        assert session.screen.list.has_focus


async def test_the_palette_says_so_too(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press(":")
        await session.type("qqq")
        await session.press("enter")
        assert "no such command: qqq" in session.lines()[-1]
        await session.press("escape", "j")
        assert session.screen.list.cursor == 1


async def test_a_wrong_key_is_said_and_does_not_stand_in_the_way(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await picker(session, "drop everything")
        await session.press("enter")
        await until(session, lambda: "y  drop them" in session.text())
        await session.press("k")
        assert "k is none of y n · Esc leaves" in session.lines()[-1]
        await session.press("y")
        await until(session, lambda: store.counts("is:dropped").total > 0)


async def test_keys_of_one_packet_are_taken_in_their_order(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("B")
        for key in (
            "j",
            "j",
            "backspace",
            "backspace",
            "s",
            "i",
            "left",
            "o",
            "u",
            "end",
            "backspace",
            "r",
        ):
            session.app.post_message(Key(key, key if len(key) == 1 else None))
        await until(session, lambda: "group by sour " in session.lines()[-1])
        session.app.post_message(Key("enter", "\r"))
        await until(session, lambda: session.screen.catalog.group == "source")


async def test_what_is_typed_behind_a_question_answers_it(store: Store) -> None:
    """Keys of one packet: "source" would star, open a link, undo, repeat and note."""
    async with opened(store, NARROW) as session:
        for key in ("B", *"source", "enter"):
            session.app.post_message(Key(key, "\r" if key == "enter" else key))
        await until(session, lambda: session.screen.catalog.group == "source")
        await until(session, lambda: session.screen.list.has_focus)
        for key in ("f", *"starred", "enter"):  # counts first, in a thread
            session.app.post_message(Key(key, "\r" if key == "enter" else key))
        await until(session, lambda: session.screen.catalog.query == "is:starred")
        await session.press("escape")
        assert store.counts("is:starred").total == 0
        assert store.undo() is None


async def test_a_key_that_is_still_on_its_way_comes_before_those_typed_after_it(
    store: Store,
) -> None:
    """The list has the first letter when the question takes the keys, and is slow to pass it on."""
    async with opened(store, NARROW) as session:
        gate = asyncio.Event()
        session.screen.list.call_later(gate.wait)
        session.screen.list.post_message(Key("i", "i"))
        session.screen.runner.run(("search",))
        while not session.screen.asker.asking:  # the list waits, and so would the pilot
            await asyncio.sleep(0.01)
        line = session.screen.asker.query_one(Line)
        for key in "s:read":
            line.post_message(Key(key, key))
        taken = asyncio.Event()
        line.call_later(taken.set)
        await taken.wait()
        gate.set()
        await until(session, lambda: "/ is:read" in session.lines()[-1])
        await session.press("space", "o", "r")
        await until(session, lambda: "/ is:read or" in session.lines()[-1])
