"""Versions of one story are put together as they are analysed, and the list can go by stories."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Article
from reader.store import FileState, QueryError, Store
from reader.store.preparing import prepare
from tests.store.samples import article, document, fill

TEXTS = 6
_CHANCE = random.Random(11)
_WORDS = [f"word{n}" for n in range(2_000)]
_BODIES = [_CHANCE.choices(_WORDS, k=120) for _ in range(TEXTS)]


def telling(story: int, version: int, day: int = 1, source: str = "Post") -> Article:
    """A version of a story: every version has four words of its own, and a title."""
    words = list(_BODIES[story])
    for n in range(0, 120, 30):
        words[(n + version) % 120] = f"own{version}at{n}"
    text = f"Story {story} told {version}\n{' '.join(words)}"
    return article(
        document(text, f"{story}-{version}.txt"), source=source, published=f"2026-02-{day:02}"
    )


def titles(store: Store, query: str = "", sort: str = "story") -> list[str]:
    rows = store.rows(keys := store.keys(query, sort))
    return [rows[key].title for key in keys]


def told(store: Store) -> dict[str, set[str]]:
    """The titles of each story, by what it goes by."""
    found: dict[str, set[str]] = {}
    for row in store.rows(store.keys()).values():
        found.setdefault(row.story, set()).add(row.title)
    return found


def sound(store: Store) -> None:
    """What the triggers keep is what a count gives."""
    kept = store.db.execute("SELECT id, newest, articles FROM story ORDER BY id").fetchall()
    query = "SELECT story, max(stamp), count(*) FROM article GROUP BY story ORDER BY story"
    assert kept == store.db.execute(query).fetchall()
    stories = (
        "SELECT a.story, coalesce(c.story, c.id) FROM article a JOIN content c ON c.id = a.content"
    )
    assert all(shown == meant for shown, meant in store.db.execute(stories))


def test_versions_stand_together_under_the_newest(store: Store) -> None:
    fill(store, [telling(0, 0, 1), telling(1, 0, 5), telling(0, 1, 9, "Gazette"), telling(2, 0, 7)])
    assert titles(store) == ["Story 0 told 1", "Story 0 told 0", "Story 2 told 0", "Story 1 told 0"]
    rows = store.rows(store.keys("", "story"))
    assert [rows[key].versions for key in store.keys("", "story")] == [2, 2, 1, 1]
    first, second = list(store.keys("", "story"))[:2]
    assert store.groups("story") == [(store.groups_of("story", [first])[0], 2), (None, 2)]
    assert store.groups_of("story", [first]) == store.groups_of("story", [second])
    assert titles(store, "from:post") == ["Story 0 told 0", "Story 2 told 0", "Story 1 told 0"]
    assert store.groups("story", "from:post") == [(None, 3)]
    sound(store)


def test_all_versions_are_found_by_any_of_them(store: Store) -> None:
    fill(store, [telling(0, 0), telling(1, 0), telling(0, 1), telling(0, 2)])
    for row in store.rows(store.keys('"story 0"')).values():
        for name in (row.id, row.id[:8], row.story[:8], row.id.upper()):
            assert set(titles(store, f"story:{name}")) == {f"Story 0 told {n}" for n in range(3)}
    assert store.count("has:versions") == 3
    assert titles(store, "-has:versions") == ["Story 1 told 0"]
    with pytest.raises(QueryError, match="no story"):
        store.keys("story:kremlin")
    assert list(store.keys("story:" + "0" * 64)) == []


def test_copies_of_one_file_are_versions(store: Store) -> None:
    fill(store, [telling(0, 0), telling(0, 0)])
    assert [row.versions for row in store.rows(store.keys()).values()] == [2, 2]
    sound(store)


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations([(story, version) for story in range(3) for version in range(3)]),
    together=st.integers(1, 9),
)
def test_the_order_in_which_articles_are_analysed_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, order: list[tuple[int, int]], together: int
) -> None:
    with Store.open(tmp_path_factory.mktemp("data") / "wire.db") as store:
        articles = {}
        for n, which in enumerate(order):
            made = telling(*which)
            state = FileState(f"/wire/{n}", 1, n, made.document.id, f"/wire/{n}")
            store.add_documents([(state, (made.document,), ("Post",))])
            articles[store.db.execute("SELECT max(id) FROM content").fetchone()[0]] = made
        batch = [(content, prepare(made)) for content, made in articles.items()]
        for start in range(0, len(batch), together):
            store.save_all(batch[start : start + together], "1")
        stories = {frozenset(f"Story {s} told {v}" for v in range(3)) for s in range(3)}
        assert {frozenset(each) for each in told(store).values()} == stories
        sound(store)


def test_versions_that_are_like_a_third_alone_are_one_story_once_it_is_there(store: Store) -> None:
    words = _BODIES[0] + _BODIES[1]
    first, whole, last = (
        article(document(f"{name}\n{' '.join(part)}", name))
        for name, part in (("first", words[:160]), ("whole", words), ("last", words[80:]))
    )
    fill(store, [first, last])
    assert sorted(map(len, told(store).values())) == [1, 1]
    state = FileState("/wire/whole", 1, 1, whole.document.id, "/wire/whole")
    store.add_documents([(state, (whole.document,), (None,))])
    store.save(store.waiting(1)[0], whole, "1")
    assert list(told(store).values()) == [{"first", "whole", "last"}]
    sound(store)


def test_who_sees_the_list_is_told_of_versions_that_others_came_to(store: Store) -> None:
    (known,) = fill(store, [telling(0, 0)])
    other = telling(0, 1)
    state = FileState("/wire/other", 1, 1, other.document.id, "/wire/other")
    store.add_documents([(state, (other.document,), (None,))])
    with Store.open(store.path) as reader:
        reader.changes()
        (fresh,) = store.save(store.waiting(1)[0], other, "1")
        changes = reader.changes()
        assert changes is not None
        assert set(changes.keys) == {known, fresh}


def test_an_article_whose_lines_are_judged_anew_may_leave_its_story(store: Store) -> None:
    keys = fill(store, [telling(0, 0), telling(0, 1), telling(0, 2)])
    for key in (keys[0], keys[2]):
        (content,) = store.contents_of([key])
        changed = article(store.document(key), cleaned=" ".join(_CHANCE.choices(_WORDS, k=100)))
        store.save(content, changed, "2")
        sound(store)
    assert sorted(map(len, told(store).values())) == [1, 1, 1]
    (content,) = store.contents_of([keys[0]])
    store.save(content, telling(0, 0), "3")
    assert sorted(map(len, told(store).values())) == [1, 2]
    sound(store)


def test_files_that_go_leave_their_story_and_come_back_to_it(store: Store) -> None:
    fill(store, [telling(0, 0, 9), telling(0, 1, 3)])
    gone = store.rows(store.keys('"told 0"'))
    (row,) = gone.values()
    store.remove_files([row.path])
    assert [each.versions for each in store.rows(store.keys()).values()] == [1]
    sound(store)
    made = telling(0, 0, 9)
    state = FileState("/moved/here", 1, 1, made.document.id, "/moved/here")
    store.add_documents([(state, (made.document,), (None,))])
    assert [each.versions for each in store.rows(store.keys()).values()] == [2, 2]
    store.remove_files(["/moved/here"])
    store.purge()
    sound(store)
    store.add_documents([(state, (made.document,), (None,))])
    store.save(store.waiting(1)[0], made, "1")
    assert [each.versions for each in store.rows(store.keys()).values()] == [2, 2]
    sound(store)


def test_a_file_that_holds_another_article_now_tells_another_story(store: Store) -> None:
    fill(store, [telling(0, 0), telling(0, 1)])
    (row,) = store.rows(store.keys('"told 1"')).values()
    made = telling(1, 0)
    store.add_documents(
        [(FileState(row.path, 1, 5, made.document.id, row.path), (made.document,), (None,))]
    )
    store.save(store.waiting(1)[0], made, "1")
    assert sorted(map(len, told(store).values())) == [1, 1]
    sound(store)


def test_a_store_of_version_four_gets_stories(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    with Store.open(path) as store:
        fill(store, [telling(0, 0, 2), telling(0, 1, 3), telling(0, 1, 3), telling(1, 0, 4)])
        store.db.executescript(
            "DROP TRIGGER story_found; DROP TRIGGER story_added; DROP TRIGGER story_removed; "
            "DROP TRIGGER story_changed; DROP INDEX article_story; DROP TABLE story; DROP TABLE sketch; "
            "DROP TABLE band; ALTER TABLE article DROP COLUMN story; ALTER TABLE content DROP COLUMN story; "
            "ALTER TABLE article ADD COLUMN versions INTEGER NOT NULL DEFAULT 1; PRAGMA user_version = 4"
        )
    with Store.open(path) as store:
        # What is told twice is known once articles are analysed anew; until then copies of a file are.
        assert [len(each) for each in told(store).values()] == [1, 1, 1]
        assert store.count("has:versions") == 2
        sound(store)
        assert store.mark_stale("2") == 4
        for content in store.waiting(9):
            document_ = store.original(content)
            version = next(
                each
                for each in (telling(0, 0, 2), telling(0, 1, 3), telling(1, 0, 4))
                if each.document.id == document_.id
            )
            store.save(content, version, "2")
        assert sorted(map(len, told(store).values())) == [1, 2]
        assert store.count("has:versions") == 3
        sound(store)
    fresh = tmp_path / "fresh.db"
    with Store.open(fresh):
        pass
    assert _shape(path) == _shape(fresh)


def _shape(path: Path) -> set[tuple[str, str, frozenset[str]]]:
    """Tables, indexes and triggers, with the columns of each."""
    with sqlite3.connect(path) as db:
        names = db.execute("SELECT type, name FROM sqlite_master").fetchall()
        return {
            (kind, name, frozenset(row[1] for row in db.execute(f"PRAGMA table_info({name})")))
            for kind, name in names
        }


def test_a_story_of_thousands_costs_no_more_for_each_that_joins(store: Store) -> None:
    """Templates that fill in a number make huge stories: a newcomer is compared with a few owners only."""
    fill(store, [telling(0, n) for n in range(30)])
    asked: list[str] = []
    store.db.set_trace_callback(asked.append)
    made = telling(0, 31)
    state = FileState("/wire/late", 1, 1, made.document.id, "/wire/late")
    store.add_documents([(state, (made.document,), (None,))])
    store.save(store.waiting(1)[0], made, "1")
    store.db.set_trace_callback(None)
    assert store.rows(store.keys())[store.keys()[0]].versions == 31
    assert len(asked) < 120
