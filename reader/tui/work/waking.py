"""The kernel says when the store was written to, so an idle reader sleeps.

Linux's inotify(7), called through the C library, for Python has no binding of its
own. Elsewhere, and where it is refused, there is no alarm and one has to look by the clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

MODIFY, ATTRIBUTES, MOVED_TO, CREATE = 0x2, 0x4, 0x80, 0x100
"""Masks of inotify events."""

_FLAGS = os.O_NONBLOCK | os.O_CLOEXEC

GATHER = 0.1
"""Seconds in which several writes count as one."""


class Alarm:
    """Calls `ring` on the running event loop soon after anyone wrote to the store."""

    def __init__(self, store: Path, ring: Callable[[], None]) -> None:
        self._name = os.fsencode(store.name)
        self._ring = ring
        self._loop = asyncio.get_running_loop()
        self._pending: asyncio.TimerHandle | None = None
        self._descriptor = watch(store.parent)
        if self._descriptor is not None:
            self._loop.add_reader(self._descriptor, self._written)

    @property
    def works(self) -> bool:
        """Whether the kernel tells; if not, one has to look by the clock."""
        return self._descriptor is not None

    def _written(self) -> None:
        assert self._descriptor is not None
        with contextlib.suppress(OSError):
            if self._name in os.read(self._descriptor, 65536) and self._pending is None:
                self._pending = self._loop.call_later(GATHER, self._rings)

    def _rings(self) -> None:
        self._pending = None
        self._ring()

    def close(self) -> None:
        """Stop listening."""
        if self._pending is not None:
            self._pending.cancel()
        if self._descriptor is not None:
            self._loop.remove_reader(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None


def watch(folder: Path) -> int | None:
    """A descriptor that tells of writes in a folder (inotify events), None where the system has none."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # deferred: 3 ms, which the first screen does not have

    try:
        library = ctypes.CDLL(None, use_errno=True)
        descriptor = int(library.inotify_init1(_FLAGS))
        if descriptor < 0:
            return None
        # A write is heard of before its transaction shows, the touch that follows it afterwards.
        mask = MODIFY | ATTRIBUTES | MOVED_TO | CREATE
        if library.inotify_add_watch(descriptor, os.fsencode(folder), mask) < 0:
            os.close(descriptor)
            return None
    except (OSError, AttributeError):
        return None
    return descriptor
