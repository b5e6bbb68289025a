"""What a store shows, in a form that two stores can be compared by, and what is wrong with one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reader.export.jsonl import record
from reader.model import Triage
from reader.pipeline import Coordinator, Settings
from reader.store import Store
from reader.store.care import damage

QUICK = Settings(workers=1, names=False)


def analyse(path: Path, corpus: Path, settings: Settings = QUICK) -> list[Any]:
    """Read and analyse the corpus into the store, as `wirereader scan` does; the events."""
    events: list[Any] = []
    with Store.open(path) as store:
        coordinator = Coordinator(store, settings, events.append)
        try:
            coordinator.run([corpus])
        finally:
            coordinator.close()
    return events


def records(path: Path) -> dict[str, str]:
    """What a scan prints of every analysed article, by the name of its file."""
    found: dict[str, str] = {}
    with Store.open(path) as store:
        for row in store.rows(store.keys()).values():
            article = store.article(row.key)
            if article is not None:
                whole = dict(record(article), path=Path(row.path).name)
                found[Path(row.path).name] = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    return found


def marks(path: Path) -> dict[str, Triage]:
    """A person's marks on every article, by the name of its file."""
    with Store.open(path) as store:
        return marks_of(store)


def marks_of(store: Store) -> dict[str, Triage]:
    """The same of an open store."""
    rows = store.rows(store.keys()).values()
    return {Path(row.path).name: store.triage(row.key) for row in rows}


def unsound(path: Path) -> Iterator[str]:
    """What is wrong with the database, and with what it says of itself."""
    if not path.exists():
        return
    for wrong in damage(path):
        yield f"integrity: {wrong}"
    with Store.open(path) as store:
        counts, rows = store.counts(), store.rows(store.keys()).values()
        if counts.total != len(rows) or counts.waiting != sum(
            not row.analysed and row.failed is None for row in rows
        ):
            yield "the tally differs from the list"
        for row in rows:
            if row.analysed and store.article(row.key) is None:
                yield f"{Path(row.path).name} is shown as analysed and is not"


def owner_only(folder: Path) -> Iterator[str]:
    """Files below a folder that others may look into."""
    for path in folder.rglob("*"):
        if not path.is_symlink() and path.stat().st_mode & 0o077:
            yield f"{path.relative_to(folder)} has mode {path.stat().st_mode & 0o777:o}"


def unequal(name: str, wanted: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """Where two accounts of a corpus differ."""
    for key in sorted(wanted.keys() | found.keys()):
        if wanted.get(key) != found.get(key):
            yield f"{name} of {key} differ"


def quiet(descriptors: Sequence[int] = (1, 2)) -> None:
    """Let this process say nothing any more: for children that are killed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in descriptors:
        os.dup2(nowhere, descriptor)
