"""Labelled files as they lie on disk: JSON lines in the shape of `scan --json`, or tagged text.

Tagged text is what people write: a scrape opens with ``== outlet | language | split`` and each
of its lines is a sign of its kind (see `SIGNS`), a space and the text; blank lines stand for themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.model import Document, LineKind

SIGNS = {
    "H": LineKind.HEADLINE,
    "S": LineKind.SUBHEADING,
    "B": LineKind.BODY,
    "C": LineKind.CAPTION,
    "P": LineKind.PHOTO_CREDIT,
    "X": LineKind.CHROME,
    "A": LineKind.PROMO,
    "R": LineKind.RELATED_LINK,
    "T": LineKind.TRANSLATOR_CREDIT,
    "M": LineKind.METADATA,
    "": LineKind.EMPTY,
}
"""One-letter signs of kinds in tagged text."""


_Row = tuple[LineKind, str, int]


class GoldError(ValueError):
    """A labelled file is not in the form described here; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class GoldScrape:
    """A labelled scrape: one kind for each line of the document's text.

    `rows` are the numbers, from 1, of the lines of the labelled file that hold them.
    """

    document: Document
    outlet: str
    language: str
    split: str
    kinds: tuple[LineKind, ...]
    rows: tuple[int, ...]


def read(path: Path) -> Iterator[GoldScrape]:
    """The labelled scrapes of a ``.jsonl`` or tagged ``.txt`` file.

    Raises `GoldError` for a line that is not in the form, and for objects without ``lines``.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    yield from _tagged(path, text) if path.suffix == ".txt" else _objects(path, text)


def _tagged(path: Path, text: str) -> Iterator[GoldScrape]:
    head: list[str] = []
    rows: list[_Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# "):
            continue
        if line.startswith("== "):
            if head:
                yield _scrape(path, head, rows)
            head = [part.strip() for part in line[3:].split("|")]
            if len(head) != 3:
                raise GoldError(
                    f"{path}:{number}: a scrape opens with == outlet | language | split"
                )
            rows = []
        elif head:
            sign, _, rest = line.partition(" ")
            kind = SIGNS.get(sign.strip())
            if kind is None or (kind is LineKind.EMPTY) != (not rest.strip()):
                raise GoldError(f"{path}:{number}: expected a sign of a kind, a space and text")
            rows.append((kind, rest, number))
    if head:
        yield _scrape(path, head, rows)


def _scrape(path: Path, head: list[str], rows: list[_Row]) -> GoldScrape:
    while rows and rows[-1][0] is LineKind.EMPTY:
        rows.pop()
    outlet, language, split = head
    text = "\n".join(line for _, line, _ in rows)
    kinds, numbers = tuple(kind for kind, _, _ in rows), tuple(number for *_, number in rows)
    return GoldScrape(_document(path, text), outlet, language, split, kinds, numbers)


def _objects(path: Path, text: str) -> Iterator[GoldScrape]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record: dict[str, Any] = json.loads(line)
            body = str(record["text"])
            labels = {int(entry["number"]): LineKind(entry["kind"]) for entry in record["lines"]}
        except (ValueError, KeyError, TypeError) as error:
            raise GoldError(f"{path}:{number}: not a labelled scrape: {error!r}") from error
        count = body.count("\n") + 1
        if set(labels) != set(range(1, count + 1)):
            raise GoldError(f"{path}:{number}: {count} lines of text, labels for {len(labels)}")
        kinds = tuple(labels[at] for at in range(1, count + 1))
        yield GoldScrape(
            _document(path, body),
            str(record.get("outlet") or record.get("source") or record.get("id") or path.stem),
            str(record.get("language") or "und"),
            str(record.get("split") or "report"),
            kinds,
            (number,) * count,
        )


def _document(path: Path, text: str) -> Document:
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Document(path=str(path), id=digest, format="text", encoding="utf-8", text=text)
