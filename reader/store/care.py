"""Care of a store: is it whole, what can be saved of a damaged one, which files belong to it.

A person's marks are also appended to a plain file beside the database as they are made, so that they
outlive it. Articles and analyses are read anew from the corpus.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from msgspec import Struct

from reader.model import LineKind
from reader.store.errors import StoreError
from reader.store.marks import (
    DECISIONS,
    Correction,
    Decision,
    Mark,
    corrections,
    decisions,
    is_decision,
    log_path,
    names_noted,
    read_marks,
    whole,
)
from reader.store.store import Store

COPIED = ".copied.txt"
_CORRECTIONS = "SELECT line, kind, article, source, made FROM overrule"
_KINDS = frozenset(str(kind) for kind in LineKind)


class Salvaged(Struct, frozen=True):
    """What a repair saved: marked articles, corrections, decisions on names, and where the damaged store lies."""

    marks: int
    overrules: int
    decisions: int
    aside: Path


def companions(path: Path) -> list[Path]:
    """The store's file and those beside it that belong to it."""
    names = (path.name, path.name + "-wal", path.name + "-shm", path.name + "-journal")
    return [*(path.with_name(name) for name in names), log_path(path)]


def copied(path: Path) -> Path:
    """Where the text that a person copied last lies, if it was too long for the clipboard."""
    return path.with_name(path.name + COPIED)


def everything(path: Path) -> list[Path]:
    """All files of the store that are there, those of damaged ones put aside, of repairs cut off and of texts
    copied from it included.
    """
    beside = [
        file
        for file in path.parent.glob(f"{glob.escape(path.name)}.*")
        if file.name.removeprefix(path.name).startswith((".damaged-", ".salvaging", COPIED))
    ]
    return [*(file for file in companions(path) if file.exists()), *sorted(beside)]


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

    The new one is made whole beside the damaged one before it takes its place, so that a repair that is cut
    off can be begun again. Raises `StoreError` if the folder cannot be written.
    """
    sound = whole(log_path(path), _noted_to(path))
    marks, overrules = _saved(path, sound=sound)
    states = {
        str(name): json.loads(str(value))
        for name, value in _read(path, "SELECT name, value FROM state")
        if _is_json(value)
    }
    decided = _decided(path, states.get(DECISIONS), sound=sound)
    states[DECISIONS] = decided
    rows = [(name, json.dumps(value, ensure_ascii=False)) for name, value in states.items()]
    fresh = path.with_name(path.name + ".salvaging")
    try:
        for file in companions(fresh):
            file.unlink(missing_ok=True)
        with Store.open(fresh) as store:
            store.restore(marks, overrules, rows)
        aside = _put_aside(path)
        log_path(fresh).touch()
        log_path(fresh).replace(log_path(path))
        for file in companions(path)[1:-1]:
            file.unlink(missing_ok=True)
        fresh.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be put aside: {error.strerror or error}") from error
    return Salvaged(len({mark.sha for mark in marks}), len(overrules), len(decided), aside)


def _noted_to(path: Path) -> int | None:
    """How far the record beside the database holds, by the database; None if it cannot say."""
    ends = _read(path, "SELECT value FROM meta WHERE name = 'record'")
    return int(str(ends[0][0])) if ends and str(ends[0][0]).isdecimal() else None


def _decided(path: Path, kept: object, *, sound: bool) -> list[Decision]:
    """Decisions on names by the record, or by the database (`kept`, if it can be read) where that knows more."""
    record = log_path(path)
    if isinstance(kept, list) and not (sound and names_noted(record)):
        return [each for each in kept if is_decision(each)]
    return decisions(record)


def _saved(path: Path, *, sound: bool) -> tuple[list[Mark], list[Correction]]:
    """Marks and corrections of the database and of the record beside it.

    The record knows all that was ever done, and bits of the database may have flipped; but where the record
    is damaged or cut itself, the database has the later word.
    """
    record = log_path(path)
    rows = [
        row for row in _read(path, _CORRECTIONS) if row[1] in _KINDS and isinstance(row[0], str)
    ]
    in_rows = [cast("Correction", row) for row in rows]
    kept = [list(_rows_of_marks(path)), list(read_marks(record))]
    corrected = [in_rows, corrections(record)]
    if not sound:
        kept.reverse()
        corrected.reverse()
    elif _noted_to(path) is not None:
        corrected = corrected[1:]  # it knows those that were taken back, too
    marks = {
        (mark.sha, mark.field, mark.name): mark for some in kept for mark in some if mark.sound
    }
    overrules = {(c[0], c[2], c[3]): c for some in corrected for c in some if c[1] in _KINDS}
    return list(marks.values()), list(overrules.values())


def _put_aside(path: Path) -> Path:
    """Link or copy the store's files under a name of their own; that of the first."""
    name = f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    aside, number = path.with_name(name), 1
    while any(file.exists() for file in companions(aside)):
        number += 1
        aside = path.with_name(f"{name}-{number}")
    for file, beside in zip(companions(path), companions(aside), strict=True):
        if file.exists():
            try:
                beside.hardlink_to(file)
            except OSError:  # not every file system has links
                shutil.copy2(file, beside)
    return aside


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
