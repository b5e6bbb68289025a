"""Kill -9 at every moment of ingest, analysis, triage, translation and migration."""

from __future__ import annotations

import contextlib
import functools
import gzip
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.reliability import corpus, killing, known
from bench.reliability.deeds import (
    State,
    analysed,
    deeds,
    from_record,
    keys_by_path,
    state,
    states_after,
)
from bench.reliability.table import Row, Trial
from reader.model import Article, Translation, Triage
from reader.pipeline import Stages
from reader.pipeline import analyse as analyse_document
from reader.pipeline.reading import Reader
from reader.store import Store
from reader.store.care import damage, repair
from reader.store.marks import decisions, log_path
from reader.store.preparing import prepare
from reader.translate.memory import Memory
from reader.translate.request import Hypothesis

PLAIN = Stages(names=False)
GROUP = "Kill -9"
OLDER = Path(__file__).parents[2] / "tests" / "fixtures" / "store-v3.db.gz"
"""A store as an older version left it: the corpus of `corpus.texts`, with marks of every kind."""

EVIDENCE = "the original evidence was altered"


def _row(what: str, promise: str) -> Row:
    return Row(GROUP, f"{what}, at every {killing.how()}", promise)


def _moments(
    trial: Trial, place: Path, total: int, few: int, start: Path | None = None
) -> Iterator[tuple[int, Path]]:
    """Each moment to try, with a place for its database in a folder of its own; a copy of `start` if there is one."""
    for moment in trial.spread(total, few):
        path = place / str(moment) / "wire.db"
        path.parent.mkdir()
        if start is not None:
            shutil.copy(start, path)
        yield moment, path
        shutil.rmtree(path.parent)


def _told(work: Callable[[Path, int], None], path: Path, moment: int) -> int | None:
    """How much a child said was done (bytes to its descriptor) before it was killed; None if it was not."""
    read, write = os.pipe()
    ended = killing.run(functools.partial(work, path, write), moment)
    os.close(write)
    told = len(os.read(read, 65536))
    os.close(read)
    return told if ended.killed else None


def _take_in(store: Path, wire: Path) -> None:
    with Store.open(store) as opened:
        Reader(opened, lambda _: None).everything([wire])


def ingest(trial: Trial) -> Row:
    """Reading files into the store."""
    row = _row("ingest", "whole database; the next run has every article; evidence untouched")
    place = trial.place("ingest")
    wire = corpus.write(place / "wire")
    evidence = corpus.fingerprint(wire)

    def take_in(store: Path) -> None:
        known.quiet()
        _take_in(store, wire)

    total = killing.moments(functools.partial(take_in, place / "whole.db"))
    wanted = _originals(place / "whole.db")
    for moment, store in _moments(trial, place, total, 5):
        if killing.run(functools.partial(take_in, store), moment).killed:
            row.case(f"moment {moment}", _after_ingest(store, wire, wanted, evidence))
    return row


def _after_ingest(
    store: Path, wire: Path, wanted: dict[str, str], evidence: dict[str, tuple[str, int, int]]
) -> Iterator[str]:
    yield from known.unsound(store)
    _take_in(store, wire)
    yield from known.unsound(store)
    yield from known.unequal("original", wanted, _originals(store))
    if corpus.fingerprint(wire) != evidence:
        yield EVIDENCE


def _originals(store: Path) -> dict[str, str]:
    with Store.open(store) as opened:
        return {
            Path(row.path).name: opened.document(row.key).text
            for row in opened.rows(opened.keys()).values()
        }


def saving(trial: Trial) -> Row:
    """Writing analyses: each is either there whole, or waits."""
    row = _row("writing analyses", "each is there whole or waits; nothing shown as done is lost")
    place = trial.place("saving")
    wire = corpus.write(place / "wire")
    empty = place / "empty.db"
    _take_in(empty, wire)
    with Store.open(empty) as opened:
        waiting = opened.waiting(100)
        made = {
            content: analyse_document(opened.original(content), stages=PLAIN) for content in waiting
        }
        opened.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def save(path: Path) -> None:
        known.quiet()
        with Store.open(path) as store:
            for at in range(0, len(waiting), 3):
                batch = [(content, prepare(made[content])) for content in waiting[at : at + 3]]
                store.save_all(batch, "one")

    whole = shutil.copy(empty, place / "whole.db")
    total = killing.moments(functools.partial(save, Path(whole)))
    wanted = known.records(Path(whole))
    for moment, store in _moments(trial, place, total, 5, empty):
        if killing.run(functools.partial(save, store), moment).killed:
            row.case(f"moment {moment}", _after_saving(store, made, wanted))
    return row


def _after_saving(path: Path, made: dict[int, Article], wanted: dict[str, str]) -> Iterator[str]:
    yield from known.unsound(path)
    kept = known.records(path)
    yield from known.unequal("analysis", {name: wanted[name] for name in kept}, kept)
    with Store.open(path) as store:
        for content in store.waiting(100):
            store.save(content, made[content], "one")
    yield from known.unsound(path)
    yield from known.unequal("analysis", wanted, known.records(path))


