"""What can go wrong in the store, each in one line for the person who meets it."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be opened, read or written; the message names the file and the way out."""


class QueryError(ValueError):
    """A query that cannot be understood.

    `position` is the offset in code points of the place in the query;
    `suggestion` is the nearest thing that would be understood, None without one.
    """

    def __init__(self, message: str, position: int, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.suggestion = suggestion


class TooLongError(StoreError):
    """What was read took longer than it was given."""


class StoppedError(StoreError):
    """What was being written was stopped by the person, and all of it taken back."""
