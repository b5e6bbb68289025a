"""Names keep the article's spelling across scripts, cases and engines."""

from __future__ import annotations

import pytest

from reader.model import Entity, EntityLabel
from reader.translate import Names
from reader.translate.names import lexicon_name


def person(text: str, name: str) -> Entity:
    return Entity(0, len(text), text, EntityLabel.PER, name)


@pytest.mark.parametrize(
    ("mention", "spelled", "wanted"),
    [
        ("Макрон", "Emmanuel Macron", "Macron"),
        ("Макрона", "Emmanuel Macron", "Macron"),
        ("МАКРОН", "Emmanuel Macron", "MACRON"),
        ("Путиным", "Vladimir Putin", "Putin"),
        ("Зеленскому", "Volodymyr Zelenskyy", "Zelenskyy"),
        ("Владимира Зеленского", "Volodymyr Zelenskyy", "Volodymyr Zelenskyy"),
        ("Эмманюэлю Макрону", "Emmanuel Macron", "Emmanuel Macron"),
        ("Хоффман", "Katrin Hoffman", "Hoffman"),
        ("Уилсона", "Sarah Wilson", "Wilson"),
        ("Вашингтон Кэррол", "Washington Carroll", "Washington Carroll"),
        ("Захаровой", "Maria Zakharova", "Zakharova"),
        ("Шувалов", "Igor Shuvalov", "Shuvalov"),
    ],
)
def test_a_mention_takes_the_articles_spelling(mention: str, spelled: str, wanted: str) -> None:
    found = Names(spelled=[spelled]).resolve(mention, "ru")
    assert found is not None
    assert (found.text, found.basis) == (wanted, "article")


def test_another_persons_name_is_not_taken() -> None:
    names = Names(spelled=["Emmanuel Macron", "Vladimir Putin"])
    for other in ("Мартынов", "Петров", "Макаров", "Пятин"):
        assert names.resolve(other, "ru") is None


def test_entities_of_both_scripts_feed_it() -> None:
    names = Names.of(
        [person("Макрона", "Emmanuel Macron"), person("Steve Witkoff", "Steve Witkoff")]
    )
    macron, witkoff = names.resolve("Макрон", "ru"), names.resolve("Уиткоффом", "ru")
    assert macron is not None
    assert macron.text == "Macron"
    assert witkoff is not None
    assert witkoff.text == "Witkoff"


@pytest.mark.parametrize(
    ("mention", "wanted"),
    [
        ("Мерц", "Merz"),
        ("Мерцем", "Merz"),
        ("Си Цзиньпина", "Xi Jinping"),
        ("Си Цзиньпин", "Xi Jinping"),
        ("Шольца", "Scholz"),
        ("Стармером", "Starmer"),
    ],
)
def test_the_lexicon_knows_what_no_scheme_restores(mention: str, wanted: str) -> None:
    assert lexicon_name(mention, "ru") == wanted


def test_the_lexicon_is_large_enough_to_be_of_use() -> None:
    from reader.translate.data import load

    assert len(load("lexicon.toml")["names"]) >= 150


def test_what_an_engine_made_of_a_name_is_put_right() -> None:
    names = Names(spelled=["Emmanuel Macron", "Volodymyr Zelenskyy"])
    assert (
        names.repair("Макрон приехал в Киев.", "Makron came to Kyiv.", "ru")
        == "Macron came to Kyiv."
    )
    assert (
        names.repair("Зеленский и Макрон", "Zelensky and Macaron", "ru") == "Zelenskyy and Macron"
    )


def test_words_that_only_sound_alike_are_left() -> None:
    names = Names(spelled=["Emmanuel Macron"])
    assert names.repair("Переговоры идут.", "Macarons are on.", "ru") == "Macarons are on."


def test_a_name_that_the_engine_left_out_is_reported_not_invented() -> None:
    names = Names(spelled=["Milan Babich"])
    source, target = "Бабич выступил.", "The speaker took the floor."
    assert names.repair(source, target, "ru") == target
    assert names.lost(source, target, "ru") == {"Бабич": "Babich"}


def test_a_glossary_outranks_the_article() -> None:
    names = Names(spelled=["Kiev"]).over({"Киев": "Kyiv"})
    found = names.resolve("Киев", "ru")
    assert found is not None
    assert found.text == "Kyiv"
