"""Where a person was in a list of any length is found without reading the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.store import QueryError, Store
from reader.store.listing import GROUPS
from reader.store.orders import ORDERS
from tests.store.test_indexes import QUERIES, filled

__all__ = ["filled"]

WORDLESS = [q for q in QUERIES if "tal" not in q]


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("query", WORDLESS)
def test_neighbours_are_those_of_the_whole_list(filled: Store, query: str, sort: str) -> None:
    for reverse in (False, True):
        keys = list(filled.keys(query, sort, reverse))
        for place in range(0, len(keys), 3):
            found = filled.near(keys[place], query, sort, reverse, 4)
            assert found is not None
            at = keys.index(found[0])
            assert keys[at : at + len(found)] == list(found)
            if sort in ("source", "language"):
                groups = dict(zip(keys, filled.groups_of(sort, keys), strict=True))
                same = [key for key in keys if groups[key] == groups[keys[place]]]
                assert list(found) == same[max(0, same.index(keys[place]) - 4) :][: len(found)]
                assert len(found) >= min(len(same), 5)
            elif sort != "story":  # a story begins with its first version
                assert list(found) == keys[max(0, place - 4) : place + 5]


def test_what_is_not_in_the_list_has_no_neighbours(filled: Store) -> None:
    (dropped, *_) = filled.keys("is:dropped")
    assert filled.near(dropped, "-is:dropped") is None
    assert filled.near(10_000_000) is None
    with pytest.raises(QueryError):
        filled.near(dropped, sort="size")


def test_words_are_not_searched_for(filled: Store) -> None:
    assert filled.near(filled.keys("talks")[0], "talks") is None


def test_neighbours_are_sought_in_an_index(filled: Store, tmp_path: Path) -> None:
    for sort in ORDERS:
        statements: list[str] = []
        filled.db.set_trace_callback(statements.append)
        assert filled.near(filled.keys()[20], "", sort, False, 4) is not None
        filled.db.set_trace_callback(None)
        for statement in [s for s in statements if "LIMIT" in s and s.startswith("SELECT a.key")]:
            steps = [row[3] for row in filled.db.execute(f"EXPLAIN QUERY PLAN {statement}")]
            assert not any(step.startswith("SCAN a ") for step in steps), (statement, steps)


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("query", QUERIES)
def test_what_comes_next_and_places_are_those_of_the_whole_list(
    filled: Store, query: str, sort: str
) -> None:
    for reverse in (False, True):
        keys, whole = list(filled.keys(query, sort, reverse)), list(filled.keys("", sort, reverse))
        inside = set(keys)
        for place in range(0, len(whole), 5):
            here = whole[place]
            behind = next((key for key in whole[place + 1 :] if key in inside), None)
            before = next((key for key in whole[:place][::-1] if key in inside), None)
            assert filled.onward(here, query, sort, reverse) == behind
            assert filled.onward(here, query, sort, reverse, back=True) == before
        for place in (0, 1, len(keys) // 2, len(keys) - 1):
            if 0 <= place < len(keys):
                assert filled.at(place, query, sort, reverse) in (keys[place], None)
                if not query or (query == "is:unread" and sort != "path"):
                    assert filled.at(place, query, sort, reverse) == keys[place]
        assert filled.at(len(keys), query, sort, reverse) is None
        assert filled.at(-1, query, sort, reverse) is None


@pytest.mark.parametrize("sort", [group for group in GROUPS if group != "story"])
@pytest.mark.parametrize("query", QUERIES)
def test_the_next_group_begins_where_that_of_the_whole_list_does(
    filled: Store, query: str, sort: str
) -> None:
    for reverse in (False, True):
        keys = list(filled.keys(query, sort, reverse))
        groups = filled.groups_of(sort, keys)
        for place in range(0, len(keys), 4):
            others = (n for n in range(place, len(keys)) if groups[n] != groups[place])
            wanted = next(others, None)
            found = filled.beyond(keys[place], query, sort, reverse)
            assert found == (None if wanted is None else keys[wanted])
