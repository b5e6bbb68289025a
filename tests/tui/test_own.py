"""What a person sets is what the list does: columns, orders, colours."""

from __future__ import annotations

import pytest

from reader.store import Store
from reader.store.orders import ORDERS
from reader.tui import themes
from reader.tui.options import Options
from reader.tui.work.finding import GROUPS, SORTS
from tests.tui.conftest import TOLD
from tests.tui.driving import NARROW, WIDE, Session, opened, until


def options(**more: object) -> Options:
    return Options(**{"follow": 0.02, "read_after": 0.0, **more})  # type: ignore[arg-type]  # as told


async def test_columns_stand_in_the_order_given(store: Store) -> None:
    async with opened(store, NARROW, options(columns=("language", "date"))) as session:
        row = session.lines()[1]
        assert row.startswith("▌ ●  en 10 Feb 09:12 Harbour talks resume")
        assert "Northern" not in row
        assert "ru×2" not in row
    async with opened(store, NARROW, options(columns=("source", "path", "leftovers"))) as session:
        row = session.lines()[1]
        assert "10 Feb" not in row
        assert row.index("Northern") < row.index("harbour.txt") < row.index("Harbour talks")
        assert row.rstrip().endswith("ru×2")


async def test_a_narrow_list_leaves_columns_out_for_the_title(store: Store) -> None:
    async with opened(store, (40, 12), options(columns=("date", "source", "path"))) as session:
        row = session.lines()[1]
        assert "10 Feb" in row
        assert "Harbour talks" in row
        assert "Northern" not in row


@pytest.mark.parametrize("sort", SORTS)
async def test_every_order_can_be_picked_and_turned_round(store: Store, sort: str) -> None:
    assert set(SORTS) == set(ORDERS)
    async with opened(store, NARROW) as session:
        await picked(session, "O", SORTS[sort])
        turned = sort == "date"  # which it was before
        await until(session, lambda: session.screen.catalog.sort == sort)
        await until(session, lambda: session.screen.catalog.reverse is turned)
        assert list(session.screen.catalog.keys) == list(store.keys("", sort, turned))
        await session.press("R")
        assert list(session.screen.catalog.keys) == list(store.keys("", sort, not turned))


@pytest.mark.parametrize("group", GROUPS)
async def test_every_group_can_be_picked(store: Store, group: str) -> None:
    async with opened(store, NARROW) as session:
        await picked(session, "B", GROUPS[group])
        await until(session, lambda: session.screen.catalog.group == group)
        order = store.keys("", group or "date")
        assert list(session.screen.catalog.keys) == list(order)


async def picked(session: Session, key: str, text: str) -> None:
    """Take a choice by what it says."""
    await session.press(key)
    await session.type(text)
    await session.press("enter")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_every_theme_shows_the_same_in_its_own_colours(
    store: Store, size: tuple[int, int]
) -> None:
    seen: dict[str, str] = {}
    colours: dict[str, set[str]] = {}
    own = {"dusk": {"base": "night", "background": "#101418"}}
    for name in (*themes.NAMES, "dusk"):
        async with opened(store, size, options(theme=name, themes=own)) as session:
            assert session.app.theme == name
            seen[name] = session.text()
            strips = session.app.screen._compositor.render_strips()
            colours[name] = {
                str(segment.style.bgcolor and segment.style.bgcolor.name)
                for strip in strips
                for segment in strip
                if segment.style is not None
            }
    assert set(seen.values()) == {seen["ansi"]}
    assert "#101418" in colours["dusk"]
    assert "#101418" not in colours["night"]
    assert len({frozenset(each) for each in colours.values()}) == len(colours)


async def test_a_theme_that_was_picked_is_there_at_once(store: Store) -> None:
    own = {"dusk": {"base": "night", "background": "#101418"}}
    async with opened(store, NARROW, options(themes=own)) as session:
        await session.press(":")
        await session.type("theme")
        await session.press("enter")
        await until(session, lambda: "contrast" in session.text())
        assert "dusk" in session.text()
        await session.type("dusk")
        await session.press("enter")
        await until(session, lambda: session.app.theme == "dusk")
        assert TOLD[0].title[:30] in session.text()
