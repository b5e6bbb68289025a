"""No page of the list walks over all articles: what SQLite plans for each query is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from reader.model import Verdict
from reader.store import Decide, Read, Star, Store, Tag, counting, listing
from reader.store.listing import GROUPS
from reader.store.orders import ORDERS
from reader.store.storied import together
from tests.store.samples import article, document, fill

QUERIES = (
    "", "is:unread", "is:read", "is:starred", "is:kept", "is:dropped", "is:waiting", "is:failed",
    "is:unread -is:dropped", "is:unread lang:en", "lang:ru", "from:courier", 'from:"outlet 7"',
    "from:none", "date:2026-02", "date:7d is:unread", "date:none", "has:leftover", "has:tag", "has:note",
    "has:date_conflict", "kind:chrome", "left:ru", "tag:later", "is:starred from:courier lang:en",
    "lang:en or lang:ru", "talks", "talks is:unread", "talks from:courier", '"peace talks"', "tal*",
    "entity:petrova", "entity:petrova lang:ru", "entity:petrova from:courier is:read", "talks lang:ru",
)  # fmt: skip


def made(path: Path) -> Store:
    store = Store.open(path)
    articles = [
        article(
            document(f"Peace talks {n}\nsaid Anna Petrova", f"{n}.txt"),
            source=f"Courier {n % 5}",
            published=f"2026-02-{1 + n % 28:02}",
            language="en" if n % 3 else "ru",
            names=["Anna Petrova"],
        )
        for n in range(40)
    ]
    keys = fill(store, articles)
    store.act(Read(), keys[:20])
    store.act(Star(), keys[:5])
    store.act(Decide(Verdict.DROP), keys[5:9])
    store.act(Tag("later"), keys[3:6])
    return store


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with made(tmp_path_factory.mktemp("indexes") / "store.db") as store:
        yield store


def plans(store: Store, query: str, sort: str, limit: int | None) -> list[str]:
    """What SQLite plans for each statement on articles that answers a query."""
    statements: list[str] = []
    store.db.set_trace_callback(statements.append)
    try:
        store.keys(query, sort, limit=limit)
    finally:
        store.db.set_trace_callback(None)
    found = []
    for statement in statements:
        if "article a" in statement and "WITH RECURSIVE" not in statement:
            rows = store.db.execute(f"EXPLAIN QUERY PLAN {statement}")
            found += [str(row[3]) for row in rows]
    return found


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("query", QUERIES)
def test_a_page_is_read_from_an_index(filled: Store, query: str, sort: str) -> None:
    steps = plans(filled, query, sort, 20)
    scans = [step for step in steps if step.startswith("SCAN a")]
    walks_an_index = all("INDEX" in step for step in scans)
    assert walks_an_index or sort in ("added", "path"), steps


@pytest.mark.parametrize("query", [q for q in QUERIES if "tag:" not in q and "entity" not in q])
def test_a_page_by_date_needs_no_sorting(filled: Store, query: str) -> None:
    assert not [step for step in plans(filled, query, "date", 20) if "ORDER BY" in step]


@pytest.mark.parametrize("limit", [20, None])
@pytest.mark.parametrize("query", [q for q in QUERIES if "entity" in q])
def test_articles_of_a_name_are_found_one_by_one(
    filled: Store, query: str, limit: int | None
) -> None:
    # Through the index of a language every article of it would be tried for each that names the person.
    steps = [step for step in plans(filled, query, "date", limit) if step.startswith("SEARCH a")]
    assert steps
    assert all("article_content (content=?)" in step for step in steps), steps


def test_times_before_1970_and_far_ahead_keep_their_order(tmp_path: Path) -> None:
    days = ["0980-05-01", "1969-12-31", "1970-01-02", "2026-02-10", "2026-02-10", "9998-12-31"]
    with Store.open(tmp_path / "store.db") as store:
        articles = [
            article(
                document(f"Anna Petrova {n}", f"{n}.txt"),
                published=day,
                names=["Anna Petrova", "Petrova"],
            )
            for n, day in enumerate(days)
        ]
        fill(store, articles)
        # Forms of one entity: an article that uses two of them comes once all the same.
        store.resolve({("Petrova", "PER"): "Anna Petrova", ("Anna Petrova", "PER"): "Anna Petrova"})
        for reverse in (False, True):
            whole = list(store.keys("entity:petrova", reverse=reverse))
            assert whole == list(store.keys("entity:petrova", reverse=reverse, limit=99))
            assert whole == list(store.keys("", reverse=reverse))


@pytest.mark.parametrize("broad", [0, 5, 1_000_000])
@pytest.mark.parametrize("query", [q for q in QUERIES if "entity" in q])
def test_counts_of_a_name_are_those_of_its_rows(
    filled: Store, query: str, broad: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "BROAD", broad)
    assert filled.counts(query) == filled.counts_of(filled.keys(query))


@pytest.mark.parametrize("query", QUERIES)
def test_a_census_is_the_same_in_one_text_and_in_rows(
    filled: Store, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = filled.census(query)
    monkeypatch.setattr(counting, "AT_ONCE", 0)
    assert filled.census(query) == told
    assert told.total == filled.count(query)


@pytest.mark.parametrize("query", QUERIES)
def test_a_page_is_the_beginning_of_the_whole(filled: Store, query: str) -> None:
    for sort in ORDERS:
        for reverse in (False, True):
            whole = list(filled.keys(query, sort, reverse))
            assert list(filled.keys(query, sort, reverse, 7)) == whole[:7]
            assert filled.count(query) == len(whole) == filled.counts(query).total


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("query", QUERIES)
def test_groups_follow_the_list(filled: Store, query: str, group: str) -> None:
    for reverse in (False, True):
        keys = filled.keys(query, group, reverse)
        groups = filled.groups(group, query, reverse)
        each = filled.groups_of(group, keys)
        if group == "story":
            assert together((story, len(list(some))) for story, some in groupby(each)) == groups
        else:
            assert each == [value for value, count in groups for _ in range(count)]


def test_the_tally_agrees_with_the_articles(tmp_path: Path) -> None:
    with made(tmp_path / "store.db") as store:
        for step in range(3):
            keys = list(store.keys())
            if step == 1:
                store.undo()
                store.act(Decide(Verdict.KEEP), keys)
            elif step == 2:
                store.remove_files([store.rows([keys[0]])[keys[0]].path])
            for query in QUERIES:
                assert store.counts(query) == store.counts_of(store.keys(query))
