"""Firefox models: from Mozilla's files, packed or not, to sentences, through the real engine.

The model is made here, its weights set by hand (see `bench.build_firefox_model`), so that what must
come out is known to the letter.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench.build_firefox_model import TINY, files, write
from reader.translate import (
    Desk,
    DeskSettings,
    Memory,
    Model,
    Names,
    Request,
    TranslationError,
    install_file,
    installed,
    models_command,
    remove,
    verify,
)
from reader.translate.models import route

pytestmark = pytest.mark.skipif(
    find_spec("fxtranslate") is None,
    reason="the extra for Firefox models is not installed (it has no wheel for this system)",
)

STORY = (
    "Президент прибыл в Москву. Министр сообщил журналистам о новых переговорах.\n\nПожар потушен."
)
ENGLISH = [
    "The president arrived in Moscow.",
    "The minister told journalists about new talks.",
    "The fire has been put out.",
]


@pytest.fixture(scope="session")
def held() -> dict[str, bytes]:
    return files()


@pytest.fixture
def published(held: dict[str, bytes], tmp_path: Path) -> Path:
    """As in Mozilla's repository: the pair without a hyphen, all but the description packed."""
    return write(tmp_path / "ruen", held, packed=("model", "vocab", "lex"))


@pytest.fixture
def model(published: Path, tmp_path: Path) -> Model:
    return install_file(published, into=tmp_path / "models")


def whole(text: str) -> list[Request]:
    return [Request(0, len(text), text)]


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_folder_as_published_becomes_a_model(
    model: Model, held: dict[str, bytes], tmp_path: Path
) -> None:
    assert (model.pair, model.engine, model.version, model.problem) == (
        "ru-en",
        "firefox",
        "tiny",
        None,
    )
    assert model.sha256 == hashlib.sha256(held["model.ruen.intgemm.alphas.bin"]).hexdigest()
    assert installed([tmp_path / "models"]) == [model]
    assert verify(model) == ()
    assert everything(tmp_path / "models") == [
        f"firefox/ru-en/{name}" for name in sorted([*held, "wirereader.json"])
    ]


def test_it_translates_sentence_by_sentence(model: Model, tmp_path: Path) -> None:
    with Desk(DeskSettings(models=(tmp_path / "models",))) as desk:
        found = list(desk.translate(whole(STORY), "ru"))
        assert [each.target for each in found] == ENGLISH
        assert {(each.engine, each.model) for each in found} == {("firefox", "ru→en tiny")}
        assert all(STORY[each.start : each.end] == each.source for each in found)
        assert [each.alternatives for each in found] == [()] * 3
        (status,) = desk.engines()
        assert status.engine == "firefox"
        assert 0 < status.memory < 200_000_000
        if sys.platform == "linux":
            assert status.sealed == "seccomp"


def test_without_its_shortlist_it_says_the_same(held: dict[str, bytes], tmp_path: Path) -> None:
    plain = {name: data for name, data in held.items() if not name.startswith("lex")}
    install_file(write(tmp_path / "ruen", plain), into=tmp_path / "models")
    with Desk(DeskSettings(models=(tmp_path / "models",))) as desk:
        assert [each.target for each in desk.translate(whole(STORY), "ru")] == ENGLISH


def test_two_vocabularies_are_read_where_there_are_two(
    held: dict[str, bytes], tmp_path: Path
) -> None:
    split = {name: data for name, data in held.items() if not name.startswith("vocab")}
    split |= {f"{side}vocab.ruen.spm": held["vocab.ruen.spm"] for side in ("src", "trg")}
    install_file(write(tmp_path / "ruen", split), into=tmp_path / "models")
    with Desk(DeskSettings(models=(tmp_path / "models",))) as desk:
        assert [each.target for each in desk.translate(whole(STORY), "ru")] == ENGLISH


