"""How a corpus is analysed; apart from the passes, as the reader has settings but no stages."""

from __future__ import annotations

import os

from msgspec import Struct


class Settings(Struct, frozen=True):
    """How a corpus is analysed.

    `workers` is the number of processes, 0 for one a core; `names` off leaves people, organisations and
    places out; `watch` goes on for as long as the reader lives and takes in what changes.
    """

    workers: int = 0
    names: bool = True
    watch: bool = False

    @property
    def processes(self) -> int:
        """The number of worker processes."""
        if self.workers > 0:
            return self.workers
        try:
            return max(1, len(os.sched_getaffinity(0)))
        except AttributeError:
            return max(1, os.cpu_count() or 1)
