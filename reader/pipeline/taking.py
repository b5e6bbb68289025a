"""One file from the disk, read and made ready to be entered, in whichever process has the time."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from reader import clean
from reader.ingest import IngestError, read
from reader.store.preparing import Arrival, arrive
from reader.store.records import FileState


class Taken(Struct, frozen=True):
    """What came of a file: its state and what is in it, or in one phrase why it cannot be read."""

    state: FileState | None = None
    arrivals: tuple[Arrival, ...] = ()
    reason: str = ""


def absolute(path: Path) -> str:
    """A path as the store knows it: absolute, links as they are named."""
    return os.path.abspath(path)  # noqa: PTH100  # Path.resolve would follow links


def take(path: Path, *, follow: bool = False) -> Taken:
    """Read one file; a link only with `follow`. Never raises: what is wrong with it is told."""
    try:
        status = path.stat() if follow else path.lstat()
        documents = read(path, follow=follow)
    except IngestError as error:
        return Taken(reason=f"{error.reason}; {error.advice}")
    except OSError as error:
        return Taken(reason=f"cannot be read ({error.strerror or error})")
    except Exception as error:  # noqa: BLE001  # a parser may fail on hostile input in ways of its own
        return Taken(reason=f"cannot be read ({type(error).__name__})")
    sha = documents[0].id if documents else ""
    return Taken(
        FileState(absolute(path), status.st_size, status.st_mtime_ns, sha, str(path)),
        tuple(arrive(document, clean.source_of(document)) for document in documents),
    )
