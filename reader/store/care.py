"""Care of a store: is it whole, what can be saved of a damaged one, which files belong to it.

A person's marks are also appended to a plain file beside the database as they are made, so that they
outlive it. Articles and analyses are read anew from the corpus.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reader.model import LineKind
from reader.store.errors import StoreError
from reader.store.marks import Mark, log_path, read_marks
from reader.store.store import Store

_KINDS = frozenset(str(kind) for kind in LineKind)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What a repair saved: marked articles, corrections, and where the damaged store was put aside."""

    marks: int
    overrules: int
    aside: Path


def companions(path: Path) -> list[Path]:
    """The store's file and those beside it that belong to it."""
    names = (path.name, path.name + "-wal", path.name + "-shm", path.name + "-journal")
    return [*(path.with_name(name) for name in names), log_path(path)]


def damage(path: Path) -> list[str]:
    """What is wrong with the store, in a few lines; empty for a healthy one. Reads all of it."""
    try:
        return _checked(path, "ro")
    except sqlite3.OperationalError as error:
        # A write that was cut off has to be taken back first, as the next opening would.
        if "readonly" not in str(error) or not os.access(path, os.W_OK):
            return [str(error)]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return [str(error)]
    try:
        return _checked(path, "rw")
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return [str(error)]


def _checked(path: Path, mode: str) -> list[str]:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as db:
        rows = db.execute("PRAGMA integrity_check(20)").fetchall()
        return [str(row[0]) for row in rows if row[0] != "ok"]


def repair(path: Path) -> Salvaged:
    """Put a damaged store aside and begin a new one with all marks and corrections that can be read.

    Raises `StoreError` if the folder cannot be written.
    """
    aside = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    # The plain record knows every mark that was ever made; bits of the database may have flipped.
    marks = {(mark.sha, mark.field, mark.name): mark for mark in _rows_of_marks(path)}
    marks |= {(mark.sha, mark.field, mark.name): mark for mark in read_marks(log_path(path))}
    rows = _read(path, "SELECT line, kind, article, source, made FROM overrule")
    overrules = [row for row in rows if row[1] in _KINDS and isinstance(row[0], str)]
    states = [row for row in _read(path, "SELECT name, value FROM state") if _is_json(row[1])]
    try:
        for file in companions(path)[:-1]:
            if file.exists():
                file.rename(aside.with_name(aside.name + file.name.removeprefix(path.name)))
    except OSError as error:
        raise StoreError(f"{path}: cannot be put aside: {error.strerror or error}") from error
    with Store.open(path) as store:
        store.restore(marks.values(), overrules, states)
    return Salvaged(len({mark.sha for mark in marks.values()}), len(overrules), aside)


def _is_json(value: object) -> bool:
    try:
        json.loads(str(value))
    except ValueError:
        return False
    return True


def _rows_of_marks(path: Path) -> Iterator[Mark]:
    query = "SELECT c.sha, t.read, t.starred, t.verdict, t.note FROM triage t JOIN content c ON c.id = t.content"
    for sha, read, starred, verdict, note in _read(path, query):
        for field, value in (
            ("read", read),
            ("starred", starred),
            ("verdict", verdict),
            ("note", note),
        ):
            if value and isinstance(value, int | str):
                yield Mark(str(sha), field, "", value)
    query = "SELECT c.sha, g.name FROM tagged g JOIN content c ON c.id = g.content"
    for sha, name in _read(path, query):
        yield Mark(str(sha), "tag", str(name), 1)


def _read(path: Path, query: str) -> list[tuple[object, ...]]:
    """As many rows as a damaged file gives."""
    found: list[tuple[object, ...]] = []
    with (
        contextlib.suppress(sqlite3.Error, UnicodeDecodeError),
        contextlib.closing(sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)) as db,
    ):
        db.text_factory = lambda data: data.decode("utf-8", "replace")
        rows: Iterable[tuple[object, ...]] = db.execute(query)
        found.extend(rows)
    return found
