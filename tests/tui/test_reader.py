"""The reader as a person uses it, on a narrow and a wide screen."""

from __future__ import annotations

import pytest

from reader.model import Verdict
from reader.store import Store, Tag
from reader.tui.options import Options
from tests.tui.driving import NARROW, WIDE, opened, until


async def test_narrow_shows_the_list_then_the_article(store: Store) -> None:
    async with opened(store, NARROW) as session:
        assert "Harbour talks resume" in session.lines()[1]
        assert "The delegations met" not in session.text()
        await session.press("enter")
        await session.settle()
        assert "The delegations met" in session.text()
        assert "Ferry timetable" not in session.text()
        await session.press("q")
        await session.settle()
        assert "Ferry timetable" in session.text()


async def test_wide_shows_both_and_the_pane_follows(store: Store) -> None:
    async with opened(store, WIDE) as session:
        assert "The delegations met" in session.text()
        await session.press("j", "j", "j")
        await session.settle()
        assert "Инженеры осмотрели опоры" in session.text()
        assert "Ferry timetable" in session.text()


async def test_header_counts(store: Store) -> None:
    async with opened(store, WIDE) as session:
        assert "corpus" in session.lines()[0]
        assert "5 articles · 5 to read · 1 with leftovers" in session.lines()[0]
        await session.press("m")
        assert "4 to read" in session.lines()[0]


async def test_list_is_newest_first_and_shows_every_sign(store: Store) -> None:
    async with opened(store, WIDE) as session:
        rows = [line[:67] for line in session.lines()[1:6]]
        assert "10 Feb 09:12" in rows[0]
        assert "ru×2" in rows[0]
        assert "≠" in rows[2]
        assert "30 Dec 2025" in rows[4]
        assert all("●" in row for row in rows)
        await session.press("s", "j", "K", "d")
        rows = [line[:67] for line in session.lines()[1:6]]
        assert "★" in rows[0]
        assert "✓" in rows[1]
        assert "✗" in rows[2]


