"""Where a person was in a list of any length is found without reading the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.store import QueryError, Store
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
