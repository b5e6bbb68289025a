"""Opening the reader on paths loads nothing that the first screen does not need."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

from reader.cli.arguments import opening
from reader.cli.main import NOTHING_ASKED


def test_paths_alone_are_what_the_parser_makes_of_them() -> None:
    assert vars(opening().parse_args(["one", "two"])) == NOTHING_ASKED | {"paths": ["one", "two"]}


def test_the_command_line_loads_no_parser_and_no_analysis(tmp_path: Path) -> None:
    (tmp_path / "wire").mkdir()
    made = tmp_path / "loaded.json"
    code = (
        "import json, sys\n"
        "import reader.tui.start as start\n"
        "def load():\n"
        f"    json.dump(sorted(sys.modules), open({str(made)!r}, 'w'))\n"
        "    raise SystemExit\n"
        "start.load = load\n"
        f"sys.argv = ['wirereader', {str(tmp_path / 'wire')!r}]\n"
        "from reader.cli import main\n"
        "main()\n"
    )
    ours = {name: str(tmp_path) for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    terminal, slave = pty.openpty()
    try:
        subprocess.run(
            [sys.executable, "-c", code],
            stdin=slave,
            stdout=slave,
            check=True,
            cwd=Path.cwd(),
            env={**os.environ, **ours, "TERM": "xterm"},
        )
    finally:
        os.close(terminal)
        os.close(slave)
    loaded = set(json.loads(made.read_text()))
    assert "reader.cli.open" in loaded
    assert not loaded & {
        "argparse", "gettext", "tomllib", "reader.cli.arguments", "reader.pipeline", "subprocess",
        "textual", "asyncio",
    }  # fmt: skip


def test_the_application_makes_no_dataclass_of_its_own() -> None:
    code = (
        "import json, sys\n"
        "import reader.tui.start\n"
        "reader.tui.start.load()\n"
        "import reader.cli.open\n"
        "ours = [module for name, module in sys.modules.items() if name.startswith('reader.')]\n"
        "made = {str(kind) for module in ours for kind in vars(module).values()\n"
        "        if isinstance(kind, type) and kind.__module__.startswith('reader.')\n"
        "        and '__dataclass_fields__' in vars(kind)}\n"
        "print(json.dumps([len(ours), sorted(made)]))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules, made = json.loads(run.stdout)
    assert modules > 100
    assert (
        made == []
    )  # each takes ten times as long to define as a struct, of the time to the first frame
