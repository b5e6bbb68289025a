"""Installing, verifying and removing models."""

from __future__ import annotations

from pathlib import Path

from reader.translate.models import Model


def install_file(path: Path, *, into: Path | None = None, sha256: str | None = None) -> Model:
    """Install a model from a file."""
    raise NotImplementedError


def remove(pair: str) -> list[Model]:
    """Remove the models of a pair."""
    raise NotImplementedError


def verify(model: Model) -> str | None:
    """What is wrong with a model, None when nothing is."""
    raise NotImplementedError
