"""Translations say who made them, stay, and never keep the reader waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from reader.model import Document, Translation
from reader.store import FileState, Store
from reader.translate import Desk, DeskSettings, Request, install_file
from tests.tui.driving import NARROW, WIDE, opened, until

TINY = Path(__file__).parents[1] / "fixtures" / "translate-ru_en-tiny.argosmodel"


def without_models(folder: Path) -> Callable[[], Desk]:
    return lambda: Desk(DeskSettings(models=(folder,), engines=("argos",)))


async def test_a_leftover_is_translated_and_its_engine_named(store: Store, tmp_path: Path) -> None:
    async with opened(store, WIDE, desk=without_models(tmp_path)) as session:
        key = session.screen.list.key
        assert key is not None
        await session.press("t")
        assert "phrasebook" in session.status()
        assert "Озвучить текст → Read the text aloud" in session.status()
        assert [t.target for t in store.translations(key, "en")] == ["Read the text aloud"]
        await session.press("]", "t")
        assert "Переговоры → Negotiations" in session.status()


async def test_without_a_model_one_line_says_what_to_run(store: Store, tmp_path: Path) -> None:
    async with opened(store, WIDE, desk=without_models(tmp_path)) as session:
        await session.press("j", "j", "j", "T")
        await until(session, lambda: "wirereader models install ru-en" in session.status())
        assert str(session.screen.article.mode) == "translation"
        assert "translating" not in session.lines()[0]


async def test_an_article_in_ones_own_language_is_left_alone(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("j", "T")
        assert "in en already" in session.status()
        await session.press("t")
        assert "nothing in this article was left" in session.status()


async def test_stopping_when_nothing_runs_says_so(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await session.press("ctrl+x")
        assert "no translation is under way" in session.status()


async def test_escape_stops_the_translation_first_and_leaves_the_article_then(
    store: Store, tmp_path: Path
) -> None:
    install_file(TINY, into=tmp_path / "models")
    desk = without_models(tmp_path / "models")()
    gate = threading.Event()  # the desk is busy with something else until it opens

    def hold(_: Translation) -> None:
        gate.wait(60)

    busy = desk.submit([Request(0, 1, "1")], "ru", on_result=hold)
    async with opened(store, NARROW, desk=lambda: desk) as session:
        await session.press("j", "j", "j", "enter", "T", "escape")
        assert "translation stopped" in session.status()
        assert session.screen.has_class("-reading")
        await session.press("escape")
        assert not session.screen.has_class("-reading")
        gate.set()
        assert busy.wait(60)


async def test_an_article_that_is_not_analysed_yet_is_not_said_to_be_in_ones_own_language(
    store: Store,
) -> None:
    data = b"x"
    document = Document("new.txt", "0" * 64, "text", "utf-8", "Строка без анализа", "Строка")
    store.add_documents([(FileState("new.txt", len(data), 1, document.id), [document], [None])])
    async with opened(store, NARROW) as session:
        while session.current() != "Строка":
            await session.press("j")
        await session.press("T")
        assert "being analysed" in session.status()
