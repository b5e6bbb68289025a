"""The memory forgets what engines said before what people did, and survives what happens to files."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from pathlib import Path

import pytest

from reader.translate import Hypothesis, Memory, Pair, TranslationError

KEY = ("ru", "en", "argos", "ru→en 0.1", "beam=4")


def said(text: str) -> tuple[Hypothesis, ...]:
    return (Hypothesis(text, 0.5), Hypothesis(text + "!", None))


def test_what_was_put_is_got_back_after_a_restart(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m.sqlite") as memory:
        memory.put([("Да", said("Yes"))], *KEY)
    with Memory.open(tmp_path / "m.sqlite") as memory:
        assert memory.get(["Да", "Нет"], *KEY) == [said("Yes"), None]


def test_every_part_of_the_key_counts(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m.sqlite") as memory:
        memory.put([("Да", said("Yes"))], *KEY)
        for at in range(len(KEY)):
            other = (*KEY[:at], KEY[at] + "x", *KEY[at + 1 :])
            assert memory.get(["Да"], *other) == [None]


def test_it_is_bounded_and_keeps_what_is_used(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m.sqlite", most_rows=50) as memory:
        memory.put([("первая", said("first"))], *KEY)
        for number in range(100):
            assert memory.get(["первая"], *KEY)[0] is not None
            memory.put([(f"строка {number}", said("line"))], *KEY)
        found = memory.get([f"строка {number}" for number in range(100)], *KEY)
        assert sum(best is not None for best in found) <= 50
        assert found[-1] is not None
        assert found[0] is None


def test_a_correction_wins_over_glossary_and_memory(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m.sqlite") as memory:
        memory.add([Pair("memory", "ru", "en", "Мир", "World", "old.tmx")])
        memory.add([Pair("glossary", "ru", "en", "Мир", "Peace", "terms.csv")])
        human = memory.human("мир", "ru", "en")
        assert human is not None
        assert human.target == "Peace"
        memory.correct("Мир", "Mir", "ru", "en")
        human = memory.human(" МИР ", "ru", "en")
        assert human is not None
        assert (human.target, human.origin) == ("Mir", "you")
        assert memory.forget("Мир", "ru", "en")
        assert not memory.forget("Мир", "ru", "en")
        assert memory.human("Мир", "uk", "en") is None


def test_a_damaged_file_is_set_aside_not_deleted(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    path.write_bytes(b"this was never a database" * 100)
    with Memory.open(path) as memory:
        memory.put([("Да", said("Yes"))], *KEY)
        assert memory.get(["Да"], *KEY) == [said("Yes")]
    assert (tmp_path / "m.sqlite.damaged-1").read_bytes().startswith(b"this was never")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TranslationError, match="WIREREADER_MEMORY"):
        Memory.open(tmp_path / "file" / "m.sqlite")


def _write_for_ever(path: Path) -> None:
    with Memory.open(path) as memory:
        number = 0
        while True:
            memory.put([(f"строка {number}", said(str(number)))], *KEY)
            memory.correct(f"слово {number}", str(number), "ru", "en")
            number += 1


def test_killing_the_writer_loses_nothing_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    context = multiprocessing.get_context("spawn")
    for _ in range(2):
        writer = context.Process(target=_write_for_ever, args=(path,))
        writer.start()
        with Memory.open(path) as memory:
            while memory.human("слово 20", "ru", "en") is None:
                assert writer.is_alive()
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        with sqlite3.connect(path) as check:
            assert check.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        with Memory.open(path) as memory:
            assert memory.get(["строка 20"], *KEY) == [said("20")]


def test_a_file_whose_name_is_no_utf8_can_be_an_origin(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m.sqlite") as memory:
        assert memory.add([Pair("memory", "ru", "en", "порт", "harbour", "old\udcff.tmx")]) == 1
        pair = memory.human("порт", "ru", "en")
        assert pair is not None
        assert (pair.target, pair.origin) == ("harbour", "old?.tmx")
