"""Stores that are damaged, newer, foreign, read-only: refused in one clear line, or saved."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import stat
from pathlib import Path

import pytest

from reader.model import LineKind, Overrule, Triage, Verdict
from reader.store import Annotate, Decide, NameDecision, Star, Store, StoreError, Tag
from reader.store.care import companions, damage, repair
from reader.store.glance import first_page
from tests.store.samples import article, document, fill


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    """A closed store of 200 articles with some marks, all of it in the main file."""
    path = tmp_path / "wire.db"
    with Store.open(path) as store:
        keys = fill(
            store,
            [article(document(f"Report {n}\n" + f"words {n} " * 200, f"{n}")) for n in range(200)],
        )
        store.act(Star(), keys[:3])
        store.act(Decide(Verdict.DROP), keys[3:60])
        store.act(Tag("grain"), keys[:1])
        store.act(Annotate("позвонить"), keys[:1])
        store.overrule(Overrule("report 0", LineKind.PROMO))
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def _again(path: Path) -> list[Triage]:
    """The marks of the same articles when they have been read in once more."""
    with Store.open(path) as store:
        keys = fill(
            store,
            [article(document(f"Report {n}\n" + f"words {n} " * 200, f"{n}")) for n in range(200)],
        )
        return [store.triage(key) for key in keys]


EXPECTED = [
    Triage(starred=True, tags=("grain",), note="позвонить"),
    *[Triage(starred=True)] * 2,
    *[Triage(verdict=Verdict.DROP)] * 57,
    *[Triage()] * 140,
]


@pytest.mark.parametrize("kept", [0, 100, 4096, 5000, 40_000, 200_000])
def test_a_truncated_store_is_told_and_its_marks_are_saved(marked: Path, kept: int) -> None:
    os.truncate(marked, kept)
    if kept >= 100:
        assert damage(marked)
    saved = repair(marked)
    assert saved.marks >= 60
    assert _again(marked) == EXPECTED
    assert not damage(marked)


@pytest.mark.parametrize("seed", range(6))
def test_bits_that_flipped_cost_no_marks(marked: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(marked.read_bytes())
    for _ in range(300):
        data[chance.randrange(100, len(data))] ^= 1 << chance.randrange(8)
    marked.write_bytes(data)
    repair(marked)
    assert _again(marked) == EXPECTED


def test_garbage_is_refused_in_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    path.write_bytes(os.urandom(10_000))
    with pytest.raises(StoreError) as caught:
        Store.open(path)
    assert str(path) in str(caught.value)
    assert "doctor" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert first_page(path, 10) == ([], {})


def test_a_damaged_article_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        first, second = fill(store, [article(document("One", "1")), article(document("Two", "2"))])
        store.db.execute("UPDATE original SET packed = x'00' WHERE content = 1")
        with pytest.raises(StoreError, match="damaged"):
            store.article(first)
        assert store.article(second) is not None
        assert len(store.rows([first, second])) == 2


def test_a_damaged_analysis_waits_to_be_made_again(tmp_path: Path) -> None:
    with Store.open(tmp_path / "wire.db") as store:
        (key,) = fill(store, [article(document("One"), names=["One"])])
        store.db.execute("UPDATE analysis SET packed = x'00'")
        assert store.article(key) is None
        assert store.counts().waiting == 1
        (content,) = store.waiting(1)
        store.save(content, article(store.document(key), names=["One"]), "1")
        assert store.article(key) is not None
        assert [(n.name, n.mentions) for n in store.names()] == [("One", 1)]


def test_an_older_store_is_brought_up_to_date_with_all_marks(marked: Path) -> None:
    with sqlite3.connect(marked) as db:
        db.execute("DROP TABLE repeated")
        db.execute("DROP TABLE search")
        db.execute("ALTER TABLE content DROP COLUMN shape")
        db.execute("PRAGMA user_version = 1")
    db.close()
    with pytest.raises(StoreError, match="older"):
        Store.open(marked, read_only=True)
    assert _again(marked) == EXPECTED
    with Store.open(marked) as store:
        assert len(store.overrules()) == 1
        assert store.undo() is not None
        assert store.count("words") == 200


def test_a_newer_store_is_refused_politely_and_left_alone(marked: Path) -> None:
    with sqlite3.connect(marked) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    before = marked.read_bytes()
    with pytest.raises(StoreError, match="newer wirereader"):
        Store.open(marked)
    assert marked.read_bytes() == before


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE things(name)")
    db.close()
    with pytest.raises(StoreError, match="another program"):
        Store.open(path)


def test_nobody_else_may_look_into_a_store(tmp_path: Path) -> None:
    path = tmp_path / "data" / "deeper" / "wire.db"
    with Store.open(path) as store:
        keys = fill(store, [article(document("Report"))])
        store.act(Star(), keys)
        for file in companions(path):
            if file.exists():
                assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_a_store_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such store"):
        Store.open(tmp_path / "none.db", read_only=True)


def test_a_read_only_store_refuses_marks_in_one_line(marked: Path) -> None:
    with Store.open(marked, read_only=True) as store:
        keys = store.keys(limit=1)
        with pytest.raises(StoreError, match="reading only"):
            store.act(Star(), keys)


def test_the_first_page_is_that_of_the_list_with_the_saved_state(marked: Path) -> None:
    with Store.open(marked) as store:
        store.set_state("view", {"sort": "date"})
        keys = list(store.keys(limit=30))
        titles = [store.rows([key])[key].title for key in keys]
    rows, state = first_page(marked, 30)
    assert [row[:2] for row in rows] == list(zip(keys, titles, strict=True))
    assert state["view"] == {"sort": "date"}
    assert first_page(marked.with_name("none.db"), 30) == ([], {})


def test_state_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    with Store.open(path) as store:
        assert store.get_state("cursor") is None
        store.set_state("cursor", {"key": 7, "query": "Женева"})
    with Store.open(path) as store:
        assert store.get_state("cursor") == {"key": 7, "query": "Женева"}


def test_damage_met_while_reading_is_told_in_one_line(marked: Path) -> None:
    size = marked.stat().st_size
    with marked.open("r+b") as file:
        file.seek(8192)
        file.write(os.urandom(size - 8192))
    with pytest.raises(StoreError) as caught:
        _read_all(marked)
    assert "\n" not in str(caught.value)
    assert "doctor" in str(caught.value)


def _read_all(path: Path) -> None:
    with Store.open(path) as store:
        for key in list(store.keys()):
            store.rows([key])
            store.article(key)
        store.count("words")


def test_a_full_disk_refuses_the_mark_and_loses_nothing(marked: Path) -> None:
    with Store.open(marked) as store:
        keys = list(store.keys())
        before = [store.triage(key) for key in keys]
        (pages,) = store.db.execute("PRAGMA page_count").fetchone()
        store.db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="disk is full"):
            store.act(Annotate("a long note " * 5_000), keys)
        assert [store.triage(key) for key in keys] == before
        assert not damage(marked)
        store.db.execute("PRAGMA max_page_count = 1000000")
        assert store.act(Annotate("short"), keys[:1]).count == 1


def _decided_on(path: Path) -> list[NameDecision]:
    """A store with a merge, a name kept apart, and one decision that was taken back; what is in force."""
    with Store.open(path) as store:
        texts = ("Anna Petrova spoke", "Anna Petrov spoke", "A. Petrova spoke", "P. Anna spoke")
        fill(store, [article(document(text), names=[text[:-6]]) for text in texts])
        store.merge_names("Anna Petrova", "A. Petrova", "PER")
        store.keep_names_apart("Anna Petrova", "Anna Petrov", "PER")
        store.merge_names("Anna Petrova", "P. Anna", "PER")
        store.undo()
        decided = store.name_decisions()
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert len(decided) == 2
    return decided


@pytest.mark.parametrize("damaged", ["lost", "garbage", "states lost", "record lost", "record cut"])
def test_decisions_on_names_outlive_the_database(tmp_path: Path, damaged: str) -> None:
    path = tmp_path / "wire.db"
    decided = _decided_on(path)
    record = path.with_name("wire.db.marks")
    match damaged:
        case "lost":
            path.unlink()
        case "garbage":
            path.write_bytes(os.urandom(8_000))
        case "states lost":
            with contextlib.closing(sqlite3.connect(path)) as db, db:
                db.execute("DELETE FROM state")
        case "record lost":
            record.unlink()
        case _:
            record.write_bytes(record.read_bytes()[:-40])
    if damaged != "lost":
        assert repair(path).decisions == 2
    for _ in range(2):  # what was salvaged can be salvaged again
        with Store.open(path) as store:
            assert store.name_decisions() == decided
        path.unlink()


def test_decisions_that_are_older_than_the_record_get_into_it(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    decided = _decided_on(path)
    path.with_name("wire.db.marks").unlink()
    with Store.open(path) as store:
        assert store.undo() is not None
    path.write_bytes(os.urandom(8_000))
    repair(path)
    with Store.open(path) as store:
        assert store.name_decisions() == decided[:1]
