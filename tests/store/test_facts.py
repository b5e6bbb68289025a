"""What analysis says of an article stands in the full-text index: it finds what rows say, whatever happens to them."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reader.model import Article, Line, LineKind, Translation
from reader.store import (
    FileState,
    Read,
    Star,
    Store,
    Tag,
    intake,
    knowing,
    rendering,
    schema,
    searching,
    upgrades,
)
from reader.store.facts import SIGN, fact_words, month_words
from reader.store.orders import ORDERS
from reader.store.query import parse, plan
from reader.store.query.dates import stamp, today
from reader.store.records import Action
from reader.store.words import indexable, words
from tests.store.samples import article, document, fill
from tests.store.test_searching import made, plain

TEXTS = ("grain ferry\nharbour", "grain gold\nferry ferry", "gold\nзерно порт", "порт\nмост grain")
SOURCES = ("Courier", "Ledger", None)
LANGUAGES = ("en", "ru", "")
DAYS = (None, "2026-01-31", "2026-02-01", "2026-02-10T09:12")
ASKED = (
    "grain lang:en", "grain -lang:ru", "-grain", "-grain lang:en", "-(lang:en or ferry)", "(grain lang:ru) or gold",
    "(ferry or gold) (lang:en or порт)", "-(grain -lang:en)", "from:courier -ferry", "-from:courier", "from:none or gold",
    "has:leftover -grain", "-has:leftover gold", "left:ru or порт", "kind:chrome -gold", "line:promo grain", "-line:promo",
    "line:promo or -ferry", "date:2026-02 grain", "date:2026-02 or -gold", "-date:2026-02-01..2026-02-05 grain",
    "date:none -grain", "has:date ferry", "has:source -gold", "grain is:read", "-grain is:starred", "-(grain is:read)",
    "(grain lang:en) or is:starred", "is:waiting or -gold", "is:analysed -grain", "tag:later -gold",
    "is:failed or grain -from:ledger", "near:\"ferry ferry\" lang:en", "title:gold -lang:en", "said lang:en -grain",
    "(said or grain) (gold or -lang:ru)", "-(-grain)", "-(said -gold)", "grain gold -lang:ru",
)  # fmt: skip
"""Queries in which words stand beside facts, and what is no fact."""


def told(
    text: str, number: int, facts: tuple[str | None, str, str | None], sorts: tuple[bool, bool]
) -> Article:
    """An article with an outlet, a language and a day, with a leftover or not, with a line of promotion or not."""
    source, language, day = facts
    left, promo = sorts
    made = article(
        document(f"{text} {number}", f"{number}.txt"),
        source=source,
        published=day,
        language=language,
        leftovers=[text.split()[0]] if left else (),
    )
    first, *others = made.lines
    kind = LineKind.PROMO if promo else first.kind
    first = Line(first.number, first.start, first.end, kind, first.rule)
    return replace(made, lines=(first, *others))


FACTS = st.tuples(st.sampled_from(SOURCES), st.sampled_from(LANGUAGES), st.sampled_from(DAYS))
KINDS = st.tuples(st.booleans(), st.booleans())
NUMBERS = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("analyse"), NUMBERS, FACTS, KINDS),
    st.tuples(st.just("analyse"), NUMBERS, FACTS, KINDS),
    st.tuples(
        st.sampled_from(
            (
                "enter",
                "copy",
                "remove",
                "stale",
                "fail",
                "translate",
                "read",
                "star",
                "tag",
                "purge",
            )
        ),
        NUMBERS,
        st.none(),
        st.none(),
    ),
)


def take(store: Store, step: tuple[str, int, Any, Any]) -> None:
    """One thing that happens to a corpus of a few articles."""
    what, number, facts, kinds = step
    text = TEXTS[number % len(TEXTS)]
    here = told(text, number, facts or (None, "", None), kinds or (False, False))
    keys = store.keys_at(f"/wire/{number}")
    if what in ("enter", "copy"):
        path = f"/wire/{number}{'-copy' if what == 'copy' else ''}"
        state = FileState(path, 1, 1, here.document.id, path)
        store.add_documents([(state, (here.document,), ("Courier",))])
    elif what == "remove":
        store.remove_files([f"/wire/{number}"])
    elif what == "purge":
        store.purge()
    elif keys:
        (content,) = store.contents_of(keys)
        if what == "analyse":
            store.save(content, here, "1")
        elif what == "stale":
            store.mark_stale("2")
        elif what == "fail":
            store.fail(content, "no reason", "1")
        elif what == "translate":
            told_so = Translation(0, 4, text[:4], "said", "hand", "test", "ru", "en")
            store.remember(keys[0], [told_so])
        else:
            actions: dict[str, Action] = {"read": Read(), "star": Star(), "tag": Tag("later")}
            store.act(actions[what], keys)


def agrees(store: Store, queries: Sequence[str] = ASKED, sorts: Sequence[str] = ("date",)) -> None:
    for query in queries:
        for sort in sorts:
            for reverse in (False, True):
                whole = plain(store, query, sort, reverse)
                page = list(store.keys(query, sort, reverse, 4, typing=True))
                assert page == whole[:4], (query, sort, reverse)


@pytest.fixture
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of six articles, analysed."""
    path = tmp_path_factory.mktemp("facts") / "store.db"
    with Store.open(path) as store:
        for number in range(6):
            facts = SOURCES[number % 3], LANGUAGES[number % 2], DAYS[number % 4]
            take(store, ("enter", number, None, None))
            take(store, ("analyse", number, facts, (number % 3 == 0, number % 4 == 0)))
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@settings(
    max_examples=20,
    phases=set(Phase) - {Phase.shrink},
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.tuples(st.booleans(), STEPS), min_size=1, max_size=12),
    sort=st.sampled_from(tuple(ORDERS)),
    small=st.booleans(),
    queries=st.lists(st.sampled_from(ASKED), min_size=12, max_size=12, unique=True),
)
def test_pages_say_what_rows_say_whatever_happened_to_them(
    template: Path, steps: list[tuple[bool, Any]], sort: str, small: bool, queries: list[str]
) -> None:
    """Two connections write; facts change by another analysis, files go and come back, translations are added."""
    path = template.with_name("again.db")
    for each in path.parent.glob("again.db*"):
        each.unlink()
    shutil.copy(template, path)
    with Store.open(path) as one, Store.open(path) as other, pytest.MonkeyPatch.context() as patch:
        if small:
            for module, name in (
                (searching, "ROUNDS"),
                (searching, "SPARSE"),
                (knowing, "SCANNED"),
            ):
                patch.setattr(module, name, 1)
        for second, step in steps:
            take(other if second else one, step)
        agrees(one, queries, ("date", sort))
        assert one.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_no_word_that_is_typed_or_stands_in_a_text_is_a_fact(store: Store) -> None:
    fill(store, [article(document("Left on 2026\nlang from month § §left"), source="Left")])
    rows = store.db.execute("SELECT count(*) FROM search WHERE search MATCH ?", (f'"{SIGN}"',))
    assert rows.fetchone() == (1,)
    facts = fact_words(stamp("2026-02-10"), "en", "Left", "ru", 1, 0xFFFF)
    for fact in facts.split():
        assert fact.startswith(SIGN)
        assert SIGN not in "".join(word for _, _, word in words(fact))
        assert SIGN not in indexable(fact, "en")
        for query in (fact, f'"{fact}"', f"title:{fact}", f'near:"{fact} {fact}"', f"{fact[:3]}*"):
            if any(words(query.removeprefix("title:").removeprefix("near:"))):
                assert SIGN not in str(plan(store.db, parse(query), today()).match)
    assert store.count(f'"{SIGN}left"') == 1  # the word beside the sign
    assert store.count(f'"{SIGN}lang656e"') == 0


