"""Keys pressed while Textual is still being loaded: answered, none lost, none done twice."""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.terminal import READER
from bench.tty.session import Session, Setting
from reader.store import Store
from reader.tui.commands.base import Context
from reader.tui.commands.registry import keymap
from reader.tui.terminal.early import EarlyKeys
from reader.tui.terminal.instant import _sheet_of
from reader.tui.terminal.sheet import MOVES, sequences
from tests.tui.conftest import Told, fill
from tests.tui.driving import NARROW, opened
from tests.tui.terminal.resting import rest, until

KNOWN = {"theme": "ansi", "columns": ["date", "source", "language", "leftovers"], "wide": 110}
COUNT = 600
MARK = "▌"
GATE = "open(sys.argv[3]).read()\n"
"""The program stops before it loads Textual until somebody writes into this pipe."""
GATED = READER.replace("from reader.tui.start", f"{GATE}from reader.tui.start")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with more articles than the first page reads."""
    path = tmp_path_factory.mktemp("early") / "store.db"
    told = [
        Told(
            f"{number:03}.txt",
            f"Bulletin {number:03}",
            "Courier",
            f"2026-02-{28 - number // 24:02}T{23 - number % 24:02}:00:00",
        )
        for number in range(COUNT)
    ]
    with Store.open(path) as store:
        fill(store, tuple(told))
    return path


@contextmanager
def gated(
    many: Path, tmp_path: Path, setting: Setting | None = None, program: str = GATED
) -> Iterator[tuple[Session, Path]]:
    """The reader as it stands on its first page, and the pipe that lets it go on."""
    store, pipe = tmp_path / "store.db", tmp_path / "gate"
    shutil.copy(many, store)
    os.mkfifo(pipe)
    command = [sys.executable, "-c", program, str(store), "thin", str(pipe)]
    session = Session(command, setting or Setting())
    try:
        assert session.settle(300, marker=MARK, timeout=60), session.view.text
        yield session, pipe
    finally:
        session.close(["q", "q"])


def titles(session: Session) -> list[str]:
    """The rows of the list, the mark with them, without what stands to the right of it."""
    return [line.partition("│")[0].rstrip() for line in session.view.text.split("\n")[1:-2]]


def marked(session: Session) -> str:
    """The row of the list that the cursor stands on."""
    rows = [row for row in titles(session) if row.startswith(MARK)]
    assert len(rows) == 1, session.view.text
    return rows[0]


def loaded(session: Session) -> str:
    """The screen once the application has taken over and rests."""
    assert session.settle(700, marker="quit|Esc list", timeout=60), session.view.text
    rest(session)
    return session.view.text


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("keys", "place"),
    [("j j j j j", 5), ("down down k j up down j", 3), ("о о л о о pgdn k pgup j", 3)],
)
def test_moves_are_done_before_the_program_is_loaded_and_stay(
    many: Path, tmp_path: Path, keys: str, place: int
) -> None:
    with gated(many, tmp_path) as (session, pipe):
        wanted = MARK + titles(session)[place][1:]
        for key in keys.split():
            session.press(key)
        until(session, lambda _: marked(session) == wanted)
        assert marked(session) == wanted
        early = titles(session)
        pipe.write_text("go")
        loaded(session)
        assert titles(session) == early
        assert f" {place + 1}/{COUNT}" in session.view.text


@pytest.mark.terminal
@pytest.mark.parametrize("columns", [80, 120])
def test_a_scrolled_page_stays_as_it_stands(many: Path, tmp_path: Path, columns: int) -> None:
    with gated(many, tmp_path, Setting(columns=columns, rows=14)) as (session, pipe):
        for key in ["pgdn", *["j"] * 9, "k", "pgdn", *["j"] * 6]:
            session.press(key)
        until(session, lambda _: "Bulletin 034" in marked(session))
        early = titles(session)
        assert "Bulletin 034" in marked(session)
        assert not any("Bulletin 000" in row for row in early)
        pipe.write_text("go")
        loaded(session)
        assert titles(session) == early


@pytest.mark.terminal
def test_what_is_no_move_is_done_by_the_program_in_its_order(many: Path, tmp_path: Path) -> None:
    with gated(many, tmp_path) as (session, pipe):
        for key in ("j", "j", "s", "j", "enter"):
            session.press(key)
        until(session, lambda _: "Bulletin 002" in marked(session))
        pipe.write_text("go")
        assert "Esc list" in until(session, lambda text: "Esc list" in text)
        assert "Bulletin 003" in marked(session)
    with Store.open(tmp_path / "store.db") as store:
        rows = store.rows(store.keys("is:starred"))
        assert [row.title for row in rows.values()] == ["Bulletin 002"]


@pytest.mark.terminal
@pytest.mark.parametrize("number", range(3))
def test_five_moves_end_on_the_same_article_whoever_answers_them(
    many: Path, tmp_path: Path, number: int
) -> None:
    """Without a gate: some may be answered by the first page, some by the program."""
    with gated(many, tmp_path, program=READER) as (session, _):
        for pressed in range(5):
            session.press("j")
            session.pump(time.perf_counter() + random.Random(number * 5 + pressed).random() / 5)
        loaded(session)
        until(session, lambda text: f" 6/{COUNT}" in text)
        assert f" 6/{COUNT}" in session.view.text
        assert "Bulletin 005" in marked(session)


@pytest.mark.parametrize("size", [NARROW, (120, 12)])
async def test_the_page_moves_as_the_list_does(
    many: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    sheet, _, _ = _sheet_of({**KNOWN, "store": str(many)}, size)
    assert sheet is not None
    chance = random.Random(7)
    path = tmp_path / "store.db"
    shutil.copy(many, path)
    with Store.open(path) as store:
        async with opened(store, size=size) as reader:
            shown = reader.screen.list
            for _ in range(120):
                command = chance.choice([*MOVES, "down", "down", "list-page-down"])
                if not sheet.move(command):
                    break
                reader.screen.runner.run((command,))
                assert (shown.cursor, shown.top) == (sheet.cursor, sheet.top)
                assert shown.key == sheet.key
            assert shown.top > 0


def test_the_end_of_what_was_read_is_left_to_the_program(many: Path) -> None:
    sheet, _, _ = _sheet_of({**KNOWN, "store": str(many)}, (80, 24))
    assert sheet is not None
    pages = 0
    while sheet.move("list-page-down"):
        pages += 1
    before = sheet.cursor, sheet.top
    assert 0 < pages < COUNT // 20
    assert not sheet.move("list-page-down")
    assert (sheet.cursor, sheet.top) == before


def test_the_keys_in_force_are_those_that_are_answered() -> None:
    usual = sequences(keymap().context(Context.LIST))
    assert {usual[text] for text in ("j", "о", "\x1b[B", "\x1bOB")} == {"down"}
    assert {usual[text] for text in ("k", "л", "\x1b[A", "\x1bOA")} == {"up"}
    assert usual["\x1b[6~"] == "list-page-down"
    assert not {"q", "s", "G", "\r", " "} & set(usual)
    other = sequences(keymap({"down": ["x"]}).context(Context.LIST))
    assert other["x"] == "down"
    assert "j" not in other


PIECES = ("j", "k", "о", "\x1b[B", "\x1b[6~")
OTHERS = ("q", "д", "漢", "\x1b", "\x1b[1;5C", "\x1bj", "\r", "\U0001f4f0")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=900),
    st.lists(st.sampled_from(PIECES + OTHERS), max_size=6),
)
def test_every_key_is_done_once_or_handed_on(first: list[str], then: list[str]) -> None:
    """Whatever was typed, in bursts that are cut anywhere: what was done, what is handed on and what was
    not read are the keys as they were typed."""
    typed = "".join([*first, *then]).encode()
    done: list[str] = []
    keyboard, typing = os.pipe()
    os.write(typing, typed)
    os.close(typing)
    moves = {piece: piece for piece in PIECES}

    def move(piece: str) -> bool:
        done.append(piece)
        return True

    early = EarlyKeys(moves, move, lambda: None, keyboard)
    ahead = early.stop()
    with os.fdopen(keyboard, "rb") as rest_of_it:
        unread = rest_of_it.read()
    assert "".join(done).encode() + ahead + unread == typed
    assert all(piece in PIECES for piece in done)
