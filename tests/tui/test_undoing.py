"""Undo, redo and repeat reach everything that a person does, in whatever pane and in its order."""

from __future__ import annotations

from pathlib import Path

from reader.model import LineKind
from reader.store import Store
from reader.translate import Desk, DeskSettings
from tests.tui.driving import NARROW, WIDE, Session, opened, until


def kinds(store: Store) -> list[tuple[str, LineKind]]:
    return [(each.rule.line, each.rule.kind) for each in store.overrules()]


async def reading(session: Session) -> None:
    """Into the first article, with the cursor on the first line of its body."""
    await session.press("enter")
    await session.settle()
    line = session.screen.article.line
    while line is None or line.kind is not LineKind.BODY:
        await session.press("j")
        line = session.screen.article.line


async def test_a_corrected_line_is_undone_redone_and_repeated(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await reading(session)
        await session.press("x")
        assert "u undoes" in session.status()
        (first,) = kinds(store)
        assert first[1] is LineKind.CHROME
        await session.press("u")
        assert kinds(store) == []
        assert session.status().startswith(" undone: treat line as chrome: the delegations met")
        await session.press("U")
        assert kinds(store) == [first]
        await session.press("q", "j", "enter")
        await session.settle()
        await reading(session)
        await session.press("r")
        assert [kind for _, kind in kinds(store)] == [LineKind.CHROME] * 2
        assert len({each.rule.article for each in store.overrules()}) == 2
        await session.press("q")
        await session.press("r")
        assert "done to a line of an article" in session.status()
        assert len(kinds(store)) == 2


async def test_a_correction_that_is_done_again_shows_at_once(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await reading(session)
        line = session.screen.article.line
        assert line is not None
        await session.press("x")
        dropped = session.screen.article.article
        await session.press("u", "U")
        again = session.screen.article.article
        assert dropped is not None
        assert again is not None
        assert again.lines[line.number - 1].kind is LineKind.CHROME
        assert again.cleaned.text == dropped.cleaned.text


async def test_the_line_in_question_stands_above_its_evidence(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await reading(session)
        pane = session.screen.article
        assert pane.article is not None
        assert pane.line is not None
        text = pane.article.document.text[pane.line.start : pane.line.end]
        await session.press("w")
        _, below = session.text().split("drop it in this article")[0].rsplit("▌", 1)
        assert text[:40] in below
        await session.press("escape")


async def test_a_retracted_correction_comes_back_in_a_later_session(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await reading(session)
        await session.press("3", "x")  # in the original a dropped line keeps its place
        (made,) = kinds(store)
        await session.press("x")
        assert kinds(store) == []
    with Store.open(store.path) as later:
        store.close()
        async with opened(later, NARROW) as session:
            await session.press("u")
            await until(session, lambda: "undone: retract correction" in session.status())
            assert kinds(later) == [made]


async def test_a_corrected_translation_is_undone_and_redone_in_a_later_session(
    store: Store, tmp_path: Path
) -> None:
    settings = DeskSettings(memory=tmp_path / "memory.sqlite")

    def desk() -> Desk:
        return Desk(settings)

    async with opened(store, WIDE, desk=desk) as session:
        await session.press("s", "enter", "]", "C")
        await session.settle()
        await session.press(*["backspace"] * 20)
        await session.type("Listen")
        await session.press("enter")
        await until(session, lambda: "⟦Listen⟧" in session.text())
        assert "u undoes" in session.status()
        key = session.screen.shown_key
        assert key is not None
    with Store.open(store.path) as later:
        store.close()
        async with opened(later, WIDE, desk=desk) as session:
            await session.press("u")
            assert "undone: correct translation: Озвучить текст → Listen" in session.status()
            assert "⟦Read the text aloud⟧" in session.text()
            assert later.translations(key, "en") == ()
            assert desk().correction("Озвучить текст", "ru", "en") is None
            await session.press("u")
            assert not later.triage(key).starred
            await session.press("U", "U")
            assert "⟦Listen⟧" in session.text()
            assert [t.engine for t in later.translations(key, "en")] == ["hand"]
            assert desk().correction("Озвучить текст", "ru", "en") == "Listen"


async def test_marks_and_corrections_are_undone_in_their_order(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("s")
        await reading(session)
        await session.press("x", "s")
        key = session.screen.list.key
        assert key is not None
        await session.press("u")
        assert (store.triage(key).starred, len(kinds(store))) == (True, 1)
        await session.press("u")
        assert (store.triage(key).starred, len(kinds(store))) == (True, 0)
        await session.press("u")
        assert not store.triage(key).starred
        await session.press("u")
        assert "nothing to undo" in session.status()
