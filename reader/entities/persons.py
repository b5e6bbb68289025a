"""The parts of a personal name, and the words that are one name although they sound apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from msgspec import Struct

from reader.entities.keys import CYRILLIC, fold, nominatives, word_keys
from reader.entities.tables import table

WORD = re.compile(r"[^\W\d_](?:[\w’'ʼ.-]*\w)?\.?")


class Person(Struct, frozen=True):
    """A personal name in parts, folded: given names (or initials) in order, and the surname.

    `given` is empty for a bare name. Particles stay with the surname for its
    written form only: ``core`` is the word that carries it.
    """

    given: tuple[str, ...]
    surname: str

    @property
    def bare(self) -> bool:
        """Whether only one part of the name is given."""
        return not self.given

    @property
    def core(self) -> str:
        """The last word of the surname, without its particles."""
        return self.surname.rsplit(" ", 1)[-1]

    @property
    def initial(self) -> bool:
        """Whether the first given name is an initial only."""
        return bool(self.given) and len(self.given[0]) == 1


@cache
def _sets() -> tuple[frozenset[str], frozenset[str], frozenset[str], tuple[str, ...]]:
    words = table("words")
    return (
        frozenset(fold(word) for word in words["particles"]),
        frozenset(words["suffixes"]),
        frozenset(fold(word) for word in words["surname_first"]),
        tuple(words["patronymics"]),
    )


def particles() -> frozenset[str]:
    """Words such as von and de that belong to the surname after them, folded."""
    return _sets()[0]


@lru_cache(maxsize=65_536)
def person(name: str) -> Person:
    """The parts of a name as the news write it; family names of East Asia come first."""
    parts, suffixes, first, patronymics = _sets()
    words: list[str] = []
    for word in WORD.findall(name):
        if re.fullmatch(r"(?:[^\W\d_]\.){2,}", word):
            words.extend(fold(letter) for letter in word.split(".") if letter)
        else:
            words.append(fold(word.strip(".")).replace(" ", "-"))
    words = [word for word in words if word]
    while len(words) > 2 and words[-1] in suffixes:
        words.pop()
    if len(words) == 3 and words[1].endswith(patronymics):
        del words[1]
    if not words:
        return Person((), "")
    if len(words) == 1:
        return Person((), words[0].removeprefix("al-").removeprefix("аль-"))
    if words[0] in first and len(words) <= 3:
        return Person((_joined(words[1:]),), words[0])
    start = len(words) - 1
    while start > 0 and words[start - 1] in parts:
        start -= 1
    surname = " ".join(words[start:])
    core = surname.removeprefix("al-").removeprefix("аль-")
    return Person(tuple(words[:start]), core)


def _joined(words: Iterable[str]) -> str:
    return "".join(word.replace("-", "") for word in words)


@cache
def _rows(which: str) -> dict[str, frozenset[int]]:
    rows: dict[str, set[int]] = {}
    for number, row in enumerate(table("words")[which]):
        for word in row:
            rows.setdefault(fold(word).replace(" ", "-"), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in rows.items()}


@lru_cache(maxsize=65_536)
def rows(word: str, which: str) -> frozenset[int]:
    """The rows of a table (``surnames`` or ``given``) that a folded word stands in, in any case."""
    known = _rows(which)
    exact = known.get(word)
    if exact is not None or not CYRILLIC.search(word):
        return exact or frozenset()
    return frozenset().union(*(known.get(form, frozenset()) for form in nominatives(word)))


@lru_cache(maxsize=65_536)
def feminine_or_oblique(word: str) -> str | None:
    """The masculine surname whose feminine or genitive a Cyrillic word is; None for other words."""
    for feminine, masculine in table("words")["gendered"]:
        if word.endswith(feminine) and len(word) > len(feminine) + 1:
            return f"{word.removesuffix(feminine)}{masculine}"
    return None


@cache
def known_persons() -> tuple[tuple[str, Person], ...]:
    """Persons whom a bare surname names in the news, with their names' parts."""
    return tuple((name, person(name)) for name in table("words")["known"])


@cache
def _known_index() -> dict[str, tuple[tuple[str, Person], ...]]:
    index: dict[str, list[tuple[str, Person]]] = {}
    for name, one in known_persons():
        for key in surname_keys(one):
            index.setdefault(key, []).append((name, one))
    return {key: tuple(found) for key, found in index.items()}


def known_like(one: Person) -> list[tuple[str, Person]]:
    """The persons of the news whose surname shares a key with a name's, in the table's order."""
    index = _known_index()
    found = {name: full for key in surname_keys(one) for name, full in index.get(key, ())}
    return sorted(found.items())


def surname_keys(one: Person) -> frozenset[str]:
    """What a surname is indexed by: its keys, and the table rows that it stands in."""
    listed = (f"row:{row}" for row in rows(one.core, "surnames"))
    return frozenset((*word_keys(one.core), *listed))


@cache
def _known_surnames() -> frozenset[str]:
    return frozenset(one.core for _, one in known_persons())


def is_known_surname(word: str) -> bool:
    """Whether a word, as written, is the surname of a person whom the whole press knows."""
    return fold(word) in _known_surnames()


@lru_cache(maxsize=65_536)
def names_known_person(word: str, *, opening: bool) -> bool:
    """Whether a word alone is the surname of a person whom the whole press knows.

    A word that opens a sentence owes its capital to that, so it must be the
    surname as the tables write it; elsewhere any case of the declension will do.
    """
    if is_known_surname(word):
        return True
    known = _known_rows()
    written = fold(word)
    if rows(written, "surnames").isdisjoint(known):
        return False
    return not opening or written in _rows("surnames")


@cache
def _known_rows() -> frozenset[int]:
    return frozenset().union(*(rows(one.core, "surnames") for _, one in known_persons()))
