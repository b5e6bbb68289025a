"""`wirereader scan`: every article analysed, as JSON for programs or a table for people."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reader.cli.corpus import Narrator, analyse, corpus_store
from reader.cli.output import emit, emit_json, harmless, say
from reader.cli.settings import settings_of
from reader.store import StoreError

if TYPE_CHECKING:
    from reader.model import Article
    from reader.store import Store


def scan(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    paths = [Path(path) for path in arguments.paths]
    settings = settings_of(arguments)
    narrator = Narrator()
    with corpus_store(paths, settings, arguments.store) as store:
        finished = analyse(store, paths, settings, narrator)
        articles = analysed(store, paths)
        if arguments.json:
            from reader.export.jsonl import record

            for article in articles:
                emit_json(record(article))
        else:
            _table(articles)
    return 1 if narrator.failed or finished.failed else 0


def analysed(store: Store, paths: list[Path]) -> Iterator[Article]:
    """The analysed articles under `paths` in the order of discovery; a damaged one is told and passed over."""
    from reader.pipeline.reading import listed

    for key in listed(store, paths):
        try:
            article = store.article(key)
        except StoreError as error:
            say(str(error))
            continue
        if article is not None:
            yield article


def _table(articles: Iterator[Article]) -> None:
    """One line an article, aligned; dates, sources and counts first, as in the reader's list."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    for heading, least in (("date", 10), ("source", 12), ("lang", 4), ("left", 5), ("names", 5)):
        table.add_column(heading, no_wrap=True, min_width=least, max_width=16)
    table.add_column("title", no_wrap=True, overflow="ellipsis", ratio=3)
    table.add_column("notes", no_wrap=True, overflow="ellipsis", ratio=1)
    number = 0
    for number, article in enumerate(articles, 1):  # noqa: B007  # counted for the line below
        facts = article.facts
        found = ", ".join(dict.fromkeys(left.language for left in article.leftovers))
        cells = (
            (facts.published or "").replace("T", " ")[:16],
            facts.source or "",
            article.language,
            f"{len(article.leftovers)} {found}" if article.leftovers else "",
            str(len({(e.name, e.label) for e in article.entities}) or ""),
            facts.title,
            ", ".join(dict.fromkeys(str(note.kind).replace("_", " ") for note in article.notes)),
        )
        table.add_row(*(Text(harmless(cell)) for cell in cells))
    if number:
        import shutil

        console = Console(width=shutil.get_terminal_size((120, 24)).columns, highlight=False)
        with console.capture() as captured:
            console.print(table)
        emit(captured.get())
    say(f"{number:,} article{'' if number == 1 else 's'}")