def command(trial: Trial) -> Row:
    """The real command: reading, workers, writing, names of the corpus."""
    row = _row(
        "`wirereader scan`",
        "the next run ends with what an undisturbed one has; evidence untouched",
    )
    place = trial.place("command")
    wire = corpus.write(place / "wire")
    evidence = corpus.fingerprint(wire)
    environment = {"WIREREADER_ANALYSIS_NAMES": "false", "WIREREADER_ANALYSIS_WORKERS": "1"}

    def scan(store: Path) -> None:
        from reader.cli.main import run

        known.quiet()
        os.environ.update(environment)
        run(["scan", str(wire), "--store", str(store), "--json"])

    whole = place / "whole.db"
    total = killing.moments(functools.partial(scan, whole))
    wanted = known.records(whole)
    for moment, store in _moments(trial, place, total, 3):
        if killing.run(functools.partial(scan, store), moment).killed:
            row.case(f"moment {moment}", _after_command(store, wire, wanted, evidence))
    return row


def _after_command(
    store: Path, wire: Path, wanted: dict[str, str], evidence: dict[str, tuple[str, int, int]]
) -> Iterator[str]:
    yield from known.unsound(store)
    kept = known.records(store) if store.exists() else {}
    known.analyse(store, wire)
    yield from known.unsound(store)
    found = known.records(store)
    yield from known.unequal("analysis", wanted, found)
    yield from (f"{name} was done and is lost" for name in kept.keys() - found.keys())
    if corpus.fingerprint(wire) != evidence:
        yield EVIDENCE


def triage(trial: Trial) -> Row:
    """A person's actions: what was told as done is there, in the database and in the record beside it."""
    row = _row(
        "triage, undo, corrections",
        "every action that was told as done is there, and none by half; undo goes on; "
        "the record beside the database says the same",
    )
    place = trial.place("triage")
    wire = corpus.write(place / "wire")
    start = place / "start.db"
    _take_in(start, wire)
    with Store.open(start) as opened:
        for content in opened.waiting(100):
            opened.save(content, analysed(opened.original(content)), "one")
        opened.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    todo = deeds(trial, 12 if trial.quick else 40)

    def work(path: Path, told: int) -> None:
        known.quiet()
        with Store.open(path) as store:
            keys = keys_by_path(store)
            for deed in todo:
                deed(store, keys)
                os.write(told, b".")

    whole = shutil.copy(start, place / "whole.db")
    states = states_after(Path(whole), todo)
    total = killing.moments(lambda: work(Path(shutil.copy(start, place / "count.db")), _nowhere()))
    for moment, store in _moments(trial, place, total, 6, start):
        if (told := _told(work, store, moment)) is not None:
            row.case(f"moment {moment}", _after_triage(store, states, told))
    return row


def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def _after_triage(path: Path, states: Sequence[State], told: int) -> Iterator[str]:
    yield from known.unsound(path)
    with Store.open(path) as store:
        found = state(store)
        if found not in states[told : told + 2]:
            yield f"after {told} actions were told as done, the store knows another state"
        shas = {row.id: Path(row.path).name for row in store.rows(store.keys()).values()}
        while store.undo() is not None:
            pass
        if known.marks_of(store) != states[0][0]:
            yield "undo does not lead back to the beginning"
    marked = from_record(log_path(path), shas)
    # Undo was recorded too: the record now has to say what the database says.
    if marked != {name: mark for name, mark in states[0][0].items() if mark != Triage()}:
        yield "the record beside the database says something else"
    if decisions(log_path(path)):
        yield "the record beside the database knows decisions that were taken back"


def translation(trial: Trial) -> Row:
    """Translations that are kept with their article."""
    row = _row("translations of an article", "those that were told as done are there, each whole")
    place = trial.place("translation")
    wire = corpus.write(place / "wire")
    start = place / "start.db"
    _take_in(start, wire)
    with Store.open(start) as store:
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pieces = [
        Translation(at, at + 5, f"слово{at}", f"word{at}", "argos", "1", "ru", "en")
        for at in range(0, 60, 5)
    ]

    def translate(path: Path, told: int) -> None:
        known.quiet()
        with Store.open(path) as store:
            key = keys_by_path(store)[5]
            for at in range(0, len(pieces), 3):
                store.remember(key, pieces[at : at + 3])
                os.write(told, b"...")

    total = killing.moments(
        lambda: translate(Path(shutil.copy(start, place / "count.db")), _nowhere())
    )
    for moment, path in _moments(trial, place, total, 6, start):
        if (told := _told(translate, path, moment)) is not None:
            row.case(f"moment {moment}", _after_translation(path, pieces, told))
    return row


