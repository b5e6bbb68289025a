"""The query language: what it finds, in which order, and what it says when it does not understand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Verdict
from reader.store import Annotate, Decide, QueryError, Read, Star, Store, Tag, complete
from reader.store.query.dates import span, stamp
from reader.store.query.parse import parse
from tests.store.samples import article, document, fill

TEXTS = {
    "talks": ("Peace talks resume\nDelegates met in Geneva for talks about grain.", "Courier", "2026-02-10", "en"),
    "moscow": ("Итоги встречи\nНа переговорах в Москве обсудили зерно.", "Известия", "2026-02-11T09:12", "ru"),
    "paris": ("Élections en France\nLes électeurs votent dimanche. A clock is wrong.", "Le Quotidien", "2026-01-31", "fr"),
    "left": ("Harvest grows\nОзвучить текст\nFarmers expect more wheat, said Anna Petrova.", "Courier", None, "en"),
}  # fmt: skip


@pytest.fixture
def filled(store: Store) -> dict[str, int]:
    articles = [
        article(
            document(text, name),
            source=source,
            published=published,
            language=language,
            names=["Anna Petrova"] if "Petrova" in text else [],
            leftovers=["Озвучить текст"] if name == "left" else [],
        )
        for name, (text, source, published, language) in TEXTS.items()
    ]
    return dict(zip(TEXTS, fill(store, articles), strict=True))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "moscow talks paris left"),
        ("переговоры", "moscow"),
        ("перегов*", "moscow"),
        ("переговорами", "moscow"),
        ("talk", "talks"),
        ("TALKS", "talks"),
        ("elections", "paris"),
        ("électeur", "paris"),
        ('"peace talks"', "talks"),
        ('"talks peace"', ""),
        ("peace geneva", "talks"),
        ("peace or москва", "moscow talks"),
        ("зерно -москве", ""),
        ("not talks", "moscow paris left"),
        ("(talks or wheat) and from:courier", "talks left"),
        ("from:известия", "moscow"),
        ('from:"le quot"', "paris"),
        ("lang:fr or lang:ru", "moscow paris"),
        ("date:2026-02", "moscow talks"),
        ("date:2026-02-10", "talks"),
        ("date:2026-01-31..2026-02-10", "talks paris"),
        ("date:..2026-02-01", "paris"),
        ("date:2026-02-11..", "moscow"),
        ("date:none", "left"),
        ("has:leftover", "left"),
        ("kind:chrome", "left"),
        ("kind:caption", ""),
        ("line:body", "moscow talks paris left"),
        ("left:ru", "left"),
        ("aloud", "left"),
        ("entity:petrova", "left"),
        ('entity:"Anna Petrova"', "left"),
        ("has:date_conflict", "paris"),
        ('near:"delegates geneva"', "talks"),
        ('near/1:"delegates grain"', ""),
        ("title:harvest", "left"),
        ("title:wheat", ""),
        ("path:/mosc", "moscow"),
        ("path:100%", ""),
        ("is:unread", "moscow talks paris left"),
        ("is:waiting", ""),
        ("10:15", ""),
    ],
)
def test_a_query_finds(store: Store, filled: dict[str, int], query: str, names: str) -> None:
    wanted = [filled[name] for name in names.split()]
    assert list(store.keys(query)) == wanted
    assert list(store.keys(query, limit=2)) == wanted[:2]
    assert list(store.keys(query, reverse=True)) == wanted[::-1]
    assert store.count(query) == store.counts(query).total == len(wanted)


def test_marks_are_found(store: Store, filled: dict[str, int]) -> None:
    store.act(Read(), [filled["talks"]])
    store.act(Star(), [filled["moscow"]])
    store.act(Decide(Verdict.DROP), [filled["paris"]])
    store.act(Tag("Grain Desk"), [filled["talks"]])
    store.act(Annotate("Спросить РЕДАКТОРА"), [filled["left"]])
    assert list(store.keys("is:read")) == [filled["talks"]]
    assert list(store.keys("is:starred")) == [filled["moscow"]]
    assert list(store.keys("is:dropped")) == [filled["paris"]]
    assert list(store.keys("tag:grain-desk")) == [filled["talks"]]
    assert list(store.keys("has:note note:редактора")) == [filled["left"]]
    counts = store.counts()
    assert (counts.total, counts.unread, counts.dropped, counts.starred) == (4, 3, 1, 1)
    assert store.counts("is:unread").dropped == 1


@pytest.mark.parametrize("sort", ["source", "title", "language", "leftovers", "added", "path"])
def test_every_sort_holds_every_article_and_turns_round(
    store: Store, filled: dict[str, int], sort: str
) -> None:
    forwards = list(store.keys("", sort))
    assert sorted(forwards) == sorted(filled.values())
    assert list(store.keys("", sort, reverse=True)) == forwards[::-1]


@pytest.mark.parametrize(
    ("query", "position", "suggestion"),
    [
        ("talks fro:x", 6, "from:"),
        ("is:unred", 3, "is:unread"),
        ("(talks", 0, "(talks)"),
        ("talks)", 5, None),
        ('"talks', 0, '"talks"'),
        ("or talks", 0, None),
        ("talks and", 6, None),
        ("not", 0, None),
        ("date:soon", 5, None),
        ("date:yesteday..", 5, "date:yesterday"),
        ('near/x:"a b"', 5, 'near/5:"a b"'),
        ("talks from/5:wire", 10, "from:wire"),
        ("lang:russian", 5, None),
        ("-left:german", 6, None),
        ("date:2026-02-30", 5, None),
        ("date:2026-03..2026-02", 5, "date:2026-02..2026-03"),
        ("kind:captoin", 5, "kind:caption"),
        ("from:", 5, None),
        ("* talks", 0, None),
        ("()", 0, None),
    ],
)
def test_an_error_points_at_the_place(
    store: Store, query: str, position: int, suggestion: str | None
) -> None:
    with pytest.raises(QueryError) as caught:
        store.keys(query)
    assert caught.value.position == position
    assert caught.value.suggestion == suggestion
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "query", ["", "is:", "is:un", '"peace tal', "(talks", "talks or", "talks and (", "not", "from:"]
)
def test_an_unfinished_query_is_no_error_while_typing(
    store: Store, filled: dict[str, int], query: str
) -> None:
    assert len(store.keys(query, typing=True)) <= 4


def test_the_last_word_typed_may_be_the_beginning_of_one(
    store: Store, filled: dict[str, int]
) -> None:
    for typed in ("пе", "перег", "переговор", "переговорах"):
        assert list(store.keys(typed, typing=True)) == [filled["moscow"]]


def test_completion_offers_fields_values_and_what_is_in_the_store(
    store: Store, filled: dict[str, int]
) -> None:
    assert complete(store, "fr", 2) == ["from:"]
    assert complete(store, "is:unr", 6) == ["is:unread"]
    assert complete(store, "talks from:cour", 15) == ["talks from:Courier"]
    assert complete(store, 'from:"le', 8) == ['from:"Le Quotidien"']
    assert complete(store, "entity:anna", 11) == ['entity:"Anna Petrova"']
    assert "lang:fr" in complete(store, "lang:", 5)
    for whole in complete(store, "(kind:ca", 8):
        assert whole.startswith("(kind:ca")


def test_completion_prefers_outlets_with_a_word_that_begins_so(store: Store) -> None:
    names = ("Delovoy Bereg", "Severny Vestnik", "Vesti")
    fill(store, [article(document(f"Report from {name}"), source=name) for name in names])
    offered = ["from:Vesti", 'from:"Severny Vestnik"', 'from:"Delovoy Bereg"']
    assert complete(store, "from:v", 6) == offered


@given(st.text(alphabet="ab:\"()-!*/. orndtишя2\t%_\\'", max_size=30))
def test_any_query_is_understood_or_refused(
    tmp_path_factory: pytest.TempPathFactory, query: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.db"
    with Store.open(path) as store:
        for refused in (
            _refused(lambda: store.keys(query, limit=3)),
            _refused(lambda: store.counts(query)),
            _refused(lambda: parse(query, typing=True)),
        ):
            assert refused is None or 0 <= refused.position <= len(query)


def test_bytes_that_are_no_utf8_match_nothing(store: Store, filled: dict[str, int]) -> None:
    for query in ("tag:\udcff", "a\udc80b", "from:\udcff", 'near:"\udcff x"'):
        assert len(store.keys(query)) == 0
        complete(store, query, len(query))


def _refused(ask: Callable[[], object]) -> QueryError | None:
    try:
        ask()
    except QueryError as error:
        return error
    return None


@given(st.dates(min_value=date(1971, 1, 1), max_value=date(2200, 1, 1)), st.integers(1, 60))
def test_days_back_end_today_and_hold_as_many_days(today: date, days: int) -> None:
    begin, end = span(f"{days}d", 0, today)
    assert (end - begin) == days * 86_400
    assert begin <= stamp(today.isoformat()) < end
    assert not begin <= stamp((today - timedelta(days=days)).isoformat()) < end


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("today", "2026-03-31", "2026-03-31"),
        ("yesterday", "2026-03-30", "2026-03-30"),
        ("monday", "2026-03-30", "2026-03-30"),
        ("wednesday", "2026-03-25", "2026-03-25"),
        ("1w", "2026-03-25", "2026-03-31"),
        ("1m", "2026-03-01", "2026-03-31"),
        ("1y", "2025-04-01", "2026-03-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-12", "2026-12-01", "2026-12-31"),
    ],
)
def test_relative_dates(value: str, first: str, last: str) -> None:
    begin, end = span(value, 0, date(2026, 3, 31))
    assert begin == stamp(first)
    assert end == stamp(last) + 86_400


def test_the_newest_come_first_though_they_were_found_last(store: Store) -> None:
    articles = [
        article(
            document(f"Grain report number {n}", f"n{n}"),
            published=f"2026-02-{n % 28 + 1:02d}T{n % 24:02d}:{n % 60:02d}",
        )
        for n in range(120)
    ]
    fill(store, articles)
    whole = list(store.keys("grain"))
    assert whole == list(store.keys(""))
    assert list(store.keys("grain", limit=40)) == whole[:40]
    assert list(store.keys("grain is:unread", limit=7)) == whole[:7]


def test_a_read_only_store_answers(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    with Store.open(path) as store:
        fill(store, [article(document("Peace talks"))])
    with Store.open(path, read_only=True) as store:
        assert len(store.keys("talk")) == 1
