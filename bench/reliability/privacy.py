"""What others on the host can see, what reports and messages say, what is left after forgetting."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.reliability import corpus, known
from bench.reliability.conditions import SOUND, command, places, told
from bench.reliability.table import Row, Trial
from reader.pipeline import Coordinator
from reader.store import Annotate, Store
from tests.terminal.terminal import Terminal

GROUP = "Privacy"
MARKER = "quetzalcoatlus-northropi"
TINY = Path(__file__).parents[2] / "tests" / "fixtures" / "translate-ru_en-tiny.argosmodel"

PLACES = (
    "reader.tui.article.view:RowView.render_line",
    "reader.tui.widgets.article_list:ArticleList.render_line",
    "reader.tui.article.layout:cut_to",
    "reader.tui.article.heading:heading",
    "reader.tui.article.wrap:wrap",
    "reader.store.reading:Reading.rows",
    "reader.store.reading:Reading.article",
    "reader.store.reading:Reading.keys",
    "reader.store.triage:Triaging.act",
    "reader.tui.screens.reader:ReaderScreen.on_mount",
)
"""Where a fault is planted: what draws, what reads, what writes."""


def _corpus(place: Path) -> Path:
    wire = corpus.write(place / "wire")
    for path in wire.iterdir():
        path.write_text(path.read_text("utf-8").replace("Lowen", MARKER), encoding="utf-8")
    return wire


def _used(place: Path, wire: Path, **more: str) -> list[str]:
    """Use the program in every way that keeps something, under the most open umask."""
    wrong: list[str] = []

    def wide() -> None:
        os.umask(0)

    for arguments in (
        ("models", "install", TINY),
        ("scan", wire),
        ("translate", wire / "05.txt", "--no-names"),
        ("list", "--in", wire),
    ):
        wrong += told(command(place, *arguments, before=wide, **more), 0)
    with _opened(place, wire, wide=True) as terminal:
        terminal.wait(lambda text: " 8 articles" in text and "analysing" not in text)
        terminal.press("s")
        terminal.wait("★")
        terminal.type("\x11")
        wrong += ["the reader did not end well"] if terminal.leave() else []
    return wrong


def _opened(place: Path, wire: Path, *, wide: bool = False, fault: str = "") -> Terminal:
    own = {**SOUND, **places(place)}
    code = f"import os, sys; os.umask({0 if wide else 0o022}); {fault}\n"
    code += "import reader.cli; sys.exit(reader.cli.main())"
    return Terminal([sys.executable, "-c", code, str(wire)], (100, 30), own)


def modes(trial: Trial) -> Row:
    """Every file that the program makes, under umask 000."""
    row = Row(
        GROUP,
        "umask 000, every command and the reader",
        "what the program keeps is the owner's alone",
    )
    place = trial.place("modes")
    wire = _corpus(place)
    wrong = _used(place, wire) if not trial.quick else list(told(_wide_scan(place, wire), 0))
    row.case("use", wrong)
    made = [
        path
        for folder in ("data", "config", "cache", "share")
        for path in (place / folder).rglob("*")
        if "packages" not in path.parts and "models" not in path.parts
    ]
    for path in made:
        mode = stat.S_IMODE(path.lstat().st_mode)
        # The folder that the translation library makes holds models, which are no secret.
        others = 0o002 if path.name == "argos-translate" else 0o077
        row.case(str(path.relative_to(place)), [f"mode {mode:o}"] if mode & others else [])
    return row


def _wide_scan(place: Path, wire: Path) -> subprocess.CompletedProcess[str]:
    def wide() -> None:
        os.umask(0)

    return command(place, "scan", wire, before=wide)


def reports(trial: Trial) -> Row:
    """The program breaks with copy in the exception: in the interface, in a worker."""
    row = Row(
        GROUP,
        "crashes with copy in hand, in the interface and in workers",
        "a report is kept; neither it nor what is said holds a word of an article",
    )
    place = trial.place("reports")
    wire = _corpus(place)
    store = place / "wire.db"
    row.case("worker", _worker(store, wire))
    for number, target in enumerate(PLACES if not trial.quick else ()):
        home = place / str(number)
        home.mkdir()
        module, _, name = target.partition(":")
        holder, _, attribute = name.rpartition(".")
        fault = (
            f"import {module} as module; holder = module.{holder} if {bool(holder)} else module\n"
            f"def broken(*given, **more): raise ValueError({MARKER!r})\n"
            f"setattr(holder, {attribute!r}, broken)"
        ).replace("module. if", "module if")
        if not _there(module, name):
            continue
        with _opened(home, wire, fault=fault) as terminal:
            for keys in ("", "s", "\r", "j", "\x11"):
                if terminal.process.poll() is None:
                    terminal.type(keys)
                    terminal.read(1.0)
                    terminal.read(1.0)
            terminal.hang_up() if terminal.process.poll() is None else None
            while terminal.read():
                pass
            said = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2].decode("utf-8", "replace")
        kept = [path.read_text("utf-8") for path in home.rglob("crash-*.txt")]
        wrong = ["said on the terminal"] if MARKER in said else []
        wrong += ["written into the report"] if any(MARKER in text for text in kept) else []
        wrong += ["a traceback was shown"] if "Traceback" in said else []
        row.case(target, wrong)
    return row


def _there(module: str, name: str) -> bool:
    code = f"import {module} as m; m.{name}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    return done.returncode == 0


def _worker(path: Path, wire: Path) -> Sequence[str]:
    code = (
        "import sys; from reader.pipeline import tasks, worker\n"
        "def broken(document, *given, **more): raise ValueError(document.text)\n"
        "tasks.analyse = broken\n"
        "raise SystemExit(worker.main(sys.argv[1:]))"
    )
    events: list[Any] = []
    with Store.open(path) as store:
        coordinator = Coordinator(store, known.QUICK, events.append)
        coordinator.command = (sys.executable, "-c", code)
        try:
            coordinator.run([wire])
        finally:
            coordinator.close()
        failed = store.counts().failed
    if not failed:
        return ["nothing failed"]
    return ["told in a message"] if MARKER in str(events) else []


def forgetting(trial: Trial) -> Row:
    """After `wirereader forget` no file of the program holds a word of the corpus."""
    row = Row(
        GROUP, "`wirereader forget`", "no word of the corpus is left in any file, nor its path"
    )
    place = trial.place("forget")
    wire = _corpus(place)
    wrong = list(told(_wide_scan(place, wire), 0)) if trial.quick else _used(place, wire)
    for path in (place / "data").rglob("*.db"):
        if "stores" in path.parts:
            with Store.open(path) as store:
                store.act(Annotate(MARKER), list(store.keys())[:2])
            path.with_name(path.name + ".damaged-20260101-000000").write_text(MARKER)
    row.case("use", wrong)
    row.case("forget", told(command(place, "forget", wire, "--yes"), 0))
    words = (MARKER.encode(), str(wire).encode(), "осмотрели".encode())
    for folder in ("data", "config", "cache", "share"):
        for path in (place / folder).rglob("*"):
            if path.is_file() and "packages" not in path.parts:
                data = path.read_bytes()
                left = [word.decode() for word in words if word in data]
                row.case(str(path.relative_to(place)), [f"holds {left[0]!r}"] if left else [])
    left = [
        str(path)
        for path in (place / "data").rglob("*")
        if "stores" in path.parts and path.is_file()
    ]
    row.case("stores", [f"{left[0]} is left"] if left else [])
    return row
