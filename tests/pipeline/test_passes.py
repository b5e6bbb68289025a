"""The passes over a corpus: nothing is done twice, nothing is lost when something is killed, order does not matter."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from reader.export.jsonl import record
from reader.model import LineKind, Overrule, fold_line
from reader.pipeline import (
    Analysis,
    Changed,
    Coordinator,
    Event,
    Failed,
    Finished,
    Settings,
    Stages,
    analyse,
)
from reader.pipeline.reading import Reader, listed
from reader.store import Star, Store

QUICK = Settings(workers=1, names=False)
"""One worker and no models: what these tests are about is the same with them."""

STORY = """Harbour reopens after storm

By Nadia Marsh

The port of Lowen reopened on Tuesday after a storm kept {number} ships at anchor for two days.
Озвучить текст
Pilots said the channel had been cleared of drifting timber and that the first tankers would leave by noon.
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of twelve articles."""
    folder = tmp_path / "wire"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02d}.txt").write_text(STORY.format(number=number), encoding="utf-8")
    return folder


def run(store: Store, *paths: Path, settings: Settings = QUICK) -> list[Event]:
    """All passes; what was told."""
    events: list[Event] = []
    coordinator = Coordinator(store, settings, events.append)
    try:
        coordinator.run(paths)
    finally:
        coordinator.close()
    return events


def altered(events: list[Event]) -> set[int]:
    """The rows that an event named."""
    return {
        key for e in events if isinstance(e, Changed) for key in (*e.keys, *e.added, *e.removed)
    }


def records(store: Store, *paths: Path) -> list[dict[str, object]]:
    """What a scan would print."""
    found = [store.article(key) for key in listed(store, paths)]
    return [record(article) for article in found if article is not None]


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_a_second_run_does_nothing(tmp_path: Path, corpus: Path) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        first = run(store, corpus)
        assert first[-1] == Finished(12, 0)
        assert store.counts().waiting == 0
        before = records(store, corpus)
        assert altered(run(store, corpus)) == set()
        assert records(store, corpus) == before
        assert len(before) == 12


def test_only_what_changed_is_analysed_again(tmp_path: Path, corpus: Path) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        run(store, corpus)
        (corpus / "03.txt").write_text("Another story\n\nIt is about something else altogether.\n")
        (corpus / "05.txt").touch()
        (corpus / "07.txt").unlink()
        (corpus / "08.txt").rename(corpus / "99.txt")
        run(store, corpus)
        assert [r["path"] for r in records(store, corpus)] == [
            str(corpus / f"{n:02d}.txt") for n in (0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 99)
        ]
        assert "Another story" in str(records(store, corpus)[3]["text"])


def test_marks_follow_a_file_that_was_renamed(tmp_path: Path, corpus: Path) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        run(store, corpus)
        (key,) = store.keys_at(str(corpus / "04.txt"))
        store.act(Star(), [key])
        (corpus / "04.txt").rename(corpus / "moved.txt")
        run(store, corpus)
        (key,) = store.keys_at(str(corpus / "moved.txt"))
        assert store.triage(key).starred
        assert store.counts().starred == 1


def test_it_does_not_matter_in_which_order_files_came(tmp_path: Path, corpus: Path) -> None:
    late = tmp_path / "late"
    late.mkdir()
    for name in ("01", "06", "10"):
        (corpus / f"{name}.txt").rename(late / f"{name}.txt")
    with Store.open(tmp_path / "grown.db") as grown, Store.open(tmp_path / "whole.db") as whole:
        run(grown, corpus)
        for name in ("10", "01", "06"):
            (late / f"{name}.txt").rename(corpus / f"{name}.txt")
            run(grown, corpus)
        run(whole, corpus)
        assert records(grown, corpus) == records(whole, corpus)


def test_spans_are_valid_and_cut_the_original(tmp_path: Path, corpus: Path) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        run(store, corpus)
        for key in list(store.keys()):
            article = store.article(key)
            assert article is not None
            text = article.document.text
            assert [text[line.start : line.end] for line in article.lines] == text.split("\n")
            for left in article.leftovers:
                assert text[left.start : left.end] == left.text
            assert [left.text for left in article.leftovers] == ["Озвучить текст"]


def test_bad_files_are_told_and_the_rest_is_done(tmp_path: Path, corpus: Path) -> None:
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (corpus / "link.txt").symlink_to("/etc/passwd")
    (corpus / ".hidden.txt").write_text("hidden")
    missing = tmp_path / "missing"
    with Store.open(tmp_path / "wire.db") as store:
        events = run(store, corpus, missing)
        failed = {Path(e.path).name: e for e in events if isinstance(e, Failed)}
        assert {name for name, e in failed.items() if not e.skipped} >= {
            "empty.txt",
            "binary.txt",
            "missing",
        }
        assert failed[".hidden.txt"].skipped
        assert failed["link.txt"].skipped
        assert all(e.reason and "\n" not in e.reason for e in failed.values())
        assert store.count() == 12
        assert events[-1] == Finished(12, 3)


def test_a_folder_that_cannot_be_seen_just_now_is_not_forgotten(
    tmp_path: Path, corpus: Path
) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        run(store, corpus)
        corpus.rename(tmp_path / "away")
        run(store, tmp_path / "elsewhere")
        assert store.count() == 12


def test_other_versions_make_everything_be_analysed_anew(tmp_path: Path, corpus: Path) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        run(store, corpus)
        store.db.execute("UPDATE content SET stage = 'of old'")
        assert len(altered(run(store, corpus))) == 12


def test_a_correction_takes_effect_and_can_be_taken_back(tmp_path: Path, corpus: Path) -> None:
    line = "Pilots said the channel had been cleared of drifting timber and that the first tankers would leave by noon."
    with Store.open(tmp_path / "wire.db") as store:
        run(store, corpus)
        (key,) = store.keys_at(str(corpus / "00.txt"))
        sha = store.document(key).id
        before = records(store, corpus)

        def kinds() -> set[LineKind]:
            article = store.article(key)
            assert article is not None
            return {x.kind for x in article.lines if article.document.text[x.start : x.end] == line}

        store.overrule(Overrule(fold_line(line), LineKind.PROMO, article=sha))
        assert len(altered(run(store, corpus))) == 1
        assert kinds() == {LineKind.PROMO}
        store.retract(store.overrules()[0].id)
        run(store, corpus)
        assert records(store, corpus) == before


def _workers(process: int) -> list[psutil.Process]:
    children = psutil.Process(process).children(recursive=True)
    return [c for c in children if "reader.pipeline.worker" in " ".join(c.cmdline())]


def test_a_killed_worker_costs_no_article(tmp_path: Path, corpus: Path) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        killed: list[int] = []

        def tell(event: Event) -> None:
            if isinstance(event, Changed) and event.keys and not killed:
                for worker in _workers(os.getpid()):
                    worker.kill()
                    killed.append(worker.pid)

        coordinator = Coordinator(store, Settings(workers=2, names=False), tell)
        finished = coordinator.run([corpus])
        coordinator.close()
        assert killed
        assert finished == Finished(12, 0)
        assert store.counts().waiting == store.counts().failed == 0


@pytest.mark.parametrize(
    ("fault", "told"),
    [("os.kill(os.getpid(), 9)", "signal 9"), ("raise MemoryError", "MemoryError")],
)
def test_an_article_that_takes_too_much_is_given_up_on_until_the_next_run(
    tmp_path: Path, corpus: Path, fault: str, told: str
) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        code = (
            "import os, sys; from reader.pipeline import tasks, worker\n"
            "real = tasks.analyse\n"
            "def deadly(document, **more):\n"
            f"    if 'kept 7 ships' in document.text: {fault}\n"
            "    return real(document, **more)\n"
            "tasks.analyse = deadly\n"
            "raise SystemExit(worker.main(sys.argv[1:]))"
        )
        events: list[Event] = []
        coordinator = Coordinator(store, QUICK, events.append)
        coordinator.command = (sys.executable, "-c", code)
        finished = coordinator.run([corpus])
        coordinator.close()
        assert finished == Finished(12, 1)
        (failed,) = [e for e in events if isinstance(e, Failed)]
        assert failed.path == str(corpus / "07.txt")
        assert told in failed.reason
        assert (store.counts().waiting, store.counts().failed) == (0, 1)
        run(store, corpus)  # it may have been the machine that was short of memory
        assert (store.counts().waiting, store.counts().failed) == (0, 0)


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "wire.db"
    code = (
        "import sys; from pathlib import Path; from reader.store import Store; from reader.pipeline import *\n"
        "with Store.open(Path(sys.argv[1])) as s:\n"
        "    Coordinator(s, Settings(workers=1, names=False), lambda e: None).run([Path(sys.argv[2])])"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(path), str(corpus)])
    until(path.exists)

    def begun() -> bool:
        with Store.open(path) as store:
            return store.count("is:analysed") > 0

    until(begun)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with Store.open(path) as store:
        done = set(store.keys("is:analysed"))
        again = altered(run(store, corpus))
        assert not done & again
        assert store.counts().waiting == 0
        assert store.count() == 12


def test_the_reader_is_told_and_can_ask(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "wire.db"
    Store.open(path).close()
    work = Analysis(path, [corpus], QUICK)
    events: list[object] = []
    work.start()
    work.start()
    try:

        def finished() -> bool:
            events.extend(work.events())
            return any(isinstance(e, Finished) for e in events)

        until(finished)
        until(lambda: not work.running)
        with Store.open(path) as store:
            key = store.keys()[0]
            store.overrule(Overrule("harbour reopens after storm", LineKind.PROMO))
            assert store.counts().waiting == 12
            work.request([key])
            until(lambda: store.counts().waiting == 0)
            events.clear()
            until(finished)
    finally:
        work.close()
    assert not work.running
    with Store.open(path) as store:
        assert store.counts().waiting == 0
        told = {k for e in events if isinstance(e, Changed) for k in e.keys}
        assert told == set(store.keys())


def test_a_name_that_is_no_utf_8_is_told_and_the_rest_is_done(tmp_path: Path, corpus: Path) -> None:
    Path(os.fsdecode(os.fsencode(corpus) + b"/b\xe0d.txt")).write_text("One\n\nTwo and three.\n")
    path = tmp_path / "wire.db"
    Store.open(path).close()
    work = Analysis(path, [corpus], QUICK)
    work.start()
    events: list[Event] = []

    def ended() -> bool:
        events.extend(work.events())
        return bool(events) and isinstance(events[-1], Finished)

    try:
        until(ended)
        assert events[-1] == Finished(12, 1)
        (told,) = [event for event in events if isinstance(event, Failed)]
        assert told.path.startswith(f"{corpus}/b")
        assert told.path.encode("utf-8")
        assert "rename" in told.reason
    finally:
        work.close()


def test_the_analysis_ends_well(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "wire.db"
    Store.open(path).close()
    job = {
        "store": str(path),
        "paths": [str(corpus)],
        "workers": 1,
        "names": False,
        "watch": False,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "reader.pipeline", json.dumps(job)],
        stdin=subprocess.PIPE,  # open to the end, as the reader's is
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert b'"Finished"' in process.stdout.read()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_the_analysis_ends_with_the_reader_however_that_ends(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "wire.db"
    Store.open(path).close()
    code = (
        "import sys, time; from pathlib import Path; from reader.pipeline import Analysis, Settings\n"
        "work = Analysis(Path(sys.argv[1]), [Path(sys.argv[2])], Settings(workers=1, names=False, watch=True))\n"
        "work.start(); print(work._process.pid, flush=True); time.sleep(100)"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(path), str(corpus)], stdout=subprocess.PIPE
    )
    assert reader.stdout is not None
    pid = int(reader.stdout.readline())
    analysis = psutil.Process(pid)
    family = [analysis]
    until(lambda: bool(_workers(pid)) or not analysis.is_running())
    family += analysis.children(recursive=True)
    reader.kill()
    reader.wait()
    reader.stdout.close()
    until(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family))


def test_new_and_changed_files_come_in_while_watching(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "wire.db"
    Store.open(path).close()
    work = Analysis(path, [corpus], Settings(workers=1, names=False, watch=True))
    work.start()
    events: list[object] = []

    def finished(times: int) -> Callable[[], bool]:
        def condition() -> bool:
            events.extend(work.events())
            return sum(isinstance(e, Finished) for e in events) >= times

        return condition

    try:
        until(finished(1))
        with Store.open(path) as store:
            assert store.count() == 12

            def is_there() -> bool:
                # Touched again and again: the watch may have begun after the first writing.
                (corpus / "new.txt").write_text(
                    f"Fresh news\n\nSomething happened at {time.time()}.\n"
                )
                time.sleep(0.5)
                return store.count("is:analysed path:new.txt") == 1

            until(is_there)
            (corpus / "00.txt").unlink()
            until(lambda: store.count("path:00.txt") == 0)
            assert store.count() == 12
    finally:
        work.close()


def test_a_folder_that_moves_while_watching_leaves_nothing_behind(
    tmp_path: Path, corpus: Path
) -> None:
    for place in ("sub/deep", "subway", "sub0"):
        (corpus / place).mkdir(parents=True)
        text = STORY.format(number=place)
        (corpus / place / "story.txt").write_text(text, encoding="utf-8")
    with Store.open(tmp_path / "wire.db") as store:
        run(store, corpus)
        assert store.count() == 15
        (key,) = store.keys_at(str(corpus / "sub/deep/story.txt"))
        store.act(Star(), [key])
        (corpus / "sub").rename(corpus / "moved")
        coordinator = Coordinator(store, QUICK, lambda _: None)
        try:
            coordinator.update([corpus / "sub", corpus / "moved"])
        finally:
            coordinator.close()
        found = [str(r["path"]) for r in records(store, corpus)]
        assert [p for p in found if p.endswith("story.txt")] == [
            str(corpus / p) for p in ("moved/deep/story.txt", "sub0/story.txt", "subway/story.txt")
        ]
        assert store.count() == 15
        (key,) = store.keys_at(str(corpus / "moved/deep/story.txt"))
        assert store.triage(key).starred


def test_a_file_that_becomes_a_link_leads_nowhere(tmp_path: Path, corpus: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Nobody else may read this\n\nIt lies outside of the folder.\n")

    def swap(event: Event) -> None:
        if isinstance(event, Failed):  # told of before the files that come after it are opened
            for name in ("05.txt", "06.txt"):
                (corpus / name).unlink()
                (corpus / name).symlink_to(secret)

    (corpus / "00.txt").write_bytes(b"\0" * 100)
    (corpus / "05b.txt").symlink_to(secret)
    with Store.open(tmp_path / "wire.db") as store:
        once = [swap]
        Reader(store, lambda event: once.pop()(event) if once else None).everything([corpus])
        assert store.count() == 9
        Reader(store, lambda _: None).some([corpus / "05.txt", corpus / "05b.txt"])
        assert store.count("Nobody") == 0
        named = tmp_path / "named.txt"
        named.symlink_to(secret)
        Reader(store, lambda _: None).everything([named])
        assert store.count("path:named.txt") == 1


def test_one_document_needs_no_store() -> None:
    from reader.ingest import read

    (document,) = read(Path("story.txt"), data=STORY.format(number=3).encode())
    article = analyse(document, stages=Stages(names=False))
    assert article.document == document
    assert [left.translation for left in article.leftovers] == ["Read the text aloud"]
    assert article == analyse(document, stages=Stages(names=False))
