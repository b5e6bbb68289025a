"""Installing, verifying and removing models: whole or not at all.

An archive from anywhere is hostile until shown harmless. It is checked before a
byte is written, unpacked beside its place with every limit enforced, made to
translate a phrase in a sealed process, and only then moved in by one rename;
whatever goes wrong, nothing is left behind.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from reader.translate import firefox_files
from reader.translate.data import load
from reader.translate.errors import TranslationError
from reader.translate.models import (
    RECORD,
    Model,
    argos_folder,
    installed,
    own_folder,
    read_model,
)
from reader.translate.process import EngineFailure, EngineProcess
from reader.translate.request import Options

MOST_BYTES: Final = 2_000_000_000
"""Largest model unpacked, in bytes; the largest published ones take a quarter of it."""
MOST_FILES: Final = 2_000
MOST_RATIO: Final = 200
"""How many times its packed size a large file may unpack to; model weights reach 2, text 20."""
SMALL: Final = 5_000_000
_CODE: Final = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z]{2,4})?")
_BLOCK: Final = 1 << 20


def install_file(
    path: Path,
    *,
    into: Path | None = None,
    sha256: str | None = None,
    origin: str | None = None,
    license_name: str | None = None,
) -> Model:
    """Install a model from an ``.argosmodel`` file, or from a folder of Firefox model files.

    `into` is the folder of models (default: where argospm looks, or
    WIREREADER_MODELS_DIR); `sha256` the checksum that the archive must have;
    `origin` what to record as its source (default: the file's name). An older
    model of the same pair in that folder is replaced. Raises
    `TranslationError`, and then nothing has changed.
    """
    path = Path(path)
    if path.is_dir():
        return _install_folder(path, into, origin, license_name)
    if not path.is_file():
        raise TranslationError(f"{path}: no such file")
    digest = _sha256(path)
    if sha256 is not None and digest != sha256.lower():
        raise TranslationError(
            f"{path.name}: its sha256 is {digest}, not {sha256.lower()}; "
            "the file is damaged or not the one that was meant: fetch it again"
        )
    target = into or _default_folder()
    with _staging(target) as staging:
        top = _unpack(path, staging)
        model = read_model(top)
        if model is None or model.engine != "argos":
            raise TranslationError(f"{path.name}: no translation model in it")
        if model.problem is not None:
            raise TranslationError(f"{path.name}: not a usable model: {model.problem}")
        for code in (model.from_language, model.to_language):
            if not _CODE.fullmatch(code):
                raise TranslationError(f"{path.name}: {code!r} is no language code")
        return _finish(top, model, target, origin or path.name, digest, license_name)


def verify(model: Model, *, translate: bool = True) -> tuple[str, ...]:
    """What is wrong with an installed model, in plain words; empty when nothing is.

    Files are held to the checksums recorded when it was installed by us;
    `translate` also has it translate a phrase.
    """
    if model.problem is not None:
        return (model.problem,)
    problems: list[str] = []
    record = _record(model.folder)
    for name, digest in record.get("files", {}).items():
        file = model.folder / name
        if not file.is_file():
            problems.append(f"{name} is missing")
        elif _sha256(file) != digest:
            problems.append(f"{name} has changed since it was installed")
    if not problems and translate:
        problem = _canary(model)
        if problem is not None:
            problems.append(problem)
    return tuple(problems)


def recorded(model: Model) -> bool:
    """Whether checksums of the model's files are on record, that is, whether we installed it."""
    return bool(_record(model.folder).get("files"))


def remove(
    pair: str, *, where: Sequence[Path] | None = None, engine: str | None = None
) -> list[Model]:
    """Remove every model of `pair` (``ru-en``), of one `engine` or all; which they were.

    Raises `TranslationError` when there is none.
    """
    wanted = pair.replace("_", "-").replace("→", "-").lower()
    found = [
        model
        for model in installed(where)
        if model.pair.lower() == wanted and engine in (None, model.engine)
    ]
    if not found:
        raise TranslationError(f"no model {pair} is installed; see: wirereader models list")
    for model in found:
        try:
            _drop(model.folder)
        except OSError as error:
            raise TranslationError(f"cannot remove {model.folder}: {error.strerror}") from error
    return found


def _default_folder() -> Path:
    return own_folder() if os.environ.get("WIREREADER_MODELS_DIR") else argos_folder()


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """A folder on the file system of `target` but outside it: Argos stumbles over what it does not know."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".wirereader-", dir=target.parent))
    except OSError as error:
        raise TranslationError(f"cannot write to {target}: {error.strerror}") from error
    try:
        yield staging
    except OSError as error:
        raise TranslationError(
            f"cannot install into {target}: {error.strerror or error}"
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,  # names that are not in the encoding they are said to be in, offsets below nothing
    OverflowError,
)
"""What an archive that is damaged, or made to do damage, raises on the way."""


def _unpack(path: Path, staging: Path) -> Path:
    """Unpack the archive into `staging`; its one top folder."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            top = _check(path.name, entries)
            free = shutil.disk_usage(staging).free
            size = sum(entry.file_size for entry in entries)
            if size > free:
                raise TranslationError(
                    f"{path.name}: needs {size:,} bytes, only {free:,} are free on the disk"
                )
            left = MOST_BYTES
            for entry in entries:
                left -= _write(archive, entry, staging, left)
    except _UNREADABLE as error:
        raise TranslationError(
            f"{path.name}: not a whole zip archive ({error}); fetch the file again"
        ) from error
    return staging / top


def _check(name: str, entries: list[zipfile.ZipInfo]) -> str:
    """Refuse whatever a model's archive has no reason to hold; the name of its top folder."""

    def refuse(reason: str) -> TranslationError:
        return TranslationError(f"{name}: refused: {reason}")

    if not entries:
        raise refuse("the archive is empty")
    if len(entries) > MOST_FILES:
        raise refuse(f"it holds {len(entries):,} files, more than {MOST_FILES:,}")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise refuse(f"it unpacks to more than {MOST_BYTES:,} bytes")
    tops: set[str] = set()
    seen: set[str] = set()
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        if (
            not parts
            or entry.filename.startswith("/")
            or ".." in parts
            or any(c in entry.filename for c in "\\:\0")
            or any(ord(c) < 32 for c in entry.filename)
        ):
            raise refuse(f"an entry is named {entry.filename!r}")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise refuse(f"{entry.filename!r} is a link or a device")
        if entry.flag_bits & 0x1:
            raise refuse("it is encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refuse(f"{entry.filename!r} is packed in a way that models are not")
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise refuse(f"{entry.filename!r} unpacks to {entry.file_size:,} bytes: a zip bomb")
        folded = str(PurePosixPath(entry.filename)).casefold()
        if folded in seen and not entry.is_dir():
            raise refuse(f"{entry.filename!r} stands in it twice")
        seen.add(folded)
        if len(parts) == 1 and not entry.is_dir():
            raise refuse(f"{entry.filename!r} stands outside a top folder")
        tops.add(parts[0])
    if len(tops) != 1:
        raise refuse("it must hold exactly one top folder")
    (top,) = tops
    if top.startswith("."):
        raise refuse(f"its top folder is hidden: {top!r}")
    return top


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, staging: Path, left: int) -> int:
    target = staging.joinpath(*PurePosixPath(entry.filename).parts)
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(entry) as source, target.open("xb") as out:
        while block := source.read(_BLOCK):
            written += len(block)
            # the size in the directory is a claim: what comes out is what counts
            if written > entry.file_size or written > left:
                raise zipfile.BadZipFile(f"{entry.filename} is larger than it says")
            out.write(block)
    if written != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} is shorter than it says")
    return written


