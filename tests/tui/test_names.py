"""Who and where at a glance, and from a name to every article that has it, and back."""

from __future__ import annotations

import gc
import hashlib
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.model import (
    Article,
    Document,
    Entity,
    EntityLabel,
    Facts,
    Line,
    LineKind,
    Overrule,
    Segment,
    View,
)
from reader.store import FileState, NameDoubt, Store, listing
from reader.tui import catalog
from reader.tui.options import Options
from reader.tui.screens import names as names_screen
from reader.tui.screens.names import NamesScreen
from reader.tui.widgets.plot import BLOCKS, PLAIN, Axis, axis, plot, signs, span
from tests.tui.driving import NARROW, WIDE, Session, opened, until

P, O, L = EntityLabel.PER, EntityLabel.ORG, EntityLabel.LOC  # noqa: E741 - as the labels are called
HOSTILE = "Evil \x1b]0;owned\x07 [b]Bold[/b]"

STORIES: tuple[tuple[str, str, tuple[tuple[str, EntityLabel, str], ...]], ...] = (
    ("2026-02-01", "Vladimir Putin met Anna Petrova in Oslo", (
        ("Vladimir Putin", P, "Vladimir Putin"), ("Anna Petrova", P, "Anna Petrova"), ("Oslo", L, "Oslo"))),
    ("2026-02-01", "Путин молчит", (("Путин", P, "Vladimir Putin"),)),
    ("2026-02-05", "Putin was silent in Oslo", (("Putin", P, "Vladimir Putin"), ("Oslo", L, "Oslo"))),
    ("2026-02-06", "Anna Petrov wrote to the Harbour Board", (
        ("Anna Petrov", P, "Anna Petrov"), ("Harbour Board", O, "Harbour Board"))),
    ("2026-02-07", f"{HOSTILE} spoke", ((HOSTILE, P, HOSTILE),)),
)  # fmt: skip


