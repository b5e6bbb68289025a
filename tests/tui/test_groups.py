"""Headings in the list: what they say, and that cursor and pages do not mind them."""

from __future__ import annotations

from array import array
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.store import Store
from reader.tui.catalog import Catalog
from tests.tui.conftest import TOLD, fill
from tests.tui.driving import NARROW, Session, opened, until

MANY = tuple(
    replace(
        TOLD[1], name=f"{n:03}.txt", title=f"Bulletin {n:03}", source=f"Outlet {n % 7}",
        published=f"2026-01-{1 + n % 28:02}",
    )
    for n in range(60)
)  # fmt: skip


async def group(session: Session, by: str) -> None:
    await session.press("B")
    await session.type(by)
    await session.press("enter")
    wanted = {"day": "date", "nothing": ""}.get(by, by)
    await until(session, lambda: session.screen.catalog.group == wanted)
    await until(session, lambda: session.screen.list.has_focus)
    await session.pilot.pause()


async def test_days_have_headings_with_counts(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "day")
        shown = [line.strip() for line in session.lines()[1:9]]
        assert shown[0] == "Tuesday 10 Feb 2026 · 2"
        assert shown[3] == "Monday 9 Feb 2026 · 1"
        assert shown[7] == "Tuesday 30 Dec 2025 · 1"
        assert "09:12" in shown[1]
        assert "10 Feb" not in shown[1]


async def test_sources_languages_and_leftovers_have_headings(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "source")
        assert session.text().count("Harbour Courier") == 1
        await group(session, "language")
        assert "en · 4" in session.text()
        assert "ru · 1" in session.text()
        await group(session, "leftovers")
        assert "1 to 4 leftovers · 1" in session.text()
        assert "no leftovers · 4" in session.text()
        await group(session, "nothing")
        assert "no leftovers" not in session.text()


async def test_the_cursor_stands_on_articles_only(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "day")
        seen = []
        for _ in range(5):
            seen.append(session.current())
            await session.press("j")
        assert seen == session.titles()
        await session.press("g")
        assert "10 Feb 2026" in session.lines()[1]
        await session.press("z")
        assert session.current() == session.titles()[2]
        await session.press("z", "Z")
        assert session.current() == session.titles()[2]


@pytest.mark.parametrize("by", ["day", "source"])
async def test_walking_and_paging_through_groups_shows_the_cursor(tmp_path: Path, by: str) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, MANY)
        async with opened(store, NARROW) as session:
            await group(session, by)
            for key in (
                "j",
                "pagedown",
                "pagedown",
                "k",
                "G",
                "pageup",
                "k",
                "pageup",
                "pageup",
                "g",
            ):
                await session.press(key)
                shown = [line for line in session.lines()[1:-2] if line.startswith("▌")]
                assert len(shown) == 1, key
                assert session.current() in shown[0]


async def test_the_group_survives_a_restart(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "source")
    async with opened(store, NARROW) as session:
        assert session.lines()[1].strip() == "Harbour Courier · 2"


async def test_another_order_ends_the_groups(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "source")
        await session.press("O")
        await session.type("title")
        await session.press("enter")
        await until(session, lambda: session.screen.catalog.sort == "title")
        await until(session, lambda: "Harbour Courier · 2" not in session.text())


@given(st.lists(st.integers(1, 5), min_size=1, max_size=20))
def test_lines_and_places_are_each_others_inverse(sizes: list[int]) -> None:
    catalog = Catalog.__new__(Catalog)
    catalog.fill(array("q", range(sum(sizes))), list(enumerate(sizes)))
    lines = [catalog.line(index) for index in range(len(catalog))]
    assert [catalog.at_line(line) for line in lines] == list(range(len(catalog)))
    heads = [line for line in range(catalog.lines) if catalog.heading(line)]
    assert sorted(lines + heads) == list(range(catalog.lines))
    assert [each.articles for each in map(catalog.heading, heads) if each] == sizes
