"""Articles for the tests of the store, made of words and not by the stages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec.structs import replace

from reader.model import (
    Article,
    Document,
    Entity,
    EntityLabel,
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


def document(text: str, path: str = "wire/a.txt") -> Document:
    return Document(path, hashlib.sha256(text.encode()).hexdigest(), "text", "utf-8", text)


def article(
    document: Document,
    *,
    source: str | None = None,
    published: str | None = None,
    language: str = "en",
    names: Sequence[str] = (),
    leftovers: Sequence[str] = (),
    cleaned: str | None = None,
) -> Article:
    """The article of a document: every line is body; names and leftovers are found where they stand."""
    text = document.text
    lines = []
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        kind = LineKind.BODY if line.strip() else LineKind.EMPTY
        lines.append(Line(number, at, at + len(line), kind, "test"))
        at += len(line) + 1
    entities = tuple(
        Entity(text.index(n), text.index(n) + len(n), n, EntityLabel.PER, n, "test") for n in names
    )
    left = tuple(
        Leftover(
            text.index(f), text.index(f) + len(f), f, "ru", "Cyrl", LeftoverKind.CHROME, "test",
            translation="Read aloud", engine="phrasebook",
        )
        for f in leftovers
    )  # fmt: skip
    view = View(
        (
            Segment(
                0,
                len(text),
                text if cleaned is None else cleaned,
                "" if cleaned is None else "test",
            ),
        )
    )
    notes = (Note(NoteKind.DATE_CONFLICT, "two dates", 0, 0),) if "clock" in text else ()
    title = text.split("\n")[0]
    return Article(
        document, Facts(title, source, published), language, tuple(lines), left, entities, (), notes, view,
        {"test": "1"},
    )  # fmt: skip


def fill(store: Store, articles: Sequence[Article], stage: str = "1") -> list[int]:
    """Enter analysed articles, each in a file of its own; their rows in the same order."""
    keys = []
    for number, each in enumerate(articles):
        path = f"/wire/{each.document.path}-{number}"
        state = FileState(path, len(each.document.text), number, each.document.id, path)
        placed = replace(each.document, path=path)
        done = store.add_documents([(state, (placed,), (each.facts.source,))])
        keys += [*done.added]
    for content in store.waiting(1_000_000):
        placed = store.original(content)
        found = next(a for a in articles if a.document.id == placed.id)
        store.save(content, replace(found, document=placed), stage)
    return keys
