"""Named schemes, each with its own spelling, in the case of the source."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.translate import SCHEMES, TranslationError, transliterate


@pytest.mark.parametrize(
    ("name", "press"),
    [
        ("Щёлково", "Shchyolkovo"),
        ("Юрий Ушаков", "Yury Ushakov"),
        ("Екатеринбург", "Yekaterinburg"),
        ("Соловьёв", "Solovyov"),
        ("ЩЁЛКОВО", "SHCHYOLKOVO"),
        ("В. В. Зеленский", "V. V. Zelensky"),
        ("Ильинский", "Ilyinsky"),
    ],
)
def test_press_style(name: str, press: str) -> None:
    assert transliterate(name, "ru") == press


@pytest.mark.parametrize(
    ("name", "kmu"),
    [
        ("Київ", "Kyiv"),
        ("Харків", "Kharkiv"),
        ("Згурський", "Zghurskyi"),
        ("Єнакієве", "Yenakiieve"),
        ("Знам'янка", "Znamianka"),
        ("Юрій", "Yurii"),
        ("Володимир", "Volodymyr"),
        ("ЩЕРБИНА", "SHCHERBYNA"),
    ],
)
def test_ukrainian_by_the_table_of_2010(name: str, kmu: str) -> None:
    assert transliterate(name, "uk") == kmu


def test_bulgarian_by_the_streamlined_system() -> None:
    assert transliterate("София, Търново, Щъркелово", "bg") == "Sofia, Tarnovo, Shtarkelovo"


def test_schemes_differ_where_they_should() -> None:
    spelled = {scheme: transliterate("Юрий Подъячев", "ru", scheme) for scheme in SCHEMES}
    assert spelled["press"] == "Yury Podyachev"
    assert spelled["icao"] == "Iurii Podieiachev"
    assert spelled["gost"].startswith("Yurij")
    assert len(set(spelled.values())) == len(SCHEMES)


def test_letters_tell_the_language_where_nobody_does() -> None:
    assert transliterate("Київ") == "Kyiv"


def test_an_unknown_scheme_is_named_with_those_that_exist() -> None:
    with pytest.raises(TranslationError, match="press, bgn, icao, gost"):
        transliterate("Имя", "ru", "klingon")


LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐ '-."


@given(st.text(LETTERS, max_size=30), st.sampled_from(SCHEMES), st.sampled_from(["ru", "uk", "be"]))
def test_nothing_cyrillic_is_left(text: str, scheme: str, language: str) -> None:
    assert not re.search(r"[а-яёіїєґА-ЯЁІЇЄҐ]", transliterate(text, language, scheme))
