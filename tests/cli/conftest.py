from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

STORIES = {
    "a.txt": "Wheat exports rise\n\nThe port of Lowen shipped 40,000 tonnes of wheat on Monday, its manager Anna Petrova said.\n\nОзвучить текст\n\nPrices fell by two percent after the news, traders in the city said.\n",
    "b.md": "# Storm closes harbour\n\nBy Nadia Marsh\n\nA storm closed the harbour of Lowen for two days, and ships waited at anchor outside.\n",
    "c.txt": "Переговоры о зерне начались\n\nВ Москве начались переговоры о поставках зерна. Стороны обсуждают цены и сроки поставки.\n",
}

COMMAND = "import sys; from reader.cli import main; sys.exit(main())"

Wirereader = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "wire"
    folder.mkdir()
    for name, text in STORIES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def wirereader(tmp_path: Path) -> Wirereader:
    """Runs the command in `tmp_path` with folders of its own."""

    def run(
        *arguments: str, stdin: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("WIREREADER_")}
        kept |= {
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "WIREREADER_ANALYSIS_NAMES": "off",
            "WIREREADER_ANALYSIS_WORKERS": "1",
            "COLUMNS": "100",
        }
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *arguments],
            cwd=tmp_path,
            env=kept | environment,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
            encoding="utf-8",
        )

    return run
