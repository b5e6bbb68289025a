"""`wirereader export`: analysed articles in a format of other programs."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reader.cli.corpus import Narrator, analyse, analysed, corpus_store
from reader.cli.output import emit, say
from reader.cli.settings import settings_of
from reader.store import StoreError
from reader.store.query.check import check

if TYPE_CHECKING:
    from reader.export import Exported
    from reader.store import Store


def export(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    from reader.export import write

    paths = [Path(path) for path in arguments.paths]
    settings = settings_of(arguments)
    narrator = Narrator()
    check(arguments.query)  # a wrong query is told before the work
    with corpus_store(paths, settings, arguments.store) as store:
        wanted = None
        finished = analyse(store, paths, settings, narrator)
        if arguments.query:
            wanted = frozenset(store.keys(arguments.query))
        pieces = write(arguments.format, _exported(store, paths, wanted, narrator))
        if arguments.output == "-":
            for piece in pieces:
                emit(piece)
        else:
            _save(Path(arguments.output), pieces)
    return 1 if narrator.failed or finished.failed else 0


def _exported(
    store: Store, paths: list[Path], wanted: frozenset[int] | None, narrator: Narrator
) -> Iterator[Exported]:
    from reader.export import Exported

    for key, article in analysed(store, paths, narrator, wanted):
        yield Exported(article, store.triage(key))


def _save(path: Path, pieces: Iterator[str]) -> None:
    """Write the whole file or nothing: beside it first, then in its place."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent or ".")
        try:
            mask = os.umask(0)
            os.umask(mask)
            os.fchmod(handle, 0o666 & ~mask)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                for piece in pieces:
                    file.write(piece)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error
    say(f"wrote {path}")