def test_what_it_said_is_remembered_and_names_are_put_right(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    names = Names(spelled=["Emmanuel Macron"])
    for cached in (False, True):
        with Desk(DeskSettings(models=(tmp_path / "models",), memory=path)) as desk:
            (found,) = desk.translate(whole("Макрон прибыл в Москву."), "ru", names=names)
            assert (found.target, found.cached) == ("Macron arrived in Moscow.", cached)
    with Memory.open(path) as memory:
        assert memory.counts()["cache"] == 1


def test_both_engines_stand_side_by_side_and_the_settings_choose(
    model: Model, tiny: Path, tmp_path: Path
) -> None:
    argos = tmp_path / "packages"
    install_file(tiny, into=argos)
    folders = (tmp_path / "models", argos)
    for engines, wanted in (
        (("firefox", "argos"), "firefox"),
        (("argos", "firefox"), "argos"),
        (("argos",), "argos"),
    ):
        with Desk(DeskSettings(models=folders, engines=engines)) as desk:
            (found,) = desk.translate(whole("Пожар потушен."), "ru")
            assert (found.target, found.engine) == ("The fire has been put out.", wanted)


def test_without_its_library_the_model_says_what_to_install_and_another_engine_serves(
    model: Model, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    argos = tmp_path / "packages"
    install_file(tiny, into=argos)
    monkeypatch.setitem(sys.modules, "fxtranslate", None)
    (found,) = installed([tmp_path / "models"])
    assert found.problem is not None
    assert "pip install 'wirereader[firefox]'" in found.problem
    assert [m.engine for m in route(installed([tmp_path / "models", argos]), "ru", "en")] == [
        "argos"
    ]


def test_the_command_from_folder_to_removal(published: Path, tmp_path: Path) -> None:
    where = ("--dir", str(tmp_path / "models"))

    def command(action: str, *words: str) -> tuple[int, str]:
        out = io.StringIO()
        return models_command(action, words, out, out), out.getvalue()

    status, said = command("install", *where, str(published))
    assert status == 0
    assert "installed ru→en tiny (firefox, 0." in said
    assert "firefox" in command("list", *where)[1]
    assert json.loads(command("list", *where, "--json")[1])["engine"] == "firefox"
    assert command("verify", *where)[1] == "ru→en tiny (firefox): works, files as installed\n"
    (found,) = installed([tmp_path / "models"])
    lexicon = next(found.folder.glob("lex.*"))
    lexicon.write_bytes(lexicon.read_bytes() + b"\0")
    status, said = command("verify", *where)
    assert status == 1
    assert "lex.50.50.ruen.s2t.bin has changed since it was installed" in said
    assert command("remove", *where, "ru-en")[0] == 0
    assert installed([tmp_path / "models"]) == []
    with pytest.raises(TranslationError):
        remove("ru-en", where=[tmp_path / "models"])


def wrong_hash(folder: Path) -> str:
    data = json.loads((folder / "metadata.json").read_text())
    (folder / "metadata.json").write_text(json.dumps({**data, "hash": "0" * 64}))
    return "metadata.json says 000"


def torn_gzip(folder: Path) -> str:
    path = folder / "model.ruen.intgemm.alphas.bin.gz"
    path.write_bytes(path.read_bytes()[:-2000])
    return "not a whole gzip file"


def not_gzip(folder: Path) -> str:
    (folder / "vocab.ruen.spm.gz").write_bytes(b"<html>not found</html>")
    return "not a whole gzip file"


def pointer(folder: Path) -> str:
    """What a clone without large files holds in the model's place."""
    (folder / "model.ruen.intgemm.alphas.bin.gz").write_bytes(b"version 1\noid sha256:00\nsize 9\n")
    return "not a whole gzip file"


def zstandard(folder: Path) -> str:
    (folder / "lex.50.50.ruen.s2t.bin.zst").write_bytes(b"x")
    return "zstd -d lex"


def torn_model(folder: Path) -> str:
    unpacked(folder, "model.ruen.intgemm.alphas.bin", lambda data: data[: len(data) // 2])
    return "does not work"


def wild_model(folder: Path) -> str:
    """Headers that promise more than any memory holds."""
    unpacked(folder, "model.ruen.intgemm.alphas.bin", lambda data: data[:8] + b"\xff" * 8)
    return "does not work"


def empty_model(folder: Path) -> str:
    unpacked(folder, "model.ruen.intgemm.alphas.bin", lambda data: b"")
    return "does not work"


def no_vocabulary(folder: Path) -> str:
    (folder / "vocab.ruen.spm.gz").unlink()
    return "no vocab"


def junk_shortlist(folder: Path) -> str:
    unpacked(folder, "lex.50.50.ruen.s2t.bin", lambda data: b"\xff" * 48)
    return "does not work"


def a_link(folder: Path) -> str:
    (folder / "README.md").symlink_to("/etc/passwd")
    return "links"


def unknown_pair(folder: Path) -> str:
    (folder / "metadata.json").unlink()
    for path in list(folder.iterdir()):
        path.rename(folder / path.name.replace(".ruen.", ".x."))
    return "name the folder like ru-en"


def escaping_pair(folder: Path) -> str:
    data = {"sourceLanguage": "../..", "targetLanguage": "en"}
    (folder / "metadata.json").write_text(json.dumps(data))
    for path in list(folder.iterdir()):
        path.rename(folder / path.name.replace(".ruen.", ".x."))
    return "name the folder like ru-en"


def unpacked(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Put a changed file in plain in the place of the packed one, and no checksum."""
    data = json.loads((folder / "metadata.json").read_text())
    data.pop("hash", None)
    (folder / "metadata.json").write_text(json.dumps(data))
    (folder / f"{name}.gz").unlink()
    (folder / name).write_bytes(change(files()[name]))


HOSTILE = [
    wrong_hash, torn_gzip, not_gzip, pointer, zstandard, torn_model, wild_model, empty_model,
    no_vocabulary, junk_shortlist, a_link, unknown_pair, escaping_pair,
]  # fmt: skip


@pytest.mark.parametrize("spoil", HOSTILE, ids=lambda spoil: spoil.__name__)
def test_what_is_not_a_whole_model_leaves_nothing_behind(
    spoil: Callable[[Path], str], published: Path, tmp_path: Path
) -> None:
    wanted = spoil(published)
    home = tmp_path / "home"
    with pytest.raises(TranslationError) as error:
        install_file(published, into=home)
    assert wanted in str(error.value)
    assert "\n" not in str(error.value)
    assert everything(home) == [] if home.exists() else True


def test_a_failed_upgrade_keeps_the_old_model(
    model: Model, published: Path, tmp_path: Path
) -> None:
    torn_model(published)
    with pytest.raises(TranslationError):
        install_file(published, into=tmp_path / "models")
    assert installed([tmp_path / "models"]) == [model]
    assert verify(model) == ()


def test_what_fxtranslate_itself_has_fetched_is_found_as_it_lies(
    held: dict[str, bytes], tmp_path: Path
) -> None:
    plain = {name: data for name, data in held.items() if name != "metadata.json"}
    write(tmp_path / "cache" / "ru-en", plain)
    (found,) = installed([tmp_path / "cache"])
    assert (found.pair, found.engine, found.problem) == ("ru-en", "firefox", None)
    with Desk(DeskSettings(models=(tmp_path / "cache",))) as desk:
        assert [each.target for each in desk.translate(whole(STORY), "ru")] == ENGLISH


def test_the_shape_of_mozillas_own_models_loads(tmp_path: Path) -> None:
    """Random weights: what matters is that 17 MB in their shape go through, not the words."""
    folder = write(tmp_path / "models" / "ru-en", files(TINY))
    assert 16e6 < (folder / "model.ruen.intgemm.alphas.bin").stat().st_size < 19e6
    with Desk(DeskSettings(models=(tmp_path / "models",))) as desk:
        list(desk.translate(whole("Пожар потушен."), "ru"))
        (status,) = desk.engines()
        assert status.running
        assert status.memory < 150_000_000


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path) -> Iterator[None]:
    yield
    shutil.rmtree(tmp_path, ignore_errors=True)
