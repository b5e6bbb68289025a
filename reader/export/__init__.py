"""Articles for other programs: JSON lines, Markdown, CSV and ninjs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from reader.export.exported import Exported

__all__ = ["FORMATS", "Exported", "write"]

FORMATS = ("jsonl", "markdown", "csv", "ninjs")
"""What can be written."""


def write(format: str, articles: Iterable[Exported]) -> Iterator[str]:  # noqa: A002  # the option's name
    """The text of an export in pieces, an article at a time. Raises `KeyError` for an unknown format."""
    from reader.export import csv, jsonl, markdown, ninjs

    writers: dict[str, Callable[[Iterable[Exported]], Iterator[str]]] = {
        "jsonl": jsonl.write,
        "markdown": markdown.write,
        "csv": csv.write,
        "ninjs": ninjs.write,
    }
    return writers[format](articles)
