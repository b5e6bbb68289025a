"""What goes wrong with one file is told in one line and never stops the rest."""

from __future__ import annotations

from pathlib import Path


class IngestError(Exception):
    """A file could not be read as an article.

    `path` is the file as it was asked for, `reason` what happened and `advice`
    what the person can do about it, each a phrase without a final full stop.
    The path may hold any character that a file name may: whoever prints it
    makes it harmless first.
    """

    def __init__(self, path: Path, reason: str, advice: str) -> None:
        super().__init__(path, reason, advice)
        self.path = path
        self.reason = reason
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}; {self.advice}"


def failure(path: Path, error: OSError) -> IngestError:
    """The `IngestError` for an operating system error met while reading `path`."""
    if isinstance(error, FileNotFoundError):
        return IngestError(path, "no such file", "it was moved or deleted: scan the folder again")
    if isinstance(error, PermissionError):
        return IngestError(path, "permission denied", "make it readable for this user")
    if isinstance(error, IsADirectoryError):
        return IngestError(path, "is a folder", "open the folder itself")
    detail = error.strerror or type(error).__name__
    return IngestError(
        path, f"cannot be read ({detail})", "check the path and the disk, then try again"
    )
