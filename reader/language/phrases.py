"""Set phrases of news pages: they settle a fragment's language and kind at once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reader.model import LeftoverKind


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a set phrase tells: the languages it is written in so, and what it does on a page."""

    languages: tuple[str, ...]
    kind: LeftoverKind


def fold(text: str) -> str:
    """A fragment as it is looked up: casefolded, bare of punctuation and digits at its ends."""
    folded = text.casefold().replace("ё", "е").replace("’", "'")
    low, high = 0, len(folded)
    while low < high and _is_edge(folded[low]):
        low += 1
    while high > low and _is_edge(folded[high - 1]):
        high -= 1
    return " ".join(folded[low:high].split())


def _is_edge(character: str) -> bool:
    return character == "_" or character.isdecimal() or not character.isalnum()


@cache
def _table() -> dict[str, Phrase]:
    raw = files("reader.language").joinpath("data", "phrases.toml").read_text(encoding="utf-8")
    table: dict[str, Phrase] = {}
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


def lookup(text: str) -> Phrase | None:
    """The set phrase that a fragment is, None for what is no set phrase."""
    return _table().get(fold(text))


def opening(text: str) -> Phrase | None:
    """The set phrase that stands before a colon at the head of a fragment ("Фото: ТАСС")."""
    head, colon, _ = text.partition(":")
    return lookup(head) if colon else None
