"""Fetching models: the only code of the program that may use the network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reader.translate.models import Model


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A model worth having."""

    pair: str
    reason: str
    size: int


def install_remote(what: str, *, into: Path | None = None) -> Model:
    """Fetch and install a model by pair or address."""
    raise NotImplementedError


def recommend(languages: Iterable[str], to_language: str = "en") -> list[Recommendation]:
    """Models worth having for the languages of a corpus."""
    raise NotImplementedError
