"""Workers tell the lines of several articles together; one that is at fault costs the others nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reader.pipeline import Coordinator, Event, Failed, Finished, Settings, analyse
from reader.pipeline.stages import Stages
from reader.pipeline.tasks import Desk
from reader.store import Store
from reader.store.packing import pack_document
from reader.store.preparing import prepare, shape_of

TEXT = """Share
Harbour report {number}

Photo: Wire/R. Lund
The harbour kept {number} ships on Monday, while engineers mended the bridge that was shut in spring.
{number} more are expected by the end of the week, the harbour master said in a statement.
"""
QUICK = Settings(workers=1, names=False)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "wire"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(TEXT.format(number=number), encoding="utf-8")
    return folder


def scan(store: Store, corpus: Path, code: str = "") -> tuple[Finished, list[Event]]:
    events: list[Event] = []
    coordinator = Coordinator(store, QUICK, events.append)
    if code:
        coordinator.command = (sys.executable, "-c", code)
    try:
        return coordinator.run([corpus]), events
    finally:
        coordinator.close()


def test_articles_are_given_to_a_worker_by_their_size(tmp_path: Path, corpus: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        scan(store, corpus)
        contents = [row[0] for row in store.db.execute("SELECT id FROM content ORDER BY id")]
        sizes = [len(pack_document(store.original(each))) for each in contents]
        assert store.how_many_fit(contents, sum(sizes)) == len(contents) == 3
        assert store.how_many_fit(contents, sum(sizes) - 1) == 2
        assert store.how_many_fit(contents, sizes[0] - 1) == 0


def test_what_is_told_ahead_is_what_is_told_alone(tmp_path: Path, corpus: Path) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        scan(store, corpus)
        contents = store.contents_of(store.keys())
        assert len(contents) == 3
        desk = Desk(store, names=False)
        for at, content in enumerate(contents):
            reply = desk.analyse(content, [], contents[at + 1 :])
            document = store.original(content)
            repetition = store.repetition_of(content, document)
            alone = analyse(document, repetition=repetition, stages=Stages(names=False))
            assert reply.made == prepare(alone, shape_of(repetition))


@pytest.mark.parametrize(
    ("fault", "told"),
    [("os.kill(os.getpid(), 9)", "signal 9"), ("raise RuntimeError", "RuntimeError")],
)
def test_the_article_at_fault_is_found_and_the_others_stand(
    tmp_path: Path, corpus: Path, fault: str, told: str
) -> None:
    code = (
        "import os, sys; from reader.pipeline import stages, tasks, worker\n"
        "real = stages.told_together\n"
        "def deadly(documents, overrules):\n"
        f"    if any('kept 1 ships' in document.text for document, _ in documents): {fault}\n"
        "    return real(documents, overrules)\n"
        "tasks.told_together = deadly\n"
        "raise SystemExit(worker.main(sys.argv[1:]))"
    )
    with Store.open(tmp_path / "wire.db") as store:
        finished, events = scan(store, corpus, code)
        assert finished == Finished(3, 1)
        (failed,) = [event for event in events if isinstance(event, Failed)]
        assert failed.path == str(corpus / "1.txt")
        assert told in failed.reason
        assert (store.counts().waiting, store.counts().failed) == (0, 1)
