"""The plain record of a person's marks, corrections and words on names beside the database: a checksum and
a line of JSON for each, as it is made.

It is not read in daily use; it is what a repair goes by when the database is lost. The database waits
for the disk, this file for the system only. Lines are only ever appended: where one was written for an
action that was cut off before it was done, another follows that says what holds.
"""

from __future__ import annotations

import base64
import json
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeGuard

from msgspec import Struct

MANY = 50
"""Articles of one mark from which their numbers are packed."""


_SHA = re.compile(r"[0-9a-f]{64}(\.\d+)?")


class Mark(Struct, frozen=True):
    """One field of one article (by its content's sha256) set to a value; `name` is the tag, for tags."""

    sha: str
    field: str
    name: str
    value: int | str

    @property
    def sound(self) -> bool:
        """Whether this can be a mark at all, and no damage."""
        allowed: dict[str, tuple[int, ...]] = {
            "read": (0, 1),
            "starred": (0, 1),
            "verdict": (0, 1, 2),
            "tag": (0, 1),
        }
        known = self.field == "note" and isinstance(self.value, str)
        known = known or self.value in allowed.get(self.field, ())
        return (
            known
            and _SHA.fullmatch(self.sha) is not None
            and bool(self.name) == (self.field == "tag")
        )


def log_path(store: Path) -> Path:
    """The record of the store at this path."""
    return store.with_name(store.name + ".marks")


Correction = tuple[str, str, str | None, str | None, float]
"""A correction of a line: the line, its kind, the article's or the outlet's reach, when it was made."""


Decision = dict[str, Any]
"""A person's word on names, as the store keeps it."""

DECISIONS = "name-decisions"
"""The state of the store that holds those in force."""


def append_marks(
    path: Path, shas: Sequence[str], field: str, name: str, value: int | str
) -> int | None:
    """Append that these articles got this value; the length of the record in bytes then.

    A record that cannot be written is done without: None.
    """
    entry: dict[str, object] = {"field": field, "name": name, "value": value}
    if len(shas) < MANY:
        entry["ids"] = list(shas)
    else:
        entry["packed"] = base64.b85encode(zlib.compress(" ".join(shas).encode())).decode()
    return _append(path, entry)


def append_correction(path: Path, correction: Correction, *, on: bool) -> int | None:
    """Append that a correction was made, or taken back; the length of the record then."""
    return _append(path, {"correction": correction, "on": on})


def append_decision(path: Path, decision: Decision, *, on: bool) -> int | None:
    """Append that names were decided on, or that it was taken back; the length of the record then."""
    return _append(path, {"names": decision, "on": on})


def read_marks(path: Path, begin: int = 0) -> Iterator[Mark]:
    """Every mark of a record from an offset in bytes on, as they were made; damaged lines are passed over."""
    for entry in _entries(path, begin):
        try:
            packed = entry.get("packed")
            shas = (
                entry["ids"]
                if packed is None
                else zlib.decompress(base64.b85decode(packed)).decode().split()
            )
            field, name, value = str(entry["field"]), str(entry["name"]), entry["value"]
        except (ValueError, KeyError, TypeError, zlib.error):
            continue
        for sha in shas:
            yield Mark(str(sha), field, name, value)


def read_corrections(path: Path, begin: int = 0) -> Iterator[tuple[Correction, bool]]:
    """Every correction of a record from an offset in bytes on, and whether it was made or taken back."""
    for entry in _entries(path, begin):
        try:
            line, kind, article, source, made = entry["correction"]
        except (KeyError, TypeError, ValueError):
            continue
        yield (str(line), str(kind), article, source, float(made)), bool(entry.get("on"))


def corrections(path: Path) -> list[Correction]:
    """The corrections that are in force by the record, oldest first."""
    found: dict[tuple[str, str | None, str | None], Correction] = {}
    for correction, on in read_corrections(path):
        line, _, article, source, _ = correction
        found.pop((line, article, source), None)
        if on:
            found[line, article, source] = correction
    return list(found.values())


def read_decisions(path: Path, begin: int = 0) -> Iterator[tuple[Decision, bool]]:
    """Every decision on names of a record from an offset in bytes on, and whether it was made or taken back."""
    for entry in _entries(path, begin):
        decision = entry.get("names")
        if is_decision(decision):
            yield decision, bool(entry.get("on"))


def decisions(path: Path) -> list[Decision]:
    """The decisions that are in force by the record, oldest first."""
    found: list[Decision] = []
    for decision, on in read_decisions(path):
        found = [each for each in found if each != decision]
        if on:
            found.append(decision)
    return found


def names_noted(path: Path) -> bool:
    """Whether the record says anything of names: it does not where they were decided on before it did."""
    try:
        return b' {"names": ' in path.read_bytes()
    except OSError:
        return False


def is_decision(value: object) -> TypeGuard[Decision]:
    """Whether this can be a decision on names at all, and no damage."""
    return (
        isinstance(value, dict)
        and value.get("kind") in ("merge", "split")
        and all(isinstance(value.get(name), str) for name in ("first", "second", "label"))
        and isinstance(value.get("made"), float | int)
        and _are_texts(value.get("pairs"), 2)
        and _are_texts(value.get("renamed"), 3)
    )


def _are_texts(rows: object, width: int) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == width and all(isinstance(each, str) for each in row)
        for row in rows
    )


def whole(path: Path, end: int | None) -> bool:
    """Whether the record can be relied on: no line is damaged, and it is not shorter than `end` bytes."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return len(data) >= (end or 0) and all(_entry(line) for line in data.split(b"\n") if line)


def _append(path: Path, entry: dict[str, object]) -> int | None:
    said = json.dumps(entry, ensure_ascii=False).encode()
    # A line feed on both sides: a line that was torn before, by a full disk, must not take this one along.
    line = b"\n%08x %s\n" % (zlib.crc32(said), said)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, line)
            return os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
    except OSError:
        return None


def _entries(path: Path, begin: int) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            file.seek(begin)
            data = file.read()
    except OSError:
        return
    for line in data.split(b"\n"):
        if entry := _entry(line):
            yield entry


def _entry(line: bytes) -> dict[str, Any] | None:
    """What a line says, None if it is not what its checksum says."""
    said = line
    if not line.startswith(b"{"):  # as they were written before they had checksums
        total, _, said = line.partition(b" ")
        if total != b"%08x" % zlib.crc32(said):
            return None
    try:
        entry = json.loads(said)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None
