"""A crash tells the person where the report is, and the report tells nothing of the copy."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.widget import Widget

from reader.store import Store
from reader.tui.app import WirereaderApp
from reader.tui.work import crash

SECRET = "the minister resigned at noon"


def fail(copy: str) -> None:
    raise ValueError(copy)


def broken() -> Exception:
    try:
        try:
            fail(SECRET)
        except ValueError as error:
            raise RuntimeError(f"while reading {SECRET}") from error
    except RuntimeError as error:
        return error
    raise AssertionError


def test_the_report_names_places_and_versions_but_no_copy(tmp_path: Path) -> None:
    path = crash.write(broken(), tmp_path / "reports")
    assert path is not None
    text = path.read_text()
    assert SECRET not in text
    assert "ValueError" in text
    assert "RuntimeError" in text
    assert "test_crash.py" in text
    assert " in fail" in text
    assert "textual" in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_report_that_cannot_be_kept_is_said_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    path = crash.write(broken(), blocked / "reports")
    assert path is None
    assert "No report" in crash.message(path)


class Bomb(Widget):
    def on_mount(self) -> None:
        fail(SECRET)


async def explode(app: WirereaderApp) -> None:
    async with app.run_test() as pilot:
        await app.screen.mount(Bomb())
        await pilot.pause()


async def test_the_app_closes_without_showing_what_it_held(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(tmp_path / "store.db") as store:
        app = WirereaderApp(store)
        with pytest.raises(ValueError, match=SECRET):
            await explode(app)
    assert isinstance(app.broken, ValueError)
    captured = capsys.readouterr()
    assert SECRET not in captured.out + captured.err
