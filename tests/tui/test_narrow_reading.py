"""On a narrow screen each article that is opened from the list is the one that shows."""

from __future__ import annotations

from reader.store import Store
from tests.tui.driving import NARROW, opened


async def test_every_article_opened_from_the_list_shows_its_own_text(store: Store) -> None:
    async with opened(store, NARROW) as session:
        for _ in range(5):
            title = session.current()
            await session.press("enter")
            await session.settle()
            assert title[:30] in "\n".join(session.lines()[1:6])
            await session.press("j", "j", "j", "escape", "j")
            await session.settle()
