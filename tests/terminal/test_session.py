"""A working day in small: find a leftover, translate it, drop the article, leave, come back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from reader.store import Store
from tests.terminal.terminal import wirereader

pytestmark = pytest.mark.terminal

HARBOUR = """Озвучить текст
Harbour talks resume after a week of silence
10 February 2026, 09:12
The delegations met in the old customs house for the third time this week, and for the first time
both of them stayed until the evening.

Nobody at the table would say when the bridge is going to open again, although the engineers have
handed in their report and the ministry has had it since Monday.
"""
BRIDGE = """Bridge stays shut, engineers say
9 February 2026
Cracks in two of the piers will keep the bridge shut until the spring, the engineers wrote in a
report that the ministry published on Monday evening after the talks had ended.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (corpus / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    return tmp_path


def settled(text: str) -> bool:
    """Whether the list shows both articles as they will stay."""
    there = all(sign in text for sign in ("ru×1", "10 Feb", " 9 Feb"))
    return there and "analysing" not in text


def test_open_translate_drop_leave_and_come_back(home: Path) -> None:
    with wirereader(home / "corpus", home=home) as terminal:
        terminal.wait(settled)
        terminal.press("g")
        terminal.wait("▌ ●  10 Feb")  # the newest, once both have their dates
        terminal.press("\r")
        terminal.wait("old customs house")
        terminal.press("]")
        terminal.wait("leftover · ru")
        terminal.press("t")
        terminal.wait("Озвучить текст → ")
        terminal.press("d")
        terminal.wait(lambda text: "dropped: " in text and "Cracks in two" in text)  # and goes on
        terminal.press("\x11")
        assert terminal.leave() == 0
    with wirereader(home / "corpus", home=home) as terminal:
        terminal.wait("Cracks in two of the piers")  # where it was left
        terminal.press("q")
        terminal.wait("✗")
        terminal.press("/", *"is:dropped", "\r")
        terminal.wait("/is:dropped")
        terminal.wait("1 article")
        terminal.press("q")
        assert terminal.leave() == 0


def test_what_is_typed_behind_quit_is_for_the_shell(home: Path) -> None:
    with wirereader(home / "corpus", home=home) as terminal:
        terminal.wait(settled)
        terminal.type("qclear; d\r")
        assert terminal.leave() == 0
        assert "Warning" not in terminal.text()
    with wirereader(home / "corpus", home=home) as terminal:
        text = terminal.wait(settled)
        assert "✗" not in text, "nothing was dropped"
        terminal.press("q")
        assert terminal.leave() == 0


def test_one_can_leave_out_of_a_question(home: Path) -> None:
    with wirereader(home / "corpus", home=home) as terminal:
        terminal.wait(settled)
        terminal.press("/", *"is:unred", "\r")
        terminal.wait("did you mean is:unread?")
        terminal.press("\x11")
        assert terminal.leave() == 0
        assert "report" not in terminal.text()


@pytest.mark.parametrize("end", [signal.SIGHUP, signal.SIGKILL])
def test_a_line_that_drops_loses_nothing(home: Path, end: signal.Signals) -> None:
    with wirereader(home / "corpus", home=home) as terminal:
        terminal.wait(settled)
        terminal.press("G", "K")
        terminal.wait("kept: ")
        os.kill(terminal.process.pid, end)
        terminal.leave()
    with wirereader(home / "corpus", home=home) as terminal:
        terminal.wait("✓")
        terminal.press("u")
        terminal.wait("undone")


@pytest.mark.parametrize(
    ("term", "size"),
    [("xterm-256color", (160, 50)), ("linux", (80, 25)), ("vt100", (40, 12)), ("screen", (80, 24))],
)
def test_every_terminal_shows_the_list(home: Path, term: str, size: tuple[int, int]) -> None:
    with wirereader(home / "corpus", home=home, size=size, TERM=term) as terminal:
        terminal.wait("Bridge stays")
        terminal.press("q")
        assert terminal.leave() == 0


def test_no_colour_keeps_every_sign(home: Path) -> None:
    with wirereader(home / "corpus", home=home, NO_COLOR="1") as terminal:
        terminal.wait(settled)
        terminal.press("s", "j", "d")
        terminal.wait(lambda text: "★" in text and "✗" in text and "●" in text)
        colours = {cell.fg for row in terminal.screen.buffer.values() for cell in row.values()}
        assert colours == {"default"}


def test_a_russian_keyboard_works(home: Path) -> None:
    with wirereader(home / "corpus", home=home) as terminal:
        terminal.wait("Bridge stays")
        terminal.press("в")
        terminal.wait("dropped: ")
        terminal.press("г")
        terminal.wait("undone")
        terminal.press("й")
        assert terminal.leave() == 0


def test_a_path_that_is_not_there_is_said_in_one_line(home: Path) -> None:
    with wirereader(home / "nothing-here", home=home) as terminal:
        terminal.wait(lambda text: "nothing-here" in text.replace("\n", ""))
        assert terminal.leave() != 0


def refused(home: Path, *arguments: str, **environment: str) -> str:
    """What a start says that is refused before anything is drawn, in one line."""
    with wirereader(
        *arguments, home / "corpus", home=home, size=(80, 24), **environment
    ) as terminal:
        assert terminal.leave() == 2
        assert b"\x1b" not in bytes(terminal.raw)
        return terminal.text().replace("\n", "")


def test_a_wrong_query_or_theme_is_refused_at_the_start(home: Path) -> None:
    assert "did you mean is:unread?" in refused(home, "--query", "is:unred")
    assert "did you mean is:unread?" in refused(home, WIREREADER_READER_QUERY="is:unred")
    assert "  date:foo       ^" in refused(home, "--query", "date:foo").replace("\r", "")
    assert "there is no theme nihgt" in refused(home, "--theme", "nihgt")


def test_what_is_asked_for_wins_over_what_was_left(home: Path) -> None:
    file = home / "store.db"

    def started(*arguments: str, **environment: str) -> tuple[str, bool]:
        """The header of a start, and whether it had colours of a theme's own."""
        paths = (home / "corpus", "--store", file)
        with wirereader(*arguments, *paths, home=home, size=(80, 24), **environment) as terminal:
            text = terminal.wait("Bridge stays")
            terminal.wait("q quit")
            terminal.press("q")
            assert terminal.leave() == 0
            return text.splitlines()[0], b"[38;" in bytes(terminal.raw)

    started()
    with Store.open(file) as store:
        store.set_state("theme", "day")
    assert started()[1]
    assert not started("--theme", "ansi")[1]
    assert not started("--theme", "ansi")[1]  # nor when the first page is painted at once
    assert not started(WIREREADER_READER_THEME="ansi")[1]
    assert "/is:unread" in started("--query", "is:unread")[0]
    assert "/bridge" in started("--query", "bridge")[0]


def test_the_editor_gets_a_copy_of_the_original(home: Path) -> None:
    editor, seen = home / "editor", home / "seen.txt"
    editor.write_text(f'#!/bin/sh\ncp "$1" {seen}\necho overwritten > "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    article = home / "corpus" / "bridge.txt"
    before = article.read_bytes()
    with wirereader(home / "corpus", home=home, VISUAL="", EDITOR=str(editor)) as terminal:
        terminal.wait(settled)
        terminal.press("G", "E")
        terminal.wait(lambda _: seen.exists() and seen.read_bytes() == before)
        for _ in range(20):  # until the program has its terminal back
            if terminal.process.poll() is None:
                terminal.press("q")
                terminal.read(0.5)
        assert terminal.leave() == 0
    assert article.read_bytes() == before


def test_the_article_goes_through_a_pipe_and_a_pager(home: Path) -> None:
    out = home / "out.txt"
    with wirereader(home / "corpus", home=home, PAGER=f"tee {out}.paged") as terminal:
        terminal.wait(settled)
        terminal.press("G", "|", *f"cat > {out}", "\r")
        terminal.wait("[Enter goes back")
        terminal.press("\r")
        terminal.wait("Bridge stays")
        assert "the engineers wrote" in out.read_text(encoding="utf-8")
        terminal.press("P")
        paged = Path(f"{out}.paged")
        terminal.wait(
            lambda _: paged.exists() and "the engineers wrote" in paged.read_text("utf-8")
        )
        terminal.wait("[Enter goes back")  # tee does not keep the screen as less does
        terminal.press("\r")
        terminal.wait(settled)
        terminal.press("q")
        assert terminal.leave() == 0
