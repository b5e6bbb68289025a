"""The translation models on this machine, read from their folders without loading anything.

Argos packages lie where argospm puts them, so that what either installs the
other finds; Firefox models lie in a folder of our own, because Argos stumbles
over any folder it does not know. Reading creates no folder and no file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from reader.translate import firefox_files

RECORD: Final = "wirereader.json"
"""File in a model's folder that tells where it came from, and the sha256 of its files."""

PIVOT: Final = "en"
MOST_JSON: Final = 5_000_000
"""Bytes read of a description; a longer one is cut and so found broken."""


class Model(Struct, frozen=True):
    """One installed model. `problem` says why it cannot be used, None when it can.

    `size` is bytes on disk; `license`, `origin` (an address or a file's name)
    and `sha256` (of the archive) are None where nobody recorded them.
    """

    folder: Path
    engine: str
    from_language: str
    to_language: str
    version: str
    size: int
    license: str | None = None
    origin: str | None = None
    sha256: str | None = None
    problem: str | None = None

    @property
    def pair(self) -> str:
        """The pair as commands take it: ``ru-en``."""
        return f"{self.from_language}-{self.to_language}"

    @property
    def label(self) -> str:
        """The model as a translation names it: ``ru→en 1.9``."""
        return f"{self.from_language}→{self.to_language} {self.version}".rstrip()


def argos_folder() -> Path:
    """Where argospm keeps its packages: ARGOS_PACKAGES_DIR, its settings file, or the XDG default."""
    named = os.environ.get("ARGOS_PACKAGES_DIR")
    if named:
        return Path(named)
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "argos-translate"
    settings = _json(config / "settings.json")
    if settings is not None and isinstance(settings.get("ARGOS_PACKAGES_DIR"), str):
        return Path(settings["ARGOS_PACKAGES_DIR"])
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return data / "argos-translate" / "packages"


def own_folder() -> Path:
    """Our own folder of models: WIREREADER_MODELS_DIR, else ``models`` where all else is kept.

    That is WIREREADER_DATA, else ``wirereader`` in the XDG data folder.
    """
    named = os.environ.get("WIREREADER_MODELS_DIR")
    if named:
        return Path(named)
    kept = os.environ.get("WIREREADER_DATA")
    if kept:
        return Path(kept) / "models"
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "wirereader" / "models"


def folders() -> tuple[Path, ...]:
    """Where models are looked for, our own folder first."""
    both = (own_folder(), argos_folder())
    return tuple(dict.fromkeys(both))


def installed(where: Sequence[Path] | None = None) -> list[Model]:
    """Every model under the folders `where` (default: `folders()`), usable ones and broken ones.

    A folder that is no model, or a broken one, never hides the others.
    """
    found: list[Model] = []
    for root in folders() if where is None else where:
        found += sorted(_under(root), key=lambda model: (model.pair, model.engine, model.folder))
    return found


def read_model(folder: Path) -> Model | None:
    """The model in `folder`, usable or with its problem said; None where there is none."""

    def read(folder: Path) -> Model | None:
        if any(folder.glob("model.*.bin")):
            return _firefox(folder)
        return _argos(folder) if (folder / "metadata.json").is_file() else None

    return _guarded(read, folder, "argos")


def _under(root: Path) -> Iterator[Model]:
    for folder in _folders(root):
        if folder.name == "firefox":
            models = [_guarded(_firefox, inner, "firefox") for inner in _folders(folder)]
        else:
            models = [read_model(folder)]
        yield from (model for model in models if model is not None)


def _guarded(read: Callable[[Path], Model | None], folder: Path, engine: str) -> Model | None:
    """What `read` makes of `folder`; a broken model where the folder cannot be read."""
    try:
        return read(folder)
    except OSError as error:  # another user's, or removed while we looked
        problem = f"its folder cannot be read: {error.strerror}"
        return Model(folder, engine, folder.name, "", "", 0, problem=problem)


def _folders(root: Path) -> list[Path]:
    try:
        return sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
    except OSError:
        return []


def _json(path: Path) -> dict[str, Any] | None:
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(MOST_JSON))
    except (OSError, ValueError, RecursionError):  # nested without end
        return None
    return data if isinstance(data, dict) else None


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            if path.is_file() and not path.is_symlink():
                total += path.stat().st_size
        except OSError:
            continue
    return total


