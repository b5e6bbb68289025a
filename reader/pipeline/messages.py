"""What travels between the reader, the coordinator and its workers, and what the reader is told.

Between processes go frames: four bytes of length, then msgpack. A pipe that ends is the sign that the
other side has gone, so nothing outlives the reader that started it.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

import msgspec
from msgspec import Struct

_LENGTH = struct.Struct(">I")


class Progress(Struct, frozen=True):
    """How far a stage is: ``read``, ``analyse``, ``recognise`` (names in articles), ``names`` (names made one
    across the corpus). `total` is 0 while it is unknown.
    """

    stage: str
    done: int
    total: int


class Changed(Struct, frozen=True):
    """Rows of the store that were added, that look different now, and that have gone."""

    keys: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


class Failed(Struct, frozen=True):
    """A file that could not be read or analysed and why; `skipped` if it is simply no article."""

    path: str
    reason: str
    skipped: bool = False


class Finished(Struct, frozen=True):
    """All is analysed, or the work was cancelled. With watching, more may follow."""

    articles: int = 0
    failed: int = 0
    cancelled: bool = False


Event = Progress | Changed | Failed | Finished

_NAMED: dict[str, type[Event]] = {
    kind.__name__: kind for kind in (Progress, Changed, Failed, Finished)
}


def encode_event(event: Event) -> bytes:
    """One line of JSON, ending in a line feed. What of a file's name is no UTF-8 is told in escapes."""
    if isinstance(event, Failed):
        event = Failed(_sound(event.path), _sound(event.reason), event.skipped)
    return msgspec.json.encode([type(event).__name__, event]) + b"\n"


def _sound(text: str) -> str:
    """The text with an escape for each surrogate, by which Python tells bytes of a name that mean nothing."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def decode_event(line: bytes) -> Event:
    """The event of a line. Raises `ValueError` for anything else."""
    try:
        name, value = msgspec.json.decode(line)
        return msgspec.convert(value, _NAMED[name])
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no event: {error}") from error


def write_frame(stream: BinaryIO, value: object) -> None:
    """Send one value. Raises `OSError` if the other side has gone."""
    data = msgspec.msgpack.encode(value)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: BinaryIO) -> object | None:
    """The next value, None when the other side has gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        return None
    value: object = msgspec.msgpack.decode(data)
    return value