def test_months_are_all_of_a_stretch_of_time() -> None:
    begin, end = stamp("2026-01-01"), stamp("2026-03-01")
    months, whole = month_words(begin, end)
    assert (len(months), whole) == (2, True)
    assert month_words(begin, end + 1) == ([*months, month_words(end, end + 1)[0][0]], False)
    assert month_words(begin + 1, end) == (months, False)
    assert month_words(1, stamp("2026-01-01")) == ([], False)


def older(path: Path, patch: pytest.MonkeyPatch) -> list[int]:
    """A store of version 5, in which the full-text index knew words alone; its list."""
    with patch.context() as without:
        without.setattr(intake, "fact_words", lambda *_: "")
        without.setattr(rendering, "fact_words", lambda *_: "")
        with made(path) as store:
            keys = list(store.keys())
            store.db.executescript(
                "DROP INDEX article_titled; DROP INDEX story_told; "
                "CREATE INDEX story_told ON story(id) WHERE articles > 1; PRAGMA user_version = 5"
            )
    return keys


def knows(path: Path, keys: list[int]) -> None:
    """That a store was brought up to date, and nothing of it lost."""
    with Store.open(path) as store:
        assert store.db.execute("PRAGMA user_version").fetchone() == (6,)
        assert list(store.keys()) == keys
        with_facts = store.db.execute(
            "SELECT count(DISTINCT s.content), count(DISTINCT a.content) FROM article a "
            "LEFT JOIN searched s ON s.content = a.content AND s.id IN (SELECT rowid FROM search WHERE search MATCH ?)",
            (f'"{SIGN}"',),
        ).fetchone()
        assert with_facts[0] == with_facts[1] > 80
        queries = (
            "gra*",
            "grain lang:en",
            "-grain lang:ru",
            "-(lang:en or ferry)",
            "golden or -from:ledger",
        )
        agrees(store, queries, tuple(ORDERS))
        assert store.count("is:starred") > 0
        assert store.undo() is not None
        assert store.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        store.db.execute("INSERT INTO search(search) VALUES ('integrity-check')")


