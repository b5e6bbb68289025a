"""A table for spreadsheets: one row an article, without its text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from reader.export.exported import Exported

COLUMNS = (
    "path", "id", "title", "source", "published", "language", "author", "url", "words", "leftovers",
    "leftover_languages", "people", "organisations", "places", "notes", "read", "starred", "verdict",
    "tags", "note",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(articles: Iterable[Exported]) -> Iterator[str]:
    """The heading, then a row an article (RFC 4180); several values in a cell stand apart by "; ".

    A cell that a spreadsheet would take for a formula begins with an apostrophe
    (OWASP, CSV injection).
    """
    yield _line(COLUMNS)
    for each in articles:
        article, triage = each.article, each.triage
        facts = article.facts
        names: dict[str, dict[str, None]] = {"PER": {}, "ORG": {}, "LOC": {}}
        for entity in article.entities:
            names[str(entity.label)][entity.name] = None
        yield _line(
            (
                article.document.path,
                article.document.id,
                facts.title,
                facts.source,
                facts.published,
                article.language,
                facts.author,
                facts.url,
                len(article.cleaned.text.split()),
                len(article.leftovers),
                "; ".join(dict.fromkeys(left.language for left in article.leftovers)),
                *("; ".join(found) for found in names.values()),
                "; ".join(dict.fromkeys(str(note.kind) for note in article.notes)),
                int(triage.read),
                int(triage.starred),
                str(triage.verdict or ""),
                "; ".join(triage.tags),
                triage.note,
            )
        )


def _line(cells: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([_safe(cell) for cell in cells])
    return buffer.getvalue()


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return "" if cell is None else cell
