"""The terminals that people have: multiplexers, other sizes and locales, job control, a line that drops."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.terminal.terminal import Terminal, wirereader

pytestmark = pytest.mark.terminal

READER = (sys.executable, "-c", "import sys, reader.cli; sys.exit(reader.cli.main())")
TEXT = """Мост откроют весной, сказали инженеры в день {number}
10 февраля 2026, 09:12
Стороны встретились в старом здании таможни в третий раз за неделю и впервые остались там до вечера.
Никто за столом не сказал, когда откроют мост, хотя инженеры сдали свой отчёт ещё в понедельник.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(40):
        (corpus / f"{number:02d}.txt").write_text(TEXT.format(number=number), encoding="utf-8")
    return tmp_path


def inside(home: Path, **more: str) -> dict[str, str]:
    """The environment of a reader that another program starts."""
    return {
        "WIREREADER_DATA": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "share"),
        "WIREREADER_ANALYSIS_NAMES": "false",
        "WIREREADER_ANALYSIS_WORKERS": "1",
        "LC_ALL": "C.UTF-8",
        **more,
    }


def listed(text: str) -> bool:
    """Whether the list shows, analysed."""
    return "Мост откроют" in text and "analysing" not in text and "quit" in text


def needed(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def works(terminal: Terminal) -> None:
    """The list shows and takes keys; the screen is what drawing it anew makes of it."""
    terminal.wait(listed)
    terminal.type("d")
    terminal.wait(lambda text: "dropped: " in text and "✗" in text)
    terminal.type("u")
    terminal.wait(lambda text: "undone" in text and "✗" not in text)


@contextlib.contextmanager
def tmux(home: Path) -> Iterator[Callable[..., Terminal]]:
    """Clients of a tmux server that has a reader in it."""
    program = needed("tmux")
    socket = str(home / "tmux.sock")
    base = [program, "-S", socket, "-f", os.devnull, "-u"]
    environment = inside(home)

    def client(*arguments: str) -> Terminal:
        return Terminal([*base, *arguments], (100, 30), environment)

    try:
        yield client
    finally:
        subprocess.run([*base, "kill-server"], check=False, capture_output=True)


def test_in_tmux_which_keeps_it_when_the_line_drops(home: Path) -> None:
    with tmux(home) as client:
        with client("new-session", *READER, str(home / "corpus")) as terminal:
            works(terminal)
        with client("attach") as terminal:
            terminal.wait("Мост откроют весной")
            terminal.type("q")
            terminal.wait("[exited]")


def test_in_screen(home: Path) -> None:
    program = needed("screen")
    folder = home / "screens"
    folder.mkdir(mode=0o700)
    command = [program, "-U", "-c", os.devnull, *READER, str(home / "corpus")]
    environment = inside(home, SCREENDIR=str(folder))
    with Terminal(command, (100, 30), environment) as terminal:
        works(terminal)
        terminal.type("q")
        terminal.wait("[screen is terminating]")


def test_over_mosh(home: Path) -> None:
    server, client = needed("mosh-server"), needed("mosh-client")
    environment = {**os.environ, **inside(home)}
    started = subprocess.run(
        [server, "new", "-i", "127.0.0.1", "-c", "256", "--", *READER, str(home / "corpus")],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
        timeout=30,
    )
    told = re.search(r"MOSH CONNECT (\d+) (\S+)", started.stdout)
    if told is None:
        pytest.skip(f"mosh-server does not start here: {started.stderr.strip()[-100:]}")
    detached = re.search(r"pid = (\d+)", started.stderr)
    try:
        key = inside(home, MOSH_KEY=told[2])
        with Terminal([client, "127.0.0.1", told[1]], (100, 30), key) as terminal:
            works(terminal)
            terminal.type("q")
            terminal.wait("[mosh is exiting.]")
    finally:
        if detached is not None:
            with contextlib.suppress(OSError):
                os.kill(int(detached[1]), signal.SIGKILL)


@contextlib.contextmanager
def in_a_shell(home: Path) -> Iterator[Terminal]:
    """The reader at work, started by a shell that can stop it and bring it back."""
    shell = needed("bash")
    environment = inside(home, PS1="ready> ", INPUTRC=os.devnull)
    with Terminal([shell, "--norc", "--noprofile", "-i"], (100, 30), environment) as terminal:
        terminal.wait("ready>")
        terminal.type(" ".join(map(_quoted, (*READER, str(home / "corpus")))) + "\r")
        works(terminal)
        yield terminal


def test_stopped_by_the_shell_and_brought_back(home: Path) -> None:
    with in_a_shell(home) as terminal:
        terminal.type("\x1a")
        terminal.wait(lambda _: _prompts(terminal))
        terminal.type("fg\r")
        terminal.wait("quit")
        works(terminal)
        terminal.type("q")
        terminal.wait(lambda _: _prompts(terminal))
        terminal.type("exit\r")
        assert terminal.leave() == 0


def test_stopped_by_the_shell_while_it_asks(home: Path) -> None:
    with in_a_shell(home) as terminal:
        terminal.type("/abc")
        terminal.wait("/ abc")
        terminal.type("\x1a")
        terminal.wait(lambda _: _prompts(terminal))
        terminal.type("fg\r")
        terminal.wait("/ abc")
        terminal.type("d")
        terminal.wait("/ abcd")


LEAVING = """
import os, signal, sys
from reader.pipeline import Analysis
close = Analysis.close
def stopped(self):
    os.kill(os.getpid(), signal.SIGTSTP)
    close(self)
Analysis.close = stopped
import reader.cli
sys.exit(reader.cli.main())
"""
"""The reader, on which Ctrl+Z is pressed while it waits for its workers to end, its screen left already."""


def test_stopped_by_the_shell_while_it_leaves(home: Path) -> None:
    command = [sys.executable, "-c", LEAVING, str(home / "corpus")]
    with Terminal(command, (100, 30), inside(home)) as terminal:
        works(terminal)
        terminal.type("q")
        terminal.wait(lambda _: psutil.Process(terminal.process.pid).status() == "stopped")
        os.kill(terminal.process.pid, signal.SIGCONT)
        assert terminal.leave() == 0
        assert "Traceback" not in terminal.text()
        assert b"\x1b[?1049h" not in terminal.raw.rpartition(b"\x1b[?1049l")[2]  # not entered again


def _prompts(terminal: Terminal) -> bool:
    """Whether the shell asks again, on the screen that it had before."""
    since = terminal.raw.rpartition(b"\x1b[?1049l")[2]
    return b"ready>" in since and b"\x1b[?1049h" not in since


def _quoted(word: str) -> str:
    return f"'{word}'"


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (300, 100)])
def test_resized_while_it_loads(home: Path, size: tuple[int, int]) -> None:
    with wirereader(home / "corpus", home=home, size=(120, 40)) as terminal:
        for each in ((90, 30), (60, 20), size):
            terminal.resize(*each)
        shown = terminal.wait(lambda text: "Мост откроют" in text and "analysing" not in text)
        assert len(shown.split("\n")) == size[1]
        terminal.type("\x0c")
        terminal.type("?")
        terminal.wait("Moving")
        terminal.type("q")
        terminal.wait("Мост откроют")
        terminal.type("q")
        assert terminal.leave() == 0


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_letters_show_in_every_locale(home: Path, locale: str) -> None:
    with wirereader(home / "corpus", home=home, LC_ALL=locale, TERM="linux") as terminal:
        terminal.wait("Мост откроют весной")
        terminal.type("q")
        assert terminal.leave() == 0


def test_what_is_told_elsewhere_does_not_take_the_screen_with_it(home: Path) -> None:
    log = home / "log"
    words = " ".join(map(_quoted, (*READER, str(home / "corpus"))))
    command = ["/bin/sh", "-c", f"exec {words} 2>'{log}'"]
    with Terminal(command, (80, 24), inside(home)) as terminal:
        terminal.wait("Мост откроют весной")
        terminal.type("q")
        assert terminal.leave() == 0
    assert "\x1b" not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_that_ends_it_leaves_a_terminal_to_work_in(home: Path, kind: int) -> None:
    with wirereader(home / "corpus", home=home) as terminal:
        terminal.wait("Мост откроют весной")
        os.kill(terminal.process.pid, kind)
        terminal.leave()
        modes = re.findall(rb"\x1b\[\?(1049|25)([hl])", bytes(terminal.raw))
        assert dict(modes) == {b"1049": b"l", b"25": b"h"}
