"""The ``wirereader models`` command, without its argument parser."""

from __future__ import annotations

from typing import Any, TextIO


def models_command(action: str, args: Any, out: TextIO, err: TextIO) -> int:
    """Run ``models list|install|remove|verify``; returns the exit status."""
    raise NotImplementedError
