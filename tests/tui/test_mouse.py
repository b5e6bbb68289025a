"""The mouse, for those who switch it on: everything that it does a key does too."""

from __future__ import annotations

from textual.events import MouseScrollDown
from textual.widget import Widget

from reader.store import Store
from tests.tui.driving import NARROW, Session, opened, until


async def click(session: Session, where: str | type[Widget], y: int, times: int = 1) -> None:
    await session.pilot.click(where, offset=(5, y), times=times)
    await session.pilot.pause()


async def test_a_click_moves_the_cursor_and_a_second_one_opens(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await click(session, "#list", 2)
        assert session.current() == session.titles()[2]
        await click(session, "#list", 15)  # below the list
        assert session.current() == session.titles()[2]
        await click(session, "#list", 1, times=2)
        assert session.screen.in_article
        assert session.current() == session.titles()[1]


async def test_the_wheel_moves_the_cursor(store: Store) -> None:
    async with opened(store, NARROW) as session:
        listed = session.screen.list
        listed.post_message(
            MouseScrollDown(listed, 0, 0, 0, 1, 0, shift=False, meta=False, ctrl=False)
        )
        await until(session, lambda: session.current() == session.titles()[3])


async def test_a_choice_and_a_search_are_taken_by_a_click(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("B")
        await session.pilot.pause()
        await click(session, "Choices", 2)
        await until(session, lambda: session.screen.catalog.group == "source")
        await until(session, lambda: session.screen.list.has_focus)
        await session.press("b")
        entries = [each.name for each in session.screen.search_list.entries]
        await click(session, "#search-list", entries.index("dropped"))
        await until(session, lambda: session.screen.catalog.query == "is:dropped")
