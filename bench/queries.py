"""Queries made up from the grammar at random: which combination of words and fields takes the store longest.

    python -m bench.store --articles 1000000 --distinct 40000 --keep FILE
    python -m bench.queries FILE [--count 60] [--seed 1]

Words are common and rare ones of that store in both scripts, beginnings and phrases of them among them; fields
are those that hold of many, few and no articles; each query is asked in one of the sorts, most by date. Times are
those of the processor until the first 50 rows are known.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.store import RUSSIAN, vocabulary
from reader.store import Store

FIELDS = (
    "lang:en", "lang:ru", "lang:uk", 'from:"outlet 7"', "from:outlet", "from:none", "date:2024-05",
    "date:2024-01-01..2024-06-30", "date:2025-06..", "is:unread", "is:read", "is:starred", "is:dropped", "is:kept",
    "is:undecided", "is:analysed", "is:waiting", "has:leftover", "has:versions", "has:note", "has:tag", "has:source",
    "has:translation", "has:date_conflict", "tag:later", "line:promo", "kind:caption", "left:ru", "entity:petrova",
    "path:12345",
)  # fmt: skip
SORTS = ("date",) * 6 + ("source", "language", "title", "leftovers", "story", "added", "path")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, how the list is sorted, and the milliseconds that its first page took."""

    query: str
    sort: str
    reverse: bool
    took: float
    rows: int


@cache
def _stocks() -> tuple[list[str], ...]:
    chance = random.Random(7)  # the words of bench.store
    latin = "etaoinshrdlcumwfgypbvkjxqz"
    return vocabulary(RUSSIAN, 20_000, chance), vocabulary(latin, 20_000, chance)


def _word(chance: random.Random) -> str:
    stock = chance.choice(_stocks())
    most = chance.choice((10, 300, 5_000, 20_000))
    word, form = stock[chance.randrange(most)], chance.random()
    if form < 0.1 and len(word) > 3:
        return f"{word[:3]}*"
    if form < 0.15:
        return f'"{word} {stock[chance.randrange(20)]}"'
    if form < 0.18:
        return f"title:{word}"
    if form < 0.2:
        return f'near:"{word} {stock[chance.randrange(50)]}"'
    return word


def _query(chance: random.Random, depth: int = 0) -> str:
    form = chance.random()
    if depth > 1 or form < 0.3:
        one = _word(chance) if chance.random() < 0.45 else chance.choice(FIELDS)
        return f"-{one}" if chance.random() < 0.15 else one
    if form < 0.65:
        return " ".join(_query(chance, depth + 1) for _ in range(chance.choice((2, 2, 3))))
    if form < 0.9:
        return f"({_query(chance, depth + 1)} or {_query(chance, depth + 1)})"
    return f"-({_query(chance, depth + 1)})"


def made(count: int, seed: int) -> Iterator[tuple[str, str, bool]]:
    """Queries with their sorts, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield _query(chance), chance.choice(SORTS), chance.random() < 0.2


def asked(store: Store, count: int = 60, seed: int = 1) -> list[Asked]:
    """What each of so many took, the slowest first."""
    found = []
    for query, sort, reverse in made(count, seed):
        began = time.process_time()
        rows = len(store.keys(query, sort, reverse, 50))
        took = (time.process_time() - began) * 1000
        found.append(Asked(query, sort, reverse, took, rows))
    return sorted(found, key=lambda each: -each.took)


def main() -> int:
    """Ask and print, the slowest first."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with Store.open(given.store) as store:
        for one in asked(store, given.count, given.seed):
            way = f"{one.sort}, turned" if one.reverse else one.sort
            print(f"{one.took:9.1f} ms {one.rows:3} by {way:18} {one.query}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
