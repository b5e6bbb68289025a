"""What a process loads: the core never loads Textual, the interface never loads a model."""

from __future__ import annotations

import subprocess
import sys

import pytest

MODELS = (
    "spacy",
    "slovnet",
    "navec",
    "ctranslate2",
    "sentencepiece",
    "argostranslate",
    "onnxruntime",
    "numpy",
)
PARSERS = ("lxml", "trafilatura", "resiliparse", "ftfy", "langdetect")
NETWORK = ("requests", "urllib3", "httpx", "http.client")


def loaded_by(module: str) -> frozenset[str]:
    """The names of all modules that a fresh interpreter holds after importing `module`."""
    code = f"import sys, {module}; print('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return frozenset(run.stdout.split("\n"))


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("reader.model", ("textual", "rich", "sqlite3", *MODELS, *PARSERS, *NETWORK)),
        ("reader.pipeline", ("textual", *MODELS, *PARSERS, *NETWORK)),
        ("reader.store", ("textual", *MODELS, *PARSERS, *NETWORK)),
        (
            "reader.store.glance",
            ("textual", "rich", "asyncio", "dataclasses", *MODELS, *PARSERS, *NETWORK),
        ),
        ("reader.translate", ("textual", *MODELS, *NETWORK)),
        ("reader.entities", ("textual", *MODELS, *NETWORK)),
        ("reader.cli", ("textual", "rich", "asyncio", *MODELS, *PARSERS, *NETWORK)),
        ("reader.tui.app", (*MODELS, *PARSERS, *NETWORK)),
    ],
)
def test_importing_a_room_loads_no_more_than_it_should(
    module: str, absent: tuple[str, ...]
) -> None:
    assert not loaded_by(module) & frozenset(absent)
