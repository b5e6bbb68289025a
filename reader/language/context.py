"""Whether a fragment in another script reads as cited or as left untranslated, by the words around it.

Good copy names, lists, glosses and discusses such words, each in its own way; a machine leaves one in the place of
the word that a translation would have, bound by articles, prepositions and endings. A logistic regression over the
signs of either, fitted by ``bench/fit_context.py`` on passages and debris written for this program, weighs them. It is
asked only where no mark and no announcing word says that a fragment belongs.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from msgspec import Struct

from reader.language.belonging import FAR, sentence
from reader.language.phrases import lookup, opening
from reader.language.scripts import LATIN
from reader.language.sound import sounds_like

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]")
_NEAR = 45
_WIDE = 6
_SHORT = 3
_MOST = 5
_COMMAS = frozenset(",—–-:;(")
_OPENS = frozenset("([{\"'“”«„‘’—–-/@#")
_CLOSES = ' .!?…"”»'
_GLOSS = re.compile(r",\s([^\W\d_A-Z][^,.;:]{2,60})(?:[,.;:—–]|$)")
_DASHED = re.compile(r"\s[—–=]\s[^\W\d_A-Z]")
_LATIN_NAME = re.compile(rf"(?=[^\W\d_a-z])[{LATIN}][{LATIN}'’-]*")


class _Known(Struct, frozen=True):
    """The classes of every word, and the topics, by name."""

    classes: Mapping[str, tuple[str, ...]]
    topics: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _known() -> _Known:
    room = files("reader.language").joinpath("data")
    data = tomllib.loads(room.joinpath("context.toml").read_text(encoding="utf-8"))
    cues = tomllib.loads(room.joinpath("belonging.toml").read_text(encoding="utf-8"))
    classes: dict[str, tuple[str, ...]] = {}
    for name, words in data["words"].items():
        for word in words:
            classes[word] = (*classes.get(word, ()), name)
    topics = data["topics"] | {name: cues[name] for name in ("nouns", "discussing", "works")}
    return _Known(
        classes,
        tuple(
            (name, re.compile(rf"\b(?:{'|'.join(entries)})\b", re.IGNORECASE))
            for name, entries in topics.items()
        ),
    )


@cache
def _weights() -> Mapping[str, float]:
    """The log-odds that each sign adds to a fragment's belonging; "" is there for every fragment."""
    raw = files("reader.language").joinpath("data", "context.json.gz").read_bytes()
    found: dict[str, float] = json.loads(gzip.decompress(raw))["weights"]
    return found


def likely(line: str, low: int, high: int, many: int) -> float:
    """The probability that line[low:high] belongs where it stands, one of `many` fragments of the line."""
    known = _weights()
    odds = sum(known.get(sign, 0.0) for sign in signs(line, low, high, many))
    return 1 / (1 + math.exp(-odds))


def signs(line: str, low: int, high: int, many: int) -> frozenset[str]:
    """The names of all that speaks for or against a fragment; arguments as of `likely`."""
    first = max(0, low - FAR)
    line, low, high = line[first : high + FAR], low - first, high - first
    start, end = sentence(line, low, high)
    fragment, lead, tail = line[low:high], line[start:low], line[high:end]
    found = {"", f"fragments {min(many, 4)}"}
    found.update(_around(fragment, lead, tail))
    found.update(_form(fragment, lead, tail))
    found.update(_gloss(tail))
    for name, topic in _known().topics:
        for place, text in (
            ("before", lead[-_NEAR:]),
            ("behind", tail[:_NEAR]),
            ("sentence", line[start:end]),
            ("elsewhere", f"{line[:start]} {line[end:]}"),
        ):
            if topic.search(text):
                found.add(f"{name} {place}")
    names = _LATIN_NAME.findall(line)
    if any(
        len(word) > _SHORT and any(sounds_like([word], [name]) for name in names)
        for word in fragment.split()
    ):
        found.add("sounds like a name")
    if any(mark in line for mark in '"“”«»'):
        found.add("quotation marks")
    return frozenset(found)


def _around(fragment: str, lead: str, tail: str) -> Iterator[str]:
    """The words and the classes of words before and behind, each with the form of the fragment."""
    before = _TOKEN.findall(lead.casefold())[-_WIDE:]
    after = _TOKEN.findall(tail.casefold())[:_WIDE]
    first, second = _at(before, -1), _at(before, -2)
    third, fourth = _at(after, 0), _at(after, 1)
    capital = "capital" if fragment[0].isupper() else "small"
    form = f"{capital} {'many' if ' ' in fragment else 'one'}"
    yield from (f"1 before {first}", f"2 before {second}", f"before {second} {first}")
    yield from (f"1 behind {third}", f"2 behind {fourth}", f"{capital} 1 before {first}")
    if first in _COMMAS:
        yield f"before {first} is {second}"
    if third in _COMMAS:
        yield f"behind {third} is {fourth}"
    yield from (f"near before {word}" for word in before)
    yield from (f"near behind {word}" for word in after)
    classes = _known().classes
    for place, word in (("1 before", first), ("2 before", second), ("1 behind", third)):
        for name in classes.get(word, ()):
            yield f"{place} {name}:"
            yield f"{form} {place} {name}:"
    if third in _COMMAS:
        yield from (f"behind comma {name}:" for name in classes.get(fourth, ()))


def _at(tokens: Sequence[str], place: int) -> str:
    """A token, "^" where there is none."""
    return tokens[place] if -len(tokens) <= place < len(tokens) else "^"


def _form(fragment: str, lead: str, tail: str) -> Iterator[str]:
    """What the fragment looks like, where in its sentence it stands, and how it ends."""
    words = fragment.split()
    yield f"words {min(len(words), _MOST)}"
    if fragment[0].isupper():
        yield "capital"
    if fragment.isupper() and len(fragment) > 1:
        yield "capitals"
    if len(words) > 1 and all(word[0].isupper() for word in words):
        yield "every word capital"
    if len(fragment) <= _SHORT:
        yield "short"
    if tail[:1] in ("!", "?"):
        yield "exclaimed"
    if lead and not lead[-1].isspace() and lead[-1] not in _OPENS:
        yield "glued"
    if not lead.strip() and not tail.strip(_CLOSES):
        yield "a sentence of its own"
    if not lead.strip():
        yield "opens capital" if fragment[0].isupper() else "opens"
    if not tail.strip(_CLOSES):
        yield "closes"
    if lookup(fragment) is not None or opening(fragment) is not None:
        yield "set phrase"
    last, first = words[-1].casefold(), words[0].casefold()
    yield from (f"ends {last[-2:]}", f"ends {last[-3:]}", f"first ends {first[-2:]}")


def _gloss(tail: str) -> Iterator[str]:
    """Whether its meaning seems to stand behind the fragment, between commas or after a dash."""
    found = _GLOSS.match(tail)
    if found is not None:
        words = found[1].casefold().split()
        yield "gloss"
        yield f"gloss {min(len(words), _WIDE)}"
        yield f"gloss opens {words[0]}"
        yield from (f"gloss opens {name}:" for name in _known().classes.get(words[0], ()))
    if _DASHED.match(tail):
        yield "gloss behind dash"
