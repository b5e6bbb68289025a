"""One recogniser for all tests of the room: its models load once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reader.entities import Recogniser
from reader.model import Document, Entity, Line, LineKind

KINDS = {"h": LineKind.HEADLINE, "b": LineKind.BODY, "c": LineKind.CAPTION}
KINDS |= {"p": LineKind.PHOTO_CREDIT, "x": LineKind.CHROME, "r": LineKind.RELATED_LINK}

Read = Callable[..., tuple[Entity, ...]]


def article(*rows: str) -> tuple[Document, tuple[Line, ...]]:
    """A document out of rows that open with the sign of their kind."""
    lines, texts, start = [], [], 0
    for number, row in enumerate(rows, 1):
        sign, _, text = row.partition(" ")
        lines.append(Line(number, start, start + len(text), KINDS[sign], "test"))
        texts.append(text)
        start += len(text) + 1
    return Document("a.txt", "0", "text", "utf-8", "\n".join(texts)), tuple(lines)


@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    return Recogniser()


@pytest.fixture(scope="session")
def read(recogniser: Recogniser) -> Read:
    """Names of an article given as rows, read in a language."""

    def names(language: str, *rows: str) -> tuple[Entity, ...]:
        return recogniser.recognise(*article(*rows), language)

    return names
