"""What the commands say on a terminal while strangers' names and words pass through them: nothing that it obeys."""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.reliability import attacks, hostile
from bench.reliability.conditions import SOUND, places
from bench.reliability.table import Row, Trial
from tests.terminal.terminal import Terminal

EVIL = "\x1b]0;owned\x07\u202e\u009b31m"
NAME = "\x1b]0;owned\x07"
TINY = Path(__file__).parents[2] / "tests" / "fixtures" / "translate-ru_en-tiny.argosmodel"
OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
MEANT = re.compile(r"\r\n|\r(\x1b\[K)?")
"""Ends of lines, and the line of progress that is written again."""

Arguments = tuple[str | Path, ...]


def spoken(trial: Trial) -> Iterator[Row]:
    """A row a kind of stranger; every command that meets it, on a terminal."""
    place = trial.place("spoken")
    home = place / "home"
    home.mkdir()
    for what, runs in _runs(place):
        row = Row(
            hostile.TERMINAL,
            f"commands: {what}",
            "nothing reaches the terminal that it would obey; no traceback",
        )
        for arguments in list(runs)[:2] if trial.quick else runs:
            said = " ".join(str(each) for each in arguments).replace(str(place), "")
            row.case(repr(said), _on_terminal(home, arguments))
        yield row


def _on_terminal(home: Path, arguments: Arguments) -> Iterator[str]:
    code = "import sys, reader.cli; sys.exit(reader.cli.main())"
    own = {**SOUND, **places(home), "ARGOS_PACKAGES_DIR": str(home / "packages")}
    words = [str(each) for each in arguments]
    with Terminal([sys.executable, "-c", code, *words], (200, 50), own) as terminal:
        while terminal.read(300):
            pass
        raw = bytes(terminal.raw)
    try:
        text = MEANT.sub("", raw.decode("utf-8"))
    except UnicodeDecodeError:
        yield "bytes that are no UTF-8"
        return
    for match in OBEYED.finditer(text):
        yield repr(text[max(0, match.start() - 20) : match.end() + 20])
    if "Traceback" in text:
        yield "a traceback was shown"


def _runs(place: Path) -> Iterator[tuple[str, Iterable[Arguments]]]:
    wire = attacks.corpus_at(place / f"wire{NAME}")
    for what, made in hostile.HOSTILE.items():
        for name, make in made if what.startswith(("names", "FIFOs", "NULs")) else ():
            make(wire / name)
    yield (
        "hostile articles and names of files",
        (
            ("scan", wire),
            *(("export", wire, "--format", name) for name in ("csv", "markdown", "jsonl", "ninjs")),
            ("scan", wire, "--json"),
            ("list", "--in", wire),
            ("list", "--json", "--in", wire),
            ("translate", wire, "--no-names"),
            ("translate", wire, "--no-names", "--json"),
            ("doctor", wire),
            ("export", wire, "--format", "csv", "-o", place / f"no{NAME}" / "x"),
            ("forget", wire, "--yes"),
        ),
    )
    gone = place / f"gone{NAME}"
    yield (
        "names where options and values may stand",
        (
            ("scan", wire, f"--format{NAME}"),
            ("scan", wire, f"-{EVIL}.txt"),
            (f"-{EVIL}.txt", wire),
            *((name, gone) for name in ("scan", "translate", "doctor", "evaluate")),
            (gone,),
            ("forget", gone, "--yes"),
            ("export", wire, "--format", EVIL),
            ("list", f"from:{EVIL} (", "--in", wire),
            ("list", "--sort", EVIL, "--in", wire),
            ("list", "--in", wire, "--store", gone),
            *((name, EVIL) for name in ("models", "memory", "config")),
        ),
    )
    yield "packages of models", _packages(place)
    yield "configuration files", _configurations(place)
    yield "translation memories and glossaries", _memories(place)


def _packages(place: Path) -> Iterator[Arguments]:
    evil = place / "evil.argosmodel"
    with zipfile.ZipFile(TINY) as whole, zipfile.ZipFile(evil, "w") as made:
        for entry in whole.infolist():
            data = whole.read(entry)
            if entry.filename.endswith("metadata.json"):
                changed = dict.fromkeys(("package_version", "argos_version", "from_name"), EVIL)
                data = json.dumps({**json.loads(data), **changed}).encode()
            made.writestr(entry.filename, data)
    yield "models", "install", evil
    for rest in (("list",), ("list", "--json"), ("verify",), ("remove", f"ru-en{NAME}")):
        yield "models", *rest
    for number, name in enumerate((f"top/{EVIL}", f"../{EVIL}", f"top/{NAME}/metadata.json")):
        path = place / f"{number}{NAME}.argosmodel"
        with zipfile.ZipFile(path, "w") as made:
            made.writestr(name, "{}")
        yield "models", "install", path
    yield "models", "install", f"ru-{EVIL}"


def _configurations(place: Path) -> Iterator[Arguments]:
    escaped = json.dumps(EVIL)
    texts = (
        f"[{escaped}]\nx = 1\n", f"[reader]\n{escaped} = 1\n", f"[reader]\nsort = {escaped}\n",
        f"[keys]\n{escaped} = 'j'\n", f"[searches]\n{escaped} = 'is:{NAME[3:5]}'\n",
        f"[searches]\na = {escaped}\n", f"[translation]\nmodels = [{escaped}]\n",
        f"[colours]\n{escaped} = {escaped}\n", f"[macros]\n{escaped} = [{escaped}]\n",
        f"[reader]\nsort = '{EVIL}'\n", "a = " + "[" * 100_000, "a = 1" + "0" * 100_000,
        "[reader]\nsort = 0x" + "f" * 100_000,
    )  # fmt: skip
    for number, text in enumerate(texts):
        path = place / f"{number}{NAME}.toml"
        path.write_text(text, encoding="utf-8")
        yield "config", "validate", "--config", path
        yield "config", "show", "--config", path
    yield "keys", "--config", path


def _memories(place: Path) -> Iterator[Arguments]:
    unit = (
        '<tu><tuv xml:lang="ru{0}"><seg>{1}</seg></tuv><tuv xml:lang="en"><seg>a</seg></tuv></tu>'
    )
    tmx = '<?xml version="1.0"?>{0}<tmx version="1.4"><header srclang="ru"/><body>{1}</body></tmx>'
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    entity = '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    texts = (
        tmx.format("", unit.format(EVIL, "мост")),
        tmx.format("", unit.format("", "мост\u202e\u009b31m")),
        tmx.format(entity, unit.format("", "&x;")),
        tmx.format(f'<!DOCTYPE tmx [<!ENTITY l0 "lol">{laughs}]>', unit.format("", "&l11;")),
        EVIL,
    )
    for number, text in enumerate(texts):
        path = place / f"{number}{NAME}.tmx"
        path.write_text(text, encoding="utf-8")
        yield "memory", "import", path
    for suffix in ("csv", "tbx"):
        path = place / f"glossary{NAME}.{suffix}"
        path.write_text(f"мост{EVIL},bridge{EVIL}\n", encoding="utf-8")
        yield "memory", "glossary", path, "--from", "ru", "--to", "en"
    yield "memory", "show"
    yield "memory", "export", place / f"no{NAME}" / "out.tmx"
    yield "memory", "export", place / f"out{NAME}.tmx"
