"""Articles stand without names first, and get them afterwards; together that is one whole analysis."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.entities import Recogniser
from reader.export.jsonl import record
from reader.ingest import read
from reader.model import Article, LeftoverKind
from reader.pipeline import Changed, Coordinator, Event, Progress, Settings, Stages, analyse
from reader.pipeline.stages import with_names
from reader.pipeline.taking import take
from reader.store import Store
from reader.store.preparing import prepare, prepare_names

TEXT = """Озвучить текст
Bridge talks resume

Макрон
Photo: Wire/R. Lund
Emmanuel Macron met the engineers in Paris on Monday, {number} days after the bridge was shut.
Macron said the cracks would be mended by the spring.
"""


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "wire"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(TEXT.format(number=number), encoding="utf-8")
    return folder


def run(store: Store, folder: Path, *, names: bool = True) -> list[Event]:
    events: list[Event] = []
    coordinator = Coordinator(store, Settings(workers=1, names=names), events.append)
    try:
        coordinator.run([folder])
    finally:
        coordinator.close()
    return events


def articles(store: Store) -> list[Article]:
    keys = store.keys()
    return [article for key in keys if (article := store.article(key)) is not None]


def test_two_steps_are_one_analysis(recogniser: Recogniser) -> None:
    (document,) = read(Path("a.txt"), data=TEXT.format(number=3).encode())
    whole = analyse(document, recogniser=recogniser)
    quick = analyse(document, stages=Stages(names=False))
    assert quick.entities == ()
    assert with_names(quick, recogniser, Stages()) == whole
    named = prepare_names(quick, whole)
    both = prepare(whole)
    assert (named.packed, named.names, named.notes) == (both.packed, both.names, both.shown[-1])
    captions = [left for left in whole.leftovers if left.kind is LeftoverKind.CAPTION]
    assert [left.translation for left in captions] == ["Macron"]
    spelled_anew = [left.translation for left in quick.leftovers] != [
        left.translation for left in whole.leftovers
    ]
    assert (named.indexed == both) is spelled_anew


def test_a_run_leaves_whole_analyses_whatever_was_there_before(
    tmp_path: Path, corpus: Path
) -> None:
    with Store.open(tmp_path / "whole.db") as store:
        events = run(store, corpus)
        stages = [event.stage for event in events if isinstance(event, Progress)]
        assert stages.index("analyse") < stages.index("recognise")
        found = articles(store)
        assert [bool(article.entities) for article in found] == [True] * 6
        expected = [record(article) for article in found]
        assert not any(isinstance(event, Changed) and event.keys for event in run(store, corpus))
    with Store.open(tmp_path / "late.db") as store:
        run(store, corpus, names=False)
        assert [article.entities for article in articles(store)] == [()] * 6
        events = run(store, corpus)
        assert "analyse" not in [e.stage for e in events if isinstance(e, Progress)]
        assert [record(article) for article in articles(store)] == expected
        assert len(store.keys("talks")) == 6


def test_a_large_folder_is_read_by_workers_in_the_order_of_discovery(tmp_path: Path) -> None:
    folder = tmp_path / "large"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number:03d}.txt").write_text(TEXT.format(number=number), encoding="utf-8")
    (folder / "090.txt").write_bytes(b"\x00\x01" * 5_000)
    with Store.open(tmp_path / "large.db") as store:
        run(store, folder, names=False)
        paths = [store.rows([key])[key].path for key in sorted(store.keys())]
        assert paths == [str(folder / f"{n:03d}.txt") for n in range(150) if n != 90]
        assert store.counts().waiting == 0


def test_a_file_is_taken_as_it_lies_on_the_disk(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT.format(number=1), encoding="utf-8")
    taken = take(file)
    assert taken.state is not None
    assert (taken.state.path, taken.state.size) == (str(file), file.stat().st_size)
    assert [arrival.shown[1] for arrival in taken.arrivals] == ["Bridge talks resume"]
    assert take(tmp_path / "none.txt").reason
