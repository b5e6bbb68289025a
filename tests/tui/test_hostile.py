"""Whatever an article calls itself, it is shown as text and nothing else happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from reader.model import LineKind
from reader.store import Store
from reader.tui.safe import printable
from reader.tui.widgets.columns import cells, fit, plan
from tests.tui.conftest import TOLD, fill
from tests.tui.driving import NARROW, WIDE, opened

HOSTILE = (
    "\x1b]0;owned\x07Budget vote",
    "\x1b[2J\x1b[31mRed\x1b[0m",
    "[/] [bold]markup[/bold] [0] [type=x, v={'a[0]'}] [@click=app.quit]x[/]",
    "\u202eright to left\u202c",
    "zero\u200bwidth\u200d\ufeff",
    "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "東京" * 60,
    "👩‍👩‍👧‍👦 family " * 10,
    "\x9b31m c1 \x90 dcs \x9c",
    "tab\there\r\nand a line",
    "",
    " " * 300,
    "a" * 5000,
)


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_hostile_titles_stay_text(tmp_path: Path, title: str, size: tuple[int, int]) -> None:
    told = replace(
        TOLD[0], name="x\x1b[31m.txt", title=title, source=title,
        lines=((LineKind.BODY, title), *TOLD[1].lines), left=(),
    )  # fmt: skip
    with Store.open(tmp_path / "store.db") as store:
        fill(store, (told, TOLD[1]))
        async with opened(store, size) as session:
            for keys in (("enter",), ("q",), ("s",), ("d",), ("u",), ("D",), ("escape",), ("e",)):
                await session.press(*keys)
                for line in session.lines():
                    assert printable(line)
                    assert cell_len(line) == size[0]
            assert session.app.is_running


@given(st.text(max_size=60), st.integers(0, 80))
def test_fit_gives_exactly_the_cells_asked_for(text: str, width: int) -> None:
    from reader.tui.safe import shown

    assert cell_len(fit(shown(text), width)) == width


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(title=st.text(max_size=80), source=st.text(max_size=30), width=st.integers(30, 200))
def test_a_row_fills_its_width_exactly(store: Store, title: str, source: str, width: int) -> None:
    key = store.keys()[0]
    row = replace(store.rows([key])[key], title=title, source=source, tags=("urgent",))
    shape = plan(width, ("date", "source", "language", "leftovers"))
    text = "".join(text for _, text in cells(row, shape, "2026"))
    assert cell_len(text) == width - 2
    assert printable(text)
