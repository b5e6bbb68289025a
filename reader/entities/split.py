"""A model's claims cut to what they joined: "X in Paris" is two names, "A and B" too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from reader.entities.evidence import WORD, evidence, headed, is_given, words_of
from reader.entities.gazetteer import Match
from reader.entities.keys import CYRILLIC
from reader.entities.persons import particles
from reader.entities.recase import ordinary
from reader.entities.spans import Span
from reader.model import EntityLabel

JOINTS = re.compile(r"\s+(?:and|AND|und|et|и|та|й|і)\s+|,\s+")


def capital_runs(text: str, span: Span) -> Iterator[Span]:
    """A Cyrillic person without the verbs and prepositions that the model took along."""
    found = list(WORD.finditer(text, span.start, span.end))
    small = [one for one in found if one.group().islower() and one.group() not in particles()]
    if span.label is not EntityLabel.PER or not small or not CYRILLIC.match(text, span.start):
        yield span
        return
    at = span.start
    for word in small:
        yield replace(span, start=at, end=word.start())
        at = word.end()
    yield replace(span, start=at)


def split(text: str, span: Span, matches: Sequence[Match], language: str) -> Iterator[Span]:
    """A claim that runs over a place, into what it joined: "X in Paris", "Paris's X", "A and B"."""
    name = text[span.start : span.end]
    inside = [
        match
        for match in matches
        if span.start <= match.start
        and match.end <= span.end
        and (match.start, match.end) != (span.start, span.end)
    ]
    if inside and CYRILLIC.match(text, span.start) and span.label is not EntityLabel.ORG:
        yield from _around(text, span, inside)
        return
    first = inside[0] if inside and CYRILLIC.match(text, span.start) else None
    if first is not None and first.start == span.start and not first.weak:
        tail = WORD.findall(text[first.end : span.end])
        if first.entry.label is EntityLabel.LOC and all(word.islower() for word in tail):
            yield replace(first.span(), rule=span.rule)
            return
    for match in inside:
        place = match.entry.label is EntityLabel.LOC and not match.weak
        if place and match.end == span.end:
            before = text[span.start : match.start]
            joined = re.search(r"\s+(?:in|at|of|from|near)\s+(?:the\s+)?$", before)
            if (
                joined
                and (not joined.group().strip().startswith("of") or span.label is EntityLabel.LOC)
                and not _place_word(before[: joined.start()])
                and not _common(before[: joined.start()], language)
            ):
                yield from split(
                    text,
                    replace(span, end=span.start + joined.start(), label=_alone(span)),
                    matches,
                    language,
                )
                return
        if place and match.start == span.start:
            rest = re.match(r"[’']s\s+(?=\S)", text[match.end : span.end])
            if rest:
                left = replace(span, start=match.end + rest.end())
                words = words_of(text, left)
                if 2 <= len(words) <= 3 and not headed(words):
                    left = replace(left, label=EntityLabel.PER)
                yield left
                return
    if JOINTS.search(name) and (
        span.label is EntityLabel.PER or (inside and span.label is EntityLabel.LOC)
    ):
        at = span.start
        for joint in [*JOINTS.finditer(name), None]:
            stop = span.start + joint.start() if joint else span.end
            yield replace(span, start=at, end=stop)
            at = span.start + joint.end() if joint else span.end
        return
    yield span


def _around(text: str, span: Span, inside: Sequence[Match]) -> Iterator[Span]:
    """Listed names out of a claim of the Russian model, and the person left beside them."""
    at = span.start
    for match in [*inside, None]:
        stop = match.start if match else span.end
        rest = replace(span, start=at, end=stop)
        words = words_of(text, rest)
        if len(words) >= 2 and is_given(words[0]):
            yield replace(rest, label=EntityLabel.PER)
        elif words and len(words) == len(words_of(text, span)):
            yield rest
        elif len(words) >= 2 and words[0][0].isupper() and at > span.start:
            yield replace(rest, label=EntityLabel.PER)
        if match is not None:
            if not match.weak:
                yield replace(match.span(), rule=span.rule)
            at = match.end


def _place_word(before: str) -> bool:
    words = WORD.findall(before)
    return bool(words) and words[-1].casefold() in (
        evidence("place", "start") | evidence("place", "end")
    )


def _common(before: str, language: str) -> bool:
    """Whether one ordinary English word is all that stands before the place."""
    words = WORD.findall(before)
    return language == "en" and len(words) == 1 and ordinary(words[0].casefold())


def _alone(span: Span) -> EntityLabel:
    """What is left of "Orlen of Poland" when it was taken for a place."""
    return EntityLabel.ORG if span.label is EntityLabel.LOC else span.label
