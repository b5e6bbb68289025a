"""Models come in whole or not at all, whatever the archive tries."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.translate import (
    Model,
    TranslationError,
    install_file,
    installed,
    models_command,
    remove,
    verify,
)
from reader.translate.install import MOST_FILES
from reader.translate.models import argos_folder, own_folder, route


def left_behind(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())


def test_a_file_becomes_a_model_that_says_where_it_came_from(tiny: Path, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    model = install_file(tiny, into=packages)
    assert model.label == "ru→en 0.1"
    assert model.origin == tiny.name
    assert model.sha256 == hashlib.sha256(tiny.read_bytes()).hexdigest()
    assert model.license == "CC0"
    assert installed([packages]) == [model]
    assert verify(model) == ()
    assert [path.name for path in tmp_path.iterdir()] == ["packages"]
    assert [path.name for path in packages.iterdir()] == ["translate-ru_en-0_1"]


def test_installing_again_replaces(tiny: Path, tmp_path: Path) -> None:
    install_file(tiny, into=tmp_path / "packages")
    install_file(tiny, into=tmp_path / "packages")
    assert len(installed([tmp_path / "packages"])) == 1


def test_argos_finds_what_we_installed(model: Model) -> None:
    from argostranslate.package import get_installed_packages

    (found,) = get_installed_packages([model.folder.parent])
    assert (found.from_code, found.to_code) == ("ru", "en")


def test_we_find_what_argos_installed(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    monkeypatch.delenv("WIREREADER_MODELS_DIR", raising=False)
    (tmp_path / "packages").mkdir()
    code = "import sys, argostranslate.package as p; p.install_from_path(sys.argv[1])"
    scratch = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("DATA", "CONFIG", "CACHE")}
    subprocess.run(
        [sys.executable, "-c", code, str(tiny)], check=True, env={**os.environ, **scratch}
    )
    (found,) = [model for model in installed([argos_folder()]) if model.engine == "argos"]
    assert (found.pair, found.sha256, found.problem) == ("ru-en", None, None)
    assert verify(found) == ()


def test_the_wrong_checksum_is_refused(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(TranslationError, match="sha256"):
        install_file(tiny, into=tmp_path / "packages", sha256="0" * 64)
    assert not left_behind(tmp_path)


def entries(tiny: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(tiny) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, files: dict[str, bytes], links: dict[str, str] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        for name, target in (links or {}).items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, target)
    return path


TOP = "translate-ru_en-0_1"


def traversal(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {**good, f"{TOP}/../../evil": b"x"})


def absolute(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {**good, "/tmp/wirereader-evil": b"x"})


def backslash(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {**good, f"{TOP}\\..\\evil": b"x"})


def link(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, good, {f"{TOP}/link": "/etc/passwd"})


def bomb(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {**good, f"{TOP}/model/padding": b"\0" * 30_000_000})


def liar(path: Path, good: dict[str, bytes]) -> Path:
    """An entry whose directory claims a smaller size than its data unpack to."""
    name = f"{TOP}/zzz"
    pack(path, {**good, name: b"A" * 5000})
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(name.encode()))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    return path


def crowd(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {**good, **{f"{TOP}/{n}": b"" for n in range(MOST_FILES)}})


def two_tops(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {**good, "translate-uk_en-1_0/metadata.json": b"{}"})


def loose(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {**good, "setup.py": b"print('hi')"})


def twice(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {**good, f"{TOP}/METADATA.json": b"{}"})


def truncated(path: Path, good: dict[str, bytes]) -> Path:
    pack(path, good)
    path.write_bytes(path.read_bytes()[:-20_000])
    return path


def flipped(path: Path, good: dict[str, bytes]) -> Path:
    pack(path, good)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    return path


def not_a_zip(path: Path, good: dict[str, bytes]) -> Path:
    path.write_bytes(b"<html>404 not found</html>")
    return path


def empty(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {})


def no_metadata(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {k: v for k, v in good.items() if "metadata" not in k})


def bad_metadata(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {**good, f"{TOP}/metadata.json": b"[1, 2"})


def evil_code(path: Path, good: dict[str, bytes]) -> Path:
    data = {"from_code": "../ru", "to_code": "en", "package_version": "1"}
    return pack(path, {**good, f"{TOP}/metadata.json": json.dumps(data).encode()})


def no_tokenizer(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {k: v for k, v in good.items() if "sentencepiece" not in k})


def torn_weights(path: Path, good: dict[str, bytes]) -> Path:
    name = f"{TOP}/model/model.bin"
    return pack(path, {**good, name: good[name][: len(good[name]) // 2]})


def torn_tokenizer(path: Path, good: dict[str, bytes]) -> Path:
    return pack(path, {**good, f"{TOP}/sentencepiece.model": b"junk" * 100})


def misnamed(path: Path, good: dict[str, bytes]) -> Path:
    """An entry whose name is not in the encoding that it is said to be in."""
    pack(path, {**good, f"{TOP}/ж": b"x"})
    path.write_bytes(path.read_bytes().replace("ж".encode(), b"\xd0\xff"))
    return path


def packed_otherwise(path: Path, good: dict[str, bytes]) -> Path:
    """LZMA may ask for gigabytes of memory before it gives one byte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in good.items():
            archive.writestr(name, data)
    return path


