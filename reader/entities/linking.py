"""Which mentions of one article are the same, and the fullest form that it gives for each.

Inside an article a bare surname is the one person who carries it there. Where
two carry it the bare surname stays by itself: a wrong link misleads, a missing
one only costs a key press.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from reader.entities.gazetteer import gazetteer
from reader.entities.keys import CYRILLIC, fold, nominatives, word_keys
from reader.entities.likeness import Verdict, keys, known_by_surname, same, same_person
from reader.entities.persons import Person, person, surname_keys
from reader.model import EntityLabel

Mention = tuple[str, EntityLabel]
"""A surface and its label."""


def canonical_names(mentions: Sequence[Mention]) -> list[str]:
    """For each mention of an article, in order, the fullest form that the article itself gives."""
    counts = Counter(mentions)
    names: dict[Mention, str] = {}
    for label in EntityLabel:
        surfaces = {text: count for (text, one), count in counts.items() if one is label}
        groups = _persons(surfaces) if label is EntityLabel.PER else _things(surfaces, label)
        for group in groups:
            name = _usual(group, label) or _fullest(group, surfaces)
            for surface in group:
                names[surface, label] = name
    return [names[mention] for mention in mentions]


class _Groups:
    """Disjoint sets of surfaces, joined by the order of names alone."""

    def __init__(self, surfaces: Iterable[str]) -> None:
        self._parent = {surface: surface for surface in surfaces}

    def root(self, surface: str) -> str:
        while self._parent[surface] != surface:
            self._parent[surface] = self._parent[self._parent[surface]]
            surface = self._parent[surface]
        return surface

    def join(self, first: str, second: str) -> None:
        left, right = sorted((self.root(first), self.root(second)))
        self._parent[right] = left

    def all(self) -> list[list[str]]:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for surface in self._parent:
            groups[self.root(surface)].append(surface)
        return list(groups.values())


def _persons(surfaces: dict[str, int]) -> list[list[str]]:
    parts = {surface: person(surface) for surface in surfaces}
    groups = _Groups(surfaces)
    full = [surface for surface, one in parts.items() if not one.bare and not one.initial]
    index: defaultdict[str, list[str]] = defaultdict(list)
    for surface in full:
        for key in surname_keys(parts[surface]):
            for other in index[key]:
                if same_person(parts[surface], parts[other]).verdict is Verdict.SAME:
                    groups.join(surface, other)
            index[key].append(surface)
    given: defaultdict[str, list[str]] = defaultdict(list)
    for surface in full:
        for key in word_keys(parts[surface].given[0]):
            given[key].append(surface)
    bare: defaultdict[str, list[str]] = defaultdict(list)
    for surface, one in parts.items():
        if surface in full:
            continue
        candidates = {
            groups.root(other)
            for key in surname_keys(one)
            for other in index[key]
            if _fits(one, parts[other])
        }
        if not candidates and one.bare:
            candidates = {
                groups.root(other)
                for key in word_keys(one.surname)
                for other in given[key]
                if fold(parts[other].given[0]) == fold(one.surname)
            }
        if len(candidates) == 1:
            groups.join(surface, candidates.pop())
        elif not candidates:
            for key in surname_keys(one):
                for other in bare[key]:
                    if same_person(one, parts[other]).verdict is not Verdict.DIFFERENT:
                        groups.join(surface, other)
                bare[key].append(surface)
    return groups.all()


def _fits(bare: Person, full: Person) -> bool:
    """A bare surname, or one with an initial, may stand for the full name."""
    return same_person(bare, full).verdict is not Verdict.DIFFERENT


def _things(surfaces: dict[str, int], label: EntityLabel) -> list[list[str]]:
    groups = _Groups(surfaces)
    index: defaultdict[str, list[str]] = defaultdict(list)
    for surface in surfaces:
        for key in keys(surface, label):
            for other in index[key]:
                if same(surface, other, label).verdict is Verdict.SAME:
                    groups.join(surface, other)
            index[key].append(surface)
    if label is EntityLabel.ORG:
        _join_initials(surfaces, groups)
    return groups.all()


def _join_initials(surfaces: dict[str, int], groups: _Groups) -> None:
    """PCB is the one organisation of the article whose words begin with those letters."""
    longer: defaultdict[str, set[str]] = defaultdict(set)
    for surface in surfaces:
        words = [word for word in surface.replace("-", " ").split() if word[:1].isalpha()]
        if len(words) >= 2:
            capitals = [word[0] for word in words if word[0].isupper()]
            longer["".join(capitals).casefold()].add(groups.root(surface))
            longer["".join(word[0] for word in words).casefold()].add(groups.root(surface))
    for surface in surfaces:
        letters = surface.replace(".", "")
        if letters.isupper() and 2 <= len(letters) <= 6 and letters.isalpha():
            candidates = longer[letters.casefold()] - {groups.root(surface)}
            if len(candidates) == 1:
                groups.join(surface, candidates.pop())


def _usual(group: Sequence[str], label: EntityLabel) -> str | None:
    """The name that the tables give: of a listed place or organisation, of a surname known to all."""
    if label is EntityLabel.PER:
        bare = all(person(surface).bare for surface in group)
        return known_by_surname(min(group)) if bare else None
    for surface in sorted(group):
        entry = gazetteer("en").lookup(surface)
        if entry is not None and entry.label is label:
            return entry.name
    return None


def _fullest(group: Sequence[str], surfaces: dict[str, int]) -> str:
    """The form with most words; among equals one whose cases the others are, then the commonest."""
    if len(group) == 1:
        return group[0]

    cyrillic = sum(surfaces[one] * (1 if CYRILLIC.search(one) else -1) for one in group) > 0

    def order(surface: str) -> tuple[int, int, int, int, int, int, str]:
        words = surface.split()
        cases = sum(
            all(
                any(own in nominatives(word) for word in fold(other).split())
                for own in fold(surface).split()
            )
            for other in group
            if CYRILLIC.search(other)
        )
        shouted = surface.isupper() and len(surface) > 4
        foreign = bool(CYRILLIC.search(surface)) != cyrillic
        return (
            foreign,
            shouted,
            -min(len(words), 4),
            -cases,
            -surfaces[surface],
            len(surface),
            surface,
        )

    return min(group, key=order)
