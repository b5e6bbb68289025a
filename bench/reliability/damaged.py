"""Stores whose bytes were altered: told, salvaged, rebuilt from the files and from the record of marks."""

from __future__ import annotations

import functools
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.reliability import corpus, known
from bench.reliability.deeds import analysed, deeds
from bench.reliability.table import Row, Trial
from reader.model import Overrule, Triage
from reader.pipeline.reading import Reader
from reader.store import NameDecision, Store, StoreError
from reader.store.care import damage, repair
from reader.store.marks import log_path
from reader.translate import TranslationError
from reader.translate.memory import Memory
from reader.translate.request import Hypothesis

GROUP = "Damage"
PROMISE = (
    "told, or without effect; one line, no crash; after salvage every mark, correction and decision on names "
    "is back and the articles are read anew"
)

Truth = tuple[dict[str, str], dict[str, Triage], list[Overrule], list[NameDecision]]


def store(trial: Trial) -> Iterator[Row]:
    """Every kind of damage to a store, one row each."""
    place = trial.place("damage")
    path, wire, truth = _store(trial, place)
    ways: tuple[tuple[str, int, int, Callable[[random.Random, Path], object]], ...] = (
        ("store: one bit flipped", 400, 4, functools.partial(_flip, count=1)),
        ("store: 300 bits flipped", 60, 2, functools.partial(_flip, count=300)),
        ("store: cut short", 150, 3, _cut),
        ("store: a page of zeros", 100, 2, _zero),
        ("store: a page of noise", 100, 2, _noise),
        ("store: emptied or removed", 2, 2, _gone),
    )
    for what, many, few, way in ways:
        row = Row(GROUP, what, PROMISE)
        for number in trial.in_time(range(few if trial.quick else many)):
            chance = trial.chance(f"{what} {number}")
            copy = place / "copy" / "wire.db"
            copy.parent.mkdir()
            shutil.copy(path, copy)
            shutil.copy(log_path(path), log_path(copy))
            way(chance, copy)
            row.case(f"case {number}", _after(copy, wire, truth))
            shutil.rmtree(copy.parent)
        yield row


def _store(trial: Trial, place: Path) -> tuple[Path, Path, Truth]:
    wire = corpus.write(place / "wire")
    path = place / "wire.db"
    with Store.open(path) as store:
        Reader(store, lambda _: None).everything([wire])
        for content in store.waiting(100):
            store.save(content, analysed(store.original(content)), "one")
        keys = [r.key for r in sorted(store.rows(store.keys()).values(), key=lambda r: r.path)]
        for deed in deeds(trial, 30):
            deed(store, keys)
        truth = _truth(store)
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path, wire, truth


def _truth(store: Store) -> Truth:
    rows = store.rows(store.keys()).values()
    originals = {Path(row.path).name: store.document(row.key).text for row in rows}
    for row in rows:
        store.article(row.key)
    corrected = [stored.rule for stored in store.overrules()]
    return originals, known.marks_of(store), corrected, store.name_decisions()


def _after(path: Path, wire: Path, truth: Truth) -> Iterator[str]:
    told = not path.exists() or path.stat().st_size == 0 or bool(damage(path))
    if not told:
        try:
            with Store.open(path) as store:
                seen = _truth(store)
            if seen != truth:
                yield "something is shown otherwise than it was, and not told"
        except StoreError as error:
            if "\n" in str(error):
                yield "told in more than one line"
        else:
            return  # nobody would repair it
    try:
        repair(path)
    except StoreError as error:
        yield f"salvage gave up: {error}"
        return
    yield from known.unsound(path)
    with Store.open(path) as store:
        Reader(store, lambda _: None).everything([wire])
        found = _truth(store)
    yield from known.unequal("original", truth[0], found[0])
    yield from known.unequal("marks", truth[1], found[1])
    if found[2] != truth[2]:
        yield f"{len(found[2])} corrections instead of {len(truth[2])}, or others"
    if found[3] != truth[3]:
        yield f"{len(found[3])} decisions on names instead of {len(truth[3])}, or others"


def _flip(chance: random.Random, path: Path, count: int) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(count):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def _cut(chance: random.Random, path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(1, len(data))])


def _zero(chance: random.Random, path: Path) -> None:
    _page(chance, path, bytes(4096))


def _noise(chance: random.Random, path: Path) -> None:
    _page(chance, path, chance.randbytes(4096))


def _page(chance: random.Random, path: Path, page: bytes) -> None:
    data = bytearray(path.read_bytes())
    at = 4096 * chance.randrange(len(data) // 4096)
    data[at : at + 4096] = page
    path.write_bytes(data)


def _gone(chance: random.Random, path: Path) -> None:
    if chance.random() < 0.5:
        path.write_bytes(b"")
    else:
        path.unlink()


def record(trial: Trial) -> Row:
    """The record of marks is damaged, the database is not, or only a little."""
    place = trial.place("damaged-record")
    path, wire, truth = _store(trial, place)
    row = Row(GROUP, "record of marks: bits flipped, cut short", PROMISE)
    for number in trial.in_time(range(4 if trial.quick else 60)):
        chance = trial.chance(f"record {number}")
        copy = place / "copy" / "wire.db"
        copy.parent.mkdir()
        shutil.copy(path, copy)
        shutil.copy(log_path(path), log_path(copy))
        if number % 2:
            _flip(chance, log_path(copy), 1 + number // 4)
        else:
            _cut(chance, log_path(copy))
        row.case(f"case {number}", _after_record(copy, wire, truth))
        shutil.rmtree(copy.parent)
    return row


def _after_record(path: Path, wire: Path, truth: Truth) -> Iterator[str]:
    with Store.open(path) as store:
        if _truth(store) != truth:
            yield "the database says something else"
    yield from _after(path, wire, truth)


def memory(trial: Trial) -> Row:
    """The translation memory is damaged: set aside or told, translation goes on."""
    place = trial.place("damaged-memory")
    row = Row(GROUP, "translation memory: bits flipped, cut short", "set aside or told; no crash")
    whole = place / "memory.sqlite"
    with Memory.open(whole) as opened:
        for number in range(200):
            said = (Hypothesis(f"said {number} " * 10, -0.1),)
            opened.put([(f"предложение {number}", said)], "ru", "en", "argos", "1")
            opened.correct(f"слово {number}", f"word {number}", "ru", "en")
    for number in trial.in_time(range(6 if trial.quick else 150)):
        chance = trial.chance(f"memory {number}")
        copy = place / "copy" / "memory.sqlite"
        copy.parent.mkdir()
        shutil.copy(whole, copy)
        if number % 2:
            _flip(chance, copy, 1 + number)
        else:
            _cut(chance, copy)
        row.case(f"case {number}", _after_memory(copy))
        shutil.rmtree(copy.parent)
    return row


def _after_memory(path: Path) -> Iterator[str]:
    try:
        with Memory.open(path) as memory:
            for number in range(200):
                memory.get([f"предложение {number}"], "ru", "en", "argos", "1")
                memory.human(f"слово {number}", "ru", "en")
            memory.put([("ещё", (Hypothesis("more", -0.1),))], "ru", "en", "argos", "1")
            memory.correct("ещё", "more", "ru", "en")
            memory.counts()
            list(memory.pairs())
    except TranslationError as error:
        if "\n" in str(error):
            yield "told in more than one line"
