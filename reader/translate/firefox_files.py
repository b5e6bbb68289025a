"""Firefox Translations models as Mozilla publishes them, and how they lie in a folder of ours.

Published is a folder of files for a pair: ``model.ruen.intgemm.alphas.bin``, ``vocab.ruen.spm``
(or ``srcvocab`` and ``trgvocab``), a shortlist ``lex.50.50.ruen.s2t.bin``, each plain or as gzip,
and ``metadata.json`` with the languages and the sha256 of the unpacked model. Whatever else lies
beside them stays where it is.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from reader.translate.errors import TranslationError

PARTS: Final = frozenset(("model", "vocab", "srcvocab", "trgvocab", "lex"))
"""What a model's file name begins with, up to the first dot."""

_CODE: Final = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z]{2,4})?")
_BLOCK: Final = 1 << 20
_BESIDE: Final = ("metadata.json", "README.md", "LICENSE", "LICENSE.md")


def holds(folder: Path) -> bool:
    """Whether there is a Firefox model in `folder`, packed or not."""
    return any(
        path.name.startswith("model.") and path.suffix in (".bin", ".gz", ".zst")
        for path in folder.iterdir()
    )


def pair(folder: Path, metadata: dict[str, Any]) -> tuple[str, str] | None:
    """The languages by `metadata`, by the folder's name, or by the model's own name; None if unknown."""
    stated = (metadata.get("sourceLanguage"), metadata.get("targetLanguage"))
    if all(isinstance(code, str) and _CODE.fullmatch(code) for code in stated):
        return str(stated[0]), str(stated[1])
    codes = folder.name.split("-")
    if len(codes) == 2 and all(_CODE.fullmatch(code) for code in codes):
        return codes[0], codes[1]
    for path in sorted(folder.glob("model.*")):
        both = path.name.split(".")[1]
        if re.fullmatch(r"[a-z]{4}", both):
            return both[:2], both[2:]
    return None


def take(folder: Path, staging: Path, most: int) -> Path:
    """Copy or unpack the model of `folder` into a folder of `staging` named after its pair.

    `most` is the largest size in bytes of all files together. Raises
    `TranslationError` for what is not such a model, is too large, or has
    another checksum than its ``metadata.json`` states.
    """
    metadata = _metadata(folder)
    languages = pair(folder, metadata)
    if languages is None:
        raise TranslationError(
            f"{folder}: no metadata.json tells its languages; name the folder like ru-en"
        )
    top = staging / "-".join(languages)
    top.mkdir()
    left = most
    for path in sorted(folder.iterdir()):
        name = path.name
        if name.split(".")[0] in PARTS and path.is_file():
            if name.endswith(".zst"):
                raise TranslationError(f"{path}: packed with zstd; unpack it first: zstd -d {name}")
            target = top / name.removesuffix(".gz")
            if not target.exists():
                left -= _copy(path, target, left)
        elif name in _BESIDE and path.is_file():
            left -= _copy(path, top / name, left)
    stated = metadata.get("hash")
    if isinstance(stated, str) and re.fullmatch(r"[0-9a-f]{64}", stated):
        digest = model_digest(top)
        if digest is not None and digest != stated:
            raise TranslationError(
                f"{folder}: the model's sha256 is {digest}, metadata.json says {stated}; "
                "the file is damaged or another version: fetch it again"
            )
    return top


def model_digest(folder: Path) -> str | None:
    """The sha256 of the unpacked model in `folder`; None where there is none."""
    for path in sorted(folder.glob("model.*.bin")):
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return None


def _metadata(folder: Path) -> dict[str, Any]:
    try:
        with (folder / "metadata.json").open("rb") as file:
            data = json.loads(file.read(1_000_000))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _copy(path: Path, target: Path, most: int) -> int:
    """Copy `path`, unpacked where it is gzip, as far as `most` bytes; how many there were."""
    written = 0
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rb") as source, target.open("xb") as out:
            for block in _blocks(source):
                written += len(block)
                if written > most:
                    raise TranslationError(f"{path}: refused: too large for a model")
                out.write(block)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TranslationError(
            f"{path}: not a whole gzip file ({error}); fetch it again"
        ) from error
    shutil.copystat(path, target)
    return written


def _blocks(file: Any) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block
