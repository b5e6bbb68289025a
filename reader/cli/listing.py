"""`wirereader list` and `count`: the reader's queries for scripts, answered from the store alone."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from msgspec import structs

from reader.cli.corpus import store_file
from reader.cli.output import emit, emit_json, harmless, say
from reader.cli.settings import settings_of
from reader.store import Row, Store, StoreError
from reader.store.query.check import check

PAGE = 500
"""Rows that are fetched at once."""


def listing(arguments: argparse.Namespace) -> int:
    """Print the articles that match; the exit status."""
    check(arguments.query)
    with _store(arguments) as store:
        keys = store.keys(arguments.query, arguments.sort, arguments.reverse, arguments.limit)
        for row in _rows(store, list(keys)):
            if arguments.json:
                emit_json(structs.asdict(row))
            else:
                emit(_line(row) + "\n")
    return 0


def count(arguments: argparse.Namespace) -> int:
    """Print how many articles match; the exit status."""
    check(arguments.query)
    with _store(arguments) as store:
        if arguments.json:
            emit_json(structs.asdict(store.counts(arguments.query)))
        else:
            emit(f"{store.count(arguments.query)}\n")
    return 0


def _store(arguments: argparse.Namespace) -> Store:
    settings = settings_of(arguments)
    paths = [Path(path) for path in arguments.paths or ["."]]
    file = store_file(paths, settings, arguments.store)
    if not file.exists():
        named = " ".join(str(path) for path in paths)
        if not any(path.exists() for path in paths):
            raise StoreError(f"{named}: does not exist")
        raise StoreError(
            f"{named}: nothing is known of it yet; run `wirereader scan {named}` first"
        )
    if arguments.store is None and not arguments.paths:
        say(f"the corpus in {Path.cwd()}")
    return Store.open(file, read_only=True)


def _rows(store: Store, keys: list[int]) -> Iterator[Row]:
    for start in range(0, len(keys), PAGE):
        page = keys[start : start + PAGE]
        rows = store.rows(page)
        yield from (rows[key] for key in page if key in rows)


def _line(row: Row) -> str:
    marks = "".join(
        (
            " " if row.read else "●",
            "★" if row.starred else " ",
            {"keep": "✓", "drop": "✗"}.get(str(row.verdict), " "),
        )
    )
    date = (row.published or "").replace("T", " ")[:16]
    left = f" [{row.leftovers} {','.join(row.leftover_languages)}]" if row.leftovers else ""
    told = f" [≈{row.versions}]" if row.versions > 1 else ""
    text = (
        f"{marks} {date:<16} {(row.source or ''):<20.20} {row.language:<3} {row.title}{left}{told}"
    )
    return harmless(text).rstrip()
