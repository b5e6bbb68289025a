"""What stands inside and beside a claim, and the label that it demands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from reader.entities.evidence import (
    LONGEST_NAME,
    RULE,
    SISTERS,
    WORD,
    demonyms,
    evidence,
    headed,
    is_given,
    kinds,
    words_of,
)
from reader.entities.gazetteer import city, gazetteer, key
from reader.entities.keys import CYRILLIC
from reader.entities.persons import is_known_surname, rows
from reader.entities.spans import EDGE, Span
from reader.entities.tables import table
from reader.entities.trim import titles, trim
from reader.model import EntityLabel


def nothing(text: str, start: int, span: Span, language: str) -> bool:
    """A people, a portfolio of a post, or a thing with a number: no name."""
    words = [word.casefold() for word in words_of(text, span)]
    if not words or all(word.partition("-")[0] in demonyms() for word in words):
        return True
    if all((word,) in titles(language) or word in kinds() for word in words):
        return True
    if CYRILLIC.match(text, span.start) and span.label is EntityLabel.LOC and len(words) == 1:
        # The model takes a headline's first word for a place, known to no table though.
        name = text[span.start : span.end]
        return not text[start : span.start].strip(EDGE) and gazetteer(language).lookup(name) is None
    if language == "en" and all(
        word in demonyms() or word in evidence("portfolio", "en") for word in words
    ):
        following = WORD.match(text, span.end + 1)
        return following is not None and following.group().casefold() in evidence("post", "en")
    name = text[span.start : span.end]
    return span.label is EntityLabel.PER and any(character.isdigit() for character in name)


def relabelled(text: str, start: int, span: Span, language: str) -> Span:
    """The label that the words inside and before a claim demand."""
    words = words_of(text, span)
    before = text[start : span.start]
    previous = WORD.findall(before[-40:])[-1:] if before.endswith((" ", "\u00a0")) else []
    latin = not CYRILLIC.match(text, span.start)
    if span.label is EntityLabel.PER and len(words) >= 2 and latin and not is_given(words[0]):
        place = gazetteer(language).at(text, span.start, span.end)
        if place is not None and not place.weak and place.end < span.end:
            return replace(span, label=EntityLabel.ORG, rule=RULE)
    if span.label is not EntityLabel.PER and _personal(words, previous, language):
        return replace(span, label=EntityLabel.PER, rule=RULE)
    single = len(words) == 1 and language == "en" and span.label is not EntityLabel.ORG
    if single and _organisation_before(before, words[0]):
        return replace(span, label=EntityLabel.ORG, rule=RULE)
    if span.label is not EntityLabel.ORG and len(words) >= 2 and language == "en":
        ends = words[-1].casefold() in evidence("organisation", "end")
        of = len(words) > 2 and words[0].casefold() in evidence("organisation", "start")
        if (ends and not is_given(words[0])) or (of and words[1] in ("of", "for", "on")):
            return replace(span, label=EntityLabel.ORG, rule=RULE)
    if span.label is not EntityLabel.LOC and len(words) >= 2:
        of = words[0].casefold() in evidence("organisation", "start")
        if language == "en" and not of and words[-1].casefold() in evidence("place", "end"):
            if not is_given(words[0]) or words[-1].casefold() in ("airport", "stadium", "arena"):
                return replace(span, label=EntityLabel.LOC, rule=RULE)
        elif words[-1].casefold() in evidence("place", "slavic"):
            return replace(span, label=EntityLabel.LOC, rule=RULE)
    if span.label is not EntityLabel.LOC and language == "en" and not is_given(words[0]):
        name = text[span.start : span.end]
        if not name.isupper() and city(name) is not None:
            return replace(span, label=EntityLabel.LOC, rule=RULE)
    if len(words) == 1 and span.label is EntityLabel.PER and language in SISTERS:
        word = words[0]
        endings = tuple(table("evidence")["surname"]["endings"])
        named = rows(key(word), "surnames") or word.endswith(endings)
        placed = bool(previous) and previous[0].casefold() in evidence("place_before", language)
        if city(word) and (placed or not named):
            return replace(span, label=EntityLabel.LOC, rule=RULE)
    if previous and previous[0].casefold() in evidence("place", "before_slavic"):
        return replace(span, label=EntityLabel.LOC, rule=RULE)
    quoted = re.search(r"([^\W\d_]+)\s+[«\"„“]$", before[-30:])
    if quoted and quoted.group(1).casefold() in evidence("quoted", "place"):
        return replace(span, label=EntityLabel.LOC, rule=RULE)
    if len(words) == 1 and previous and span.label is not EntityLabel.LOC:
        word = words[0]
        strong = previous[0].casefold() in evidence("place_before", language)
        if language == "ru" or language in SISTERS:
            strong = strong and span.label is EntityLabel.PER and language != "ru"
            endings = tuple(table("evidence")["surname"]["endings"])
            strong = strong and not rows(key(word), "surnames") and not word.endswith(endings)
        if strong and not word.isupper():
            return replace(span, label=EntityLabel.LOC, rule=RULE)
    return span


def untitled(text: str, span: Span, language: str) -> Span:
    """The person after the post, where both were taken for an organisation."""
    if span.label is EntityLabel.PER or CYRILLIC.match(text, span.start):
        return span
    person = trim(text, replace(span, label=EntityLabel.PER), language)
    if person is None or person.start == span.start:
        return span
    words = words_of(text, person)
    post = text[span.start : person.start].split()[-1].casefold()
    sure = post not in evidence("post", "loose") or is_given(words[0]) or post == "general"
    full = 2 <= len(words) <= LONGEST_NAME - 1 and not headed(words) and "of" not in words
    return replace(person, rule=RULE) if full and sure else span


def _personal(words: Sequence[str], previous: Sequence[str], language: str) -> bool:
    """Whether a claim of another label has the form of a full personal name, or a post before it."""
    if not 2 <= len(words) <= LONGEST_NAME + 2 or headed(words) or "of" in words:
        return False
    if not all(word[0].isupper() or len(word) <= 3 for word in words):
        return False
    if is_given(words[0]) and language != "de":
        return len(words) <= LONGEST_NAME or any(word.islower() for word in words)
    if not previous or len(words) > LONGEST_NAME - 1 or any(word.isupper() for word in words):
        return False
    post = previous[0].casefold()
    return (post,) in titles(language) and post not in evidence("post", "loose")


def _organisation_before(before: str, word: str) -> bool:
    """The utility Eskom; an analyst at Finam."""
    words = WORD.findall(before[-80:].rpartition(". ")[2])
    if not words or not before.endswith(" ") or is_given(word):
        return False
    if words[-1] in evidence("organisation", "before"):
        return True
    return (
        words[-1] == "at"
        and not evidence("organisation", "at").isdisjoint(one.casefold() for one in words[-8:-1])
        and gazetteer("en").lookup(word) is None
    )


def agreed(text: str, spans: Sequence[Span], claims: Sequence[Span]) -> list[Span]:
    """Two names joined by "and" are of one kind, where tables know one of them."""
    settled = sorted(spans)
    listed = {(claim.start, claim.end): claim.label for claim in claims}
    for number, (left, right) in enumerate(pairwise(settled)):
        if text[left.end : right.start] not in (" and ", " or "):
            continue
        for at, one, other in ((number, left, right), (number + 1, right, left)):
            label = listed.get((other.start, other.end))
            words = words_of(text, one)
            known = (one.start, one.end) in listed or len(words) != 1
            known = known or is_given(words[0]) or is_known_surname(words[0])
            if label is not None and label is not one.label and not known:
                settled[at] = replace(one, label=label, rule=RULE)
    return settled
