"""Corrections of translations are actions of the journal: taken back, done again, never over another's."""

from __future__ import annotations

import pytest

from reader.model import Translation
from reader.store import Remembered, Star, Store, StoreError
from tests.store.samples import article, document, fill

SOURCE = "Слушать"


def rendering(target: str, engine: str = "hand") -> Translation:
    return Translation(0, 7, SOURCE, target, engine, "", "ru", "en")


@pytest.fixture
def key(store: Store) -> int:
    (key,) = fill(store, [article(document(f"{SOURCE}\nTalks resume"))])
    return key


def targets(store: Store, key: int) -> list[str]:
    return [each.target for each in store.translations(key, "en")]


def test_a_correction_gives_way_to_what_was_there_before(store: Store, key: int) -> None:
    store.remember(key, [rendering("Listen on", "argos")])
    change = store.correct_translation(key, rendering("Hear it"), "Hear this")
    assert (change.count, change.about) == (1, f"{SOURCE} → Hear it")
    assert change.remembered == Remembered(SOURCE, "Hear it", "ru", "en")
    assert list(store.keys("hear")) == [key]
    undone = store.undo()
    assert undone is not None
    assert undone.remembered == Remembered(SOURCE, "Hear this", "ru", "en")
    assert [(t.target, t.engine) for t in store.translations(key, "en")] == [("Listen on", "argos")]
    assert list(store.keys("hear")) == []
    assert list(store.keys("listen")) == [key]
    redone = store.redo()
    assert redone is not None
    assert redone.remembered == Remembered(SOURCE, "Hear it", "ru", "en")
    assert targets(store, key) == ["Hear it"]
    assert list(store.keys("hear")) == [key]


def test_corrections_are_taken_back_one_by_one_among_marks_in_later_sessions(
    store: Store, key: int
) -> None:
    store.correct_translation(key, rendering("One"))
    store.act(Star(), [key])
    store.correct_translation(key, rendering("Two"), "One")
    store.close()
    with Store.open(store.path) as later:
        assert later.undo() is not None
        assert targets(later, key) == ["One"]
        assert later.undo() is not None
        assert not later.triage(key).starred
        undone = later.undo()
        assert undone is not None
        assert undone.remembered == Remembered(SOURCE, None, "ru", "en")
        assert targets(later, key) == []
        assert later.undo() is None
    with Store.open(store.path) as last:
        assert last.redo() is not None
        assert targets(last, key) == ["One"]


def test_what_somebody_wrote_since_stays(store: Store, key: int) -> None:
    store.correct_translation(key, rendering("Mine"))
    with Store.open(store.path) as other:
        other.correct_translation(key, rendering("Theirs"), "Mine")
        undone = store.undo()
        assert undone is not None
        assert (undone.count, undone.remembered) == (0, None)
        assert targets(store, key) == ["Theirs"]
        assert other.undo() is not None
    assert targets(store, key) == ["Mine"]


def test_a_correction_of_a_row_that_has_gone_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no longer"):
        store.correct_translation(77, rendering("Mine"))
