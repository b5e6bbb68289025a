"""Titles in other languages: a machine's only when wanted, marked, and never in the way of a key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.store import Store
from reader.translate import Desk, DeskSettings, install_file
from reader.tui.options import Options
from tests.tui.driving import NARROW, WIDE, Session, opened, until

TINY = Path(__file__).parents[1] / "fixtures" / "translate-ru_en-tiny.argosmodel"
QUICK = Options(follow=0.02, read_after=0)


@pytest.fixture
def desk(tmp_path: Path) -> Callable[[], Desk]:
    install_file(TINY, into=tmp_path / "models")
    return lambda: Desk(DeskSettings(models=(tmp_path / "models",), engines=("argos",)))


def foreign(session: Session) -> str:
    """The original title of the first article in another language."""
    rows = (session.screen.catalog.row(i) for i in range(len(session.screen.catalog)))
    return next(row.title for row in rows if row is not None and row.language == "ru")


async def test_titles_come_in_the_background_and_go_again(
    store: Store, desk: Callable[[], Desk]
) -> None:
    async with opened(store, NARROW, QUICK, desk=desk) as session:
        title = foreign(session)
        assert title[:20] in session.text()
        await session.press("L")
        assert "by machine" in session.status()
        await until(session, lambda: title[:20] not in session.text())
        assert any("⟦" in line for line in session.lines()[1:-2])
        while session.current() != title:
            await session.press("j")
        await until(session, lambda: "argos (ru→en 0.1): " + title in session.status())
        await session.press("Д")
        assert title[:20] in session.text()
        assert "⟦" not in session.text()


async def test_the_wish_is_kept_for_the_next_time(store: Store, desk: Callable[[], Desk]) -> None:
    async with opened(store, NARROW, QUICK, desk=desk) as session:
        await session.press("L")
    async with opened(store, WIDE, QUICK, desk=desk) as session:
        await until(session, lambda: "⟦" in session.text())


async def test_without_a_model_one_line_says_what_to_run(
    store: Store, desk: Callable[[], Desk], tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "models")
    async with opened(store, NARROW, QUICK, desk=desk) as session:
        title = foreign(session)
        await session.press("L")
        await until(session, lambda: "wirereader models install ru-en" in session.status())
        assert title[:20] in session.text()
        await session.press("j", "k")
        await session.settle()
        assert "models install" not in session.status()