HOSTILE: list[Callable[[Path, dict[str, bytes]], Path]] = [
    traversal, absolute, backslash, link, bomb, liar, crowd, two_tops, loose, twice, truncated,
    flipped, not_a_zip, empty, no_metadata, bad_metadata, evil_code, no_tokenizer, torn_weights,
    torn_tokenizer, misnamed, packed_otherwise,
]  # fmt: skip


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_what_is_not_a_whole_harmless_model_leaves_nothing_behind(
    make: Callable[[Path, dict[str, bytes]], Path], tiny: Path, tmp_path: Path
) -> None:
    archive = make(tmp_path / "hostile.argosmodel", entries(tiny))
    home = tmp_path / "home"
    with pytest.raises(TranslationError) as error:
        install_file(archive, into=home / "packages")
    assert "\n" not in str(error.value)
    assert "hostile.argosmodel" in str(error.value)
    assert not left_behind(home)
    assert [path.name for path in home.iterdir()] == ["packages"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "hostile.argosmodel"]


def test_a_failed_upgrade_keeps_the_old_model(tiny: Path, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    before = install_file(tiny, into=packages)
    with pytest.raises(TranslationError):
        install_file(torn_weights(tmp_path / "new.argosmodel", entries(tiny)), into=packages)
    assert installed([packages]) == [before]
    assert verify(before) == ()


def test_verify_names_the_file_that_changed(tiny: Path, tmp_path: Path) -> None:
    model = install_file(tiny, into=tmp_path / "packages")
    weights = model.folder / "model" / "model.bin"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(bytes(data))
    assert any("model.bin has changed" in problem for problem in verify(model))
    (model.folder / "README.md").unlink()
    assert any("README.md is missing" in problem for problem in verify(model))


def test_broken_and_foreign_folders_do_not_hide_the_others(tiny: Path, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    good = install_file(tiny, into=packages)
    (packages / "junk").mkdir()
    (packages / "translate-uk_en-1_0").mkdir()
    (packages / "translate-uk_en-1_0" / "metadata.json").write_text("not json")
    (packages / "file.txt").write_text("x")
    found = installed([packages])
    assert good in found
    (broken,) = [model for model in found if model.problem]
    assert broken.pair == "uk-en"
    assert route(found, "uk", "en") == ()


def test_remove_takes_the_pair_and_says_when_there_is_none(tiny: Path, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    install_file(tiny, into=packages)
    remove("ru-en", where=[packages])
    assert not left_behind(tmp_path)
    with pytest.raises(TranslationError, match="models list"):
        remove("ru-en", where=[packages])


def test_firefox_models_are_read_from_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "firefox" / "ru-en"
    folder.mkdir(parents=True)
    (folder / "model.ruen.intgemm.alphas.bin").write_bytes(b"x")
    (missing,) = installed([tmp_path])
    assert missing.problem == "no vocab.*.spm in it"
    (folder / "vocab.ruen.spm").write_bytes(b"x")
    (model,) = installed([tmp_path])
    assert (model.engine, model.pair) == ("firefox", "ru-en")
    assert model.problem is None or "wirereader[firefox]" in model.problem


def pretend(engine: str, source: str, target: str, version: str = "1.0") -> Model:
    return Model(Path(f"/{engine}-{source}-{target}-{version}"), engine, source, target, version, 1)


def test_a_route_is_direct_before_it_pivots_and_by_the_engine_preferred() -> None:
    models = [
        pretend("argos", "ru", "en"),
        pretend("argos", "en", "de"),
        pretend("argos", "ru", "en", "1.9"),
    ]
    assert [m.version for m in route(models, "ru", "en")] == ["1.9"]
    assert [m.pair for m in route(models, "ru", "de")] == ["ru-en", "en-de"]
    models.append(pretend("argos", "ru", "de"))
    assert [m.pair for m in route(models, "ru", "de")] == ["ru-de"]
    models.append(pretend("firefox", "ru", "en"))
    assert [m.engine for m in route(models, "ru", "en")] == ["firefox"]
    assert [m.engine for m in route(models, "ru", "en", ("argos", "firefox"))] == ["argos"]
    assert route(models, "fr", "en") == ()


def test_folders_follow_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ARGOS_PACKAGES_DIR", "WIREREADER_MODELS_DIR", "WIREREADER_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert argos_folder() == tmp_path / "data" / "argos-translate" / "packages"
    assert own_folder() == tmp_path / "data" / "wirereader" / "models"
    assert installed() == []
    assert list(tmp_path.iterdir()) == []
    settings = tmp_path / "config" / "argos-translate" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"ARGOS_PACKAGES_DIR": "/elsewhere"}')
    assert argos_folder() == Path("/elsewhere")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", "/named")
    assert argos_folder() == Path("/named")
    monkeypatch.setenv("WIREREADER_DATA", "/kept")
    assert own_folder() == Path("/kept/models")
    monkeypatch.setenv("WIREREADER_MODELS_DIR", "/models")
    assert own_folder() == Path("/models")


def command(action: str, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    status = models_command(action, words, out, err, languages=["ru", "uk", "xx"])
    return status, out.getvalue(), err.getvalue()


def test_the_command_from_nothing_to_verified(tiny: Path, tmp_path: Path) -> None:
    where = ("--dir", str(tmp_path / "packages"))
    status, out, _ = command("list", *where)
    assert status == 0
    assert "no translation model is installed" in out
    assert "wirereader models install ru-en" in out
    assert "xx" not in out
    assert command("install", *where, str(tiny))[0] == 0
    status, out, _ = command("list", *where)
    assert "ru→en 0.1" in out
    assert "licence CC0" in out
    assert "install ru-en" not in out
    assert json.loads(command("list", *where, "--json")[1])["from_language"] == "ru"
    assert command("verify", *where)[1] == "ru→en 0.1 (argos): works, files as installed\n"
    assert command("remove", *where, "ru-en")[0] == 0
    status, _, err = command("remove", *where, "ru-en")
    assert (status, err) == (
        1,
        "wirereader: no model ru-en is installed; see: wirereader models list\n",
    )
    status, _, err = command("install", *where, "missing.argosmodel")
    assert (status, err) == (1, "wirereader: missing.argosmodel: no such file\n")
    assert command("install", *where)[0] == 2
