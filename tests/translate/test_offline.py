"""Translating opens no socket: the kernel is asked, not the code."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from reader.translate import Desk, DeskSettings, Request

TRANSLATE = """
import sys
from pathlib import Path
from reader.translate import Desk, DeskSettings, Request
text = "Пожар потушен."
if __name__ == "__main__":
    with Desk(DeskSettings(models=(Path(sys.argv[1]),))) as desk:
        print(next(iter(desk.translate([Request(0, len(text), text)], "ru"))).target)
"""
HEAVY = (
    "ctranslate2", "sentencepiece", "argostranslate", "numpy", "requests", "urllib.request", "lxml",
    "razdel", "iuliia", "torch", "spacy", "stanza", "minisbd", "fxtranslate", "textual",
)  # fmt: skip


def run(
    code: str, *arguments: str, before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
        check=False,
    )


def namespaces() -> bool:
    try:
        return (
            subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode
            == 0
        )
    except OSError:
        return False


@pytest.mark.skipif(not namespaces(), reason="this machine allows no network namespaces")
def test_it_translates_where_there_is_no_network_at_all(packages: Path) -> None:
    done = run(TRANSLATE, str(packages), before=("unshare", "-rn"))
    assert done.stdout == "The fire has been put out.\n", done.stderr


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="seccomp is for Linux",
)
def test_the_kernel_refuses_sockets_to_an_engines_process(packages: Path) -> None:
    with Desk(DeskSettings(models=(packages,))) as desk:
        list(desk.translate([Request(0, 14, "Пожар потушен.")], "ru"))
        assert desk.engines()[0].sealed == "seccomp"


PROBE = """
import ctypes, os, socket, sys, urllib.request
from reader.guard import seal
held = seal()
local = socket.socketpair()
local[0].send(b"x")
for attempt in (
    lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    lambda: socket.socket(socket.AF_INET6),
    lambda: socket.getaddrinfo("localhost", 80),
    lambda: urllib.request.urlopen("http://127.0.0.1:9/", timeout=1),
):
    try:
        attempt()
    except PermissionError:
        continue
    except OSError as error:
        if isinstance(error.__cause__ or error.args[0], PermissionError): continue
        raise
    sys.exit("a socket was opened")
if held == "seccomp":
    # past Python: what a C library would do
    assert ctypes.CDLL(None, use_errno=True).socket(2, 1, 0) == -1
    assert ctypes.get_errno() == 13
print(held)
"""


def test_a_sealed_process_cannot_reach_the_network() -> None:
    done = run(PROBE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("seccomp", "audit")


def test_importing_the_room_loads_nothing_heavy() -> None:
    done = run(f"import sys, reader.translate; print([m for m in {HEAVY!r} if m in sys.modules])")
    assert done.stdout.strip() == "[]", done.stderr


def test_translating_loads_no_engine_in_this_process(packages: Path) -> None:
    code = TRANSLATE + f"    print([m for m in {HEAVY[:6]!r} if m in sys.modules])\n"
    done = run(code, str(packages))
    assert done.stdout.splitlines() == ["The fire has been put out.", "[]"], done.stderr


def test_translating_makes_no_folders_in_the_home(packages: Path, tmp_path: Path) -> None:
    code = TRANSLATE.replace(
        "import sys", f"import os, sys; os.environ['HOME'] = {str(tmp_path)!r}", 1
    )
    code = code.replace(
        "from pathlib",
        "for n in list(os.environ):\n    if n.startswith('XDG'): del os.environ[n]\nfrom pathlib",
        1,
    )
    done = run(code, str(packages))
    assert done.stdout == "The fire has been put out.\n", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_engine_loads_no_sentence_splitter_and_no_torch(packages: Path) -> None:
    code = """
import sys
from pathlib import Path
from reader.translate.engines.argos import ArgosEngine
from reader.translate.request import Options
(folder,) = Path(sys.argv[1]).iterdir()
engine = ArgosEngine(folder)
print(engine.translate(["Пожар потушен."], Options(beam=4, best=1))[0][0].text)
print([m for m in ("argostranslate.translate", "argostranslate.sbd", "minisbd", "torch", "stanza",
                   "spacy", "onnxruntime") if m in sys.modules])
"""
    done = run(code, str(packages))
    assert done.stdout.splitlines() == ["The fire has been put out.", "[]"], done.stderr
