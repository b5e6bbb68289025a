"""What kind of file a name or its first bytes promise."""

from __future__ import annotations

import re
from enum import StrEnum

from reader.ingest.decoding import wide_encoding
from reader.ingest.words import words


class Kind(StrEnum):
    """Kinds of files; the first three are the formats that can be read."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    BINARY = "binary"
    UNKNOWN = "unknown"
    OTHER = "other"


_READABLE: dict[str, Kind] = {
    "txt": Kind.TEXT,
    "text": Kind.TEXT,
    "md": Kind.MARKDOWN,
    "markdown": Kind.MARKDOWN,
    "mdown": Kind.MARKDOWN,
    "htm": Kind.HTML,
    "html": Kind.HTML,
    "shtml": Kind.HTML,
    "xhtml": Kind.HTML,
}
_BINARY = words(
    "7z avi bin bmp bz2 db dll doc docx dylib epub exe flac gif gz heic ico jar jpeg jpg m4a mkv "
    "mov mp3 mp4 odt ogg otf pdf png ppt pptx pyc rar so sqlite tar tgz tif tiff ttf wav webm webp "
    "wmv woff woff2 xls xlsx xz zip zst"
)
# Signatures from the formats' own specifications.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"RIFF", "RIFF media"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
    (b"PK\x03\x04", "ZIP archive"),
    (b"\x1f\x8b\x08", "gzip archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ\x00", "xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"\x28\xb5\x2f\xfd", "zstd archive"),
    (b"Rar!", "RAR archive"),
    (b"SQLite format 3\x00", "SQLite database"),
    (b"\xd0\xcf\x11\xe0", "old Office document"),
)
_CONTROLS = bytes(c for c in range(0x20) if c not in b"\t\n\r\f\x1b\x08\x1a") + b"\x7f"
_CONTROL_LIMIT = 0.05
"""Share of control bytes beyond which eight-bit data is no text, stray NULs allowed for."""

_FEW = 4

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def kind_of_name(name: str) -> Kind:
    """The kind that the extension of a file name promises; UNKNOWN without an extension."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem:
        return Kind.UNKNOWN
    extension = extension.casefold()
    if extension in _BINARY:
        return Kind.BINARY
    return _READABLE.get(extension, Kind.OTHER)


def kind_of_bytes(head: bytes) -> str:
    """What binary data is, from its first bytes, in words."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), "binary data")


_BEGINNINGS = tuple(magic for magic, _ in _MAGIC)


def is_html(head: bytes) -> bool:
    """Whether the first bytes are those of an HTML page."""
    return _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def looks_binary(head: bytes) -> bool:
    """Whether bytes are no text in any encoding that this program knows."""
    if head.startswith(_BEGINNINGS):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls <= max(_FEW, _CONTROL_LIMIT * len(head)):
        return False
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))
    return not marked and wide_encoding(head) is None
