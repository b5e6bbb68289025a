"""What must hold of whatever the readers and the pipeline make of any bytes; broken promises are `AssertionError`."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol

from reader.cli.output import jsonl
from reader.export.jsonl import record
from reader.model import Article, Document, Note, Translation

OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that a terminal might obey or choke on; a line feed is no such one in a row of text."""

SURROGATE = re.compile("[\ud800-\udfff]")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?.*)?")


class Spanned(Protocol):
    """Something that points into the original."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def within(items: Sequence[Spanned], text: str) -> None:
    """Every span lies inside the text."""
    for item in items:
        assert 0 <= item.start <= item.end <= len(text), (item, len(text))


def notes(found: Sequence[Note], text: str) -> None:
    """Remarks point into the text and are one line to show."""
    within(found, text)
    assert all(note.text for note in found)


def document(made: Document, data: bytes) -> None:
    """The document names its bytes, and its text follows from them by what it says of itself."""
    assert made.id == hashlib.sha256(data).hexdigest()
    assert "\r" not in made.text
    assert not SURROGATE.search(made.text)
    assert not made.hints or len(made.hints) == len(made.text.split("\n"))
    notes(made.notes, made.text)
    if made.format != "html":
        again = _decoded(data, made.encoding).replace("\r\n", "\n").replace("\r", "\n")
        assert made.text == again, (made.encoding, made.text[:80], again[:80])


def _decoded(data: bytes, encoding: str) -> str:
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if encoding.startswith("utf-16") and data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data[2:].decode(encoding, "replace")
    return data.decode(encoding, "replace")


def article(made: Article) -> None:
    """Every finding points at what it names; the cleaned text points back; JSON gives all of it again."""
    text = made.document.text
    at = 0
    for number, (line, words) in enumerate(zip(made.lines, text.split("\n"), strict=True), 1):
        assert (line.number, line.start, line.end) == (number, at, at + len(words))
        assert line.rule
        at = line.end + 1
    for leftover in made.leftovers:
        assert leftover.text
        assert text[leftover.start : leftover.end] == leftover.text
        assert leftover.language
        assert leftover.rule
    for entity in made.entities:
        assert entity.text
        assert text[entity.start : entity.end] == entity.text
        assert entity.name.strip()
    within(made.repairs, text)
    notes(made.notes, text)
    within(made.cleaned.segments, text)
    for before, after in pairwise(made.cleaned.segments):
        assert before.start <= after.start
    for segment in made.cleaned.segments:
        if not segment.rule:
            assert segment.text == text[segment.start : segment.end]
    if made.facts.published is not None:
        assert _MOMENT.fullmatch(made.facts.published), made.facts.published
    told = jsonl(record(made))
    told.encode("utf-8")
    assert told.count("\n") == 1
    assert not OBEYED.search(told[:-1])
    back: dict[str, Any] = json.loads(told)
    assert back["text"] == text
    assert back["cleaned"] == made.cleaned.text


def translations(found: Sequence[Translation], text: str) -> None:
    """Each translation points at its source, and none overlaps the next."""
    for each in found:
        assert text[each.start : each.end] == each.source
        assert each.engine
        assert each.target
    for before, after in pairwise(sorted(found, key=lambda each: each.start)):
        assert before.end <= after.start


def one_line(error: Exception, *, naming: str = "") -> None:
    """An error of the program's own says something, and takes one line once it is made harmless."""
    from reader.cli.output import harmless

    told = harmless(str(error))
    assert told.strip()
    assert naming in told
    assert not OBEYED.search(told)