def _install_folder(
    path: Path, into: Path | None, origin: str | None, license_name: str | None
) -> Model:
    """Install from a folder: an unpacked Argos package, or Firefox files as Mozilla publishes them."""
    files = sorted(file for file in path.rglob("*") if file.is_file() or file.is_symlink())
    if any(file.is_symlink() for file in files):
        raise TranslationError(f"{path}: refused: it holds links")
    if len(files) > MOST_FILES or sum(file.stat().st_size for file in files) > MOST_BYTES:
        raise TranslationError(f"{path}: refused: too large for a model")
    firefox = firefox_files.holds(path)
    root = into or (own_folder() if firefox else _default_folder())
    target = root / "firefox" if firefox else root
    if not firefox and read_model(path) is None:
        raise TranslationError(
            f"{path}: no model in it; expected an .argosmodel file, or a folder named like ru-en "
            "with model.*.bin and vocab.*.spm"
        )
    with _staging(target) as staging:
        if firefox:
            top = firefox_files.take(path, staging, MOST_BYTES)
        else:
            top = staging / path.name
            shutil.copytree(path, top)
        (top / RECORD).unlink(missing_ok=True)
        model = read_model(top)
        if model is None or model.problem is not None:
            reason = model.problem if model is not None else "nothing that a model needs is in it"
            raise TranslationError(f"{path}: not a usable model: {reason}")
        digest = firefox_files.model_digest(top) if firefox else None
        return _finish(top, model, target, origin or str(path), digest, license_name)


