"""Files that change while the reader is open, as the operating system tells of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

SETTLE = 400
"""Milliseconds of quiet after which a burst of changes is handed on."""


def changes(paths: Sequence[Path], stop: Callable[[], bool]) -> Iterator[list[Path]]:
    """Each burst of changed or vanished files, an empty one now and then while nothing happens.

    Ends when `stop` says so after a burst. Paths keep the form in which the folder was named.
    """
    from watchfiles import watch  # deferred: only watching needs it

    roots = [path for path in paths if path.exists() and _spelled(path)]
    if not roots:
        return
    ended = threading.Event()
    for burst in watch(
        *roots,
        debounce=SETTLE,
        step=100,
        rust_timeout=500,
        yield_on_timeout=True,
        stop_event=ended,
        raise_interrupt=False,
        ignore_permission_denied=True,
    ):
        named = (_named(Path(name), roots) for _, name in sorted(burst, key=lambda c: c[1]))
        yield [path for path in named if path is not None]
        if stop():
            yield []
            if stop():
                return


def _spelled(path: Path) -> bool:
    """Whether the name is UTF-8: under any other nothing is read, and none can be watched."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _named(path: Path, roots: Sequence[Path]) -> Path | None:
    """The path under the root as the person named it, None for what is hidden below it."""
    for root in roots:
        whole = root.absolute()
        if path.is_relative_to(whole):
            below = path.relative_to(whole)
            return None if any(part.startswith(".") for part in below.parts) else root / below
    return path