def article(number: int) -> Article:
    published, text, names = STORIES[number]
    document = Document(
        f"{number}.txt", hashlib.sha256(text.encode()).hexdigest(), "text", "utf-8", text
    )
    entities = tuple(
        Entity(text.index(form), text.index(form) + len(form), form, label, form, "test")
        for form, label, _ in names
    )
    return Article(
        document, Facts(text, "Wire", published), "en",
        (Line(1, 0, len(text), LineKind.BODY, "test"),), entities=entities,
        cleaned=View((Segment(0, len(text), text),)), versions={"test": "1"},
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened_:
        for number in range(len(STORIES)):
            made = article(number)
            state = FileState(made.document.path, len(made.document.text), 1, made.document.id)
            [key] = opened_.add_documents([(state, [made.document], ["Wire"])]).added
            opened_.save(opened_.contents_of([key])[0], made, "test")
        opened_.resolve(
            {(form, str(label)): name for _, _, names in STORIES for form, label, name in names}
        )
        yield opened_


def panel(session: Session) -> NamesScreen:
    screen = session.app.screen
    assert isinstance(screen, NamesScreen)
    return screen


async def names(session: Session) -> NamesScreen:
    """Open the panel and wait until its rows and plots are there."""
    await session.press("i")
    await until(session, lambda: isinstance(session.app.screen, NamesScreen))
    await counted(session)
    return panel(session)


async def counted(session: Session) -> None:
    screen = panel(session)

    def done() -> bool:
        busy = [w for w in session.app.workers if w.node is screen and not w.is_finished]
        return not busy and screen.counted and not screen._missing()

    await until(session, done)
    await session.pilot.pause()


def row(session: Session, name: str) -> str:
    return next(line for line in session.lines() if name in line)


@pytest.mark.parametrize("size", [NARROW, WIDE, (40, 12)])
async def test_the_most_named_are_listed_with_their_days(
    store: Store, size: tuple[int, int]
) -> None:
    async with opened(store, size) as session:
        screen = await names(session)
        assert [each.name for each in screen.list.names][:2] == ["Vladimir Putin", "Oslo"]
        line = row(session, "Vladimir Putin")
        assert " 3 " in line
        assert "▇···▃" in line
        assert "q back" in session.lines()[-1]
        if size != (40, 12):
            assert "Путин" in line
            assert "2026-02-01 to 2026-02-07" in session.lines()[0]


async def test_enter_filters_the_list_and_escape_goes_back(store: Store) -> None:
    async with opened(store) as session:
        await session.press("j", "j")
        before = session.current()
        await names(session)
        await session.press("enter")
        assert session.screen.catalog.query == 'entity:"Vladimir Putin"'
        assert sorted(session.titles()) == sorted(STORIES[n][1] for n in (0, 1, 2))
        assert "3 articles name Vladimir Putin" in session.status()
        await session.press("escape")
        assert session.screen.catalog.query == ""
        assert session.current() == before


async def test_the_panel_follows_the_query_of_the_list(store: Store) -> None:
    async with opened(store) as session:
        session.screen.finder.run("date:2026-02-05")
        screen = await names(session)
        assert [each.name for each in screen.list.names] == ["Vladimir Putin", "Oslo"]
        await session.press("j", "enter")
        assert session.screen.catalog.query == '(date:2026-02-05) entity:"Oslo"'
        assert len(session.titles()) == 1
        await session.press("escape")
        assert session.screen.catalog.query == "date:2026-02-05"
        await names(session)
        await session.press("j", "a")
        assert session.screen.catalog.query == 'entity:"Oslo"'


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_panel_names_its_keys(store: Store, size: tuple[int, int]) -> None:
    async with opened(store, size) as session:
        await names(session)
        footer = session.lines()[-1]
        assert "⏎ filter" in footer
        assert "? help" in footer
        assert "q back" in footer
        await session.press("?")
        assert "keys of the names" in session.text()
        shown = (("a", "Show all articles of the corpus"), ("0", "every type"), ("M", "for one"))
        for key, words in shown[: 1 if size == NARROW else None]:
            line = next(line for line in session.lines() if line.strip().startswith(f"{key} "))
            assert words in line
        await session.press("q")
        assert panel(session).list.has_focus


async def test_keys_of_the_panel_can_be_bound_anew(store: Store) -> None:
    options = Options(keys={"names-everywhere": ("x",), "star": ("a",)}, follow=0.02, read_after=0)
    async with opened(store, options=options) as session:
        session.screen.finder.run("date:2026-02-05")
        await names(session)
        await session.press("a")
        assert isinstance(session.app.screen, NamesScreen)
        await session.press("x")
        assert session.screen.catalog.query == 'entity:"Vladimir Putin"'


async def test_counts_that_take_long_come_later(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "PATIENCE", -1)  # every count is too long to wait for
    monkeypatch.setattr(listing, "STEPS", 1)
    async with opened(store) as session:
        await names(session)
        await session.press("enter")
        assert len(session.titles()) == 3
        await until(session, lambda: session.screen.counted)
        assert "3 articles · 3 to read" in session.lines()[0]


async def test_names_that_an_analysis_brings_come_into_the_open_panel(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names_screen, "AGAIN", 0.01)
    async with opened(store) as session:
        screen = await names(session)
        with Store.open(store.path) as other:
            other.resolve({("Harbour Board", "ORG"): "Board of the Harbour"})
        session.screen.background.look()
        await until(
            session, lambda: "Board of the Harbour" in [each.name for each in screen.list.names]
        )


async def test_types_and_words_narrow_the_panel(store: Store) -> None:
    async with opened(store) as session:
        screen = await names(session)
        await session.press("3")
        assert [each.name for each in screen.list.names] == ["Oslo"]
        await session.press("2")
        assert [each.name for each in screen.list.names] == ["Harbour Board"]
        await session.press("0", "/")
        await session.type("пути")
        assert [each.name for each in screen.list.names] == ["Vladimir Putin"]
        await session.press("enter", "escape")
        assert len(screen.list.names) > 2
        await session.press("й")
        assert not isinstance(session.app.screen, NamesScreen)


async def test_from_the_name_under_the_cursor_to_all_articles_and_back(store: Store) -> None:
    async with opened(store) as session:
        screen = session.screen
        index = session.titles().index("Путин молчит")
        screen.list.move_to(index)
        await session.press("enter", "W")
        assert "put the cursor on a name" in session.status()
        await session.press("}", "W")
        assert sorted(session.titles()) == sorted(STORIES[n][1] for n in (0, 1, 2))
        assert not screen.in_article
        await session.press("j", "escape")
        assert screen.catalog.query == ""
        assert session.current() == "Путин молчит"
        assert screen.in_article


async def test_the_names_of_an_article_lead_to_its_other_articles_and_back(store: Store) -> None:
    async with opened(store) as session:
        session.screen.list.move_to(session.titles().index("Путин молчит"))
        await session.press("e", "enter")
        assert len(session.titles()) == 3
        await session.press("escape")
        assert session.screen.catalog.query == ""


async def test_two_names_are_merged_and_taken_apart_again(store: Store) -> None:
    async with opened(store) as session:
        screen = await names(session)
        await session.press("M")
        assert "mark two names" in screen.status.text
        for name in ("Anna Petrov", "Anna Petrova"):
            screen.list.move_to([each.name for each in screen.list.names].index(name))
            await session.press("space")
        await session.press("M")
        await counted(session)
        merged = [each for each in screen.list.names if each.name.startswith("Anna")]
        assert [each.articles for each in merged] == [2]
        assert len(store.keys(f'entity:"{merged[0].name}"')) == 2
        await session.press("u")
        await counted(session)
        assert {"Anna Petrov", "Anna Petrova"} <= {each.name for each in screen.list.names}


async def test_a_variant_is_split_off(store: Store) -> None:
    async with opened(store) as session:
        screen = await names(session)
        await session.press("S")
        await session.type("путин")
        await session.press("enter")
        await counted(session)
        found = {each.name: each.articles for each in screen.list.names}
        assert (found["Vladimir Putin"], found["Путин"]) == (2, 1)
        await session.press("escape")
        index = session.titles().index("Путин молчит")
        session.screen.list.move_to(index)
        await session.settle()
        await session.press("enter", "}")
        assert "PER · Путин" in session.status()


async def test_doubtful_pairs_are_refused_or_accepted(store: Store) -> None:
    store.set_name_doubts([NameDoubt("Anna Petrov", "Anna Petrova", "PER", "one letter")])
    async with opened(store) as session:
        screen = await names(session)
        await session.press("D")
        assert "one letter" in session.text()
        await session.press("enter", "n")
        await until(session, lambda: not store.name_doubts())
        assert [d.kind for d in store.name_decisions()] == ["split"]
        await session.press("u")
        await counted(session)
        await session.press("D", "enter", "y")
        await until(session, lambda: [d.kind for d in store.name_decisions()] == ["merge"])
        await counted(session)
        assert sum(each.name.startswith("Anna") for each in screen.list.names) == 1


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_hostile_name_is_shown_harmless(store: Store, size: tuple[int, int]) -> None:
    async with opened(store, size) as session:
        screen = await names(session)
        screen.list.move_to([each.name for each in screen.list.names].index(HOSTILE))
        await until(session, lambda: "Evil ␛]0;owned␇ [b]Bold[/b]" in session.text())
        assert "\x1b" not in session.text()
        await session.press("enter")
        assert [STORIES[4][1]] == session.titles()
        assert "\x1b" not in session.text()


async def test_an_empty_list_has_no_names(store: Store) -> None:
    async with opened(store) as session:
        session.screen.finder.run("is:starred")
        await names(session)
        assert "no names were found in this list" in session.text()
        await session.press("enter", "M", "S", "space", "j", "q")
        assert session.screen.catalog.query == "is:starred"


async def test_corrections_are_listed_and_taken_back(store: Store) -> None:
    store.overrule(Overrule("read aloud", LineKind.CHROME, source="Wire"))
    store.overrule(Overrule("путин молчит", LineKind.HEADLINE, article=article(1).document.id))
    async with opened(store, WIDE) as session:
        await session.press(":")
        await session.type("corrections")
        await session.press("enter")
        assert "dropped as chrome, always in Wire" in session.text()
        assert "kept as headline, in “Путин молчит”" in session.text()
        assert "Путин молчит  " in session.text()  # as written, not as it is compared
        await session.press("down", "enter", "y")
        assert [each.rule.line for each in store.overrules()] == ["путин молчит"]
        await session.press("enter", "y")
        assert store.overrules() == []


async def test_the_cursor_of_the_article_steps_back_while_the_list_has_the_keys(
    store: Store,
) -> None:
    async with opened(store, WIDE) as session:

        def colour() -> object:
            pane = session.screen.article
            y = next(y for y in range(5) if pane.render_line(y).text.startswith("▌"))
            style = next(iter(pane.render_line(y))).style
            return style.color if style else None

        listed = colour()
        await session.press("enter")
        reading = colour()
        await session.press("escape")
        assert colour() == listed != reading


def test_a_plot_is_drawn_against_its_own_peak() -> None:
    assert plot([0, 1, 5, 10]) == "·▁▃▇"
    assert plot([0, 1, 10], PLAIN) == " .#"
    assert plot([]) == ""
    days = [("2026-02-01", 1), ("2026-02-04", 3)]
    assert (found := axis(days)) is not None
    assert found.spread(days, 10) == [1, 0, 0, 3]
    assert found.spread(days, 2) == [1, 3]
    assert "4" not in plot(found.spread(days, 2))
    assert span(found, 4) == "2026-02-01 to 2026-02-04, a cell a day"


def test_a_stray_date_does_not_flatten_the_plot() -> None:
    days = [("1999-01-01", 1), *[(f"2026-02-{day:02}", 10) for day in range(1, 21)]]
    found = axis(days)
    assert found is not None
    assert found.days == 20
    assert sum(found.spread(days, 40)) == 200
    assert axis([("yesterday", 3)]) is None
    one = axis([("2026-02-01", 3)])
    assert isinstance(one, Axis)
    assert one.days == 1


def test_plots_are_plain_where_blocks_cannot_be_shown() -> None:
    assert signs({"TERM": "xterm-256color", "LANG": "uk_UA.UTF-8"}) == BLOCKS
    assert signs({"TERM": "xterm"}) == BLOCKS
    assert signs({"TERM": "linux", "LANG": "C.UTF-8"}) == PLAIN
    assert signs({"TERM": "xterm", "LANG": "ru_RU.KOI8-R"}) == PLAIN


async def test_counting_that_is_overtaken_leaves_nothing_undone(store: Store) -> None:
    """A held key asks for the days of each place that it passes; all but the last are dropped unbegun."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        async with opened(store, NARROW) as session:
            screen = await names(session)
            for _ in range(20):
                screen._moved()
                screen.recount()
            await counted(session)
        gc.collect()
    assert [str(each.message) for each in told if "never awaited" in str(each.message)] == []
