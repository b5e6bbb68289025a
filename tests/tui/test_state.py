"""A line that drops loses nothing: what was done and where one was is on the disk at once."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from reader.model import Verdict
from reader.store import Decide, Store
from reader.tui.options import Options
from reader.tui.work.waking import ATTRIBUTES, watch
from tests.tui.conftest import fill
from tests.tui.driving import NARROW, WIDE, opened, until


async def test_place_query_and_order_survive_without_a_goodbye(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store.open(path) as first:
        fill(first)
        async with opened(first, NARROW) as session:
            await session.press("O")
            await session.type("title")
            await session.press("enter", "/")
            await session.type("is:unread")
            await session.press("enter", "j", "j")
            await session.settle()
            title, titles = session.current(), session.titles()
            with Store.open(path) as second:  # as after a kill: nothing was closed
                async with opened(second, NARROW) as again:
                    assert again.current() == title
                    assert again.titles() == titles
                    assert again.screen.catalog.query == "is:unread"


async def test_reading_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store)
        async with opened(store, NARROW) as session:
            await session.press("enter")
            await session.settle()
            await session.press("G", "3")
            await session.settle()
            place = session.screen.article.position
            assert place > 0
        async with opened(store, NARROW) as session:
            assert session.screen.in_article
            assert session.screen.article.position == place
            assert str(session.screen.article.mode) == "original"


async def test_triage_of_another_reader_shows_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store.open(path) as mine, Store.open(path) as theirs:
        fill(mine)
        async with opened(mine, NARROW) as here, opened(theirs, NARROW) as there:
            await there.press("d")
            await here.press("j")
            here.screen.background.look()
            await here.settle()
            assert "✗" in here.lines()[1]
            assert here.current() == "Bridge stays shut, engineers say"
            await here.press("s")
            assert mine.counts("is:dropped").total == 1
            assert mine.counts("is:starred").total == 1


async def test_what_others_write_shows_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store.open(path) as mine, Store.open(path) as theirs:
        keys = fill(mine)
        async with opened(mine, NARROW) as here:
            theirs.act(Decide(Verdict.DROP), [keys["most.txt"]])
            await until(here, lambda: "✗" in here.text())
            assert "✗" in here.lines()[4]


async def test_new_articles_appear_without_moving_the_cursor(tmp_path: Path) -> None:
    from tests.tui.conftest import TOLD

    path = tmp_path / "store.db"
    with Store.open(path) as store, Store.open(path) as other:
        fill(store, TOLD[2:])
        async with opened(store, WIDE) as session:
            await session.press("j")
            title = session.current()
            fill(other, TOLD[:2])
            session.screen.background.look()
            await session.settle()
            assert len(session.titles()) == 5
            assert session.current() == title


async def test_what_was_said_of_nothing_goes_when_the_first_articles_come(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store.open(path) as store, Store.open(path) as other:
        async with opened(store, NARROW) as session:
            assert "no articles yet" in session.status()
            await session.press("y")
            assert session.status().strip() == "no article here"
            fill(other)
            session.screen.background.look()
            await session.pilot.pause()
            assert "1/5" in session.status()


async def test_theme_is_kept(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        fill(store)
        async with opened(store, NARROW) as session:
            await session.press(":")
            await session.type("theme")
            await session.press("enter")
            await session.type("night")
            await session.press("enter")
            assert session.app.theme == "night"
        async with opened(store, NARROW) as session:
            assert session.app.theme == "night"


async def test_the_status_line_does_not_wait_for_a_rest_while_articles_come_in(
    tmp_path: Path,
) -> None:
    """On a first start rows come faster than the cursor rests: nothing says that there are none."""
    with Store.open(tmp_path / "store.db") as store:
        async with opened(store, NARROW, Options(follow=0.3, read_after=0)) as session:
            await until(session, lambda: "no articles yet" in session.status())
            session.screen.options = Options(follow=3_600, read_after=0)
            with Store.open(store.path) as other:
                fill(other)
            await until(session, lambda: "Harbour talks resume" in session.text())
            assert "harbour.txt" in session.status()


def test_the_last_that_a_writer_does_is_heard_once_all_of_it_shows(tmp_path: Path) -> None:
    """On a slow disk a write is heard of long before its transaction shows: something must follow it."""
    with Store.open(tmp_path / "store.db") as store, Store.open(store.path) as reader:
        keys = fill(store)
        watched = watch(tmp_path)
        if watched is None:
            pytest.skip("this system does not tell of writes")
        try:
            for action in (Decide(Verdict.KEEP), Decide(Verdict.DROP)):
                reader.changes()
                store.act(action, [keys["harbour.txt"]])
                heard = os.read(watched, 65_536)
                last = heard[heard.rindex(b"store.db") - 16 :]
                _, mask, _, _ = struct.unpack_from("iIII", last)
                assert mask == ATTRIBUTES, "the touch comes last"
                assert last[16:].rstrip(b"\0") == b"store.db"
                found = reader.changes()
                assert found is not None
                assert found.keys == (keys["harbour.txt"],)
        finally:
            os.close(watched)
