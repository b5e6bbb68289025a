"""Case forms of Russian and Ukrainian names, so that a table of nominatives meets inflected text.

Forms are generated, not analysed: the few endings of each type of nominative
give a set that a word either is in or not, with no dictionary and no guess
about a word the table does not hold. Alternations inside the stem (Київ, Києва)
are listed in the tables.
"""

from __future__ import annotations

import re
from functools import lru_cache

RUSSIAN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("ия", "", ("ия", "ии", "ию", "ией")),
    ("ая", "", ("ая", "ой", "ую")),
    ("яя", "", ("яя", "ей", "юю")),
    ("ский", "", ("ский", "ского", "скому", "ским", "ском")),
    ("цкий", "", ("цкий", "цкого", "цкому", "цким", "цком")),
    ("кий", "", ("кий", "кого", "кому", "ким", "ком")),
    ("ний", "", ("ний", "него", "нему", "ним", "нем")),
    ("жний", "", ("жний", "жнего", "жнему", "жним", "жнем")),
    ("ый", "", ("ый", "ого", "ому", "ым", "ом")),
    ("ой", "", ("ой", "ого", "ому", "ым", "ом", "оя", "ою", "оем", "ое")),
    ("ое", "", ("ое", "ого", "ому", "ым", "ом")),
    ("ые", "", ("ые", "ых", "ым", "ыми")),
    ("кие", "", ("кие", "ких", "ким", "кими")),
    ("а", "[гкхжшщчц]", ("а", "и", "ы", "е", "у", "ой", "ей", "ою")),
    ("а", "", ("а", "ы", "е", "у", "ой", "ою")),
    ("я", "", ("я", "и", "е", "ю", "ей", "ею")),
    ("ь", "", ("ь", "и", "ью", "я", "ю", "ем", "е")),
    ("й", "", ("й", "я", "ю", "ем", "е", "и")),
    ("ье", "", ("ье", "ья", "ью", "ьем")),
    ("ие", "", ("ие", "ия", "ию", "ием", "ии")),
    ("во", "", ("во", "ва", "ву", "вом", "ве")),
    ("но", "", ("но", "на", "ну", "ном", "не")),
    ("ре", "", ("ре", "ря", "рю", "рем")),
    ("ы", "", ("ы", "ов", "", "ам", "ами", "ах")),
    ("цы", "", ("цы", "ец", "цев", "цам", "цами", "цах")),
    ("ия", "", ("ия", "ий", "иям")),
    ("и", "[гкхжшщч]", ("и", "", "ов", "ей", "ам", "ами", "ах")),
    ("ток", "", ("ток", "тока", "току", "током", "токе")),
    ("", "[бвгджзклмнпрстфхцчшщ]", ("", "а", "у", "ом", "ем", "е")),
)
"""Ending of the nominative, what must stand before it (a pattern), and all endings in its place."""

UKRAINIAN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("ія", "", ("ія", "ії", "ію", "ією")),
    ("ька", "", ("ька", "ької", "ькій", "ьку", "ькою")),
    ("на", "", ("на", "ни", "ні", "ну", "ною", "ної", "ній")),
    ("ва", "", ("ва", "ви", "ві", "ву", "вою", "вої", "вій")),
    ("ький", "", ("ький", "ького", "ькому", "ьким")),
    ("ий", "", ("ий", "ого", "ому", "им")),
    ("ній", "", ("ній", "нього", "ньому", "нім")),
    ("е", "", ("е", "ого", "ому", "им")),
    ("я", "[ноїр]", ("я", "ї", "і", "ю", "єю", "ею")),
    ("ка", "", ("ка", "ки", "ці", "ку", "кою")),
    ("га", "", ("га", "ги", "зі", "гу", "гою")),
    ("ада", "", ("ада", "ади", "аді", "аду", "адою")),
    ("а", "", ("а", "и", "і", "у", "ою", "ею")),
    ("я", "", ("я", "і", "ї", "ю", "ею", "єю", "ям")),
    ("ина", "", ("ина", "ини", "ині", "ину", "иною")),
    ("ь", "", ("ь", "я", "ю", "ем", "і", "ю")),
    ("ій", "", ("ій", "ія", "ію", "ієм", "ії")),
    ("й", "", ("й", "я", "ю", "єм", "ї")),
    ("и", "", ("и", "", "ів", "ам", "ами", "ах")),
    ("і", "", ("і", "", "ів", "ам", "ами", "ах")),
    ("ро", "", ("ро", "ра", "ру", "ром", "рі")),
    ("", "[бвгґджзклмнпрстфхцчшщ]", ("", "а", "у", "ом", "ем", "і", "ові")),
)


@lru_cache(maxsize=16_384)
def forms(word: str, language: str) -> frozenset[str]:
    """The case forms of one word of a name, case folded; the word alone where none are known.

    Abbreviations (all capitals) and words without Cyrillic letters do not change.
    """
    folded = word.casefold().replace("ё", "е")
    found = {folded}
    if language not in ("ru", "uk") or (word.isupper() and len(word) > 1):
        return frozenset(found)
    head, hyphen, tail = folded.rpartition("-")
    types = RUSSIAN if language == "ru" else UKRAINIAN
    for ending, before, endings in types:
        stem = tail.removesuffix(ending) if ending else tail
        if not tail.endswith(ending) or len(stem) < 2:
            continue
        if before and not re.search(f"{before}$", stem):
            continue
        found.update(f"{head}{hyphen}{stem}{one}" for one in endings)
        if len(ending) > 1:
            break
    return frozenset(found)
