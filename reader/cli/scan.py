"""`wirereader scan`: every article analysed, as JSON for programs or a table for people."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader.cli.corpus import Narrator, analyse, analysed, corpus_store
from reader.cli.output import emit, emit_json, harmless, say
from reader.cli.settings import settings_of

if TYPE_CHECKING:
    from reader.model import Article


def scan(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    paths = [Path(path) for path in arguments.paths]
    settings = settings_of(arguments)
    narrator = Narrator()
    with corpus_store(paths, settings, arguments.store) as store:
        finished = analyse(store, paths, settings, narrator)
        articles = (article for _, article in analysed(store, paths, narrator))
        if arguments.json:
            from reader.export.jsonl import record

            for article in articles:
                emit_json(record(article))
        else:
            _table(articles)
    return 1 if narrator.failed or finished.failed else 0


_COLUMNS = (("date", 16), ("source", 16), ("lang", 4), ("left", 6), ("names", 5))
"""Headings and widths in cells; title and notes share the rest, three to one."""


def _table(articles: Iterator[Article]) -> None:
    """One line an article, aligned; dates, sources and counts first, as in the reader's list.

    Each line goes out as it is made, so that a hundred thousand take no more memory than one.
    """
    import shutil

    rest = shutil.get_terminal_size((120, 24)).columns - sum(size + 1 for _, size in _COLUMNS)
    notes = max(12, rest // 4)
    widths = [*(size for _, size in _COLUMNS), max(20, rest - notes - 1), notes]
    number = 0
    for number, article in enumerate(articles, 1):
        if number == 1:
            _line([*(heading for heading, _ in _COLUMNS), "title", "notes"], widths)
        facts = article.facts
        found = ",".join(dict.fromkeys(left.language for left in article.leftovers))
        _line(
            [
                (facts.published or "").replace("T", " ")[:16],
                facts.source or "",
                article.language,
                f"{len(article.leftovers)} {found}" if article.leftovers else "",
                str(len({(e.name, e.label) for e in article.entities}) or ""),
                facts.title,
                ", ".join(
                    dict.fromkeys(str(note.kind).replace("_", " ") for note in article.notes)
                ),
            ],
            widths,
        )
    say(f"{number:,} article{'' if number == 1 else 's'}")


def _line(cells: Sequence[str], widths: Sequence[int]) -> None:
    """One row, each cell cut to its width on the screen."""
    from rich.cells import cell_len, set_cell_size

    fitted = []
    for text, width in zip(map(harmless, cells), widths, strict=True):
        short = text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
        fitted.append(set_cell_size(short, width))
    emit(" ".join(fitted).rstrip() + "\n")
