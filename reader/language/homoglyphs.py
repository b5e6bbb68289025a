"""Words with letters of another script inside: "Cоrona" with a Cyrillic о.

They break search, deceive the eye and come from careless keyboards or from care. A word counts
when swapping look-alikes makes it wholly one script; glued words and science's symbols do not.
A word that is all look-alikes ("сор") is ambiguous and taken for a disguised one only where
its neighbours force it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct

from reader.language.letters import Letters
from reader.language.scripts import LATIN, RANGES, script_of

_CONFUSABLE = ("Cyrl", "Grek", "Armn")
_OTHER = "".join(RANGES[code] for code in _CONFUSABLE)
_WORD = re.compile(f"[{LATIN}{_OTHER}\u0300-\u036f]+")
_NEXT_WORD = re.compile(rf"[\s,;:'’\"“”()–—-]*([{LATIN}{_OTHER}]+)")
_LAST_WORD = re.compile(rf"([{LATIN}{_OTHER}]+)[\s,;:'’\"“”()–—-]*$")
_NEAR = 40


class Homoglyph(Struct, frozen=True):
    """A disguised word: its span, the script it should be wholly in, and the word meant."""

    start: int
    end: int
    script: str
    intended: str


class _Table(Struct, frozen=True):
    to_latin: Mapping[str, Mapping[str, str]]
    loosely: Mapping[str, Mapping[str, str]]
    from_latin: Mapping[str, Mapping[str, str]]
    latin_words: frozenset[str]
    latin_capitals: frozenset[str]
    cyrillic_words: frozenset[str]


@cache
def _table() -> _Table:
    raw = files("reader.language").joinpath("data", "lookalikes.toml").read_text(encoding="utf-8")
    data = tomllib.loads(raw)
    sure: dict[str, dict[str, str]] = data["sure"]
    loosely = {code: {**pairs, **data["loose"].get(code, {})} for code, pairs in sure.items()}
    back: dict[str, dict[str, str]] = {}
    for code, pairs in sure.items():
        back[code] = {}
        for letter, latin in pairs.items():
            back[code].setdefault(latin, letter)
    words: dict[str, list[str]] = data["words"]
    return _Table(
        sure,
        loosely,
        back,
        frozenset(words["en"]),
        frozenset(words["EN"]),
        frozenset(words["ru"] + words["RU"]),
    )


def _swap(word: str, table: Mapping[str, str], script: str) -> str | None:
    """The word with every letter of a script swapped for its look-alike, None if one has none."""
    swapped: list[str] = []
    for letter in word:
        if script_of(letter) != script:
            swapped.append(letter)
        elif letter in table:
            swapped.append(table[letter])
        else:
            return None
    return "".join(swapped)


def _mixed(word: str, latin_copy: bool) -> tuple[str, str] | None:
    """The script and the word meant by a word of two scripts, None where it is no disguise."""
    scripts = [script_of(c) for c in word]
    others = {s for s in scripts if s not in {None, "Latn"}}
    if len(others) != 1:
        return None
    other = others.pop() or ""
    if other not in _CONFUSABLE:
        return None
    latin, foreign = scripts.count("Latn"), scripts.count(other)
    table = _table()
    as_latin = _swap(word, table.to_latin[other], other)
    as_other = _swap(word, table.from_latin[other], "Latn")
    if other == "Grek":
        # Science writes ΔE and kΩ: Greek counts only well inside a Latin word, and the reverse.
        as_latin = as_latin if latin >= 3 and latin > foreign else None
        as_other = as_other if foreign >= 3 and foreign > latin and not latin_copy else None
    if _glued(word):
        return None
    if as_latin is None and latin_copy and latin > foreign and other == "Cyrl":
        as_latin = _swap(word, table.loosely[other], other)
        if as_latin is not None and not as_latin.isalpha():
            as_latin = None
    if as_latin is None and as_other is None:
        return None
    if as_latin is not None and as_other is not None:
        if latin != foreign:
            return ("Latn", as_latin) if latin > foreign else (other, as_other)
        return ("Latn", as_latin) if latin_copy else (other, as_other)
    return ("Latn", as_latin) if as_latin is not None else (other, as_other or "")


def _glued(word: str) -> bool:
    """Whether two words of two scripts were pasted together rather than one disguised."""
    switches = [
        i
        for i in range(1, len(word))
        if (script_of(word[i]) == "Latn") != (script_of(word[i - 1]) == "Latn")
    ]
    if len(switches) != 1:
        return False
    first, second = word[: switches[0]], word[switches[0] :]
    camel = len(first) > 1 and len(second) > 1 and first[-1].islower() and second[0].isupper()
    return camel or min(len(first), len(second)) >= 4


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """The scripts of the words right before and after a span in its line, "" at the line's ends."""
    low = max(text.rfind("\n", 0, start) + 1, start - _NEAR)
    stop = text.find("\n", end)
    high = min(len(text) if stop < 0 else stop, end + _NEAR)
    before, after = _LAST_WORD.search(text[low:start]), _NEXT_WORD.match(text[end:high])
    return (
        (script_of(before[1][-1]) or "") if before else "",
        (script_of(after[1][0]) or "") if after else "",
    )


def _whole(text: str, start: int, end: int) -> tuple[str, str] | None:
    """The script and the word meant by a word that is all look-alikes, between other neighbours."""
    word = text[start:end]
    script = script_of(word[0]) or ""
    table = _table()
    before, after = _neighbours(text, start, end)
    around = {before, after} - {""}
    if script == "Latn":
        swapped = _swap(word, table.from_latin["Cyrl"], "Latn")
        if swapped in table.cyrillic_words and around == {"Cyrl"} and before and after:
            return "Cyrl", swapped
        return None
    if script not in table.to_latin or around != {"Latn"} or (script != "Cyrl" and len(word) < 3):
        return None
    swapped = _swap(word, table.to_latin[script], script)
    if swapped is None:
        return None
    known = swapped in table.latin_capitals if swapped.isupper() and len(swapped) > 1 else False
    known = known or swapped.casefold() in table.latin_words
    if known and ((before and after) or len(swapped) > 1):
        return "Latn", swapped
    return None


def homoglyphs(text: str, latin_copy: bool, read: Letters) -> Iterator[Homoglyph]:
    """The disguised words of a text in order; `latin_copy` says which script the article is in.

    `read` tells the scripts of the text's letters.
    """
    done = 0
    for at in read.mixed():
        if at < done:
            continue
        low = at
        while low > done and _WORD.match(text, low - 1, low):
            low -= 1
        word = _WORD.match(text, low)
        assert word is not None, "it holds two letters"
        done = word.end()
        meant = _mixed(word.group(), latin_copy)
        if meant is not None:
            yield Homoglyph(word.start(), word.end(), *meant)


def disguised(text: str, start: int, end: int) -> Homoglyph | None:
    """The word meant by text[start:end] if it is one word, all look-alikes, and out of place."""
    if _WORD.fullmatch(text, start, end) is None:
        return None
    meant = _whole(text, start, end)
    return Homoglyph(start, end, *meant) if meant else None
