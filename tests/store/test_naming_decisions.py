"""Names across the corpus: counted, followed over the days, merged and split by a person's word."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.model import EntityLabel
from reader.pipeline.naming import resolve
from reader.store import NameDoubt, Star, Store, StoreError
from tests.store.samples import article, document, fill

PER = str(EntityLabel.PER)
STORIES = (
    ("Vladimir Putin spoke to Anna Petrova", "2026-02-01", ("Vladimir Putin", "Anna Petrova")),
    ("Владимир Путин приехал", "2026-02-01", ("Владимир Путин",)),
    ("Путин молчит", "2026-02-04", ("Путин",)),
    ("Anna Petrov wrote again", "2026-02-03", ("Anna Petrov",)),
)


def stories(store: Store) -> list[int]:
    return fill(
        store,
        [
            article(document(text), source=f"Desk {n % 2}", published=day, names=names)
            for n, (text, day, names) in enumerate(STORIES)
        ],
    )


def counted(store: Store, query: str = "") -> dict[str, int]:
    return {each.name: each.articles for each in store.names(query)}


def test_variants_of_one_name_are_counted_together(store: Store) -> None:
    stories(store)
    resolve(store)
    assert counted(store)["Vladimir Putin"] == 3
    assert counted(store, "date:2026-02-01")["Vladimir Putin"] == 2
    assert store.name_days("Vladimir Putin") == [("2026-02-01", 2), ("2026-02-04", 1)]
    assert store.name_days("Vladimir Putin", 'from:"Desk 0"', PER) == [
        ("2026-02-01", 1),
        ("2026-02-04", 1),
    ]
    assert store.name_days("Vladimir Putin", "", str(EntityLabel.LOC)) == []
    assert store.days("") == [("2026-02-01", 2), ("2026-02-03", 1), ("2026-02-04", 1)]


def test_a_name_that_no_article_spells_out_is_found_by_it(store: Store) -> None:
    keys = fill(
        store, [article(document("Путин молчит"), published="2026-02-01", names=("Путин",))]
    )
    resolve(store)
    [name] = counted(store)
    assert list(store.keys(f'entity:"{name}"')) == keys


def test_a_whole_name_is_not_the_beginning_of_another(store: Store) -> None:
    keys = stories(store)
    assert list(store.keys('entity:"Anna Petrov"')) == [keys[3]]
    assert set(store.keys("entity:petrov")) == {keys[0], keys[3]}
    assert set(store.keys('entity:"Anna Petr"')) == {keys[0], keys[3]}


def test_a_merge_holds_through_a_new_resolution_and_can_be_undone(store: Store) -> None:
    stories(store)
    resolve(store)
    before = counted(store)
    store.merge_names("Anna Petrova", "Anna Petrov", PER)
    merged = counted(store)
    assert merged["Anna Petrova"] == 2
    assert "Anna Petrov" not in merged
    resolve(store)
    assert counted(store)["Anna Petrova"] == 2
    undone = store.undo_name_decision()
    assert undone is not None
    assert (undone.kind, undone.second) == ("merge", "Anna Petrov")
    assert counted(store) == before
    resolve(store)
    assert counted(store) == before
    assert store.undo_name_decision() is None


@pytest.mark.parametrize("form", ["Путин", "Владимир Путин", "Vladimir Putin"])
def test_a_form_that_is_split_off_goes_by_itself(store: Store, form: str) -> None:
    stories(store)
    resolve(store)
    before = counted(store)
    store.split_name("Vladimir Putin", form, PER)
    split = counted(store)
    assert split[form] == 1
    assert sorted(split.values()) == [1, 1, 1, 2]
    resolve(store)
    assert sorted(counted(store).values()) == [1, 1, 1, 2]
    assert counted(store)[form] == 1
    store.undo_name_decision()
    resolve(store)
    assert counted(store) == before


def test_the_later_word_on_a_pair_counts(store: Store) -> None:
    stories(store)
    store.merge_names("Anna Petrova", "Anna Petrov", PER)
    store.split_name("Anna Petrova", "Anna Petrov", PER)
    resolve(store)
    assert counted(store)["Anna Petrov"] == 1
    store.undo_name_decision()
    resolve(store)
    assert counted(store)["Anna Petrova"] == 2


def test_a_decision_outlives_the_session_and_others_see_it(store: Store, tmp_path: Path) -> None:
    stories(store)
    with Store.open(store.path) as other:
        other.changes()
        store.merge_names("Anna Petrova", "Anna Petrov", PER)
        changes = other.changes()
        assert changes is not None
        assert changes.everything
        assert [d.kind for d in other.name_decisions()] == ["merge"]
        assert other.undo_name_decision() is None  # who decided it is still at work
    store.close()
    with Store.open(store.path) as heir:
        assert heir.undo_name_decision() is not None
        assert heir.name_decisions() == []
        assert counted(heir)["Anna Petrov"] == 1


def test_decisions_on_names_and_marks_are_undone_in_their_order_and_redone(store: Store) -> None:
    keys = stories(store)
    before = counted(store)
    store.act(Star(), keys[:1])
    store.merge_names("Anna Petrova", "Anna Petrov", PER)
    merged = counted(store)
    store.act(Star(), keys[1:2])
    assert store.undo_name_decision() is not None  # in the panel: what was decided there
    assert counted(store) == before
    again = store.redo_name_decision()
    assert again is not None
    assert again.second == "Anna Petrov"
    assert counted(store) == merged
    told = []
    while (change := store.undo()) is not None:  # in the list: everything, the latest first
        told.append((change.label, change.about))
    assert told == [
        ("star", ""),
        ("take names for one", "Anna Petrova = Anna Petrov"),
        ("star", ""),
    ]
    assert counted(store) == before
    while store.redo() is not None:
        pass
    assert counted(store) == merged
    assert all(store.triage(key).starred for key in keys[:2])


def test_doubtful_pairs_are_left_until_a_person_decides(store: Store) -> None:
    stories(store)
    store.set_name_doubts(
        [
            NameDoubt("Anna Petrova", "Anna Petrov", PER, "one letter"),
            NameDoubt("Anna Petrova", "Nobody", PER, "gone"),
        ]
    )
    assert [d.second for d in store.name_doubts()] == ["Anna Petrov"]
    store.keep_names_apart("Anna Petrova", "Anna Petrov", PER)
    assert store.name_doubts() == []
    assert counted(store)["Anna Petrov"] == 1
    store.undo_name_decision()
    assert len(store.name_doubts()) == 1


def test_what_cannot_be_decided_is_said(store: Store) -> None:
    stories(store)
    for first, second in (("Anna Petrova", "Nobody"), ("Anna Petrova", "Anna Petrova")):
        with pytest.raises(StoreError):
            store.merge_names(first, second, PER)
        with pytest.raises(StoreError):
            store.split_name(first, second, PER)
    assert store.name_decisions() == []
