"""Searching while one types, and what goes wrong in it."""

from __future__ import annotations

from reader.store import Store
from reader.tui.options import Options
from tests.tui.driving import NARROW, WIDE, Session, opened, until


async def test_results_come_while_typing(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("/")
        await session.type("from:led")
        assert session.titles() == [
            "Harbour talks resume after a week of silence",
            "A look back at the first crossing",
        ]
        assert "2 found" in session.text()
        await session.press("enter")
        assert "/from:led" in session.lines()[0]
        assert "2 articles" in session.lines()[0]


async def test_escape_goes_back_to_what_was(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("j", "j")
        title = session.current()
        await session.press("/")
        await session.type("is:starred")
        assert session.titles() == []
        await session.press("escape")
        assert len(session.titles()) == 5
        assert session.current() == title
        assert session.screen.list.has_focus


async def test_the_cursor_stays_on_its_article_when_the_search_ends(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("/")
        await session.type("from:northern")
        await session.press("enter", "j")
        here = session.current()
        assert session.titles()[1] == here
        await session.press("escape")
        assert session.current() == here
        await session.press("/")
        await session.type("from:courier")
        await session.press("enter")
        assert session.current() == session.titles()[0]


async def test_words_are_found_through_inflection(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("/")
        await session.type("трещина")
        await session.press("enter")
        assert session.titles() == ["Мост останется закрытым до весны"]


def underlined(session: Session) -> str:
    """What is underlined in the line at the foot."""
    line = session.app.screen._compositor.render_strips()[-1]
    return "".join(piece.text for piece in line if piece.style and piece.style.underline)


async def test_an_error_points_at_the_place_and_leaves_the_list(store: Store) -> None:
    async with opened(store, WIDE) as session:
        await session.press("/")
        await session.type("is:unraed x")
        assert underlined(session) == "unraed"
        assert "is:unread" in session.status()
        await session.press("backspace", "backspace")
        await session.type(" (x date:foo) y")
        assert underlined(session) == "unraed"  # the first thing that is wrong
        await session.press("ctrl+u")
        await session.type("(x date:foo) y")
        assert underlined(session) == "foo"
        await session.press("ctrl+u")
        assert underlined(session) == ""
        await session.press("enter")
        assert len(session.titles()) == 5
        assert session.app.is_running


async def test_a_wrong_query_stays_to_be_put_right(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("/")
        await session.type("is:unred")
        await session.press("enter")
        assert "did you mean is:unread?" in session.text()
        assert "is:unred" in session.lines()[-1]
        assert session.screen.asker.asking
        await session.press("escape", "/", "up")
        assert "is:unred" in session.lines()[-1]
        await session.press("backspace", "backspace")
        await session.type("ead")
        await session.press("enter")
        await until(session, lambda: session.screen.catalog.query == "is:unread")
        assert session.screen.list.has_focus


async def test_completion_with_tab(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("/")
        await session.type("is:dr")
        await session.press("tab")
        assert "is:dropped" in session.lines()[-1]
        await session.press("enter")
        assert session.screen.catalog.query == "is:dropped"
        assert "nothing found" in session.text()


async def test_saved_searches_have_counts(store: Store) -> None:
    async with opened(store, WIDE) as session:
        await session.press("/")
        await session.type("from:courier")
        await session.press("enter", "F")
        await session.type("harbour")
        await session.press("enter", "escape", "f")
        assert "harbour" in session.text()
        assert "from:courier" in session.text()
        await session.type("harbour")
        await session.press("enter")
        assert len(session.titles()) == 2


async def test_a_search_of_the_configuration_is_shown_and_not_forgotten(store: Store) -> None:
    own = Options(follow=0.02, read_after=0, searches={"today": "from:courier"})
    async with opened(store, WIDE, own) as session:
        await session.press("F")
        await session.type("today")
        await session.press("enter")
        assert "stands in the configuration" in session.status()
        await session.press("f")
        await until(session, lambda: "from:courier" in session.text())
        await session.type("today")
        await session.press("enter")
        assert len(session.titles()) == 2


async def test_a_search_cannot_take_the_name_of_one_that_everyone_has(store: Store) -> None:
    async with opened(store, WIDE) as session:
        await session.press("/")
        await session.type("from:courier")
        await session.press("enter", "F")
        await session.type("today")
        await session.press("enter")
        assert "everyone has" in session.status()
        assert not session.screen.finder.saved


async def test_history_with_the_arrows(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("/")
        await session.type("is:kept")
        await session.press("enter", "escape", "/", "up", "enter")
        assert session.screen.catalog.query == "is:kept"


async def test_grouping_names_a_source_once(store: Store) -> None:
    async with opened(store, WIDE) as session:
        await session.press("B")
        await session.type("source")
        await session.press("enter")
        listed = "\n".join(line[:67] for line in session.lines()[1:6])
        assert listed.count("Harbour Co") == 1
        assert listed.count("Northern Le") == 1


async def test_a_search_survives_in_the_russian_layout(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press(".")  # where "/" stands
        await session.type("мост")
        await session.press("enter")
        assert session.titles() == ["Мост останется закрытым до весны"]
