"""Words are answered in more than one way, and each says what the plain condition on all rows says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from reader.model import Article, Translation, Verdict
from reader.store import Decide, Read, Star, Store, Tag, intake, knowing, lanes, searching
from reader.store.listing import GROUPS
from reader.store.orders import ORDERS, ordered
from reader.store.query import parse, plan
from reader.store.query.beginnings import spelled_out
from reader.store.query.dates import today
from reader.store.storied import together
from tests.store.samples import article, document, fill

WORDS = (
    "grain", "grains", "grainy", "granite", "graph", "gold", "golden", "goal", "ferry", "harbour", "x9",
    "зерно", "зерновой", "зима", "зимний", "порт", "портовый", "мост",
)  # fmt: skip
DAYS = (
    None, None, "1961-04-12", "2026-02-10", "2026-02-10", "2026-02-10", "2026-02-10T09:12:05",
    "2026-02-10T09:12:40", "2026-02-11T00:01:00", "2026-02-11",
)  # fmt: skip
WANTED = ("gra", "grain", "зи", '"golden gra', "gra or зи", "порт -ferry", "zz", "title:gra*")
BESIDE = (
    "", "is:unread", "is:starred", "is:unread lang:ru", 'from:"Courier 2"', "from:courier", "tag:later",
    "date:2026-02-11.. is:unread", "entity:petrova", "-is:read", "has:versions", "-gold", "is:starred or ferry",
    "(порт lang:en) or is:kept or tag:later", "-(grain is:read) date:2026-02-10.. or entity:petrova",
)  # fmt: skip
QUERIES = tuple(f"{beside} {word}".strip() for beside in BESIDE for word in WANTED)


def made(path: Path, count: int = 90) -> Store:
    """Articles of few words and few times; some have translations, some the text of another."""
    chance = random.Random(11)
    store = Store.open(path)
    articles: list[Article] = []
    for number in range(count):
        words = chance.choices(WORDS, weights=[1 / (1 + n % 7) for n in range(len(WORDS))], k=5)
        text = f"{' '.join(words[:2])}\n{' '.join(words)} said Anna Petrova {number}"
        if number % 12 == 11:
            text = articles[number // 2].document.text
        source = chance.choice(("Courier 1", "Courier 2", "Ledger", None))
        articles.append(
            article(
                document(text, f"{number}.txt"),
                source=source,
                published=chance.choice(DAYS),
                language=chance.choice(("en", "en", "ru", "")),
                names=["Anna Petrova"] if chance.random() < 0.4 else (),
                leftovers=["said"] * chance.choice((0, 0, 0, 1, 2)),
            )
        )
    keys = fill(store, articles)
    for key in chance.sample(keys, count // 6):
        told = Translation(0, 5, "source", chance.choice(WORDS), "hand", "test", "ru", "en")
        store.remember(key, [told])
    for some, action in ((3, Read()), (8, Star()), (5, Decide(Verdict.DROP)), (9, Tag("later"))):
        store.act(action, chance.sample(keys, count // some))
    return store


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with made(tmp_path_factory.mktemp("searching") / "store.db") as store:
        yield store


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store in which four articles fill a minute, so that most stand behind their time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "SLOTS", 2)
        patch.setattr(searching, "SLOTS", 2)
        patch.setattr(searching, "MINUTES_ON", 1_440 << 2)
        with made(tmp_path_factory.mktemp("crowded") / "store.db") as store:
            yield store


def plain(store: Store, query: str, sort: str = "date", reverse: bool = False) -> list[int]:
    """The rows by one condition on all of them."""
    where, parameters = plan(store.db, parse(query, typing=True), today()).where()
    order = ordered(sort, reverse)
    rows = store.db.execute(
        "SELECT a.key FROM article a JOIN file f ON f.id = a.file JOIN story s ON s.id = a.story "
        f"{'WHERE ' + where if where else ''} ORDER BY {order}",
        parameters,
    )
    return [row[0] for row in rows]


WAYS = {
    "as it is": {},
    "sorted out at once": {"ROUNDS": 0, "AGAIN": 0, "NARROW": 0},
    "sorted out, by bytes": {"ROUNDS": 0, "MANY": 0, "BROAD": 1_000_000},
    "in small steps": {
        "BESIDE": 3,
        "TRIED": 2,
        "SCATTERED": 1,
        "AT_ONCE": 5,
        "PARTS": 2,
        "ROUNDS": 1,
        "MORE": 0,
    },
    "row by row": {"BESIDE": 1, "TRIED": 4, "SCANNED": 1, "SPELLED": 0, "BROAD": 0},
    "by tables of bytes": {"SPELLED": 2, "SPELLED_OUT": 0, "BROAD": 1_000_000},
    "without short numbers": {"KEY_BITS": 1, "SPELLED_OUT": 99},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("few", [0, 20_000])
def test_pages_lists_and_counts_are_those_of_the_plain_condition(
    filled: Store, way: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in WAYS[way].items():
        monkeypatch.setattr(knowing if hasattr(knowing, name) else searching, name, value)
    monkeypatch.setattr(lanes, "SORTED", few)
    for query in QUERIES:
        for reverse in (False, True):
            whole = plain(filled, query, reverse=reverse)
            assert list(filled.keys(query, reverse=reverse, typing=True)) == whole, query
            page = list(filled.keys(query, reverse=reverse, limit=7, typing=True))
            assert page == whole[:7], (query, reverse)
        counts = filled.counts(query, typing=True)
        assert counts == filled.counts_of(whole), query


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("broad", [0, 1_000_000])
@pytest.mark.parametrize("rounds", [0, 4])
def test_every_sort_holds_what_matches(
    filled: Store, sort: str, broad: int, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "BROAD", broad)
    monkeypatch.setattr(searching, "ROUNDS", rounds)
    monkeypatch.setattr(searching, "MANY", broad)
    monkeypatch.setattr(searching, "TRIED", 5)
    monkeypatch.setattr(searching, "SPARSE", rounds)
    for few in (0, 20_000):
        monkeypatch.setattr(lanes, "SORTED", few)
        for query in ("", "is:unread", "is:unread lang:ru", "date:2026-02-10", *QUERIES[1::9]):
            for reverse in (False, True):
                whole = plain(filled, query, sort, reverse)
                assert list(filled.keys(query, sort, reverse, typing=True)) == whole, query
                assert list(filled.keys(query, sort, reverse, 9, typing=True)) == whole[:9], query


@pytest.mark.parametrize("group", GROUPS)
def test_groups_of_words_follow_their_list(filled: Store, group: str) -> None:
    for query in QUERIES[1::7]:
        keys = filled.keys(query, group, typing=True)
        groups = filled.groups(group, query, typing=True)
        each = filled.groups_of(group, keys)
        counted = [(value, len(list(some))) for value, some in groupby(each)]
        assert groups == (together(counted) if group == "story" else counted), query


def test_where_minutes_overflow_the_newest_still_come_first(crowded: Store) -> None:
    for query in QUERIES:
        if "date:" in query:
            continue
        whole = plain(crowded, query)
        assert list(crowded.keys(query, typing=True)) == whole, query
        assert list(crowded.keys(query, reverse=True, typing=True)) == whole[::-1], query
        assert list(crowded.keys(query, limit=7, typing=True)) == whole[:7], query


@pytest.mark.parametrize("most", [0, 1, 3, 100])
@pytest.mark.parametrize(
    "match", ['"gra"*', '("go"* OR "goal")', '"golden gra"*', '{title} : ("з"*)', '"zz"*']
)
def test_a_beginning_matches_as_its_words_do(filled: Store, match: str, most: int) -> None:
    def found(expression: str) -> list[tuple[int]]:
        rows = filled.db.execute("SELECT rowid FROM search WHERE search MATCH ?", (expression,))
        return rows.fetchall()

    spelled = spelled_out(filled.db, match, most)
    assert sorted(found(spelled)) == sorted(found(match))
    assert ("*" in spelled) == (most < 100 or "zz" in match) or most == 3
