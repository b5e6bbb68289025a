"""Reading, scanning, translating and the whole app open no network socket: the kernel would kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench.build_firefox_model import files, write
from tests.terminal.terminal import Terminal

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "tests" / "fixtures" / "translate-ru_en-tiny.argosmodel"
RUSSIAN = "Переговоры завершились. Детали не раскрываются.\n"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux",
    reason="the kernel's filter is Linux's own; elsewhere the audit hook holds",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small model installed and a corpus of three languages."""
    home = tmp_path_factory.mktemp("home")
    corpus = home / "corpus"
    corpus.mkdir()
    for name in ("ship-yuzhny-kompas.txt", "ship-yuzhny-kompas-ru.txt", "ship-danube-wire.html"):
        (corpus / name).write_bytes((ROOT / "corpus" / name).read_bytes())
    assert sealed(home, "models", "install", str(MODEL)).returncode == 0
    return home


def environment(home: Path) -> dict[str, str]:
    """Everything that is kept goes below `home`."""
    return {
        **{name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")},
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "share"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "WIREREADER_DATA": str(home / "data"),
    }


def sealed(
    home: Path, *arguments: str, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    """The command where a network socket is death."""
    return subprocess.run(
        [sys.executable, "-m", "tests.offline.sealed", *arguments],
        input=given,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(home),
        check=False,
    )


def test_the_seal_kills() -> None:
    code = (
        "from reader.guard import deadly; assert deadly(); "
        "import socket; socket.socketpair(); print('local', flush=True); socket.socket()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stdout == "local\n"
    assert done.returncode == -signal.SIGSYS


@pytest.mark.parametrize(
    ("arguments", "given", "wanted"),
    [
        (("scan", "{corpus}", "--json"), None, '"leftovers"'),
        (("scan", "{corpus}"), None, "3 articles"),
        (("translate", "-", "--from", "ru"), RUSSIAN, "The talks have ended."),
        (("translate", "{corpus}/ship-yuzhny-kompas-ru.txt", "--json"), None, '"engine": "argos"'),
        (("export", "{corpus}", "--format", "ninjs"), None, '"uri"'),
        (("list", "--in", "{corpus}", "--json"), None, '"title"'),
        (("models", "list"), None, "ru→en"),
        (("models", "verify"), None, ""),
        (("config", "show"), None, ""),
        (("keys",), None, "translate"),
        (("doctor",), None, ""),
    ],
)
def test_commands_work_without_a_network(
    home: Path, arguments: tuple[str, ...], given: str | None, wanted: str
) -> None:
    filled = [argument.format(corpus=home / "corpus") for argument in arguments]
    done = sealed(home, *filled, given=given)
    assert done.returncode == 0, done.stderr
    assert wanted in done.stdout + done.stderr


@pytest.mark.skipif(
    find_spec("fxtranslate") is None,
    reason="the extra for Firefox models is not installed (it has no wheel for this system)",
)
def test_the_second_engine_needs_no_network_either(home: Path) -> None:
    stick = write(home / "stick" / "ruen", files(), packed=("model", "vocab", "lex"))
    folder = ("--dir", str(home / "firefox-models"))
    assert sealed(home, "models", "install", *folder, str(stick)).returncode == 0
    assert "files as installed" in sealed(home, "models", "verify", *folder).stdout
    assert sealed(home, "models", "install", str(stick)).returncode == 0
    done = sealed(home, "translate", "-", "--from", "ru", "--json", given="Пожар потушен.\n")
    assert '"target": "The fire has been put out.", "engine": "firefox"' in done.stdout
    assert sealed(home, "models", "remove", "ru-en", "--engine", "firefox").returncode == 0


@pytest.mark.terminal
def test_the_reader_analyses_and_translates_without_a_network(home: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.offline.sealed",
        str(home / "corpus" / "ship-yuzhny-kompas-ru.txt"),
    ]
    with Terminal(command, (120, 40), environment(home)) as terminal:
        terminal.wait(
            lambda text: "1 article" in text and "analysing" not in text and "Южный" in text
        )
        terminal.press("T")
        terminal.wait(lambda text: "by machine" in text and "The " in text)
        terminal.press("\x11")
        assert terminal.leave() == 0
