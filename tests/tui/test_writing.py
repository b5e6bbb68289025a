"""A decision on many articles is written beside the reader: keys are answered, and it is one step, all of it or nothing."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from reader.model import Verdict
from reader.store import Change, Store, bulk
from reader.store.bulk import Bulk
from reader.store.triage import Part
from reader.tui.work import triage, writing
from tests.tui.conftest import fill
from tests.tui.driving import NARROW, Session, opened, until
from tests.tui.test_long_lists import MANY


class Gate:
    """Lets as many transactions of ten articles pass as a test says."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(0)
        self._open = threading.Event()

    def let(self, count: int) -> None:
        for _ in range(count):
            self._free.release()

    def open(self) -> None:
        self._open.set()
        self.let(1)

    def wait(self) -> None:
        if not self._open.is_set():
            self._free.acquire()
        if self._open.is_set():
            self._free.release()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    for name in ("FIRST", "LEAST", "MOST"):
        monkeypatch.setattr(bulk, name, 10)
    monkeypatch.setattr(triage, "MANY", 20)
    monkeypatch.setattr(writing, "SAY", 0)
    gate, some = Gate(), Bulk._turn_some

    def held(
        self: Bulk, part: Part, contents: Sequence[int], *, back: bool
    ) -> tuple[array[int], Change]:
        gate.wait()
        return some(self, part, contents, back=back)

    monkeypatch.setattr(Bulk, "_turn_some", held)
    yield gate
    gate.open()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as store:
        fill(store, MANY)
        yield store


async def finished(session: Session, gate: Gate) -> None:
    gate.open()
    await until(session, lambda: not session.screen.waiting.what)


async def done(session: Session, gate: Gate, count: int) -> None:
    """Let so many articles be written, and the screen hear of it."""
    gate.let(count // 10)
    await until(session, lambda: f" {count} of 60" in session.screen.waiting.what)


async def test_keys_are_answered_and_the_rows_wait_for_the_disk(store: Store, gate: Gate) -> None:
    async with opened(store, NARROW) as session:
        first = session.current()
        await session.press("*", "d")
        assert "dropping" in session.status()
        assert "Esc stops" in session.status()
        await done(session, gate, 20)
        await until(session, lambda: "dropping 20 of 60 · Esc stops" in session.status())
        assert "✗" not in session.text()
        assert len(session.screen.list.marks) == 60
        await session.press("j", "j")
        assert session.screen.list.cursor == 2
        assert "dropping 20 of 60" in session.status()
        await session.press("/")
        await session.type("bulletin 007")
        assert session.titles() == ["Bulletin 007"]
        await session.press("escape")
        await finished(session, gate)
        assert "dropped 60 · u undoes" in session.status()
        assert session.text().count("✗") > 10
        assert not session.screen.list.marks
        assert store.counts("is:dropped").total == 60
        await session.press("g")
        assert session.current() == first


async def test_what_is_typed_behind_it_is_done_after_it(store: Store, gate: Gate) -> None:
    async with opened(store, NARROW) as session:
        await session.press("*", "d")
        await done(session, gate, 10)
        await session.press("j", "K", "j", "s", "j", "K", "u")
        assert session.screen.list.cursor == 1
        assert "then what was typed · Esc stops" in session.status()
        assert store.counts("is:kept").total == 0
        await finished(session, gate)
        keys = store.keys()
        assert list(store.keys("is:kept")) == [keys[1]]
        assert list(store.keys("is:starred")) == [keys[3]]
        assert store.counts("is:dropped").total == 59
        await session.press("u", "u")
        assert store.counts("is:dropped").total == 60
        await session.press("u")
        await finished(session, gate)
        assert store.counts("is:dropped").total == 0
        assert "undone: drop 60" in session.status()


@pytest.mark.parametrize("written", [0, 10, 50])
async def test_escape_puts_back_what_was_written(store: Store, gate: Gate, written: int) -> None:
    async with opened(store, NARROW) as session:
        await session.press("j", "K", "*", "d")
        gate.let(written // 10)
        await until(session, lambda: store.counts("is:dropped").total == written)
        await session.press("s", "escape")
        assert "putting back" in session.status()
        await finished(session, gate)
        assert "dropping: stopped, nothing was changed" in session.status()
        assert store.counts("is:dropped").total == store.counts("is:starred").total == 0
        assert store.counts("is:kept").total == 1
        assert len(session.screen.list.marks) == 60
        await session.press("u")
        assert store.counts("is:kept").total == 0


async def test_it_is_undone_and_done_again_in_the_same_way(store: Store, gate: Gate) -> None:
    async with opened(store, NARROW) as session:
        await session.press("*", "+")
        await session.type("port late")
        await session.press("enter")
        await until(session, lambda: "tagging" in session.status())
        await finished(session, gate)
        assert store.tags() == {"late": 60, "port": 60}
        assert "tagged port late 60 · u undoes" in session.status()
        await session.press("u")
        await finished(session, gate)
        assert store.tags() == {}
        await session.press("U")
        await finished(session, gate)
        assert store.tags() == {"late": 60, "port": 60}
        assert store.undo() is not None
        assert store.undo() is None


async def test_leaving_waits_for_what_is_written(store: Store, gate: Gate) -> None:
    async with opened(store, NARROW) as session:
        await session.press("*", "d", "q")
        assert "then what was typed" in session.status()
        gate.open()
        await until(session, lambda: session.app.leaving)
    assert store.counts("is:dropped").total == 60


async def test_the_end_of_the_program_waits_for_what_is_written(store: Store, gate: Gate) -> None:
    async with opened(store, NARROW) as session:
        await session.press("*", "d")
        await done(session, gate, 30)
        threading.Timer(0.2, gate.open).start()
    assert store.counts("is:dropped").total == 60
    assert store.triage(store.keys()[0]).verdict is Verdict.DROP
