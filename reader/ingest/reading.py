"""One file in, one document out, whatever the file holds.

The extension decides the format, the first bytes where there is none. The
readers of markup are imported when such a file is met and not before, so a
folder of plain text never pays for an HTML parser.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from reader.ingest import frontmatter
from reader.ingest.decoding import Decoded, decode
from reader.ingest.errors import IngestError, failure
from reader.ingest.kinds import Kind, is_html, kind_of_bytes, kind_of_name, looks_binary
from reader.model import Document

LIMIT = 64 * 1024 * 1024
"""Bytes of a file beyond which it is taken for no article."""

_HEAD = 4096


def read(
    path: Path, *, data: bytes | None = None, limit: int = LIMIT, follow: bool = True
) -> tuple[Document, ...]:
    """Read the article in `path`, or in `data` if the bytes are at hand already.

    Returns the documents of the file: one for plain text, Markdown and HTML.
    Raises `IngestError` if the file cannot be read, is empty, is no text or
    has more than `limit` bytes. Opens nothing but `path`, and never waits for
    a pipe or a device. Without `follow` a link is refused: what discovery found
    in a folder was none, and is one only if it was put in an article's place.
    """
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        raise IngestError(path, "its name is not valid UTF-8", "rename the file") from None
    if data is None:
        data = _bytes(path, limit, follow=follow)
    elif len(data) > limit:
        raise _too_large(path, len(data), limit)
    head = data[:_HEAD]
    if not head.strip() and not data.strip():
        what = "nothing but white space" if data else "empty file"
        raise IngestError(path, what, "fetch the article again or delete the file")
    if looks_binary(head):
        reason = f"no text but {kind_of_bytes(head)}"
        raise IngestError(path, reason, "remove it or convert it to text, Markdown or HTML")
    kind = kind_of_name(path.name)
    if kind is Kind.HTML or (kind in (Kind.UNKNOWN, Kind.OTHER) and is_html(head)):
        # Deferred: lxml costs 30 ms to import and its extraction library 300 ms.
        from reader.ingest import html

        return (html.read(path, data),)
    decoded = decode(data)
    if kind is Kind.MARKDOWN:
        return (_markdown(path, data, decoded),)
    return (_document(path, data, decoded, Kind.TEXT),)


def _bytes(path: Path, limit: int, *, follow: bool) -> bytes:
    """The bytes of a regular file; without O_NONBLOCK a pipe would be waited for for ever."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if not follow and error.errno == errno.ELOOP:
            advice = "put the file itself in its place, or name the link to read what it leads to"
            raise IngestError(path, "a link has taken the place of a file", advice) from error
        raise failure(path, error) from error
    except ValueError:
        raise IngestError(path, "its name holds a NUL", "give another path") from None
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IngestError(path, "is a folder", "open the folder itself")
        if not stat.S_ISREG(status.st_mode):
            raise IngestError(path, "no regular file", "copy what it holds into a file")
        if status.st_size > limit:
            raise _too_large(path, status.st_size, limit)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(
                status.st_size + 1
            )  # room for the limit takes longer to get than to fill
            if len(data) > status.st_size:  # it has grown since it was measured
                data += file.read(limit + 1 - len(data))
    except OSError as error:
        raise failure(path, error) from error
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise _too_large(path, len(data), limit)
    return data


def _too_large(path: Path, size: int, limit: int) -> IngestError:
    megabyte = 1024 * 1024
    reason = (
        f"too large for an article ({size / megabyte:,.1f} MB, at most {limit / megabyte:,.0f})"
    )
    return IngestError(path, reason, "split it into articles")


def _document(path: Path, data: bytes, decoded: Decoded, kind: Kind) -> Document:
    return Document(
        path=str(path),
        id=hashlib.sha256(data).hexdigest(),
        format=kind.value,
        encoding=decoded.encoding,
        text=decoded.text,
        notes=decoded.notes,
    )


def _markdown(path: Path, data: bytes, decoded: Decoded) -> Document:
    declared = frontmatter.facts(decoded.text)
    return Document(
        path=str(path),
        id=hashlib.sha256(data).hexdigest(),
        format=Kind.MARKDOWN.value,
        encoding=decoded.encoding,
        text=decoded.text,
        notes=decoded.notes,
        title=declared.title,
        source=declared.source,
        published=declared.published,
        author=declared.author,
        url=declared.url,
        language=declared.language,
    )
