"""What one asks of the desk, and how an engine answers.

These are the only types that cross the border of an engine's process, so they
hold plain text and numbers and nothing that needs an engine to be loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from reader.model import LeftoverKind, LineKind


class Request(Struct, frozen=True):
    """A span of an original to translate: half-open, in code points, with its text.

    `kind` is what the line or leftover is, where known: it decides how an
    ambiguous single word is read ("Мир": "World" in a menu, "Peace" under a picture).
    """

    start: int
    end: int
    text: str
    kind: LineKind | LeftoverKind | None = None


class Hypothesis(Struct, frozen=True):
    """One rendering of one sentence; `score` is the mean probability of a token, 0 to 1."""

    text: str
    score: float | None = None


class Options(Struct, frozen=True):
    """How an engine searches. Part of the memory's key: other options, other translations.

    `beam` is the width of the search, `best` how many hypotheses come back
    (never more than `beam`).
    """

    beam: int = 4
    best: int = 4

    @property
    def key(self) -> str:
        """The options as they stand in the memory's key."""
        return f"beam={self.beam},best={min(self.best, self.beam)}"


class Engine(Protocol):
    """What every engine offers, in whichever process it lives."""

    def translate(self, sentences: Sequence[str], options: Options) -> list[tuple[Hypothesis, ...]]:
        """Hypotheses for each sentence, best first; an empty tuple where there is none."""
        ...
