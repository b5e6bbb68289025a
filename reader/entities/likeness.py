"""Whether two names are one: tables before sound, edit distance only as a second witness.

Two full names are one when both parts agree. A merely similar part counts only
when the other part agrees exactly. What a person could decide and a rule
cannot is doubtful, and doubtful is never merged.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from msgspec import Struct

from reader.entities.gazetteer import gazetteer
from reader.entities.keys import CYRILLIC, fold, likeness, meet, nominatives, word_keys
from reader.entities.persons import (
    Person,
    feminine_or_oblique,
    known_like,
    person,
    rows,
    surname_keys,
)
from reader.model import EntityLabel

GIVEN_ACROSS, SURNAME_ACROSS, GIVEN_WITHIN, GIVEN_DOUBTFUL = 0.70, 0.80, 0.80, 0.60
"""Similarity that a part must reach while the other agrees; spellings vary more across scripts."""
SHORTEST_BY_SOUND = 5
"""Letters of a key below which two unlisted places or organisations are not joined by sound."""


class Verdict(Enum):
    """The answer to whether two names are one."""

    SAME = "same"
    DIFFERENT = "different"
    DOUBTFUL = "doubtful"


class Judgement(Struct, frozen=True):
    """A verdict and, in plain words, what it rests on."""

    verdict: Verdict
    reason: str


def same(first: str, second: str, label: EntityLabel) -> Judgement:
    """Whether two names of one label are variants of each other, in any script and case."""
    if fold(first) == fold(second):
        return Judgement(Verdict.SAME, "the same letters")
    if label is EntityLabel.PER:
        return same_person(person(first), person(second))
    return _same_thing(first, second, label)


def keys(name: str, label: EntityLabel) -> frozenset[str]:
    """What to index a name by: names that are the same share a key, but for misspelt surnames.

    Persons are indexed by their surname's keys and rows, known places and
    organisations by their entry, others by the keys of their first and last
    words.
    """
    if label is EntityLabel.PER:
        return frozenset(f"p:{key}" for key in surname_keys(person(name)))
    entry = gazetteer("en").lookup(name)
    if entry is not None and entry.label is label:
        return frozenset({f"id:{entry.id}"})
    words = fold(name).split()
    if not words:
        return frozenset()
    return frozenset(
        f"{len(words)}:{start}:{end}"
        for start in word_keys(words[0])
        for end in word_keys(words[-1])
    )


def _across(first: str, second: str) -> bool:
    return bool(CYRILLIC.search(first)) != bool(CYRILLIC.search(second))


def _part(first: str, second: str, which: str) -> bool | None:
    """Whether a part agrees: by table where both are listed, else by keys; None for an initial."""
    if len(first) == 1 or len(second) == 1:
        start, end = word_keys(first[0]), word_keys(second[0])
        return None if {key[:1] for key in start} & {key[:1] for key in end} else False
    left, right = rows(first, which), rows(second, which)
    if left and right:
        return not left.isdisjoint(right)
    return first == second or meet(first, second)


def _given(first: Person, second: Person) -> bool | None:
    """Whether the given names agree: the first of each, or all of them taken together."""
    left, right = _together(first), _together(second)
    if left and right and not left.isdisjoint(right):
        return True
    return _part(first.given[0], second.given[0], "given")


def _together(one: Person) -> frozenset[int]:
    """The table's rows of a given name of several words: Джей Ди, J. D."""
    words = (*one.given, *one.surname.split(" ")[:-1])
    return rows("-".join(words), "given") | rows("".join(words), "given")


def _surnames(first: Person, second: Person) -> bool:
    """Whether two surnames agree, feminine forms apart from masculine where the script shows it."""
    if not _part(first.core, second.core, "surnames"):
        return False
    if _across(first.core, second.core):
        return True
    return not _gender_apart(first, second)


def _gender_apart(first: Person, second: Person) -> bool:
    """Петров and Петрова with given names that settle that neither is a case of the other."""
    for one, other in ((first, second), (second, first)):
        masculine = feminine_or_oblique(one.core)
        if masculine == other.core and one.given and other.given:
            return _given(one, other) is False
    return False


def same_person(first: Person, second: Person) -> Judgement:
    """Whether two personal names are one; a bare name that fits a full one is doubtful."""
    if not first.surname or not second.surname:
        return Judgement(Verdict.DIFFERENT, "no name")
    surnames = _surnames(first, second)
    if first.bare or second.bare:
        return _bare(first, second, surnames=surnames)
    given = _given(first, second)
    if surnames and given:
        return Judgement(Verdict.SAME, "both parts agree")
    if surnames and given is None:
        return Judgement(Verdict.DOUBTFUL, "the surname agrees and the initial fits")
    return _similar(first, second, surnames=surnames, given=bool(given))