async def test_dropping_advances_and_undo_comes_back(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("d")
        assert session.current() == "Bridge stays shut, engineers say"
        assert "dropped: Harbour talks resume" in session.status()
        key = session.screen.catalog.keys[0]
        assert store.triage(key).verdict == Verdict.DROP
        await session.press("u")
        assert session.current().startswith("Harbour talks")
        assert "undone" in session.status()
        assert store.triage(key).verdict is None
        await session.press("U")
        assert store.triage(key).verdict == Verdict.DROP
        await session.press("u", "u")
        assert "nothing to undo" in session.status()


async def test_pressing_a_decision_again_takes_it_back(store: Store) -> None:
    async with opened(store, NARROW, Options(advance=False, follow=0.02)) as session:
        key = session.screen.list.key
        assert key is not None
        await session.press("K")
        assert store.triage(key).verdict == Verdict.KEEP
        await session.press("K")
        assert store.triage(key).verdict is None


async def test_marks_and_bulk(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("space", "space", "d")
        assert store.counts("is:dropped").total == 2
        assert "dropped 2" in session.status()
        assert not session.screen.list.marks
        await session.press("u")
        assert store.counts("is:dropped").total == 0
        await session.press("*", "s")
        assert store.counts("is:starred").total == 5


async def test_repeat_does_the_last_action_on_the_next_article(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("s", "j", "r")
        assert store.counts("is:starred").total == 2


async def test_reading_counts_as_read_without_spoiling_undo(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("s", "enter")
        assert store.counts("is:unread").total == 4
        await session.press("u")
        assert store.counts("is:starred").total == 0
        assert store.counts("is:unread").total == 4


async def test_next_unread_jumps_over_the_dropped_and_round_the_end(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("j", "d")  # the second is dropped, the cursor on the third
        await session.press("g", "n")
        assert session.current().startswith("Ferry")
        await session.press("G", "n")
        assert session.current().startswith("Harbour")
        assert "from the top" in session.status()


async def test_tags_may_be_apart_by_commas(store: Store) -> None:
    async with opened(store, NARROW) as session:
        key = session.screen.list.key
        assert key is not None
        await session.press("+")
        await session.type("urgent, grain x")
        await session.press("enter")
        assert store.triage(key).tags == ("grain", "urgent", "x")
        assert "tagged urgent grain x: " in session.status()
        await session.press("u")
        assert store.triage(key).tags == ()
        await session.press("U")
        assert store.triage(key).tags == ("grain", "urgent", "x")


async def test_an_old_tag_with_a_comma_can_be_taken_off(store: Store) -> None:
    async with opened(store, NARROW) as session:
        key = session.screen.list.key
        assert key is not None
        store.act(Tag("urgent,"), [key])
        await session.press("+")
        await session.type("-urgent, port")
        await session.press("enter")
        assert store.triage(key).tags == ("port",)


async def test_tags_and_notes(store: Store) -> None:
    async with opened(store, NARROW) as session:
        key = session.screen.list.key
        assert key is not None
        await session.press("+")
        await session.type("urgent port")
        await session.press("enter")
        assert store.triage(key).tags == ("port", "urgent")
        assert "#port #urgent" in session.lines()[1]
        await session.press("+")
        await session.type("-port")
        await session.press("enter")
        assert store.triage(key).tags == ("urgent",)
        await session.press("c")
        await session.type("call them")
        await session.press("enter")
        assert store.triage(key).note == "call them"
        await session.press("u")
        assert store.triage(key).note == ""


async def test_cyrillic_layout_drives_everything(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("о", "о", "л")  # j j k
        assert session.current().startswith("Bridge")
        await session.press("в")  # d
        assert store.counts("is:dropped").total == 1
        await session.press("г")  # u
        assert store.counts("is:dropped").total == 0
        await session.press("Л")  # K
        assert store.counts("is:kept").total == 1


async def test_jump_puts_the_cursor_on_the_row_of_the_letter(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press(";")
        assert session.lines()[3][1] == "d"
        await session.press("d")
        assert session.current().startswith("Ferry")
        assert session.lines()[3][1] == " "


async def test_go_to_a_place(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("#", "4", "enter")
        assert session.current().startswith("Мост")
        await session.press("#", "x", "enter")
        assert "not a number" in session.status()


async def test_the_cursor_stays_on_its_article_through_every_change(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("j", "j")
        title = session.current()
        await session.press("R")
        assert session.current() == title
        for sort in ("source", "title", "language", "leftovers", "added", "path"):
            session.screen.finder.sort_by(sort)
            assert session.current() == title
        await session.press("/")
        await session.type("from:courier")
        await session.press("enter")
        assert len(session.titles()) == 2
        assert session.current() == title
        await session.press("escape")
        assert len(session.titles()) == 5
        assert session.current() == title


async def test_drop_everything_like_this_shows_what_it_hits_first(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("j", "D")
        assert "from Harbour Courier" in session.text()
        await session.press("enter")
        assert session.titles() == [
            "Bridge stays shut, engineers say",
            "Ferry timetable changes for the spring",
        ]
        assert store.counts("is:dropped").total == 0
        await session.press("n")
        assert store.counts("is:dropped").total == 0
        assert len(session.titles()) == 5
        await session.press("D", "enter", "y")
        assert store.counts("is:dropped").total == 2
        assert "dropped 2" in session.status()
        assert len(session.titles()) == 5
        await session.press("u")
        assert store.counts("is:dropped").total == 0


@pytest.mark.parametrize("size", [NARROW, WIDE, (40, 12), (300, 100)])
async def test_every_size_draws(store: Store, size: tuple[int, int]) -> None:
    async with opened(store, size) as session:
        assert "Harbour" in session.text()
        await session.press("enter")
        await session.settle()
        assert "Harbour talks" in session.text()
        await session.pilot.resize_terminal(80, 24)
        await session.settle()
        assert "delegations" in session.text()


async def test_help_lists_the_keys_of_the_pane(store: Store) -> None:
    async with opened(store, WIDE) as session:
        await session.press("?")
        await session.settle()
        assert "keys of the list" in session.text()
        assert "Drop the article, or the marked ones" in session.text()
        await session.press("q", "enter", "?")
        await session.settle()
        assert "keys of the article" in session.text()
        assert "left in another language" in session.text()
        await session.press("G")
        assert "Signs in the article" in session.text()
        assert "a character that turns the direction of writing" in session.text()


async def test_palette_runs_a_command(store: Store) -> None:
    async with opened(store, WIDE) as session:
        await session.press(":")
        await session.type("star")
        assert "Star" in session.text()
        await session.press("enter")
        assert store.counts("is:starred").total == 1


async def test_footer_names_the_keys_of_the_pane(store: Store) -> None:
    async with opened(store, NARROW) as session:
        for item in ("j/k move", "d drop", "K keep", "s star", "/ search", "? help"):
            assert item in session.lines()[-1]
        await session.press("enter")
        assert "Esc list" in session.lines()[-1]
        assert "]/[ leftover" in session.lines()[-1]


async def test_the_header_gives_up_the_bar_before_what_is_new(store: Store) -> None:
    async with opened(store, (76, 20)) as session:
        screen = session.screen
        screen.background.done, screen.background.total = 1, 1000
        screen.arrivals.add(store.keys())
        screen.recount()
        await session.pilot.pause()
        assert "5 new" in session.lines()[0]
        assert "analysing 1 of 1,000" in session.lines()[0]
        assert "▕" not in session.lines()[0]
    async with opened(store, NARROW) as session:
        session.screen.background.done, session.screen.background.total = 1, 1000
        session.screen.refresh_header()
        await session.pilot.pause()
        assert "▕" in session.lines()[0]


async def test_macros_and_rebound_keys(store: Store) -> None:
    options = Options(
        follow=0.02, keys={"drop": ("x",)}, macros={"z": ("star", "keep")}, advance=False
    )
    async with opened(store, NARROW, options) as session:
        await session.press("z")
        assert store.counts("is:starred is:kept").total == 1
        await session.press("x")
        assert store.counts("is:dropped").total == 1
        await session.press("d")
        assert store.counts("is:dropped").total == 1


async def test_a_macro_answers_what_its_commands_ask(store: Store) -> None:
    macros = {
        "f6": ("tag urgent, grain", "drop"),
        "f7": ("search is:dropped", "sort language"),
        "f8": ("sort nonsense", "star"),
    }
    options = Options(follow=0.02, macros=macros, advance=False)
    async with opened(store, NARROW, options) as session:
        title = session.current()
        await session.press("j", "k", "f6")
        await until(session, lambda: store.counts("is:dropped").total == 1)
        (key,) = store.keys("tag:urgent tag:grain is:dropped")
        assert store.rows([key])[key].title == title
        await session.press("f7")
        await until(session, lambda: session.screen.catalog.sort == "language")
        assert session.titles() == [title]
        await session.press("f8")
        await until(session, lambda: "no such order: nonsense" in session.status())
        assert store.counts("is:starred").total == 0
        await session.press("d")  # nothing is left of it for the next question
        await session.press("+")
        assert session.screen.asker.asking


async def test_a_macro_waits_for_the_answer_and_ends_without_one(store: Store) -> None:
    options = Options(follow=0.02, macros={"f6": ("tag", "drop")}, advance=False)
    async with opened(store, NARROW, options) as session:
        await session.press("f6", "escape")
        await session.pilot.pause()
        assert store.counts("is:dropped").total == 0
        await session.press("f6")
        await session.type("later")
        assert store.counts("is:dropped").total == 0
        await session.press("enter")
        await until(session, lambda: store.counts("is:dropped tag:later").total == 1)


async def test_an_empty_store_says_so(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    with Store.open(tmp_path / "empty.db") as empty:
        async with opened(empty, NARROW) as session:
            assert "no articles yet" in session.text()
            for key in ("j", "G", "d", "enter", "t", "T", "n", "u", "space", "*", "]", "y"):
                await session.press(key)
            assert session.app.is_running
