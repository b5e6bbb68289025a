"""A store with a handful of articles made by hand, so that every expectation is known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from reader.model import (
    Article,
    Document,
    Facts,
    Leftover,
    LeftoverKind,
    Line,
    LineKind,
    Note,
    NoteKind,
    Segment,
    View,
)
from reader.store import FileState, Store


class Told(Struct, frozen=True):
    """An article as a test tells it: lines with their kinds, leftovers by their text."""

    name: str
    title: str
    source: str
    published: str
    language: str = "en"
    lines: tuple[tuple[LineKind, str], ...] = ()
    left: tuple[tuple[str, LeftoverKind, str | None], ...] = ()
    conflict: bool = False


BODY = (
    (LineKind.BODY, "The delegations met in the old customs house for the third time this week."),
    (LineKind.EMPTY, ""),
    (LineKind.BODY, "Nobody at the table would say when the bridge is going to open again."),
)

TOLD = (
    Told(
        "harbour.txt",
        "Harbour talks resume after a week of silence",
        "Northern Ledger",
        "2026-02-10T09:12:00",
        lines=(
            (LineKind.CHROME, "Озвучить текст"),
            *BODY,
            (LineKind.CAPTION, "Переговоры"),
            (LineKind.PHOTO_CREDIT, "Photo: Northern Ledger"),
        ),
        left=(
            ("Озвучить текст", LeftoverKind.CHROME, "Read the text aloud"),
            ("Переговоры", LeftoverKind.CAPTION, "Negotiations"),
        ),
    ),
    Told(
        "bridge.txt",
        "Bridge stays shut, engineers say",
        "Harbour Courier",
        "2026-02-10T08:40:00",
        lines=BODY,
    ),
    Told(
        "ferry.txt",
        "Ferry timetable changes for the spring",
        "Harbour Courier",
        "2026-02-09",
        lines=(*BODY, (LineKind.PROMO, "Support our newsroom")),
        conflict=True,
    ),
    Told(
        "most.txt",
        "Мост останется закрытым до весны",
        "Речной вестник",
        "2026-02-08T18:05:00",
        "ru",
        lines=((LineKind.BODY, "Инженеры осмотрели опоры моста и нашли трещины."),),
    ),
    Told(
        "old.txt",
        "A look back at the first crossing",
        "Northern Ledger",
        "2025-12-30",
        lines=BODY,
    ),
)


def article(told: Told) -> Article:
    """The analysed article that a story tells."""
    lines: list[Line] = []
    texts = [(LineKind.HEADLINE, told.title), *told.lines]
    at = 0
    for number, (kind, text) in enumerate(texts, 1):
        lines.append(Line(number, at, at + len(text), kind, "by-hand"))
        at += len(text) + 1
    text = "\n".join(text for _, text in texts)
    data = f"{told.source}\n{text}".encode("utf-8", "surrogatepass")
    document = Document(
        told.name, hashlib.sha256(data).hexdigest(), "text", "utf-8", text, told.title, told.source
    )
    leftovers = []
    for fragment, place, translation in told.left:
        start = text.index(fragment)
        leftovers.append(
            Leftover(
                start, start + len(fragment), fragment, "ru", "Cyrl", place, "by-hand",
                translation=translation, engine="phrasebook" if translation else None,
            )
        )  # fmt: skip
    kept = [line for line in lines if line.kind.kept]
    segments = [Segment(x.start, x.end, text[x.start : x.end]) for x in kept]
    notes = (Note(NoteKind.DATE_CONFLICT, "two dates", 0, 0),) if told.conflict else ()
    facts = Facts(told.title, told.source, told.published, notes=notes)
    return Article(
        document, facts, told.language, tuple(lines), tuple(leftovers), notes=notes,
        cleaned=View(tuple(segments)), versions={"by-hand": "1"},
    )  # fmt: skip


def fill(store: Store, told: tuple[Told, ...] = TOLD) -> dict[str, int]:
    """Enter the articles; the key of each by its file's name."""
    keys = {}
    for one in told:
        made = article(one)
        document = made.document
        state = FileState(document.path, len(document.text), 1, document.id)
        added = store.add_documents([(state, [document], [one.source])])
        keys[one.name] = added.added[0]
        store.save(store.contents_of([keys[one.name]])[0], made, "test")
    return keys


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        fill(opened)
        yield opened
