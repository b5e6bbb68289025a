"""What is not known is left to Textual, and said; what is known is read as Textual means it."""

from __future__ import annotations

import logging
import re
import sys

import pytest
import textual
from textual._compositor import ChopsUpdate, LayoutUpdate

from bench.tty.session import Session, Setting
from reader.tui.terminal import frames
from reader.tui.terminal.kinds import erases_with_colour, has_colour
from reader.tui.terminal.thin import ThinOutput
from tests.tui.terminal.resting import rest

PROGRAM = """
import sys
from textual.widgets import Input, Label
from textual.containers import Horizontal, Vertical
from reader.tui.terminal import frames
from reader.tui.terminal.thin import ThinOutput

class Shown(ThinOutput[None]):
    CSS = "Label {{ width: 1fr; height: 4; border: round green; }} Vertical {{ width: 1fr; }}"
    BINDINGS = [("f5", "turn"), ("f6", "hide")]

    def compose(self):
        with Horizontal():
            with Vertical():
                for n in range(5):
                    yield Label(f"left {{n}} " * 3)
            with Vertical():
                for n in range(5):
                    yield Label(f"право {{n}} 漢字 " * 2, classes="right")
        yield Input()

    def action_turn(self):
        for label in self.query(Label):
            label.update(label.content[1:] + label.content[0])

    def action_hide(self):
        self.query_one(".right").display ^= True

{more}
app = Shown()
app.animation_level = "none"
app.run(mouse=False)
"""
KEYS = ("f5", "f5", "f6", "a", "ы", "f6", "f5", "bs")


def _screens(more: str) -> tuple[list[str], int]:
    session = Session([sys.executable, "-c", PROGRAM.format(more=more)], Setting(80, 26))
    try:
        assert session.settle(
            300, marker="left 4", timeout=60
        )  # a cursor blinks twice a second, session.view.text
        rest(session)
        screens = [session.view.text]
        for key in KEYS:
            session.press(key)
            session.settle(300, silent=600)
            rest(session)
            screens.append(session.view.text)
        return screens, session.sent
    finally:
        session.close(["C-q"])


@pytest.fixture(scope="module")
def stock() -> tuple[list[str], int]:
    """The screens as Textual draws them by itself, and the bytes that took."""
    return _screens("Shown.thin_output = False")


@pytest.mark.terminal
def test_an_app_looks_the_same_with_its_own_output_and_with_textuals(
    stock: tuple[list[str], int],
) -> None:
    screens, few = _screens("")
    assert screens == stock[0]
    assert few * 3 < stock[1]


@pytest.mark.terminal
@pytest.mark.parametrize("trouble", ["frames.TESTED = ()", "frames.rows = None"])
def test_what_is_not_known_or_fails_is_drawn_by_textual(
    stock: tuple[list[str], int], trouble: str
) -> None:
    screens, _ = _screens(trouble)
    assert screens == stock[0]


NOW = """
from rich.segment import Segment
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

class Mark(Widget):
    DEFAULT_CSS = "Mark {{ height: 1; }}"
    text = "left 4"

    def render_line(self, y):
        return Strip([Segment(self.text)])

def compose(self):
    yield Mark()

def turn(self):
    mark = self.query_one(Mark)
    mark.text = "WENT" + " 5"
    if {held}:
        self._display = lambda *_: None
    self.show_now(mark, [Offset(0, 0), Offset({column}, 0)])
    mark.text += " thin" if self.thin_output else " stock"
    mark.refresh()

Shown.compose, Shown.action_turn = compose, turn
"""
WRITES = """
def turn(self):
    for n in range(40):
        self._driver.write(f"<{n}>" + "." * (300 if n % 3 else 0))
    self._driver.write("\\r\\nend")

Shown.action_turn = turn
"""


def _turned(more: str, marker: str) -> str:
    """What is sent for the key that turns the screen, up to where it shows the marker."""
    session = Session([sys.executable, "-c", PROGRAM.format(more=more)], Setting(80, 26))
    try:
        assert session.settle(300, marker="left 4", timeout=30), session.view.text
        rest(session)
        mark = len(session.log)
        session.press("f5")
        assert session.settle(300, marker=marker, timeout=30), session.view.text
        return b"".join(data for _, data in session.log[mark:]).decode()
    finally:
        session.close(["C-q"])


@pytest.mark.terminal
def test_cells_are_shown_without_waiting_for_a_frame() -> None:
    _turned(NOW.format(held=True, column=1), "WEft 4")


@pytest.mark.terminal
@pytest.mark.parametrize("column", [3, -1, 200])
def test_a_frame_follows_the_cells_that_were_shown_ahead(column: int) -> None:
    _turned(NOW.format(held=False, column=column), "WENT 5 thin")


@pytest.mark.terminal
def test_what_is_short_and_what_is_long_arrive_in_their_order() -> None:
    text = _turned(WRITES, "end")
    assert [int(n) for n in re.findall(r"<(\d+)>", text)] == list(range(40))


def test_the_textual_installed_here_is_known() -> None:
    assert frames.unknown() == ""


def test_other_versions_are_named() -> None:
    assert "9.0.1" in frames.unknown("9.0.1")


def test_a_changed_signature_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        def __init__(self, lines: object) -> None: ...

    monkeypatch.setattr("textual._compositor.LayoutUpdate", Other)
    assert "other arguments" in frames.unknown(textual.__version__)


def test_switching_off_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    app: ThinOutput[None] = ThinOutput()
    with caplog.at_level(logging.WARNING, "wirereader.terminal"):
        app.thin_off("Textual 99 is not known")
    assert "Textual 99" in caplog.text
    assert not app.thin_output


def test_only_updates_of_the_screen_are_read() -> None:
    assert frames.is_frame(LayoutUpdate([], None))  # type: ignore[arg-type]  # not looked at
    assert frames.is_frame(ChopsUpdate([], [], []))
    assert not frames.is_frame("a traceback")


@pytest.mark.parametrize(
    ("environ", "coloured", "erases"),
    [
        ({"TERM": "xterm-256color"}, True, True),
        ({"TERM": "linux"}, True, True),
        ({"TERM": "vt100"}, False, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False, True),
        ({"TERM": "screen-256color"}, True, False),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux"}, True, True),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux"}, True, True),
    ],
)
def test_what_term_tells(environ: dict[str, str], coloured: bool, erases: bool) -> None:
    assert has_colour(environ) is coloured
    assert erases_with_colour(environ) is erases
