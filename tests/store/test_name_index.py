"""The index of names: whatever is written, taken back and resolved anew, it says what the articles name."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reader.model import Article, Entity, EntityLabel
from reader.store import Store, StoreError, counting
from reader.store.postings import BLOCK, blocks, packed_contents, unpacked_contents
from tests.store.samples import article, document, fill

NAMES = ("Anna Petrova", "Petrova", "Boris Ivanov", "Иванов", "Niger", "Nigeria")
PER = str(EntityLabel.PER)


def naming(number: int, names: tuple[str, ...], day: int) -> Article:
    published = f"2026-02-{day:02}" if day else None
    made = article(document(f"Report {number}", str(number)), published=published)
    return replace(made, entities=tuple(Entity(0, 1, n, EntityLabel.PER, n, "test") for n in names))


def say(store: Store) -> dict[str, object]:
    """Everything that the index answers."""
    names = store.names("", 100)
    return {
        "counts": {(n.name, n.articles, n.mentions) for n in names},
        "articles": {n.name: list(store.keys(f'entity:"{n.name}"')) for n in names},
        "pages": {n.name: list(store.keys(f'entity:"{n.name}"', limit=2)) for n in names},
        "lists": {n.name: counted(store, f'entity:"{n.name}"') for n in names},
        "days": {n.name: store.name_days(n.name, "", n.label) for n in names},
    }


def counted(store: Store, query: str) -> dict[str, int]:
    return {n.name: n.articles for n in store.names(query, 100)}


def expected(store: Store) -> dict[str, object]:
    """The same from the articles themselves."""
    rows = list(store.keys())
    named: dict[int, Counter[str]] = {}
    days: dict[int, str] = {}
    for key in rows:
        found = store.article(key)
        assert found is not None
        named[key] = Counter(e.name for e in found.entities)
        days[key] = found.facts.published or ""
    names = {name for each in named.values() for name in each}
    articles = {name: [key for key in rows if name in named[key]] for name in names}
    return {
        "counts": {(n, len(articles[n]), sum(each[n] for each in named.values())) for n in names},
        "articles": articles,
        "pages": {name: keys[:2] for name, keys in articles.items()},
        "lists": {
            name: dict(Counter(n for key in keys for n in named[key]))
            for name, keys in articles.items()
        },
        "days": {
            name: sorted(Counter(days[key] for key in keys if days[key]).items())
            for name, keys in articles.items()
        },
    }


write = st.tuples(
    st.just("write"),
    st.integers(0, 4),
    st.lists(st.sampled_from(NAMES), max_size=4),
    st.integers(0, 3),
)
resolve = st.tuples(
    st.just("resolve"), st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES))
)
merge = st.tuples(st.just("merge"), st.sampled_from(NAMES), st.sampled_from(NAMES))
split = st.tuples(st.just("split"), st.sampled_from(NAMES), st.sampled_from(NAMES))
undo = st.tuples(st.just("undo"))
remove = st.tuples(st.just("remove"), st.integers(0, 4))
steps = st.lists(st.one_of(write, write, write, resolve, merge, split, undo, remove), max_size=12)


@given(steps=steps, short=st.sampled_from([0, counting.SHORT]))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_index_says_what_the_articles_name(
    steps: list[tuple[object, ...]],
    short: int,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "SHORT", short)  # both ways of counting must say the same
    with Store.open(tmp_path_factory.mktemp("index") / "wire.db") as store:
        placed: dict[object, int] = {}
        for step in steps:
            _do(store, placed, *step)
            assert say(store) == expected(store), step
        assert_whole(store)


def _do(store: Store, placed: dict[object, int], what: object, *rest: object) -> None:
    try:
        match (what, rest):
            case "write", (int(number), list(names), int(day)):
                made = naming(number, tuple(map(str, names)), day)
                if number not in placed:
                    (placed[number],) = fill(store, [made])
                else:
                    (content,) = store.contents_of([placed[number]])
                    made = replace(made, document=store.document(placed[number]))
                    store.save(content, made, "2")
            case "resolve", (dict(names),):
                store.resolve({(form, PER): called for form, called in names.items()})
            case "merge", (str(first), str(second)):
                store.merge_names(first, second, PER)
            case "split", (str(name), str(form)):
                store.split_name(name, form, PER)
            case "undo", _:
                store.undo_name_decision()
            case "remove", (number,) if number in placed:
                store.remove_files([str(store.location(placed.pop(number)))])
                store.purge()
            case _:
                pass
    except StoreError:  # nothing of that name, or one already: said, and nothing done
        pass


def assert_whole(store: Store) -> None:
    """No row of the index stands for nothing."""
    left = {
        "forms of no entity": "SELECT * FROM name WHERE entity NOT IN (SELECT id FROM entity)",
        "entities of no form": "SELECT * FROM entity WHERE id NOT IN (SELECT entity FROM name)",
        "one name twice": "SELECT text FROM entity GROUP BY text, label HAVING count(*) > 1",
        "mentions of others": "SELECT * FROM mention m JOIN name n ON n.id = m.name WHERE n.entity <> m.entity",
    }
    for what, query in left.items():
        assert store.db.execute(query).fetchall() == [], what


@given(st.sets(st.integers(0, 3 * BLOCK)))
def test_blocks_hold_what_was_put_in(contents: set[int]) -> None:
    found = list(blocks(contents))
    assert sorted(n for _, packed in found for n in unpacked_contents(packed)) == sorted(contents)
    assert all(n // BLOCK == block for block, packed in found for n in unpacked_contents(packed))


@given(st.sets(st.integers(0, 3 * BLOCK)), st.data())
def test_damaged_blocks_are_told_or_read_as_numbers(
    contents: set[int], data: st.DataObject
) -> None:
    damaged = bytearray(next((packed for _, packed in blocks(contents)), b"\0" * 8))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    del damaged[data.draw(st.integers(0, len(damaged))) :]
    with contextlib.suppress(ValueError):
        packed_contents(unpacked_contents(bytes(damaged)))


def test_damage_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    with Store.open(path) as store:
        fill(store, [naming(1, ("Anna Petrova",), 1)])
    with sqlite3.connect(path) as db:
        db.execute("UPDATE posting SET packed = x'0001'")
    with Store.open(path) as store, pytest.raises(StoreError, match="doctor --repair"):
        store.name_days("Anna Petrova", "is:unread")


def test_names_of_a_former_version_are_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    made = [
        naming(1, ("Anna Petrova", "Petrova"), 1),
        naming(2, ("Petrova", "Petrova"), 2),
        naming(3, (), 3),
    ]
    with Store.open(path) as store:
        fill(store, made)
        store.resolve({("Petrova", PER): "Anna Petrova"})
        before = say(store)
        assert before == expected(store)
    _set_back(path)
    with Store.open(path) as store:
        assert say(store) == before
        assert_whole(store)
        fill(store, [naming(4, ("Petrova",), 1)])
        assert say(store) == expected(store)


def _set_back(path: Path) -> None:
    """Give the store the tables of names that version 3 had."""
    with sqlite3.connect(path) as db:
        mentions = [
            (name, content, packed[at + 4])
            for content, packed in db.execute("SELECT content, packed FROM named")
            for at in range(0, len(packed), 8)
            for name in [int.from_bytes(packed[at : at + 4], "little")]
        ]
        db.executescript(
            "ALTER TABLE name RENAME TO late; DROP TABLE mention;"
            "CREATE TABLE name(id INTEGER PRIMARY KEY, text TEXT, label TEXT, canonical TEXT, folded TEXT, "
            "articles INTEGER, mentions INTEGER, spellings TEXT, UNIQUE(text, label));"
            "CREATE INDEX name_canonical ON name(canonical);"
            "CREATE TABLE mention(name INTEGER, content INTEGER, times INTEGER, PRIMARY KEY(name, content)) "
            "WITHOUT ROWID;"
            "INSERT INTO name SELECT l.id, l.text, l.label, e.text, l.folded, l.articles, l.mentions, l.spellings "
            "FROM late l JOIN entity e ON e.id = l.entity;"
            "DROP TABLE late; DROP TABLE entity; DROP TABLE name_word; DROP TABLE posting; DROP TABLE named;"
            "PRAGMA user_version = 3;"
        )
        db.executemany("INSERT INTO mention VALUES (?, ?, ?)", mentions)


def test_many_articles_of_one_name_come_newest_first(store: Store) -> None:
    keys = fill(store, [naming(n, ("Anna Petrova", "Petrova"), n % 3 + 1) for n in range(30)])
    store.resolve({("Petrova", PER): "Anna Petrova"})
    newest = sorted(keys, key=lambda key: (-(keys.index(key) % 3), -key))
    assert list(store.keys('entity:"Anna Petrova"')) == newest
    assert list(store.keys('entity:"Anna Petrova"', limit=7)) == newest[:7]
    assert list(store.keys("entity:petrova", reverse=True)) == newest[::-1]
    assert list(store.keys('entity:"Anna Petrova" date:2026-02-03')) == newest[:10]
    assert store.counts('entity:"Anna Petrova"').total == 30
