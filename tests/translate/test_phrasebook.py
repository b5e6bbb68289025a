"""The phrasebook renders what pages say around a story, whole or not at all."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import LineKind
from reader.translate import Names, Phrasebook

GOLD = Path(__file__).parents[1] / "gold" / "phrasebook"
BOOK = Phrasebook.load()


def target(
    text: str, language: str = "ru", kind: LineKind | None = None, *spelled: str
) -> str | None:
    found = BOOK.lookup(text, language, kind=kind, names=Names(spelled=spelled))
    return found.target if found is not None else None


def entries(language: str) -> int:
    text = (resources.files("reader.translate") / "data" / f"phrases_{language}.toml").read_text(
        "utf-8"
    )
    data = tomllib.loads(text)
    return sum(len(section) for section in data["phrases"].values()) + len(data["only"]["caption"])


def test_it_holds_what_it_promises() -> None:
    assert entries("ru") >= 600
    assert entries("uk") >= 300


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Озвучить текст", "Read the text aloud"),
        ("озвучить  текст", "read the text aloud"),
        ("ПОДЕЛИТЬСЯ", "SHARE"),
        ("Показать ещё", "Show more"),
        ("Показать еще", "Show more"),
        ("Читать далее →", "Read more →"),
        ("→ Читайте также:", "→ Read also:"),
        ("Комментарии (12)", "Comments (12)"),
        ("Главная / Политика", "Home / Politics"),
        ("Политика | Экономика | Общество", "Politics | Economy | Society"),
        ("Фото: REUTERS/Benoit Tessier", "Photo: REUTERS/Benoit Tessier"),
        ("Фото: РИА Новости", "Photo: RIA Novosti"),
        ("Обновлено: 10 февраля 2026, 12:30", "Updated: February 10, 2026, 12:30"),
        ("5 минут назад", "5 minutes ago"),
        ("Переведено сервисом «Яндекс Переводчик»", "Translated by the Yandex Translate service"),
        ("Перевод с английского языка", "Translation from English"),
        ("Встреча Путина и Макрона в Кремле", "Meeting of Putin and Macron in the Kremlin"),
        ("Здание МИД России", "Russian Foreign Ministry building"),
        ("Пожар на складе в Москве", "Fire at warehouse in Moscow"),
        ("Отключить уведомления", "Turn off notifications"),
    ],
)
def test_russian_lines(source: str, english: str) -> None:
    assert target(source) == english


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Читати далі", "Read more"),
        ("Фото: Укрінформ", "Photo: Ukrinform"),
        ("Пов'язані новини", "Related news"),
        ("Пов’язані новини", "Related news"),
        ("5 хвилин тому", "5 minutes ago"),
        ("Наслідки російського обстрілу в Харкові", "Aftermath of the Russian shelling in Kharkiv"),
        ("Підписуйтесь на нас в Instagram", "Follow us on Instagram"),
    ],
)
def test_ukrainian_lines(source: str, english: str) -> None:
    assert target(source, "uk") == english


@pytest.mark.parametrize(
    ("row", "english"),
    [
        ("Главная Политика", "Home · Politics"),
        ("Новости Экономика Общество", "News · Economy · Society"),
        ("Головна Політика Економіка", "Home · Politics · Economy"),
    ],
)
def test_the_entries_of_a_menu_in_one_row_are_no_phrase(row: str, english: str) -> None:
    found = BOOK.lookup(row, "und", kind=LineKind.CHROME)
    assert found is not None
    assert found.target == english


def test_the_kind_of_a_line_decides_an_ambiguous_word() -> None:
    assert target("Мир", "ru", LineKind.CHROME) == "World"
    assert target("Мир", "ru", LineKind.CAPTION) == "Peace"


def test_names_are_spelled_as_the_article_spells_them() -> None:
    assert target("Макрон", "ru", LineKind.CAPTION, "Emmanuel Macron") == "Macron"
    assert target("Зеленского", "ru", LineKind.CAPTION, "Volodymyr Zelenskyy") == "Zelenskyy"
    assert target("Президент Франции Макрон", "ru", None, "Macron") == "French President Macron"


def test_what_nobody_has_spelled_is_transliterated_and_says_so() -> None:
    found = BOOK.lookup("Фото: Глеб Щукарёв / ТАСС", "ru")
    assert found is not None
    assert found.target == "Photo: Gleb Shchukaryov / TASS"
    assert (found.engine, found.model) == ("transliteration", "press")


def test_an_unknown_language_is_tried_as_russian_and_as_ukrainian() -> None:
    russian, ukrainian = BOOK.lookup("Поделиться", "und"), BOOK.lookup("Поділитися", "und")
    assert russian is not None
    assert russian.from_language == "ru"
    assert ukrainian is not None
    assert ukrainian.from_language == "uk"


def test_other_languages_are_left_to_engines() -> None:
    assert BOOK.lookup("Сподели", "bg") is None
    assert BOOK.lookup("Поделиться", "ru", "de") is None
    assert BOOK.lookup("Share", "en") is None


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("line", lines("wrong.jsonl"), ids=lambda line: line["text"][:40])
def test_what_only_looks_known_is_left_alone(line: dict[str, Any]) -> None:
    kind = LineKind(line["kind"]) if line.get("kind") else None
    assert BOOK.lookup(line["text"], line["language"], kind=kind) is None


def levelled(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.sub(r"[^\w+|/]+", " ", plain).split()
    return " ".join(word for word in words if word not in ("the", "a", "an"))


def test_unseen_lines_are_rendered_acceptably() -> None:
    held = [line for line in lines("lines.jsonl") if line["split"] == "held"]
    right = [
        line
        for line in held
        if levelled(
            target(line["text"], line["language"], LineKind(line["kind"]), *line.get("spelled", ()))
            or ""
        )
        in {levelled(good) for good in line["accept"]}
    ]
    assert len(right) / len(held) >= 0.80


def test_names_in_captions_are_right_where_the_article_spells_them() -> None:
    asked = right = 0
    for line in lines("lines.jsonl"):
        if "names" not in line:
            continue
        got = target(line["text"], line["language"], LineKind(line["kind"]), *line["spelled"]) or ""
        asked += len(line["names"])
        right += sum(name in got for name in line["names"])
    assert right / asked >= 0.95


CYRILLIC = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z")), max_size=60)
NEWSY = st.lists(
    st.sampled_from(
        [
            "Фото",
            ":",
            "/",
            "ТАСС",
            "Путин",
            "и",
            "в",
            "Москве",
            ",",
            "12",
            "«",
            "»",
            "читать",
            "Анна",
            "—",
            ".",
        ]
    ),
    max_size=8,
).map(" ".join)


@given(CYRILLIC | NEWSY)
def test_offsets_span_the_source_and_no_cyrillic_is_left(text: str) -> None:
    for language in ("ru", "uk", "und"):
        found = BOOK.lookup(text, language)
        if found is not None:
            assert text[found.start : found.end] == found.source == text.strip()
            assert found.target.strip()
            assert not re.search(r"[Ѐ-ӿ]", found.target)
