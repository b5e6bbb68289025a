"""A connection whose reads fail in the store's own words.

Damage shows where a page is first touched, long after opening; every part of the program may rely on
`StoreError` and need not know SQLite.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reader.store.errors import StoreError


class Guarded(sqlite3.Cursor):
    """A cursor that raises `StoreError` for what is wrong with the file."""

    def execute(self, sql: str, parameters: Any = (), /) -> Guarded:
        """As `sqlite3.Cursor.execute`."""
        try:
            super().execute(sql, parameters)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._told(error) from error
        return self

    def fetchone(self) -> Any:
        """As `sqlite3.Cursor.fetchone`."""
        try:
            return super().fetchone()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._told(error) from error

    def fetchall(self) -> list[Any]:
        """As `sqlite3.Cursor.fetchall`."""
        try:
            return super().fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._told(error) from error

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """As `sqlite3.Cursor.fetchmany`."""
        try:
            return super().fetchmany(size)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._told(error) from error

    def _told(self, error: Exception) -> StoreError:
        connection = self.connection
        name = connection.name if isinstance(connection, Connection) else "the store"
        return problem(name, error)


class Connection(sqlite3.Connection):
    """A connection that gives out guarded cursors; `name` is the store's path, for messages."""

    name = "the store"

    def cursor(self, factory: Any = Guarded, /) -> Any:
        """As `sqlite3.Connection.cursor`."""
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        """As `sqlite3.Connection.execute`."""
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Any:
        """As `sqlite3.Connection.executemany`."""
        try:
            return self.cursor().executemany(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise problem(self.name, error) from error


_LITTLE = 1 << 20
"""Bytes of room below which a disk counts as full, where SQLite only knows that it could not write."""


def _full(name: str) -> bool:
    try:
        return shutil.disk_usage(Path(name).parent).free < _LITTLE
    except OSError:
        return False


def problem(name: str, error: Exception) -> StoreError:
    """What SQLite says, as one line that tells what to do."""
    text = str(error)
    if "malformed" in text or "not a database" in text or isinstance(error, UnicodeDecodeError):
        return StoreError(
            f"{name}: the store is damaged ({text}); "
            f"`wirereader doctor --repair --store {name}` salvages what is healthy"
        )
    if "locked" in text or "busy" in text:
        return StoreError(f"{name}: another wirereader keeps the store busy; try again")
    if "full" in text or ("disk I/O" in text and _full(name)):
        return StoreError(f"{name}: the disk is full; nothing was written, nothing is lost")
    if "readonly" in text:
        return StoreError(f"{name}: the store cannot be written; give yourself write permission")
    return StoreError(f"{name}: the store cannot be used: {text}")
