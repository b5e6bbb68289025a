"""A mark on many articles that was cut off by a kill is told at the next start, to be taken back or finished by a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.model import Verdict
from reader.store import Decide, Store, bulk
from reader.tui.work import triage
from tests.tui.conftest import fill
from tests.tui.driving import NARROW, Session, opened, until
from tests.tui.test_long_lists import MANY


class Cut(BaseException):
    """The program is killed."""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Sixty articles, of which all were being dropped when the program was killed, twenty by then."""
    for name in ("FIRST", "LEAST", "MOST"):
        monkeypatch.setattr(bulk, name, 10)
    monkeypatch.setattr(triage, "MANY", 20)
    path = tmp_path / "store.db"

    def told(done: int, _total: int) -> bool:
        if done == 20:
            raise Cut
        return True

    with Store.open(path) as store:
        fill(store, MANY)
        with pytest.raises(Cut):
            store.act_in_steps(Decide(Verdict.DROP), store.keys(), told)
    with Store.open(path) as store:
        yield store


async def told(session: Session) -> None:
    await until(session, lambda: "cut off" in session.status())
    assert "dropped 20 of 60 · u takes it back · = does the rest" in session.status()


async def written(session: Session) -> None:
    await until(session, lambda: not session.screen.waiting.what)


async def test_it_is_told_and_finished_by_a_key(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await told(session)
        assert len(session.status().strip()) < 80
        await session.press("=")
        await written(session)
        assert "finished: drop 40" in session.status()
        assert store.counts("is:dropped").total == 60
        await session.press("u")
        await written(session)
        assert store.counts("is:dropped").total == 0
        await session.press("=")
        await written(session)
        assert "nothing was cut off" in session.status()
    async with opened(store, NARROW) as session:
        assert not store.perhaps_cut
        assert "cut off" not in session.status()


async def test_it_is_told_and_taken_back_by_undo(store: Store) -> None:
    async with opened(store, NARROW) as session:
        await told(session)
        await session.press("u")
        await written(session)
        assert store.counts("is:dropped").total == 0