def _bare(first: Person, second: Person, *, surnames: bool) -> Judgement:
    if not surnames:
        return Judgement(Verdict.DIFFERENT, "the surnames differ")
    if first.bare != second.bare:
        return Judgement(Verdict.DOUBTFUL, "a bare surname fits a full name")
    for one, other in ((first, second), (second, first)):
        if feminine_or_oblique(one.core) == other.core:
            return Judgement(Verdict.DOUBTFUL, "a feminine surname or a case of the masculine one")
    return Judgement(Verdict.SAME, "the surnames agree")


def _similar(first: Person, second: Person, *, surnames: bool, given: bool) -> Judgement:
    """One part agrees: the other may be a spelling that the keys do not know."""
    across = _across(first.core, second.core)
    if surnames:
        if rows(first.given[0], "given") and rows(second.given[0], "given"):
            return Judgement(Verdict.DIFFERENT, "two different given names")
        alike = likeness(first.given[0], second.given[0])
        if alike >= (GIVEN_ACROSS if across else GIVEN_WITHIN):
            return Judgement(Verdict.SAME, f"the surname agrees, the given name by {alike:.2f}")
        if alike >= GIVEN_DOUBTFUL:
            return Judgement(Verdict.DOUBTFUL, f"the given names are alike by {alike:.2f}")
        return Judgement(Verdict.DIFFERENT, "the given names differ")
    if given and across:
        if rows(first.core, "surnames") or rows(second.core, "surnames"):
            return Judgement(Verdict.DIFFERENT, "one surname is listed, and not with the other")
        alike = likeness(first.core, second.core)
        if alike >= SURNAME_ACROSS and not _suffix_apart(first.core, second.core):
            return Judgement(Verdict.SAME, f"the given name agrees, the surname by {alike:.2f}")
    return Judgement(Verdict.DIFFERENT, "the surnames differ")


def _suffix_apart(first: str, second: str) -> bool:
    """Whether two surnames differ only at the end, as those of two families do."""
    return any(
        left[:-1] == right or right[:-1] == left or left[:-1] == right[:-1]
        for left in word_keys(first)
        for right in word_keys(second)
    )


def _same_thing(first: str, second: str, label: EntityLabel) -> Judgement:
    """Places and organisations: by table when listed, else by letters or inflection."""
    tables = gazetteer("en")
    left, right = tables.lookup(first), tables.lookup(second)
    left = left if left is not None and left.label is label else None
    right = right if right is not None and right.label is label else None
    if left is not None and right is not None:
        if left.id == right.id:
            return Judgement(Verdict.SAME, "one entry of the table")
        return Judgement(Verdict.DIFFERENT, "two entries of the table")
    if left is not None or right is not None:
        return Judgement(Verdict.DIFFERENT, "one is listed, and not under the other's name")
    start, end = fold(first).split(), fold(second).split()
    if len(start) != len(end) or not start:
        return Judgement(Verdict.DIFFERENT, "names of different length")
    if not CYRILLIC.search(first) and not CYRILLIC.search(second):
        return Judgement(Verdict.DIFFERENT, "other letters")
    if not _across(first, second):
        if all(_inflected(one, other) for one, other in zip(start, end, strict=True)):
            return Judgement(Verdict.SAME, "cases of one name")
        return Judgement(Verdict.DIFFERENT, "other letters")
    if all(meet(one, other) for one, other in zip(start, end, strict=True)):
        longest = max(len(key) for word in start for key in word_keys(word))
        if longest >= SHORTEST_BY_SOUND:
            return Judgement(Verdict.SAME, "one name in two scripts")
        return Judgement(Verdict.DOUBTFUL, "a short name that sounds alike in two scripts")
    return Judgement(Verdict.DIFFERENT, "other sounds")


def _inflected(first: str, second: str) -> bool:
    """Whether two Cyrillic words may be cases of one."""
    return not nominatives(first).isdisjoint(nominatives(second))


@lru_cache(maxsize=65_536)
def known_by_surname(bare: str) -> str | None:
    """The person whom a bare surname names in the news; None for a full name, or unless just one."""
    one = person(bare)
    if not one.bare:
        return None
    fitting = [
        name for name, full in known_like(one) if same_person(one, full).verdict is Verdict.DOUBTFUL
    ]
    return fitting[0] if len(fitting) == 1 else None
