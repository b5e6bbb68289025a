"""Headings in the list: what they say, and that cursor and pages do not mind them."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reader.store import Read, Store
from reader.tui.catalog import Catalog
from reader.tui.grouped import Folds
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


async def test_a_folded_group_is_its_heading_and_the_cursor_keeps_its_article(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "source")
        await session.press("g", "j")
        here = session.current()
        await session.press("-")
        lines = [line.rstrip() for line in session.lines()]
        assert lines[1] == "▌ ▸ Harbour Courier · 2"
        assert "marks are for all 2 articles" in session.status()
        assert lines[2].strip() == "Northern Ledger · 2"
        await session.press("j")
        assert session.current() == session.titles()[2]
        await session.press("k", "-")
        assert session.lines()[1].strip() == "Harbour Courier · 2"
        assert session.current() == session.titles()[0]
        await session.press("j", "_", "_")
        assert session.current() == here
        assert "5 articles" in session.lines()[0]


async def test_all_folded_is_a_list_of_headings_to_walk_over(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "source")
        await session.press("g", "_")
        shown = [line.strip() for line in session.lines()[1:5]]
        assert shown == [
            "▌ ▸ Harbour Courier · 2",
            "▸ Northern Ledger · 2",
            "▸ Речной вестник · 1",
            "",
        ]
        await session.press("j", "j", "j")
        assert session.lines()[3].startswith("▌ ▸ Речной вестник")
        await session.press("Z")
        assert session.lines()[2].startswith("▌ ▸ Northern Ledger")
        await session.press("enter")
        assert session.current() == session.titles()[2]
        assert "Northern Ledger · 2" in session.lines()[2]
        assert "▸" not in session.lines()[2]
        await session.press("_")
    async with opened(store, NARROW) as session:
        assert session.lines()[2].startswith("▌ ▸ Northern Ledger")


async def test_triage_of_a_folded_group_is_that_of_all_its_articles(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "source")
        await session.press("g", "_", "d")
        assert store.counts("is:dropped").total == 2
        assert "dropped 2 · u undoes" in session.status()
        assert session.lines()[2].startswith("▌ ▸ Northern Ledger")
        await session.press("space")
        assert session.screen.list.marks.array().tolist() == sorted(
            session.screen.catalog.keys[2:4]
        )
        assert session.lines()[2].startswith(" +▸ Northern Ledger")
        await session.press("k", "space", "escape")
        await session.press("u")
        assert store.counts("is:dropped").total == 0


async def test_seeking_opens_the_fold_that_hides_what_is_sought(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "source")
        keys = list(session.screen.catalog.keys)
        store.act(Read(), keys[:3])
        await session.press("f5", "g", "_", "n")
        assert session.current() == session.titles()[3]
        assert session.text().count("▸") == 2
        assert "▌ ●" in session.text()


async def test_folds_stay_when_the_list_is_read_anew(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "source")
        await session.press("g", "_", "j")
        with Store.open(store.path) as other:
            fill(other, (replace(TOLD[1], name="new.txt", title="Something new"),))
        await until(session, lambda: "▸ Harbour Courier · 3" in session.text())
        assert session.lines()[2].startswith("▌ ▸ Northern Ledger")
        assert "Something new" not in session.text()
        await group(session, "day")
        assert "▸" not in session.text()


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=20), st.data())
def test_lines_and_places_are_each_others_inverse(
    groups: list[tuple[int, bool]], data: st.DataObject
) -> None:
    catalog = Catalog(cast("Store", None))
    catalog.fill(
        array("q", range(sum(size for size, _ in groups))),
        [(n, size) for n, (size, _) in enumerate(groups)],
    )
    catalog.fold(Folds(frozenset(n for n, (_, shut) in enumerate(groups) if shut)))
    lines = [catalog.line(index) for index in range(len(catalog))]
    open_ones = [index for index in range(len(catalog)) if catalog.fold_at(index) is None]
    assert [catalog.at_line(lines[index]) for index in open_ones] == open_ones
    heads = [line for line in range(catalog.lines) if catalog.heading(line)]
    assert sorted({*lines, *heads}) == list(range(catalog.lines))
    assert [each.articles for each in map(catalog.heading, heads) if each] == [
        size for size, _ in groups
    ]
    walk = [catalog.steps(0, 0)]
    while (after := catalog.steps(walk[-1], 1)) != walk[-1] and len(walk) <= len(catalog):
        walk.append(after)
    stops = sorted(
        {line for line in range(catalog.lines) if not catalog.heading(line)}
        | {catalog.line(index) for index in range(len(catalog)) if catalog.fold_at(index)}
    )
    assert [catalog.line(index) for index in walk] == stops
    start, end = data.draw(st.sampled_from(walk)), data.draw(st.sampled_from(walk))
    assert catalog.steps(start, walk.index(end) - walk.index(start)) == end
