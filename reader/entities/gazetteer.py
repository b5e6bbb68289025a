"""Known places and organisations: found as written or inflected, and the same in every script.

Countries and cities are matched by table, never by sound: no rule that makes
Нигер and Niger equal keeps Niger and Nigeria apart for long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise, product

from msgspec import Struct

from reader.entities.decline import forms
from reader.entities.keys import nominatives
from reader.entities.spans import Span
from reader.entities.tables import packed, table
from reader.model import EntityLabel

RULE = "gazetteer"
TOKEN = re.compile(r"[^\W_]+(?:[’'ʼ.\-+&/][^\W_]+)*\+?")
CYRILLIC = re.compile(r"[\u0400-\u052f]")
POSSESSIVE = re.compile(r"[’'](?:s|S)$")
MARKS = re.compile(r"[.’'ʼ]")
ELISION = re.compile(r"(?<![^\W_])([ldqnsLDQNS]|[Dd]ell|[Nn]ell|[Aa]ll)[’'](?=[^\W_])")
LONGEST_CITY = 3
JOINTS = frozenset({" ", "\u00a0", ". ", ", ", ".", " «", "» "})


class Entry(Struct, frozen=True):
    """One known place or organisation: the key it has in every script, label, canonical name."""

    id: str
    label: EntityLabel
    name: str


class Form(Struct, frozen=True):
    """One written form: the accepted words in order, and whether the case of letters counts.

    A `weak` form is also an ordinary word or a person's name and never makes a
    name by itself.
    """

    words: tuple[frozenset[str], ...]
    entry: Entry
    exact: bool
    weak: bool
    dotted: bool


class Match(Struct, frozen=True):
    """A known form in a text: half-open span in code points, its entry, and whether it is weak."""

    start: int
    end: int
    entry: Entry
    weak: bool

    def span(self) -> Span:
        """The match as a span."""
        return Span(self.start, self.end, self.entry.label, RULE)


@lru_cache(maxsize=65_536)
def key(word: str) -> str:
    """A word as the table compares it: case folded, without accents, dots and apostrophes."""
    word = word.casefold().replace("ё", "е")
    if word.isascii() or CYRILLIC.search(word):
        plain = word
    else:
        decomposed = unicodedata.normalize("NFKD", word).replace("ı", "i").replace("ł", "l")
        plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    return MARKS.sub("", plain)


class Gazetteer:
    """The table of one reading language: its own forms, the English and all Cyrillic ones."""

    def __init__(self, language: str) -> None:
        self._index: dict[str, list[Form]] = {}
        self._small: set[str] = set()
        self._elides = language in ("fr", "it", "ca")
        weak = {key(form) for form in table("weak")["forms"]}
        for entry, form, form_language in _known(language):
            words = TOKEN.findall(form)
            if not words:
                continue
            made = Form(
                tuple(frozenset(key(one) for one in forms(word, form_language)) for word in words),
                entry,
                exact=len(words) == 1 and form.replace(".", "").isupper(),
                weak=key(form) in weak,
                dotted=form.endswith("."),
            )
            if words[0][0].islower():
                self._small.update(made.words[0])
            for first in made.words[0]:
                self._index.setdefault(first, []).append(made)
        for known in self._index.values():
            known.sort(key=lambda form: -len(form.words))

    def matches(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """The known forms in a stretch of text, longest first at each place, never overlapping."""
        end = len(text) if end is None else end
        if self._elides:
            # A space of the same length parts l’Allemagne and moves no offset. In the stretch alone:
            # over the whole text for each of its lines it would take quadratic time.
            first = max(0, start - 1)
            parted = ELISION.sub(lambda found: f"{found.group(1)} ", text[first:end])
            text = f"{text[:first]}{parted}{text[end:]}"
        tokens = list(TOKEN.finditer(text, start, end))
        at = 0
        while at < len(tokens):
            word = tokens[at].group()
            if word[0].islower() and word not in self._small:
                at += 1
                continue
            found = self._at(text, tokens, at)
            if found is None:
                at += 1
                continue
            form, count = found
            last = tokens[at + count - 1]
            stop = last.start() + len(POSSESSIVE.sub("", last.group()))
            # The last dot of U.S. stands outside its token and inside the name.
            if (form.dotted or "." in last.group()) and text[stop : stop + 1] == ".":
                stop += 1
            yield Match(tokens[at].start(), stop, form.entry, form.weak)
            at += count

    def at(self, text: str, start: int, end: int) -> Match | None:
        """The longest known form that begins exactly at `start`, inside the stretch of text."""
        first = next(self.matches(text, start, end), None)
        return first if first is not None and first.start == start else None

    def lookup(self, name: str) -> Entry | None:
        """The entry that a whole name is a form of, in any case of letters or of the declension.

        Cities outside the table of frequent names are found too.
        """
        return _lookup(self, name)

    def listed(self, name: str) -> Entry | None:
        """The entry of the table of frequent names alone."""
        words = [key(POSSESSIVE.sub("", word)) for word in TOKEN.findall(name)]
        if not words:
            return None
        for form in self._index.get(words[0], ()):
            if len(form.words) == len(words) and all(
                word in accepted for word, accepted in zip(words, form.words, strict=True)
            ):
                if form.exact and not name.replace(".", "").isupper():
                    continue
                return form.entry
        return None

    def _at(self, text: str, tokens: Sequence[re.Match[str]], at: int) -> tuple[Form, int] | None:
        first = tokens[at].group()
        known = self._index.get(key(POSSESSIVE.sub("", first)))
        for form in known or ():
            count = len(form.words)
            group = tokens[at : at + count]
            if len(group) < count or not _fits(text, group, form):
                continue
            return form, count
        return None


def _fits(text: str, group: Sequence[re.Match[str]], form: Form) -> bool:
    words = [one.group() for one in group]
    words[-1] = POSSESSIVE.sub("", words[-1])
    if form.exact:
        if not words[0].replace(".", "").isupper():
            return False
    elif not any(word[0].isupper() or word[0].isdigit() for word in words):
        return False
    if len(words) == 1 and not words[0][0].isupper():
        return False
    if any(key(word) not in accepted for word, accepted in zip(words, form.words, strict=True)):
        return False
    return all(text[left.end() : right.start()] in JOINTS for left, right in pairwise(group))


@cache
def _cities() -> dict[str, str]:
    """Folded forms of some ten thousand cities and their English names; GeoNames, CC BY 4.0."""
    known: dict[str, str] = {}
    names = packed("cities")["cities"]
    for name in names:
        known.setdefault(key(name), name)
    for name, written in names.items():
        for form in written:
            known.setdefault(key(form), name)
    return known


@lru_cache(maxsize=32_768)
def city(name: str) -> Entry | None:
    """The city that a whole name is a form of; Cyrillic forms in any case of the declension."""
    known = _cities()
    english = known.get(key(name))
    if english is None and CYRILLIC.search(name):
        words = [sorted(nominatives(word)) for word in key(name).split()]
        if len(words) <= LONGEST_CITY:
            english = next(
                (known[form] for one in product(*words) if (form := " ".join(one)) in known), None
            )
    if english is None or not name[:1].isupper():
        return None
    return Entry(f"{EntityLabel.LOC.value}:{key(english)}", EntityLabel.LOC, english)


@lru_cache(maxsize=131_072)
def _lookup(tables: Gazetteer, name: str) -> Entry | None:
    return tables.listed(name) or city(name)


@cache
def gazetteer(language: str) -> Gazetteer:
    """The table for texts of a language (ISO 639-1)."""
    return Gazetteer(language)


def _known(language: str) -> Iterator[tuple[Entry, str, str]]:
    """Every entry with each of its forms and that form's language; own table before CLDR."""
    seen: dict[str, Entry] = {}
    columns = ("en", "ru", "uk", language if language != "en" else "")
    places, organisations = table("places"), table("organisations")
    groups = [
        (places["countries"], EntityLabel.LOC),
        (places["regions"], EntityLabel.LOC),
        (places["cities"], EntityLabel.LOC),
        (organisations["organisations"], EntityLabel.ORG),
        (organisations["shared"], EntityLabel.ORG),
    ]
    for rows, label in groups:
        for row in rows:
            names = [column.split(" / ") for column in row]
            canonical = names[0][0]
            entry = Entry(f"{label.value}:{key(canonical)}", label, canonical)
            for column, variants in zip(columns, names, strict=False):
                for variant in variants:
                    if column == "" and not CYRILLIC.search(variant):
                        continue
                    if not CYRILLIC.search(variant):
                        seen.setdefault(f"{label.value}:{key(variant)}", entry)
                    yield entry, variant, column
    excluded = {key(name) for name in table("weak")["not_cities"]}
    cldr = packed("cldr")
    for kind in ("territories", "cities"):
        for code, by_language in sorted(cldr[kind].items()):
            english = _plain(by_language.get("en", [""])[0])
            if not english or key(english) in excluded or code.startswith(("Antarctica", "Etc")):
                continue
            identity = f"{EntityLabel.LOC.value}:{key(english)}"
            entry = seen.setdefault(identity, Entry(identity, EntityLabel.LOC, english))
            for form_language in ("en", language, "ru", "uk", "bg", "be"):
                for name in by_language.get(form_language, []):
                    if plain := _plain(name):
                        yield entry, plain, form_language


def _plain(name: str) -> str:
    """A CLDR name as the news write it; empty for one that they never write."""
    if any(mark in name for mark in (",", "о-в", "о-ва")) or re.match(r"\d", name):
        return ""
    return re.sub(r"\s*\(.*\)$", "", name)
