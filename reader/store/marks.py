"""The plain record of a person's marks beside the database: a checksum and a line of JSON for each, as it is made.

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


def read_marks(path: Path, begin: int = 0) -> Iterator[Mark]:
    """Every mark of a record from an offset in bytes on, as they were made; damaged lines are passed over."""
    try:
        with path.open("rb") as file:
            file.seek(begin)
            data = file.read()
    except OSError:
        return
    for line in data.split(b"\n"):
        try:
            entry = json.loads(_whole(line))
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


def _whole(line: bytes) -> bytes:
    """The JSON of a line. Raises `ValueError` where it is not what its checksum says."""
    if line.startswith(b"{"):
        return line  # as they were written before they had checksums
    total, _, said = line.partition(b" ")
    if len(total) != 8 or int(total, 16) != zlib.crc32(said):
        raise ValueError("damaged line")
    return said
