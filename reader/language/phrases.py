"""Set phrases of news pages: they settle a fragment's language and kind at once."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

from reader.model import LeftoverKind

_PROSE = 160
"""Characters of the longest fragment that may recur or be a set phrase but for what surrounds it."""
_END = 40
_FILES = ("phrases.toml", "phrases-latin.toml")


class Phrase(Struct, frozen=True):
    """What a set phrase tells: the languages it is written in so, and what it does on a page."""

    languages: tuple[str, ...]
    kind: LeftoverKind


def fold(text: str) -> str:
    """A fragment as it is looked up: casefolded, bare of punctuation and digits at its ends."""
    folded = text.casefold().replace("ё", "е").replace("’", "'")
    if not (folded[:1].isalpha() and folded[-1].isalpha()):
        low, high = 0, len(folded)
        while low < high and _is_edge(folded[low]):
            low += 1
        while high > low and _is_edge(folded[high - 1]):
            high -= 1
        folded = folded[low:high]
    return " ".join(folded.split())


def _is_edge(character: str) -> bool:
    return character == "_" or character.isdecimal() or not character.isalnum()


@cache
def _table() -> dict[str, Phrase]:
    table: dict[str, Phrase] = {}
    for name in _FILES:
        raw = files("reader.language").joinpath("data", name).read_text(encoding="utf-8")
        for language, kinds in tomllib.loads(raw).items():
            for kind, phrases in kinds.items():
                for phrase in phrases:
                    key = fold(phrase)
                    known = table.get(key)
                    if known is None:
                        table[key] = Phrase((language,), LeftoverKind(kind))
                    elif language not in known.languages:
                        table[key] = Phrase((*known.languages, language), known.kind)
    return table


@cache
def _longest() -> int:
    return max(map(len, _table()))


def lookup(text: str) -> Phrase | None:
    """The set phrase that a fragment is, None for what is no set phrase."""
    if len(text) > _PROSE:
        return None if _outlasts(text) else _table().get(fold(text))
    return _short(text)


@lru_cache(maxsize=4096)
def _short(text: str) -> Phrase | None:
    """The same for what may recur: buttons stand in every article of an outlet."""
    return _table().get(fold(text))


def _outlasts(text: str) -> bool:
    """Whether there is more between two letters than the longest set phrase has, without folding it."""
    between = sum(map(len, text[_END:-_END].split()))
    return (
        between > _longest()
        and any(map(str.isalpha, text[:_END]))
        and any(map(str.isalpha, text[-_END:]))
    )


def opening(text: str) -> Phrase | None:
    """The set phrase that stands before a colon at the head of a fragment ("Фото: ТАСС")."""
    head, colon, _ = text.partition(":")
    return lookup(head) if colon else None
