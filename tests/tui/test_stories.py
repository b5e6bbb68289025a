"""A list by stories: the versions of one lie folded under the newest, and are triaged together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from reader.model import LineKind
from reader.store import Store
from reader.tui.options import Options
from tests.tui.conftest import TOLD, Told, fill
from tests.tui.driving import NARROW, WIDE, Session, opened, until
from tests.tui.test_groups import group

COPY = (
    "Divers have brought the last of the sunken barges to the surface, the port authority said on "
    "Tuesday, and the channel will be open to ships of every size from the end of the week. The "
    "barges had blocked the eastern basin since a storm in November, and three lines had moved their "
    "calls to other ports. The cost of the work has not been made public."
)


def told(name: str, title: str, source: str, published: str, text: str = COPY) -> Told:
    return Told(name, title, source, published, lines=((LineKind.BODY, text),))


VERSIONS = (
    told("a.txt", "Channel to open again this week", "Northern Ledger", "2026-02-11T10:00"),
    told("b.txt", "Last barge is up", "Harbour Courier", "2026-02-09T21:00",
         COPY.replace("on Tuesday", "late on Tuesday")),
    told("c.txt", "Barges lifted, port says", "Web Desk", "2026-02-10T06:30",
         COPY.replace("The cost of the work has not been made public.", "")),
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        fill(opened, (*TOLD, *VERSIONS))
        yield opened


def rows(session: Session) -> list[str]:
    """The titles of the list as they stand on the screen, with what is before them."""
    return [line for line in session.lines()[1:-2] if line.strip()]


async def test_versions_are_one_row_under_the_newest_until_they_are_unfolded(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "story")
        await session.press("g")
        assert len(rows(session)) == 6
        assert "▸ Channel to open again" in rows(session)[0]
        assert "≈3" in rows(session)[0]
        assert session.current() == VERSIONS[0].title
        assert "3 versions" in session.status()
        assert "marks are for all 3 · - unfolds" in session.status()
        await session.press("j")
        assert session.current() == TOLD[0].title
        await session.press("k", "-")
        shown = rows(session)
        assert len(shown) == 8
        assert "▾ Channel to open again" in shown[0]
        assert "└ Barges lifted" in shown[1]
        assert "└ Last barge is up" in shown[2]
        assert "└" not in shown[3]
        await session.press("j", "j", "j")
        assert session.current() == TOLD[0].title
        await session.press("k", "-")
        assert len(rows(session)) == 6
        assert "▌" in rows(session)[0]


async def test_enter_reads_the_newest_and_marks_are_for_all(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "story")
        await session.press("g", "enter")
        assert session.screen.in_article
        assert session.screen.shown_key == session.screen.catalog.keys[0]
        assert store.counts("is:read").total == 1
        await session.press("q", "d")
        assert store.counts("is:dropped").total == 3
        assert "dropped 3 · u undoes" in session.status()
        assert session.current() == TOLD[0].title
        await session.press("u")
        assert store.counts("is:dropped").total == 0


async def test_a_story_without_versions_cannot_be_folded(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "story")
        await session.press("g", "j", "-")
        assert "no other versions here" in session.status()
        await session.press("d")
        assert store.counts("is:dropped").total == 1


async def test_what_is_folded_is_left_and_found_again(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "story")
        await session.press("g", "-", "j")
    async with opened(store, NARROW) as session:
        assert "▾ Channel to open again" in rows(session)[0]
        assert session.current() == "Barges lifted, port says"
        await session.press("_")
        assert "▾" not in session.text()
        assert "▸ Channel to open again" in session.text()
        await session.press("_")
        assert "└ Last barge is up" in session.text()
        await group(session, "nothing")
        assert "└" not in session.text()


async def test_the_first_start_can_be_by_stories(store: Store) -> None:
    async with opened(store, NARROW, Options(group="story", follow=0.02, read_after=0)) as session:
        assert "▸ Channel to open again" in rows(session)[0]


async def test_a_search_that_leaves_one_version_shows_it_as_an_article(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "story")
        await session.press("/")
        await session.type("from:web")
        await session.press("enter")
        assert len(rows(session)) == 1
        assert "▸" not in session.text()
        assert "≈3" in session.text()


async def test_all_versions_of_a_story_from_one_of_them_and_back(store: Store) -> None:
    async with opened(store, WIDE) as session:
        await session.press("g", "V")
        assert set(session.titles()) == {each.title for each in VERSIONS}
        assert "/story:" in session.lines()[0]
        await session.press("escape")
        assert len(session.titles()) == 8
        assert session.current() == VERSIONS[0].title
        await session.press("G", "V")
        assert "nobody else tells this story" in session.status()


async def test_everything_of_a_story_is_dropped_with_a_look_at_it_first(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("g", "D")
        assert "of this story, all 3 versions" in session.text()
        await session.type("story")
        await session.press("enter")
        await until(session, lambda: "drop these 3?" in session.text())
        assert set(session.titles()) == {each.title for each in VERSIONS}
        await session.press("y")
        await until(session, lambda: store.counts("is:dropped").total == 3)
        assert len(session.titles()) == 8
        await session.press("u")
        assert store.counts("is:dropped").total == 0


async def test_a_version_that_comes_in_joins_its_story_in_the_list(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "story")
        await session.press("g", "j")
        here = session.current()
        with Store.open(store.path) as other:
            late = replace(
                VERSIONS[0], name="late.txt", source="Late Post", title="Barges gone",
                published="2026-02-12T08:00",
            )  # fmt: skip
            fill(other, (late,))
        await until(session, lambda: "▸ Barges gone" in session.text() and "≈4" in session.text())
        assert len(rows(session)) == 6
        assert session.current() == here


async def test_a_page_of_stories_is_read_while_the_others_are_not_there_yet(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.tui import catalog
    from reader.tui.screens import reader as screen
    from reader.tui.work import finding

    for module in (catalog, screen, finding):
        monkeypatch.setattr(module, "FIRST", 2)
    async with opened(store, NARROW) as session:
        await group(session, "story")
        await until(session, lambda: session.screen.catalog.complete)
        await session.press("g")
        session.screen.catalog.load(2)
        assert not session.screen.catalog.complete
        session.screen.list.show(None, fallback=0)
        await session.press("d")
        assert store.counts("is:dropped").total == 0  # nobody knows yet how many it is
        session.screen.loader.start()
        await until(session, lambda: store.counts("is:dropped").total == 3)


async def test_the_next_unread_passes_over_what_is_folded(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await group(session, "story")
        await session.press("g", "n")
        assert session.current() == TOLD[0].title
        await session.press("N")
        assert session.current() == VERSIONS[0].title
        assert "▸ Channel to open again" in rows(session)[0]
        await session.press("-", "n")
        assert session.current() == VERSIONS[2].title
