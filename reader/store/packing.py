"""Documents and analyses as they lie on disk: msgpack under zlib, without what the original says anyway.

Texts of segments that repeat the original are left out and cut from it again on reading, which
halves an analysis; a round trip gives back an equal value.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from reader.model import (
    Article,
    Document,
    Entity,
    EntityLabel,
    Facts,
    Leftover,
    Line,
    Note,
    Repair,
    Segment,
    View,
)

LEVEL = 4
"""zlib's effort: beyond it texts of some kilobytes shrink by less than 1% more."""

T = TypeVar("T")


class _Analysis(Struct, frozen=True):
    facts: Facts
    language: str
    lines: tuple[Line, ...]
    leftovers: tuple[Leftover, ...]
    entities: tuple[tuple[int, int, str | None, EntityLabel, str | None, str], ...]
    repairs: tuple[Repair, ...]
    notes: tuple[Note, ...]
    cleaned: tuple[tuple[int, int, str | None, str], ...]
    versions: Mapping[str, str]


def pack(value: object) -> bytes:
    """Any value of the model, or plain data, as bytes."""
    return zlib.compress(msgspec.msgpack.encode(value), LEVEL)


def unpack(packed: bytes, kind: type[T]) -> T:
    """The value of `pack`. Raises `ValueError` if the bytes are damaged."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(packed), type=kind)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError(f"damaged record: {error}") from error


def unpack_plain(packed: bytes) -> Any:
    """Plain data of `pack`. Raises `ValueError` if the bytes are damaged."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(packed))
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError(f"damaged record: {error}") from error


def pack_document(document: Document) -> bytes:
    """The document, its original text included."""
    return pack(document)


def unpack_document(packed: bytes) -> Document:
    """The value of `pack_document`. Raises `ValueError` if the bytes are damaged."""
    return unpack(packed, Document)


def pack_analysis(article: Article) -> bytes:
    """All that an article holds beside its document."""
    original = article.document.text
    cleaned = tuple(
        (s.start, s.end, None if original[s.start : s.end] == s.text else s.text, s.rule)
        for s in article.cleaned.segments
    )
    entities = tuple(
        (
            e.start,
            e.end,
            None if original[e.start : e.end] == e.text else e.text,
            e.label,
            None if e.name == e.text else e.name,
            e.rule,
        )
        for e in article.entities
    )
    return pack(
        _Analysis(
            article.facts,
            article.language,
            article.lines,
            article.leftovers,
            entities,
            article.repairs,
            article.notes,
            cleaned,
            article.versions,
        )
    )


def unpack_analysis(packed: bytes, document: Document) -> Article:
    """The article of `document`. Raises `ValueError` if the bytes are damaged."""
    found = unpack(packed, _Analysis)
    segments = tuple(
        Segment(start, end, document.text[start:end] if text is None else text, rule)
        for start, end, text, rule in found.cleaned
    )
    return Article(
        document,
        found.facts,
        found.language,
        found.lines,
        found.leftovers,
        _entities(found.entities, document.text),
        found.repairs,
        found.notes,
        View(segments),
        found.versions,
    )


def _entities(
    packed: tuple[tuple[int, int, str | None, EntityLabel, str | None, str], ...], original: str
) -> tuple[Entity, ...]:
    found = []
    for start, end, text, label, name, rule in packed:
        whole = original[start:end] if text is None else text
        found.append(Entity(start, end, whole, label, whole if name is None else name, rule))
    return tuple(found)
