"""The doctor in odd places: it looks over what it can and says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.reliability.conditions import command, obeying
from tests.terminal.terminal import wirereader


@pytest.mark.parametrize("term", ["", "dumb"])
@pytest.mark.terminal
def test_a_terminal_without_a_name_is_told_how_to_get_one(tmp_path: Path, term: str) -> None:
    with wirereader("doctor", home=tmp_path, size=(120, 40), TERM=term) as terminal:
        assert terminal.leave() == 0
        assert "set TERM" in terminal.text()


@pytest.mark.terminal
def test_a_screen_that_is_too_small_is_told(tmp_path: Path) -> None:
    with wirereader("doctor", home=tmp_path, size=(38, 30)) as terminal:
        terminal.leave()
        assert "40x12" in terminal.text()


def test_without_models_or_a_locale_it_says_what_to_do(tmp_path: Path) -> None:
    nothing = str(tmp_path / "none")
    done = command(tmp_path, "doctor", LC_ALL="C", PYTHONUTF8="0", ARGOS_PACKAGES_DIR=nothing)
    assert done.returncode == 0, done.stderr
    assert "models install" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    done = command(tmp_path, "doctor", before=obeying)
    assert "results cannot be kept" in done.stdout, done.stderr


def test_a_broken_store_is_told_salvaged_and_sound_again(tmp_path: Path) -> None:
    store = tmp_path / "wire.db"
    store.write_bytes(os.urandom(9000))
    store.chmod(0o644)
    done = command(tmp_path, "doctor", "--store", store)
    assert done.returncode == 1
    assert "damaged" in done.stdout
    assert "--repair" in done.stdout
    assert "chmod 600" in done.stdout
    assert command(tmp_path, "doctor", "--repair", "--store", store).returncode == 0
    assert "whole" in command(tmp_path, "doctor", "--store", store).stdout


def test_settings_that_are_refused_do_not_keep_it_from_looking(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "wirereader"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[reader]\ntheem = 'x'\n")
    done = command(tmp_path, "doctor")
    assert done.returncode == 1
    assert "theem" in done.stdout
    assert "data folder" in done.stdout