def _after_translation(path: Path, pieces: Sequence[Translation], told: int) -> Iterator[str]:
    yield from known.unsound(path)
    with Store.open(path) as store:
        found = list(store.translations(keys_by_path(store)[5], "en"))
    if found not in (pieces[:told], pieces[: told + 3]):
        yield f"{told} translations were told as done, {len(found)} are there"


def memory(trial: Trial) -> Row:
    """The memory of translations: what engines said, what a person corrected."""
    row = _row(
        "the translation memory", "corrections that were told as done are there; opens whole"
    )
    place = trial.place("memory")
    count = 6 if trial.quick else 20

    def work(path: Path, told: int) -> None:
        known.quiet()
        with Memory.open(path) as opened:
            for number in range(count):
                said = (Hypothesis(f"said {number}", -0.1),)
                opened.put([(f"предложение {number}", said)], "ru", "en", "argos", "1")
                opened.correct(f"слово {number}", f"word {number}", "ru", "en")
                os.write(told, b".")

    total = killing.moments(lambda: work(place / "count.sqlite", _nowhere()))
    for moment, path in _moments(trial, place, total, 6):
        if (told := _told(work, path, moment)) is not None:
            row.case(f"moment {moment}", _after_memory(path, told))
    return row


def _after_memory(path: Path, told: int) -> Iterator[str]:
    with Memory.open(path) as opened:
        for number in range(told):
            pair = opened.human(f"слово {number}", "ru", "en")
            if pair is None or pair.target != f"word {number}":
                yield f"correction {number} of {told} that were told as done is lost"
    if path.exists() and damage(path):
        yield "the memory is damaged"
    if list(path.parent.glob("*.damaged-*")):
        yield "the memory was taken for damaged"


def migration(trial: Trial) -> Row:
    """A store of an older version, brought up to date."""
    row = _row(
        "migration of an older store",
        "all marks, corrections and undo; analyses as an undisturbed migration has them",
    )
    place = trial.place("migration")
    wire = corpus.write(place / "wire")
    older = gzip.decompress(OLDER.read_bytes())
    whole = place / "whole.db"
    whole.write_bytes(older)

    def open_it(path: Path) -> None:
        known.quiet()
        with Store.open(path):
            pass

    total = killing.moments(functools.partial(open_it, whole))
    wanted = _migrated(whole, wire)
    for moment, path in _moments(trial, place, total, 4):
        path.write_bytes(older)
        if killing.run(functools.partial(open_it, path), moment).killed:
            row.case(f"moment {moment}", _after_migration(path, wire, wanted))
    return row


def _migrated(path: Path, wire: Path) -> dict[str, object]:
    _take_in(path, wire)
    found: dict[str, object] = {f"marks of {k}": v for k, v in known.marks(path).items()}
    found |= {f"analysis of {k}": v for k, v in known.records(path).items()}
    with Store.open(path) as store:
        found["corrections"] = [stored.rule for stored in store.overrules()]
        undone = store.undo()
        found["undo"] = undone and undone.label
        found["after undo"] = known.marks_of(store)
    return found


def _after_migration(path: Path, wire: Path, wanted: dict[str, object]) -> Iterator[str]:
    yield from known.unsound(path)
    yield from known.unequal("the account", wanted, _migrated(path, wire))


def salvage(trial: Trial) -> Row:
    """The repair of a damaged store, itself killed; the next repair has to find everything."""
    row = _row("salvage of a damaged store", "the next salvage has every mark and correction")
    place = trial.place("salvage")
    wire = corpus.write(place / "wire")
    start = place / "start.db"
    _take_in(start, wire)
    with Store.open(start) as store:
        for content in store.waiting(100):
            store.save(content, analysed(store.original(content)), "one")
    states_after(start, deeds(trial, 12))
    with Store.open(start) as store:
        wanted = state(store)
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(start.read_bytes())
    data[4096:4196] = bytes(100)  # the second page: a table of which not all can be read
    record = log_path(start).read_bytes()

    def mend(path: Path) -> None:
        known.quiet()
        repair(path)

    def fresh(path: Path) -> Path:
        path.write_bytes(data)
        log_path(path).write_bytes(record)
        return path

    total = killing.moments(functools.partial(mend, fresh(place / "count.db")))
    for moment, path in _moments(trial, place, total, 4):
        if killing.run(functools.partial(mend, fresh(path)), moment).killed:
            row.case(f"moment {moment}", _after_salvage(path, wire, wanted))
    return row


def _after_salvage(path: Path, wire: Path, wanted: State) -> Iterator[str]:
    with contextlib.suppress(FileNotFoundError):
        repair(path)
    _take_in(path, wire)
    yield from known.unsound(path)
    with Store.open(path) as store:
        found = state(store)
    yield from known.unequal("marks", wanted[0], found[0])
    if found[1] < wanted[1]:
        yield f"{found[1]} corrections of {wanted[1]} are there"
    if found[2] != wanted[2]:
        yield "decisions on names are others"
