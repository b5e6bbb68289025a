"""A scan from files to an index, end to end: seconds of the processor in the coordinator and in its workers.

    python -m bench.scan [--count 2000] [--names] [--briefs] [--html] [FOLDER]

`bench.stream` and `bench.analysis` measure stages by themselves; here is what a scan costs, with
starting processes, messages between them, waiting for them, writing and indexing. The articles are those of
`bench.bulk`. Clock time is told beside it, and means something on an idle machine only.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import resource
import tempfile
import time
from pathlib import Path

from bench.bulk import write
from reader.pipeline.coordinator import Coordinator
from reader.pipeline.messages import Event, Progress
from reader.pipeline.settings import Settings
from reader.store import Store


class Watch:
    """Processor and clock time since the last look."""

    def __init__(self) -> None:
        self._last = self._now()

    def _now(self) -> tuple[float, float, float]:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = children.ru_utime + children.ru_stime
        return time.process_time(), spent, time.perf_counter()

    def look(self) -> tuple[float, float, float]:
        """Seconds of this process, of children that have ended, and of the clock."""
        now, last = self._now(), self._last
        self._last = now
        return now[0] - last[0], now[1] - last[1], now[2] - last[2]


def scan(folder: Path, store: Path, *, names: bool, workers: int) -> tuple[int, dict[str, int]]:
    """Scan a folder into a store; articles in it, and how many each stage did."""
    done: dict[str, int] = {}

    def tell(event: Event) -> None:
        if isinstance(event, Progress):
            done[event.stage] = max(done.get(event.stage, 0), event.done)

    with Store.open(store) as opened:
        coordinator = Coordinator(opened, Settings(workers, names), tell)
        try:
            finished = coordinator.run([folder])
        finally:
            coordinator.close()
        return finished.articles, done


def main() -> int:
    """Scan and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folder", type=Path, nargs="?", help="scan this instead of invented articles"
    )
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--names", action="store_true")
    parser.add_argument("--briefs", action="store_true", help="plain texts of a few lines")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="of the coordinator")
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made) / "wire"
        if given.folder is None:
            size = write(folder, given.count, briefs=given.briefs)
            print(f"{given.count:,} articles, {size / 1e6:.1f} MB")
        profile = cProfile.Profile()
        if given.profile:
            profile.enable()
        watch = Watch()
        store = Path(made) / "store.db"
        articles, done = scan(folder, store, names=given.names, workers=given.workers)
        own, theirs, clock = watch.look()
        profile.disable()
        for what, spent in (("coordinator", own), ("workers", theirs), ("both", own + theirs)):
            each = spent / max(articles, 1)
            print(
                f"{what:12} {spent:8.1f} s {each * 1000:8.2f} ms an article {1 / each:8.0f} articles/s"
            )
        print(f"clock        {clock:8.1f} s; {done}; store {store.stat().st_size / 1e6:.1f} MB")
        if given.profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
