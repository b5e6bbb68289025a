"""The page painted before Textual is loaded is the page that Textual then draws."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem

from reader.store import Store
from reader.tui.terminal import frames
from reader.tui.terminal.instant import FirstPage, page, paint, remember
from reader.tui.terminal.pens import Pens
from reader.tui.terminal.shadow import Shadow
from reader.tui.widgets.measures import list_width
from tests.tui.conftest import Told, fill
from tests.tui.driving import NARROW, WIDE, opened

KNOWN = {"theme": "ansi", "columns": ["date", "source", "language", "leftovers"], "wide": 110}


@pytest.fixture
def first(store: Store, size: tuple[int, int]) -> Iterator[FirstPage]:
    rows, theme = page({**KNOWN, "store": str(store.path)}, size)
    made = FirstPage(rows, size, theme)
    yield made
    made.taken_over()
    made.close()


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_list_is_painted_as_it_will_be_drawn(
    store: Store, size: tuple[int, int], first: FirstPage
) -> None:
    width, height = size
    across = list_width(width) if size == WIDE else width
    adopted = Shadow(width, height, Pens(ColorSystem.STANDARD))
    first.tell(adopted, "ansi")
    async with opened(store, size=size) as reader:
        drawn = Shadow(width, height, Pens(ColorSystem.STANDARD))
        update = frames.whole(reader.app.screen, reader.app)
        rows = frames.rows(update, drawn)
    different = [
        (y, x)
        for y in range(1, height - 2)
        for x in range(across)
        if adopted.rows[y] and adopted.rows[y][x] != rows[y][x]  # type: ignore[index]  # a row
    ]
    # Contradictions and versions are not among what is painted first.
    assert len(different) <= 4


def test_hostile_titles_are_painted_as_signs(store: Store) -> None:
    title = "\x1b[2J\x9b31m\u202e[bold]漢字\u200b\t\x07"
    fill(store, (Told("hostile.txt", title, title, "2026-02-11"),))
    rows, _ = page({**KNOWN, "store": str(store.path)}, (80, 24))
    assert any("␛[2J" in text for row in rows for _, text in row)
    for row in rows:
        text = "".join(text for _, text in row)
        assert text.isprintable()
        assert cell_len(text) <= 80


def test_no_store_is_no_page(tmp_path: Path) -> None:
    assert page({**KNOWN, "store": str(tmp_path / "none.db")}, (80, 24)) == ([], "ansi")


def test_a_damaged_store_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_bytes(os.urandom(5000))
    assert page({**KNOWN, "store": str(tmp_path / "bad.db")}, (80, 24))[0] == []


@pytest.mark.parametrize("size", [(4, 2), (10, 4), (20, 5), (300, 100)])
def test_screens_of_any_size(store: Store, size: tuple[int, int]) -> None:
    rows, _ = page({**KNOWN, "store": str(store.path)}, size)
    assert len(rows) <= size[1]


def test_nothing_is_painted_where_nobody_looks(store: Store) -> None:
    assert paint(["corpus"], {"TERM": "xterm"}) is None


def test_what_a_command_line_means_is_kept_until_the_configuration_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    config = tmp_path / "config.toml"
    config.write_text("")
    more: dict[str, Any] = {"theme": "ansi", "columns": ("date",), "wide": 110}
    remember(["corpus"], environ, store=tmp_path / "s.db", config=config, **more)
    kept = json.loads((tmp_path / "wirereader" / "start.json").read_text())
    (entry,) = kept.values()
    assert entry["store"] == str(tmp_path / "s.db")
    assert entry["config"] == [str(config), config.stat().st_mtime_ns]
    for number in range(100):
        remember([f"other{number}"], environ, store=tmp_path / "s.db", config=None, **more)
    assert len(json.loads((tmp_path / "wirereader" / "start.json").read_text())) == 30


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "wirereader").write_text("a file, not a folder")
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    remember([], environ, store=tmp_path, config=None, theme="", columns=(), wide=1)


def test_the_page_needs_neither_textual_nor_the_store_nor_the_configuration(store: Store) -> None:
    code = (
        "import sys, json\n"
        "from reader.tui.terminal.instant import page\n"
        f"rows, _ = page({ {**KNOWN, 'store': str(store.path)}!r}, (80, 24))\n"
        "assert rows\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    loaded = set(json.loads(done.stdout))
    unwanted = {
        "textual", "asyncio", "rich.console", "rich.style", "argparse", "dataclasses", "tomllib",
        "reader.model", "reader.store.store", "reader.config", "platformdirs", "msgspec",
    }  # fmt: skip
    assert not loaded & unwanted


def test_what_is_said_while_the_page_stands_is_said_afterwards(
    capfd: pytest.CaptureFixture[str],
) -> None:
    made = FirstPage([[("name", "x")]], (80, 24), "ansi")
    sys.stderr.write("a folder is missing")
    assert "missing" not in capfd.readouterr().err
    made.close()
    told = capfd.readouterr()
    assert "a folder is missing" in told.err
    assert "\x1b[?1049l" in told.out
