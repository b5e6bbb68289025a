"""Short lines put together from known words: "Отключить уведомления", "Прогноз на неделю".

Buttons and captions combine a small vocabulary of verbs, adjectives, nouns and
prepositions in a few ways. Each word is known by its dictionary form, its other
forms are made by rule, and a line is rendered only when every word is known and
the chain is one that buttons and captions have: there are no finite verbs here,
so a sentence of the story never passes.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from reader.translate.data import load
from reader.translate.folding import fold

LONGEST: Final = 7
"""Words in the longest line that is put together."""

MOST_READINGS: Final = 200
PURPOSE: Final = frozenset(("чтобы", "щоб"))
"""Words before which a comma stands that English does without."""

_LATIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9.+&-]*|[0-9]+[A-Za-z][A-Za-z0-9]*")


class _Word(Struct, frozen=True):
    """One reading of a form.

    `kind` is V for a verb, A adjective, N noun, R preposition, Q what stands
    before a noun, D adverb, Z participle, & conjunction.
    """

    kind: str
    text: str
    form: str = ""
    """For a noun: ``lemma``, ``one`` (another form of the singular) or ``many``."""


def gloss(words: tuple[str, ...], language: str) -> str | None:
    """A line of known words in English without articles, None where it is not understood."""
    if not 1 <= len(words) <= LONGEST:
        return None
    words = tuple(
        word.rstrip(",") if follower in PURPOSE else word
        for word, follower in itertools.zip_longest(words, words[1:])
    )
    known = known_words(language)
    if any(fold(word) not in known and not _LATIN.fullmatch(word) for word in words):
        return None
    return _as(words, language, _LINE)


@functools.cache
def known_words(language: str) -> frozenset[str]:
    """Every word, folded, that stands in some entry."""
    return frozenset(word for form in _table(language) for word in form.split())


def noun_phrase(words: tuple[str, ...], language: str) -> str | None:
    """Adjectives with their noun, and nouns in its genitive."""
    return _as(words, language, _NOUNS)


def prepositional(words: tuple[str, ...], language: str) -> str | None:
    """A preposition with its noun phrase."""
    return _as(words, language, _AROUND)


_NP: Final = r"Q*A*N(?:Q*A*N)*"
_NOUNS: Final = re.compile(rf"{_NP}")
_AROUND: Final = re.compile(rf"R{_NP}")
# a verb with its object, or a noun phrase, or either with places and times; "press … to enlarge"
_LINE: Final = re.compile(
    rf"D?(?:V?D?{_NP}|VD?|V?D?R{_NP})(?:&{_NP})*[DZ]?(?:R{_NP}(?:&{_NP})*[DZ]?){{0,2}}(?:DV(?:{_NP})?)?"
)


def _as(words: tuple[str, ...], language: str, shape: re.Pattern[str]) -> str | None:
    if len(words) > LONGEST:
        return None
    fitting = [
        reading
        for reading in itertools.islice(_readings(words, language), MOST_READINGS)
        if shape.fullmatch("".join(word.kind for word in reading))
    ]
    return _compose(min(fitting, key=_cost)) if fitting else None


def _cost(reading: tuple[_Word, ...]) -> int:
    """How unlikely the numbers of the nouns are: what owns or follows a preposition is mostly one."""
    cost = 0
    before = ""
    for word in reading:
        if word.kind == "N":
            if before in ("N", "R"):
                cost += word.form == "many"
            else:
                cost += 2 * (word.form == "one")
        if word.kind not in "AQ":
            before = word.kind
    return cost


def _readings(words: tuple[str, ...], language: str) -> Iterator[tuple[_Word, ...]]:
    if not words:
        yield ()
        return
    table = _table(language)
    for size in (2, 1):
        if len(words) < size:
            continue
        form = fold(" ".join(words[:size]))
        options = table.get(form, ())
        if not options and size == 1 and _LATIN.fullmatch(words[0]):
            options = (_Word("N", words[0]),)
        for option in options:
            for rest in _readings(words[size:], language):
                yield (option, *rest)


def _compose(reading: tuple[_Word, ...]) -> str:
    out: list[str] = []
    before = ""
    for at, word in enumerate(reading):
        if (
            before == "N"
            and word.kind in "NAQ"
            and not foreign(word)
            and not foreign(reading[at - 1])
        ):
            # whoever made it is joined with "by"
            out.append("by" if word.text in ("author", "authors") else "of")
        text = word.text
        following = reading[at + 1].kind if at + 1 < len(reading) else ""
        if word.kind == "V" and following not in ("N", "A", "Q"):
            # "listen to" and "search for" need their object
            text = text.removesuffix(" to").removesuffix(" for").removesuffix(" with")
        if word.kind == "R":
            # "a|b": b before a name in Latin letters (a platform), a before anything else
            plain, _, latin = text.partition("|")
            follower = reading[at + 1] if at + 1 < len(reading) else None
            text = latin if latin and follower is not None and _platform(follower) else plain
        out.append(text)
        before = word.kind
    line = " ".join(out)
    return line[:1].upper() + line[1:]


def _platform(word: _Word) -> bool:
    """Whether a word names a service, on which one is, rather than a place, in which one is."""
    return foreign(word) or word.text in load("slots.toml")["platforms"]["words"]


def foreign(word: _Word) -> bool:
    """Whether a word stood in Latin letters in the line already."""
    return not word.form and word.kind == "N"


@functools.cache
def _table(language: str) -> Mapping[str, tuple[_Word, ...]]:
    data: Mapping[str, Any] = load(f"words_{language}.toml")
    found: dict[str, list[_Word]] = {}

    def put(form: str, word: _Word) -> None:
        held = found.setdefault(fold(form), [])
        if word not in held:
            held.append(word)

    for key, english in data["small"].items():
        kind, _, text = english.partition(":")
        for form in key.split("|"):
            put(form, _Word(kind, text))
    for key, english in data["verbs"].items():
        for form in key.split("|"):
            put(form, _Word("V", english))
    for lemma, english in data["adjectives"].items():
        for form in _adjective(lemma, data["endings"]):
            put(form, _Word("A", english))
    for key, english in data["nouns"].items():
        one, _, many = english.partition("/")
        lemma, *irregular = key.split("|")
        singular, plural = _noun(lemma, data["endings"])
        put(lemma, _Word("N", one, "lemma"))
        for form in singular:
            put(form, _Word("N", one, "one"))
        for form in plural:
            put(form, _Word("N", many or _plural(one), "many"))
        for form in irregular:
            put(form, _Word("N", one, "one"))
            put(form, _Word("N", many or _plural(one), "many"))
    return {form: tuple(words) for form, words in found.items()}


def _adjective(lemma: str, endings: Mapping[str, Any]) -> Iterator[str]:
    for ending, forms in endings["adjective"].items():
        if lemma.endswith(ending):
            stem = lemma[: -len(ending)]
            yield lemma
            for form in forms:
                yield stem + form
            return
    yield lemma


def _noun(lemma: str, endings: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Forms of the singular and of the plural, by the ending of the dictionary form."""
    for ending, (one, many) in endings["noun"].items():
        if lemma.endswith(ending):
            stem = lemma[: len(lemma) - len(ending)]
            return [stem + form for form in one], [stem + form for form in many]
    last = lemma[-1:]
    rules = endings["consonant_soft" if last in "кгхжшчщ" else "consonant"]
    return [lemma + form for form in rules[0]], [lemma + form for form in rules[1]]


def _plural(noun: str) -> str:
    """The English plural of the last word of `noun`."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"