def _argos(folder: Path) -> Model | None:
    data = _json(folder / "metadata.json")
    record = _json(folder / RECORD) or {}
    if data is None:
        guess = folder.name.removeprefix("translate-").split("-")[0].split("_")
        pair = (guess[0], guess[1]) if len(guess) > 1 else (folder.name, "")
        return _model(folder, "argos", pair, "", record, "its metadata.json cannot be read")
    if data.get("type", "translate") != "translate":
        return None  # a sentence splitter of Argos
    pair = (str(data.get("from_code") or ""), str(data.get("to_code") or ""))
    problem = None
    if not all(pair):
        problem = "its metadata.json names no languages"
    elif not (folder / "model" / "model.bin").is_file():
        problem = "model/model.bin is missing"
    elif not any(_filled(folder / name) for name in ("sentencepiece.model", "bpe.model")):
        problem = "it has neither sentencepiece.model nor bpe.model"
    version = str(data.get("package_version") or "")
    return _model(folder, "argos", pair, version, record, problem)


def _firefox(folder: Path) -> Model:
    record = _json(folder / RECORD) or {}
    metadata = _json(folder / "metadata.json") or {}
    languages = firefox_files.pair(folder, metadata)
    names = {path.name.split(".")[0] for path in folder.iterdir() if path.is_file()}
    problem = None
    if languages is None:
        problem = "its folder is not named after a pair such as ru-en"
    elif "model" not in names:
        problem = "no model.*.bin in it"
    elif not ("vocab" in names or {"srcvocab", "trgvocab"} <= names):
        problem = "no vocab.*.spm in it"
    elif find_spec("fxtranslate") is None:
        problem = "it needs the extra for Firefox models: pip install 'wirereader[firefox]'"
    version = str(metadata.get("architecture") or record.get("version") or "")
    return _model(folder, "firefox", languages or (folder.name, ""), version, record, problem)


def _model(
    folder: Path,
    engine: str,
    pair: tuple[str, str],
    version: str,
    record: dict[str, Any],
    problem: str | None,
) -> Model:
    return Model(
        folder=folder,
        engine=engine,
        from_language=pair[0],
        to_language=pair[1],
        version=version,
        size=_size(folder),
        license=_told(record, "license") or _license(folder),
        origin=_told(record, "origin"),
        sha256=_told(record, "sha256"),
        problem=problem,
    )


def _told(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    return value if isinstance(value, str) else None


def _license(folder: Path) -> str | None:
    """What the model's README or metadata says of its licence, None where it says nothing."""
    data = _json(folder / "metadata.json") or {}
    if isinstance(data.get("license"), str):
        return str(data["license"])
    try:
        text = (folder / "README.md").read_text(encoding="utf-8", errors="replace")[:20_000]
    except OSError:
        return None
    known = ("CC0", "CC-BY-SA 4.0", "CC-BY 4.0", "CC BY-SA", "CC BY", "MPL 2.0", "Apache", "MIT")
    folded = text.casefold().replace("-", " ")
    return next((name for name in known if name.casefold().replace("-", " ") in folded), None)


def route(
    models: Iterable[Model],
    from_language: str,
    to_language: str,
    order: Sequence[str] = ("firefox", "argos"),
) -> tuple[Model, ...]:
    """The usable models to run one after the other; empty where there is no way.

    A direct model is preferred to two through English, then the engine that
    comes first in `order`, then the newest version.
    """
    usable = [m for m in models if m.problem is None and m.engine in order]

    def best(source: str, target: str) -> Model | None:
        fitting = [m for m in usable if (m.from_language, m.to_language) == (source, target)]
        fitting.sort(key=lambda m: (order.index(m.engine), [-n for n in _numbers(m.version)]))
        return fitting[0] if fitting else None

    direct = best(from_language, to_language)
    if direct is not None:
        return (direct,)
    first, second = best(from_language, PIVOT), best(PIVOT, to_language)
    return (first, second) if first is not None and second is not None else ()


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.replace("_", ".").split(".") if part.isdigit()]
