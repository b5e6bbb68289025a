"""The searches beside the list: by keyboard, with counts that keep up, beside or over the list."""

from __future__ import annotations

from pathlib import Path

from reader.model import Verdict
from reader.store import Decide, Store, Tag
from tests.tui.driving import NARROW, WIDE, Session, opened, until


def counted(session: Session, name: str) -> str:
    """The count that stands beside a search."""
    lines = [line.split("│")[0] for line in session.lines()[1:-2]]
    lines = [line for line in lines if name in line]
    return lines[0].split()[-1] if lines else ""


async def test_searches_show_their_counts_and_one_is_chosen(store: Store) -> None:
    async with opened(store, WIDE) as session:
        await session.press("b")
        await until(session, lambda: counted(session, "with leftovers") == "1")
        assert counted(session, "all articles") == "5"
        await session.press("j", "j", "enter")
        assert session.titles() == ["Harbour talks resume after a week of silence"]
        assert session.screen.list.has_focus
        assert "/has:leftover" in session.lines()[0]


async def test_counts_keep_up_with_what_is_done_here_and_elsewhere(store: Store) -> None:
    async with opened(store, WIDE) as session:
        await session.press("b")
        await until(session, lambda: counted(session, "dropped") == "0")
        await session.press("tab", "d")
        await until(session, lambda: counted(session, "dropped") == "1")
        with Store.open(store.path) as other:
            other.act(Decide(Verdict.DROP), other.keys())
            other.act(Tag("later"), other.keys()[:2])
        session.screen.background.look()
        await until(session, lambda: counted(session, "dropped") == "5")
        await until(session, lambda: counted(session, "#later") == "2")


async def test_over_a_narrow_list_they_go_when_one_is_chosen(store: Store) -> None:
    async with opened(store, NARROW) as session:
        before = session.lines()
        await session.press("b")
        await until(session, lambda: counted(session, "starred") == "0")
        assert "┃" in session.text() or "│" in session.text()
        await session.press("escape")
        assert session.lines() == before
        await session.press("b", "G", "enter")
        assert session.screen.catalog.query == "is:failed"
        assert not session.screen.searches.visible
        assert "starred" not in session.text()


async def test_what_was_left_beside_the_list_is_there_again(store: Store) -> None:
    async with opened(store, WIDE) as session:
        await session.press("b", "tab")
        assert session.screen.list.has_focus
    async with opened(store, WIDE) as session:
        await until(session, lambda: "all articles" in session.text())
        assert session.screen.list.has_focus
        await session.press("b", "b")
        assert not session.screen.searches.visible


async def test_a_saved_search_comes_first_and_its_key_works_on_the_russian_layout(
    store: Store,
) -> None:
    store.set_state("searches", {"courier": "from:courier"})
    async with opened(store, NARROW) as session:
        await session.press("и", "о", "enter")  # where b and j stand
        assert session.screen.catalog.query == "from:courier"


async def test_searches_that_mean_nothing_are_said(store: Store, tmp_path: Path) -> None:
    store.set_state("searches", {"broken": "is:nothing"})
    async with opened(store, WIDE) as session:
        await session.press("b", "j", "enter")
        assert "▸nothing" in session.status()
        assert len(session.titles()) == 5
