"""The full-text index is put together in small steps, and finds what it found."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from reader.store import Star, Store
from reader.store.compacting import MANY
from tests.store.samples import article, document, fill

WORDS = ("grain", "harbour", "ferry", "granite", "зерно", "мост", "порт")
QUERIES = ("grain", "gra*", '"ferry grain"', "зерно", "harbour -ferry", "title:grain")


@pytest.fixture
def scattered(store: Store) -> Store:
    """A store whose articles were kept one at a time, each in a transaction of its own."""
    chance = random.Random(3)
    fill(
        store,
        [
            article(
                document(" ".join(chance.choices(WORDS, k=30)) + f" {n}", f"{n}.txt"),
                published=f"2026-02-{1 + n % 28:02}",
            )
            for n in range(60)
        ],
    )
    return store


def found(store: Store) -> list[list[int]]:
    return [list(store.keys(query, limit=limit)) for query in QUERIES for limit in (None, 5)]


def test_segments_become_few_and_find_the_same(scattered: Store) -> None:
    before, there = found(scattered), scattered.segments()
    assert there >= MANY
    steps = 0
    while scattered.compact():
        assert found(scattered) == before
        steps += 1
        assert steps < 1_000
    assert scattered.segments() < MANY
    assert found(scattered) == before
    check = "INSERT INTO search(search) VALUES ('integrity-check')"
    scattered.db.execute(check)


def test_little_is_left_alone(store: Store) -> None:
    fill(store, [article(document("grain"))])
    assert not store.compact()
    assert store.segments() <= 1


def test_others_write_and_read_between_two_steps(scattered: Store, tmp_path: Path) -> None:
    with Store.open(scattered.path) as other:
        keys = list(other.keys("grain"))
        more = True
        for key in keys:
            more = more and scattered.compact()
            other.act(Star(), [key])
        while scattered.compact():
            pass
        late = article(document("grain came late", "late.txt"), published="2026-03-01")
        added = fill(other, [late])
        assert list(scattered.keys("grain")) == [*added, *keys]
        assert other.count("is:starred") == len(keys)
