"""Libraries are imported without parts that reading never calls, and whole where they need them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reader.guard import load


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.startswith("left_library")]:
        monkeypatch.delitem(sys.modules, name)
    folder = tmp_path / "left_library"
    folder.mkdir()
    (folder / "commands.py").write_text("fetch = 1\n")
    return folder


def test_a_part_is_left_out_and_there_for_whoever_imports_it_later(library: Path) -> None:
    (library / "__init__.py").write_text("from left_library.commands import fetch\nread = 2\n")
    loaded = load("left_library", without=("left_library.commands",))
    assert (loaded.read, loaded.fetch) == (2, None)
    assert load("left_library.commands").fetch == 1


def test_a_library_that_needs_the_part_is_imported_whole(library: Path) -> None:
    (library / "__init__.py").write_text(
        "from left_library.commands import fetch\nif fetch is None:\n    raise ImportError('fetch')\n"
    )
    assert load("left_library", without=("left_library.commands",)).fetch == 1


def test_a_library_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ImportError):
        load("left_library_that_is_not_there", without=("left_library_that_is_not_there.part",))
