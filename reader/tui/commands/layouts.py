"""A key keeps its meaning when the keyboard is switched to Russian or Ukrainian.

A terminal sends the letter of the layout that is on, not the place of the key,
so each Latin key is also bound to the letters that stand in its place. The one
table below follows the standard layouts: Russian ЙЦУКЕН (Windows and XKB "ru")
and Ukrainian (XKB "ua").
"""

from __future__ import annotations

from functools import cache

_PLACES = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_LAYOUTS = (
    ("ru", "ёйцукенгшщзхъфывапролджэячсмитьбю."),
    ("uk", "'йцукенгшщзхїфівапролджєячсмитьбю."),
)
_SHIFTED = str.maketrans("`[];',./", '~{}:"<>?')
_SHIFTED_CYRILLIC = str.maketrans("'.", "₴,")
_DIGITS = {"ru": {"@": '"', "#": "№", "$": ";", "^": ":", "&": "?"}, "uk": {"#": "№", "$": ";"}}
_STILL_LATIN = frozenset(".,;:?'\"")
"""Signs that have a key of their own on the Latin layout: no alias takes them from it."""


@cache
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for language, letters in _LAYOUTS:
        shifted = letters.upper().translate(_SHIFTED_CYRILLIC)
        places = _PLACES.upper().translate(_SHIFTED)
        pairs = [*zip(_PLACES, letters, strict=True), *zip(places, shifted, strict=True)]
        for latin, other in [*pairs, *_DIGITS[language].items()]:
            known = table.setdefault(latin, [])
            if other not in known and other not in _STILL_LATIN:
                known.append(other)
    return {latin: tuple(others) for latin, others in table.items()}


def aliases(key: str) -> tuple[str, ...]:
    """The characters that the same key gives on the other layouts, such as ("т",) for "n".

    Keys without a character of their own (``enter``, ``ctrl+p``) have none, and
    neither have signs whose counterpart is itself a Latin sign: on a Russian
    layout "/" is typed as a full stop, which must not start a search on the
    Latin one.
    """
    return _table().get(key, ())


@cache
def _letters() -> dict[str, str]:
    return {other: key for key, others in _table().items() if key.isalpha() for other in others}


def latin(key: str) -> str:
    """The Latin letter on the key that gave this character, in whatever layout; empty for no letter."""
    return key if len(key) == 1 and key.isascii() else _letters().get(key, "")
