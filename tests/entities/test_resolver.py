"""Which names are one, and that nothing else is."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.entities import Resolver, Verdict, keys, same
from reader.model import Entity, EntityLabel

PER, ORG, LOC = EntityLabel.PER, EntityLabel.ORG, EntityLabel.LOC


def mention(text: str, label: EntityLabel = PER) -> Entity:
    return Entity(0, len(text), text, label, text)


SAME = [
    ("Zelensky", "Zelenskyy", PER),
    ("Volodymyr Zelensky", "Володимир Зеленський", PER),
    ("Volodymyr Zelenskiy", "Владимир Зеленский", PER),
    ("Emmanuel Bonne", "Emmanuel Bonn", PER),
    ("Андрей Кортунов", "Andrei Kortunov", PER),
    ("Andrey Kortunov", "Andrei Kortunov", PER),
    ("Макрон", "Macron", PER),
    ("Макрона", "Macron", PER),
    ("Путиным", "Putin", PER),
    ("Poutine", "Путін", PER),
    ("Эммануэлем Макроном", "Emmanuel Macron", PER),
    ("Дональда Туска", "Donald Tusk", PER),
    ("Си Цзиньпина", "Xi Jinping", PER),
    ("Урсулой фон дер Ляйен", "Ursula von der Leyen", PER),
    ("António Guterres", "Антониу Гутерриша", PER),
    ("Recep Tayyip Erdoğan", "Реджеп Тайип Эрдоган", PER),
    ("JD Vance", "Джей Ди Вэнс", PER),
    ("Peter Szijjártó", "Петер Сийярто", PER),
    ("Kiev", "Kyiv", LOC),
    ("Києві", "Киев", LOC),
    ("Germany", "ФРГ", LOC),
    ("Германией", "Німеччина", LOC),
    ("U.S.", "США", LOC),
    ("Kremlin", "Кремля", ORG),
    ("Élysée", "Елисейский дворец", ORG),
    ("EU", "Евросоюзом", ORG),
    ("ЕС", "Європейського Союзу", ORG),
    ("Вилючинске", "Vilyuchinsk", LOC),
]

DIFFERENT = [
    ("Grigory Karasin", "Oleg Karpovich", PER),
    ("Karasin", "Карпович", PER),
    ("Giorgia Meloni", "Джорджа Мельник", PER),
    ("Meloni", "Melnik", PER),
    ("Alexander Stubb", "Alexander Stubbs", PER),
    ("Stubb", "Stubbs", PER),
    ("Petrov", "Petrova", PER),
    ("Игорь Петров", "Мария Петрова", PER),
    ("Ivan Petrov", "Igor Petrov", PER),
    ("Ivan Petrov", "Игорь Петров", PER),
    ("Donald Trump", "Melania Trump", PER),
    ("Дональд Трамп", "Donald Tusk", PER),
    ("Emmanuel Macron", "Brigitte Macron", PER),
    ("Maria Frolova", "Марина Фролова", PER),
    ("Dmitry Medvedev", "Дмитрий Медведчук", PER),
    ("Vladimir Putin", "Владимир Пушилин", PER),
    ("Andrei Babis", "Андрей Бабич", PER),
    ("Nikolai Patrushev", "Дмитрий Патрушев", PER),
    ("Peskov", "Псков", PER),
    ("Niger", "Nigeria", LOC),
    ("Нигером", "Nigeria", LOC),
    ("Нигерии", "Niger", LOC),
    ("Austria", "Australia", LOC),
    ("Австрии", "Австралии", LOC),
    ("Австралией", "Austria", LOC),
    ("Guinea", "Guyana", LOC),
    ("Словакии", "Slovenia", LOC),
    ("Slovakia", "Slovenia", LOC),
    ("North Korea", "South Korea", LOC),
    ("Paris", "Parisi", LOC),
    ("European Council", "Council of Europe", ORG),
    ("Duma", "Rada", ORG),
]


@pytest.mark.parametrize(("first", "second", "label"), SAME)
def test_variants_are_one(first: str, second: str, label: EntityLabel) -> None:
    assert same(first, second, label).verdict is Verdict.SAME
    assert same(second, first, label).verdict is Verdict.SAME


@pytest.mark.parametrize(("first", "second", "label"), DIFFERENT)
def test_hard_negatives_stay_apart(first: str, second: str, label: EntityLabel) -> None:
    assert same(first, second, label).verdict is Verdict.DIFFERENT
    assert same(second, first, label).verdict is Verdict.DIFFERENT


@pytest.mark.parametrize(("first", "second", "label"), DIFFERENT)
def test_hard_negatives_have_two_names_in_a_corpus(
    first: str, second: str, label: EntityLabel
) -> None:
    one, other = mention(first, label), mention(second, label)
    resolution = Resolver().resolve([("1", [one]), ("2", [other]), ("3", [one, other])])
    assert resolution.name("1", one) != resolution.name("2", other)
    assert resolution.name("3", one) != resolution.name("3", other)


def test_a_feminine_surname_and_a_genitive_are_left_to_a_person() -> None:
    assert same("Петров", "Петрова", PER).verdict is Verdict.DOUBTFUL


def test_one_person_in_every_spelling_and_script() -> None:
    corpus = [
        ("a", [mention("Vladimir Putin"), mention("Putin")]),
        ("b", [mention("Владимиром Путиным"), mention("Путин"), mention("Путина")]),
        ("c", [mention("Володимир Путін")]),
        ("d", [mention("Poutine")]),
    ]
    resolution = Resolver().resolve(corpus)
    names = {resolution.name(article, one) for article, entities in corpus for one in entities}
    assert names == {"Vladimir Putin"}


def test_a_bare_surname_joins_its_single_owner_only() -> None:
    one = [("1", [mention("Viktor Olenin")]), ("2", [mention("Оленин")])]
    assert Resolver().resolve(one).name("2", mention("Оленин")) == "Viktor Olenin"
    two = [*one, ("3", [mention("Pyotr Olenin")])]
    resolution = Resolver().resolve(two)
    assert resolution.name("2", mention("Оленин")) == "Оленин"
    pairs = {(one.first, one.second) for one in resolution.suggestions()}
    assert ("Viktor Olenin", "Оленин") in pairs


def test_within_an_article_the_bare_surname_is_its_own_person() -> None:
    corpus = [
        ("1", [mention("Viktor Olenin"), mention("Olenin")]),
        ("2", [mention("Pyotr Olenin"), mention("Оленина")]),
    ]
    resolution = Resolver().resolve(corpus)
    assert resolution.name("1", mention("Olenin")) == "Viktor Olenin"
    assert resolution.name("2", mention("Оленина")) == "Pyotr Olenin"


def test_initials_are_the_organisation_that_the_article_spells_out() -> None:
    entities = [mention("Pakistan Cricket Board", ORG), mention("PCB", ORG)]
    resolution = Resolver().resolve([("1", entities)])
    assert resolution.name("1", entities[1]) == "Pakistan Cricket Board"


def test_a_person_joins_and_parts_names_at_will() -> None:
    corpus = [("1", [mention("Emmanuel Bonn")]), ("2", [mention("Emmanuel Bonne")])]
    parted = Resolver(splits=[("Emmanuel Bonn", "Emmanuel Bonne")]).resolve(corpus)
    assert parted.name("1", mention("Emmanuel Bonn")) == "Emmanuel Bonn"
    assert parted.name("2", mention("Emmanuel Bonne")) == "Emmanuel Bonne"
    apart = [("1", [mention("Samuel Clemens")]), ("2", [mention("Mark Twain")])]
    joined = Resolver(merges=[("Samuel Clemens", "Mark Twain")]).resolve(apart)
    assert joined.name("1", mention("Samuel Clemens")) == joined.name("2", mention("Mark Twain"))


def test_an_article_read_anew_replaces_its_names() -> None:
    resolution = Resolver().resolve([("1", [mention("Viktor Olenin")]), ("2", [mention("Olenin")])])
    assert resolution.name("2", mention("Olenin")) == "Viktor Olenin"
    resolution.remove("1")
    assert resolution.name("2", mention("Olenin")) == "Olenin"
    resolution.add("1", [mention("Viktor Olenin")])
    assert resolution.name("2", mention("Olenin")) == "Viktor Olenin"
    resolution.remove("never added")


def test_names_with_their_counts_resolve_like_articles() -> None:
    resolution = Resolver().resolve(())
    resolution.add_name("Emmanuel Macron", PER, 3)
    resolution.add_name("Эммануэля Макрона", PER)
    assert resolution.canonical("Эммануэля Макрона", PER) == "Emmanuel Macron"
    assert resolution.canonical("Nobody Known", PER) == "Nobody Known"


POOL = [
    mention(text, label)
    for pair in (*SAME, *DIFFERENT)
    for text, label in ((pair[0], pair[2]), (pair[1], pair[2]))
]


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.lists(st.sampled_from(POOL), max_size=6), min_size=1, max_size=8),
    st.integers(0, 2**16),
)
def test_the_order_of_articles_changes_nothing(articles: list[list[Entity]], seed: int) -> None:
    corpus = [(str(number), entities) for number, entities in enumerate(articles)]
    shuffled = list(corpus)
    random.Random(seed).shuffle(shuffled)
    first, second = Resolver().resolve(corpus), Resolver().resolve(shuffled)
    for article, entities in corpus:
        for one in entities:
            assert first.name(article, one) == second.name(article, one)
    assert first.suggestions() == second.suggestions()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=24), st.text(max_size=24), st.sampled_from(list(EntityLabel)))
def test_any_two_strings_have_a_verdict_that_is_symmetric(
    first: str, second: str, label: EntityLabel
) -> None:
    assert same(first, second, label).verdict is same(second, first, label).verdict
    assert isinstance(keys(first, label), frozenset)


def test_pairs_of_one_kind_share_a_key() -> None:
    for first, second, label in SAME:
        assert not keys(first, label).isdisjoint(keys(second, label)), (first, second)


def test_every_pair_of_countries_is_apart() -> None:
    names = ["Niger", "Nigeria", "Austria", "Australia", "Slovakia", "Slovenia", "Iran", "Iraq"]
    for first, second in itertools.combinations(names, 2):
        assert same(first, second, LOC).verdict is Verdict.DIFFERENT
