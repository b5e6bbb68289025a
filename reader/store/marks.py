"""The plain record of a person's marks beside the database: a line of JSON for each, appended as it is made.

It is not read in daily use; it is what a repair goes by when the database is lost. The database waits
for the disk, this file for the system only.
"""

from __future__ import annotations

import base64
import json
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MANY = 50
"""Articles of one mark from which their numbers are packed."""


_SHA = re.compile(r"[0-9a-f]{64}(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Mark:
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


def append_marks(path: Path, shas: Sequence[str], field: str, name: str, value: int | str) -> None:
    """Append that these articles got this value. A record that cannot be written is done without."""
    entry: dict[str, object] = {"field": field, "name": name, "value": value}
    if len(shas) < MANY:
        entry["ids"] = list(shas)
    else:
        entry["packed"] = base64.b85encode(zlib.compress(" ".join(shas).encode())).decode()
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, line)
        finally:
            os.close(descriptor)
    except OSError:
        return


def read_marks(path: Path) -> Iterator[Mark]:
    """Every mark of a record in the order it was made; lines that are damaged are passed over."""
    try:
        data = path.read_bytes()
    except OSError:
        return
    for line in data.split(b"\n"):
        try:
            entry = json.loads(line)
            packed = entry.get("packed")
            shas = (
                entry["ids"]
                if packed is None
                else zlib.decompress(base64.b85decode(packed)).decode().split()
            )
            field, name, value = str(entry["field"]), str(entry["name"]), entry["value"]
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error):
            continue
        for sha in shas:
            yield Mark(str(sha), field, name, value)
