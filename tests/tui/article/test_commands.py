"""The pane's commands in the reader itself, over a real store."""

from __future__ import annotations

from pathlib import Path

from reader.model import LineKind
from reader.store import Store
from reader.tui.article.naming import named, query_for
from reader.tui.article.setting import Mode
from tests.tui.article.support import wire
from tests.tui.driving import WIDE, Session, opened


async def _read(session: Session) -> None:
    """Open the article with leftovers in the reading pane."""
    await session.press("enter")
    await session.settle()


async def _answer(session: Session, *keys: str) -> None:
    await session.press(*keys)
    await session.settle()


async def test_a_dropped_line_is_restored_and_the_correction_taken_back(store: Store) -> None:
    async with opened(store, size=WIDE) as session:
        await _read(session)
        pane = session.screen.article
        await session.press("]")
        line = pane.line
        assert line is not None
        assert line.kind is LineKind.CHROME
        await session.press("x")
        assert pane.line is not None
        assert (pane.line.kind, pane.line.rule) == (LineKind.BODY, "your correction")
        (stored,) = store.overrules()
        assert stored.rule.article == pane.article.document.id  # type: ignore[union-attr]  # open
        await session.press("x")
        assert store.overrules() == []


async def test_cyrillic_keys_do_what_their_latin_neighbours_do(store: Store) -> None:
    async with opened(store, size=WIDE) as session:
        await _read(session)
        pane = session.screen.article
        await session.press("ъ")
        first = pane.leftover
        assert first is not None
        await session.press("ъ", "х")
        assert pane.leftover == first
        await session.press("ч")
        assert len(store.overrules()) == 1


async def test_why_shows_the_evidence_and_decides_for_the_whole_source(store: Store) -> None:
    async with opened(store, size=WIDE) as session:
        await _read(session)
        await session.press("]", "w")
        await session.settle()
        text = session.text()
        assert "chrome, dropped" in text
        assert "restore it always in Northern Ledger" in text
        await _answer(session, "s")
        assert "restore it in 1 article" in session.text()
        await _answer(session, "y")
        (stored,) = store.overrules()
        assert stored.rule.source == "Northern Ledger"
        assert stored.rule.article is None


async def test_leaving_the_question_changes_nothing(store: Store) -> None:
    async with opened(store, size=WIDE) as session:
        await _read(session)
        await session.press("]", "w")
        await session.settle()
        await _answer(session, "escape")
        assert store.overrules() == []


async def test_a_translation_corrected_by_hand_is_kept(store: Store, tmp_path: Path) -> None:
    from reader.translate import Desk, DeskSettings

    settings = DeskSettings(memory=tmp_path / "memory.sqlite")
    async with opened(store, size=WIDE, desk=lambda: Desk(settings)) as session:
        await _read(session)
        pane = session.screen.article
        await session.press("]", "C")
        await session.settle()
        await session.press(*["backspace"] * 20)
        await session.type("Listen")
        await _answer(session, "enter")
        made = pane.translation
        assert made is not None
        assert (made.target, made.engine) == ("Listen", "hand")
        assert "⟦Listen⟧" in session.text()
        key = session.screen.shown_key
        assert key is not None
        assert [t.target for t in store.translations(key, "en")] == ["Listen"]


async def test_modes_have_a_key_each(store: Store) -> None:
    async with opened(store, size=WIDE) as session:
        await _read(session)
        for key, mode in zip("1234", Mode, strict=True):
            await session.press(key)
            assert session.screen.article.mode is mode


async def test_an_article_without_names_says_so(store: Store) -> None:
    async with opened(store, size=WIDE) as session:
        await _read(session)
        await session.press("e")
        assert "no names" in session.status()


def test_names_are_counted_with_their_spellings() -> None:
    found = {item.name: (item.mentions, item.variants) for item in named(wire())}
    assert found["Anna Petrova"] == (1, ())
    assert query_for('The "Ledger"') == 'entity:"The  Ledger "'


async def test_a_correction_of_one_article_can_be_made_one_of_its_source(store: Store) -> None:
    """The line is as the person wants it: what is offered is to have it so in every article."""
    async with opened(store, size=WIDE) as session:
        await _read(session)
        await session.press("]", "x", "w")
        await session.settle()
        assert "keep it always in Northern Ledger" in session.text()
        assert "you said so, for this article" in session.text()
        await _answer(session, "s")
        await _answer(session, "y")
        rules = [stored.rule for stored in store.overrules()]
        assert [(rule.source, rule.kind.kept) for rule in rules if rule.article is None] == [
            ("Northern Ledger", True)
        ]


async def test_another_kind_is_said_of_the_article_or_of_its_source(store: Store) -> None:
    async with opened(store, size=WIDE) as session:
        await _read(session)
        await session.press("]", "w")
        await session.settle()
        await _answer(session, "k")
        await session.type("promo")
        await _answer(session, "enter")
        assert "always in Northern Ledger" in session.text()
        await _answer(session, "s")
        await _answer(session, "y")
        (stored,) = store.overrules()
        assert stored.rule.kind is LineKind.PROMO
        assert (stored.rule.source, stored.rule.article) == ("Northern Ledger", None)


async def test_leftovers_are_not_denied_where_the_article_has_no_room(store: Store) -> None:
    async with opened(store, size=(80, 24)) as session:
        await session.press("]")
        await session.settle()
        assert "no leftover" not in session.text()
        assert "Enter opens the article first" in session.text()
        await session.press("enter")
        await session.settle()
        await session.press("]")
        await session.settle()
        assert session.screen.article.leftover is not None
