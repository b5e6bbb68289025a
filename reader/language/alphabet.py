"""Letters that decide a language, and languages an alphabet rules out.

A single ў settles Belarusian where a statistical model can only guess; the alphabets are those of
the national standards as CLDR's exemplar sets give them.
"""

from __future__ import annotations

import re

CYRILLIC = ("ru", "uk", "be", "bg", "sr", "mk", "kk")
"""Cyrillic languages told apart, in the order of the n-gram table."""

_COMMON = frozenset("абвгдежзиклмнопрстуфхцчш")
_ALPHABETS: dict[str, frozenset[str]] = {
    "ru": _COMMON | frozenset("ёйщъыьэюя"),
    "uk": _COMMON | frozenset("ґєіїйщьюя"),
    "be": (_COMMON - frozenset("и")) | frozenset("ёійўыьэюя"),
    "bg": _COMMON | frozenset("йщъьюя"),
    "sr": _COMMON | frozenset("ђјљњћџ"),
    "mk": _COMMON | frozenset("ѓѕјљњќџѐѝ"),
    "kk": _COMMON | frozenset("әғёйқңөұүһіщъыьэюя"),
}

_DECISIVE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("be", re.compile("ў")),
    ("uk", re.compile("[ґєї]")),
    ("sr", re.compile("[ђћ]")),
    ("mk", re.compile("[ѓќѕ]")),
    ("kk", re.compile("[әғқңөұүһ]")),
    # Russian writes ъ before е ё ю я only; before a consonant or at the end it is Bulgarian's vowel.
    ("bg", re.compile(r"(?<=[а-щ])ъ(?:[бвгджзйклмнпрстфхцчшщ]|\b)")),
)

_ARABIC: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ur", re.compile("[ٹڈڑںےہھ]")),
    ("ckb", re.compile("[ێۆڵڕڤە]")),
    ("ps", re.compile("[ټډړښږڼېۍ]")),
    ("ug", re.compile("[ۇۈۋ]")),
    ("fa", re.compile("[پچژگکی]")),
)


def decisive(text: str) -> str | None:
    """The one Cyrillic language whose own letters stand in the text, None if none or several do."""
    folded = text.casefold()
    found = [language for language, letters in _DECISIVE if letters.search(folded)]
    return found[0] if len(found) == 1 else None


def possible(text: str) -> tuple[str, ...]:
    """The Cyrillic languages whose alphabet covers every Cyrillic letter of the text.

    All of them when none does: a name spelt in two alphabets must not end as impossible.
    """
    letters = {c for c in text.casefold() if "\u0400" <= c <= "\u052f"}
    fitting = tuple(language for language in CYRILLIC if letters <= _ALPHABETS[language])
    return fitting or CYRILLIC


def outside(text: str, language: str) -> int:
    """How many Cyrillic letters of the text the alphabet of a language does not have."""
    alphabet = _ALPHABETS.get(language)
    if alphabet is None:
        return 0
    return sum("\u0400" <= c <= "\u052f" and c not in alphabet for c in text.casefold())


def arabic(text: str) -> str:
    """The language of text in Arabic script by the letters that only one of them has."""
    for language, letters in _ARABIC:
        if letters.search(text):
            return language
    return "ar"


BY_SCRIPT: dict[str, str] = {
    "Grek": "el",
    "Hebr": "he",
    "Armn": "hy",
    "Geor": "ka",
    "Deva": "hi",
    "Beng": "bn",
    "Guru": "pa",
    "Gujr": "gu",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Mlym": "ml",
    "Sinh": "si",
    "Thai": "th",
    "Laoo": "lo",
    "Mymr": "my",
    "Ethi": "am",
    "Khmr": "km",
    "Hang": "ko",
    "Kana": "ja",
    "Hani": "zh",
}
"""The language that a script means in news copy, for scripts that serve one in the main."""
