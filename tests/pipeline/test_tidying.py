"""The process that analyses puts the full-text index together when it has nothing else to do."""

from __future__ import annotations

import time
from pathlib import Path

from reader.pipeline import Analysis, Settings
from reader.pipeline.messages import Finished
from reader.store import FileState, Store
from reader.store.compacting import MANY
from tests.store.samples import article, document, fill


def test_an_idle_process_merges_segments_and_ends(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    folder = tmp_path / "corpus"
    folder.mkdir()
    with Store.open(path) as store:
        fill(store, [article(document(f"grain {n}", f"{n}.txt")) for n in range(40)])
        assert store.segments() >= MANY
        assert isinstance(store.file("/wire/0.txt-0"), FileState)
        analysis = Analysis(path, [folder], Settings(workers=1, names=False))
        analysis.start()
        try:
            end = time.monotonic() + 120
            while analysis.running and time.monotonic() < end:
                time.sleep(0.05)
            assert not analysis.running
            assert any(isinstance(event, Finished) for event in analysis.events())
        finally:
            analysis.close()
        assert store.segments() < MANY
        assert store.count("grain") == 40