def _finish(
    top: Path,
    model: Model,
    target: Path,
    origin: str,
    digest: str | None,
    license_name: str | None,
) -> Model:
    """Record, try and move in what lies unpacked in `top`."""
    (top / RECORD).unlink(missing_ok=True)
    problem = _canary(model)
    if problem is not None:
        raise TranslationError(f"{origin}: the model does not work: {problem}")
    record = {
        "origin": origin,
        "sha256": digest,
        "license": license_name,
        "version": model.version,
        "files": {
            str(file.relative_to(top)): _sha256(file)
            for file in sorted(top.rglob("*"))
            if file.is_file()
        },
    }
    (top / RECORD).write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")
    place = target / top.name
    older = [
        old.folder
        for old in installed([target.parent if model.engine == "firefox" else target])
        if old.pair == model.pair and old.engine == model.engine and old.folder.parent == target
    ]
    aside: list[tuple[Path, Path]] = []
    try:
        for number, folder in enumerate(dict.fromkeys((*older, place))):
            if folder.exists():
                moved = top.parent / f"replaced-{number}"
                folder.rename(moved)
                aside.append((moved, folder))
        top.rename(place)
    except OSError:
        for moved, folder in reversed(aside):
            moved.rename(folder)
        raise
    fresh = read_model(place)
    assert fresh is not None
    return fresh


def _canary(model: Model) -> str | None:
    """Have the model translate a phrase in its own process; what went wrong, None if nothing."""
    phrases = load("catalogue.toml")["canary"]
    phrase = phrases.get(model.from_language, phrases["other"])
    process = EngineProcess(model.engine, model.folder)
    try:
        (best,) = process.translate([phrase], Options(beam=1, best=1))
    except EngineFailure as failure:
        return str(failure)
    finally:
        process.stop()
    return None if best else f"it makes nothing of {phrase!r}"


def _record(folder: Path) -> dict[str, Any]:
    try:
        data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) and isinstance(data.get("files", {}), dict) else {}


def _drop(folder: Path) -> None:
    """Remove a folder; it disappears at once even where deleting its files takes long."""
    gone = Path(tempfile.mkdtemp(prefix=".wirereader-", dir=folder.parent.parent))
    try:
        folder.rename(gone / folder.name)
    finally:
        shutil.rmtree(gone, ignore_errors=True)


def _sha256(path: Path, told: Callable[[int], None] | None = None) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in _blocks(file):
            digest.update(block)
            if told is not None:
                told(len(block))
    return digest.hexdigest()


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block
