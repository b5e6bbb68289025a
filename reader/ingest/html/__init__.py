"""HTML pages: what a person would see, what the markup declares, what extractors take for content.

Imported only when a page is read, for lxml and the extraction library are slow to load.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from msgspec.structs import replace

from reader.ingest.decoding import Decoded, decode
from reader.ingest.errors import IngestError
from reader.ingest.html import facts, rendering, votes
from reader.ingest.html.parsing import Page, parse
from reader.model import Document, Note, NoteKind

_CHARSET = re.compile(
    rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w:.-]{1,40})"
    rb"|<\?xml\b[^>]{0,100}?\bencoding\s*=\s*[\"']([\w:.-]{1,40})",
    re.IGNORECASE,
)
_HEAD = 8192
"""Bytes in which a page may declare its encoding; browsers look at 1024."""


def read(path: Path, data: bytes) -> Document:
    """The document of one page: `text` is all that a person would see, one block a line.

    `hints` holds one `LineHint` a line. Raises `IngestError` for a page that shows nothing.
    """
    decoded = decode(data, declared_encoding(data))
    page = parse(decoded.text)
    lines = rendering.render(page)
    if not lines:
        advice = "open it in a browser and save what is shown"
        raise IngestError(path, "page that shows no text", advice)
    declared = facts.declared(page)
    notes = [*_remarks(decoded, page)]
    hints = [line.hint for line in lines]
    try:
        said = votes.votes(page, [line.text for line in lines])
    except votes.ExtractionError as error:
        said = votes.Votes()
        notes.append(Note(NoteKind.FALLBACK, str(error), 0, 0))
    if said.first is not None:
        pairs = zip(hints, said.first, strict=True)
        hints = [replace(hint, extracted=vote) for hint, vote in pairs]
    if said.second is not None:
        pairs = zip(hints, said.second, strict=True)
        hints = [replace(hint, seconded=vote) for hint, vote in pairs]
    return Document(
        path=str(path),
        id=hashlib.sha256(data).hexdigest(),
        format="html",
        encoding=decoded.encoding,
        text="\n".join(line.text for line in lines),
        title=declared.title,
        source=declared.source,
        published=declared.published,
        author=declared.author,
        url=declared.url,
        language=declared.language,
        hints=tuple(hints),
        notes=tuple(notes),
    )


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page's `meta` element or XML declaration names, if any."""
    match = _CHARSET.search(data[:_HEAD])
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def _remarks(decoded: Decoded, page: Page) -> list[Note]:
    """Notes of decoding, whose spans are of the source and not of what is seen, and of parsing."""
    notes = [replace(note, start=0, end=0) for note in decoded.notes]
    if page.flat:
        what = "page nested too deeply for a tree; read tag by tag, without an extractor's opinion"
        notes.append(Note(NoteKind.FALLBACK, what, 0, 0))
    return notes
