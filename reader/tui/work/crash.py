"""When the program breaks: a short message, and a report in which no word of an article stands.

A traceback with local variables would carry copy to the terminal and into bug
trackers. The report names files, lines and functions of the code, and versions;
an exception's own words are left out, as they may quote what was being read.
"""

from __future__ import annotations

import os
import platform
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from reader import __version__

_TOLD = ("textual", "rich")


def report(error: BaseException) -> str:
    """What broke and where, innermost last; no values, no messages, no paths of the corpus."""
    lines = [
        f"wirereader {__version__} · Python {platform.python_version()} · {platform.system()}",
        " · ".join(f"{name} {version(name)}" for name in _TOLD),
        f"TERM={os.environ.get('TERM', '')}",
        "",
    ]
    for cause in _causes(error):
        lines.append(type(cause).__qualname__)
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
    return "\n".join(lines) + "\n"


def write(error: BaseException, folder: Path, now: datetime | None = None) -> Path | None:
    """Write the report into `folder`, readable by the owner only; None where that is not possible."""
    moment = now or datetime.now(UTC)
    path = folder / f"crash-{moment:%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(report(error))
    except OSError:
        return None
    return path


def message(path: Path | None) -> str:
    """What the person is told."""
    where = (
        f"A report without any article text is in {path}." if path else "No report could be kept."
    )
    return f"wirereader broke and had to close. Everything done before is kept.\n{where}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        chain.append(current)
        current = current.__cause__ or current.__context__
    yield from reversed(chain)


def _place(filename: str) -> str:
    """The last parts of a module's path: enough to find it, without the home folder's name."""
    return "/".join(Path(filename).parts[-3:])