def test_a_store_of_version_five_learns_the_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wire.db"
    keys = older(path, monkeypatch)
    knows(path, keys)
    knows(path, list(Store.open(path).keys()))


@pytest.mark.parametrize("statements", [False, True], ids=["articles", "statements"])
def test_an_upgrade_tells_how_far_it_is_and_is_stopped_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, statements: bool
) -> None:
    path = tmp_path / "wire.db"
    keys = older(path, monkeypatch)
    monkeypatch.setattr(upgrades, "LOOK", 10)
    monkeypatch.setattr(schema, "STEPS", 100 if statements else 1 << 30)
    seen: list[tuple[int, int]] = []

    def told(upgrading: upgrades.Upgrading) -> bool:
        seen.append((upgrading.done, upgrading.total))
        assert str(upgrading.total) in upgrading.text or not upgrading.total
        return len(seen) < 4

    with pytest.raises(KeyboardInterrupt, match="the store is as it was"):
        Store.open(path, told=told)
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (5,)
        names = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        assert "article_titled" not in names
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()
    seen.clear()

    def heard(now: upgrades.Upgrading) -> bool:
        seen.append((now.done, now.total))
        return True

    with Store.open(path, told=heard):
        assert seen == sorted(seen, key=lambda pair: pair[0])
        assert seen[-1][1] > 80
    knows(path, keys)


KILLED = """
import os, signal, sys
from pathlib import Path
from reader.store import Store, upgrades

whole, left = upgrades.fact_words, [40]

def dying(*facts):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*facts)

upgrades.fact_words = dying
Store.open(Path(sys.argv[1]))
"""


def test_a_store_whose_upgrade_was_killed_is_as_it_was_and_upgraded_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wire.db"
    keys = older(path, monkeypatch)
    died = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert died.returncode == -signal.SIGKILL
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (5,)
        assert db.execute(
            "SELECT count(*) FROM search WHERE search MATCH ?", (f'"{SIGN}"',)
        ).fetchone() == (0,)
    db.close()
    knows(path, keys)
