"""A model's claims corrected by what stands beside them and by the tables.

The small models fail in few and regular ways: a city they never saw is a
person, a portfolio before "Minister" an organisation, two names joined by "in"
or "and" one. Each rule here repairs one such way and leaves the rest alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from reader.entities.gazetteer import Match, city, gazetteer, key
from reader.entities.keys import CYRILLIC
from reader.entities.persons import is_known_surname, names_known_person, particles, rows
from reader.entities.spans import EDGE, Covered, Span, first_wins
from reader.entities.tables import table
from reader.entities.trim import titles, trim
from reader.model import EntityLabel

RULE = "context"
WORD = re.compile(r"[^\W\d_][\w’'ʼ.-]*\w|[^\W\d_]")
CAPITAL = re.compile(r"[^\W\d_a-zа-яёіїєґ][\w’'ʼ-]*")
DATELINE = re.compile(
    r"\s*(?P<place>[^\W\d_][^\W\d_.' -]*(?:[ '-][^\W\d_]+){0,2}?)"
    r"(?P<more>,\s*[^\W\d_]+\.?)?(?:,\s*[^\W\d_]+\.?\s+\d{1,2})?(?:,\s*\d{4})?"
    r"\s*(?:\((?P<agency>[^()]{2,30})\))?\s*(?::|[–—]|\s-)\s"
)
SENTENCE_END = '.!?…:"»”'
JOINTS = re.compile(r"\s+(?:and|AND|und|et|и|та|й|і)\s+|,\s+")
LONGEST_NAME = 4
SISTERS = ("uk", "bg", "be")
"""Languages that are read by the Russian model, which knows fewer of their places."""


def amend(text: str, start: int, end: int, spans: Sequence[Span], language: str) -> list[Span]:
    """The claims on one passage, corrected; spans are code points of `text`."""
    matches = list(gazetteer(language).matches(text, start, end))
    kept = [
        piece
        for span in spans
        for part in _split(text, span, matches, language)
        if (piece := trim(text, part, language)) and not _nothing(text, start, piece, language)
    ]
    kept = [_beside(text, start, _untitled(text, piece, language), language) for piece in kept]
    listed = [match.span() for match in matches if not match.weak]
    kept = _joined_names(text, kept, listed)
    claims = [*_by_table(text, _alike(text, kept, listed) if language == "en" else kept, matches)]
    settled = first_wins([*_dateline(text, start, end, language), *claims])
    added = [*_unclaimed_names(text, start, end, settled, language)]
    return first_wins([*settled, *added])


def _words(text: str, span: Span) -> list[str]:
    return WORD.findall(text[span.start : span.end])


@cache
def _evidence(section: str, name: str) -> frozenset[str]:
    return frozenset(table("evidence")[section].get(name, ()))


@cache
def _kinds() -> frozenset[str]:
    return frozenset(table("evidence")["kind"]["words"])


@cache
def demonyms() -> frozenset[str]:
    """Words for peoples and faiths, case folded."""
    return frozenset(table("demonyms")["words"].split())


@cache
def given_names() -> frozenset[str]:
    """Given names in Latin letters as the tables compare them."""
    listed = {key(word) for row in table("words")["given"] for word in row}
    return frozenset(listed | {key(word) for word in table("given")["names"].split()})


def is_given(word: str) -> bool:
    """Whether a word is a common given name; Cyrillic ones in any case of the declension."""
    if CYRILLIC.search(word):
        return bool(rows(key(word), "given"))
    return key(word) in given_names()


def _nothing(text: str, start: int, span: Span, language: str) -> bool:
    """A people, a portfolio of a post, or a thing with a number: no name."""
    words = [word.casefold() for word in _words(text, span)]
    if not words or all(word in demonyms() for word in words):
        return True
    if all((word,) in titles(language) or word in _kinds() for word in words):
        return True
    if CYRILLIC.match(text, span.start) and span.label is EntityLabel.LOC and len(words) == 1:
        # The model takes a headline's first word for a place, known to no table though.
        name = text[span.start : span.end]
        return not text[start : span.start].strip(EDGE) and gazetteer(language).lookup(name) is None
    if language == "en" and all(
        word in demonyms() or word in _evidence("portfolio", "en") for word in words
    ):
        following = WORD.match(text, span.end + 1)
        return following is not None and following.group().casefold() in _evidence("post", "en")
    name = text[span.start : span.end]
    return span.label is EntityLabel.PER and any(character.isdigit() for character in name)


def _split(text: str, span: Span, matches: Sequence[Match], language: str) -> Iterator[Span]:
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
    for match in inside:
        place = match.entry.label is EntityLabel.LOC and not match.weak
        if place and match.end == span.end:
            before = text[span.start : match.start]
            joined = re.search(r"\s+(?:in|at|of|from|near)\s+(?:the\s+)?$", before)
            if (
                joined
                and (not joined.group().strip().startswith("of") or span.label is EntityLabel.LOC)
                and not _place_word(before[: joined.start()])
            ):
                yield from _split(
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
                words = _words(text, left)
                if 2 <= len(words) <= 3 and not _headed(words):
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
        words = _words(text, rest)
        if len(words) >= 2 and is_given(words[0]):
            yield replace(rest, label=EntityLabel.PER)
        elif words and len(words) == len(_words(text, span)):
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
        _evidence("place", "start") | _evidence("place", "end")
    )


def _place_before(before: str, language: str) -> bool:
    words = WORD.findall(before[-20:])
    return bool(words) and before.endswith(" ") and words[-1] in _evidence("place_before", language)


def _alone(span: Span) -> EntityLabel:
    """What is left of "Orlen of Poland" when it was taken for a place."""
    return EntityLabel.ORG if span.label is EntityLabel.LOC else span.label


def _headed(words: Sequence[str]) -> bool:
    """Whether an English name has the head word of an organisation."""
    return words[-1].casefold() in _evidence("organisation", "end") or words[
        0
    ].casefold() in _evidence("organisation", "start")


def _beside(text: str, start: int, span: Span, language: str) -> Span:
    """The label that the words inside and before a claim demand."""
    words = _words(text, span)
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
        ends = words[-1].casefold() in _evidence("organisation", "end")
        of = len(words) > 2 and words[0].casefold() in _evidence("organisation", "start")
        if (ends and not is_given(words[0])) or (of and words[1] in ("of", "for", "on")):
            return replace(span, label=EntityLabel.ORG, rule=RULE)
    if span.label is not EntityLabel.LOC and len(words) >= 2:
        of = words[0].casefold() in _evidence("organisation", "start")
        if language == "en" and not of and words[-1].casefold() in _evidence("place", "end"):
            if not is_given(words[0]) or words[-1].casefold() in ("airport", "stadium", "arena"):
                return replace(span, label=EntityLabel.LOC, rule=RULE)
        elif words[-1].casefold() in _evidence("place", "slavic"):
            return replace(span, label=EntityLabel.LOC, rule=RULE)
    if span.label is not EntityLabel.LOC and language == "en" and not is_given(words[0]):
        name = text[span.start : span.end]
        if not name.isupper() and city(name) is not None:
            return replace(span, label=EntityLabel.LOC, rule=RULE)
    if len(words) == 1 and span.label is EntityLabel.PER and language in SISTERS:
        word = words[0]
        endings = tuple(table("evidence")["surname"]["endings"])
        named = rows(key(word), "surnames") or word.endswith(endings)
        placed = bool(previous) and previous[0].casefold() in _evidence("place_before", language)
        if city(word) and (placed or not named):
            return replace(span, label=EntityLabel.LOC, rule=RULE)
    if previous and previous[0].casefold() in _evidence("place", "before_slavic"):
        return replace(span, label=EntityLabel.LOC, rule=RULE)
    quoted = re.search(r"([^\W\d_]+)\s+[«\"„“]$", before[-30:])
    if quoted and quoted.group(1).casefold() in _evidence("quoted", "place"):
        return replace(span, label=EntityLabel.LOC, rule=RULE)
    if len(words) == 1 and previous and span.label is not EntityLabel.LOC:
        word = words[0]
        strong = previous[0].casefold() in _evidence("place_before", language)
        if language == "ru" or language in SISTERS:
            strong = strong and span.label is EntityLabel.PER and language != "ru"
            endings = tuple(table("evidence")["surname"]["endings"])
            strong = strong and not rows(key(word), "surnames") and not word.endswith(endings)
        if strong and not word.isupper():
            return replace(span, label=EntityLabel.LOC, rule=RULE)
    return span


def _untitled(text: str, span: Span, language: str) -> Span:
    """The person after the post, where both were taken for an organisation."""
    if span.label is EntityLabel.PER or CYRILLIC.match(text, span.start):
        return span
    person = trim(text, replace(span, label=EntityLabel.PER), language)
    if person is None or person.start == span.start:
        return span
    words = _words(text, person)
    post = text[span.start : person.start].split()[-1].casefold()
    sure = post not in _evidence("post", "loose") or is_given(words[0]) or post == "general"
    full = 2 <= len(words) <= LONGEST_NAME - 1 and not _headed(words) and "of" not in words
    return replace(person, rule=RULE) if full and sure else span


def _personal(words: Sequence[str], previous: Sequence[str], language: str) -> bool:
    """Whether a claim of another label has the form of a full personal name, or a post before it."""
    if not 2 <= len(words) <= LONGEST_NAME + 2 or _headed(words) or "of" in words:
        return False
    if not all(word[0].isupper() or len(word) <= 3 for word in words):
        return False
    if is_given(words[0]) and language != "de":
        return len(words) <= LONGEST_NAME or any(word.islower() for word in words)
    if not previous or len(words) > LONGEST_NAME - 1 or any(word.isupper() for word in words):
        return False
    post = previous[0].casefold()
    return (post,) in titles(language) and post not in _evidence("post", "loose")


def _organisation_before(before: str, word: str) -> bool:
    """The utility Eskom; an analyst at Finam."""
    words = WORD.findall(before[-80:].rpartition(". ")[2])
    if not words or not before.endswith(" ") or is_given(word):
        return False
    if words[-1] in _evidence("organisation", "before"):
        return True
    return (
        words[-1] == "at"
        and not _evidence("organisation", "at").isdisjoint(one.casefold() for one in words[-8:-1])
        and gazetteer("en").lookup(word) is None
    )


def _alike(text: str, spans: Sequence[Span], claims: Sequence[Span]) -> list[Span]:
    """Two names joined by "and" are of one kind, where tables know one of them."""
    settled = sorted(spans)
    listed = {(claim.start, claim.end): claim.label for claim in claims}
    for number, (left, right) in enumerate(pairwise(settled)):
        if text[left.end : right.start] not in (" and ", " or "):
            continue
        for at, one, other in ((number, left, right), (number + 1, right, left)):
            label = listed.get((other.start, other.end))
            words = _words(text, one)
            known = (one.start, one.end) in listed or len(words) != 1
            known = known or is_given(words[0]) or is_known_surname(words[0])
            if label is not None and label is not one.label and not known:
                settled[at] = replace(one, label=label, rule=RULE)
    return settled


def _joined_names(text: str, spans: Sequence[Span], listed: Sequence[Span]) -> list[Span]:
    """Two personal names with one space between them are one."""
    joined: list[Span] = []
    for span in sorted(spans):
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.label is span.label is EntityLabel.PER
            and text[last.end : span.start] == " "
            and not any(one.overlaps(last) or one.overlaps(span) for one in listed)
        ):
            joined[-1] = replace(last, end=span.end)
        else:
            joined.append(span)
    return [_with_particles(text, span) for span in joined]


def _with_particles(text: str, span: Span) -> Span:
    """Ursula von der, and Ursula before von der Leyen: the surname behind the particles too."""
    if span.label is not EntityLabel.PER:
        return span
    words = _words(text, span)
    inside = len(words) > 1 and words[-1].casefold() in particles()
    end = span.end
    while (word := WORD.match(text, end + 1)) and text[end] in " \u00a0":
        end = word.end()
        if word.group() in particles() and (inside or (len(words) == 1 and is_given(words[0]))):
            inside = True
        elif word.group()[0].isupper() and inside:
            return replace(span, end=end)
        else:
            break
    return span


def _by_table(text: str, spans: Sequence[Span], matches: Sequence[Match]) -> Iterator[Span]:
    """Tables first where they agree on the place of a name, then the longer claims of the model."""
    for match in matches:
        if _in_title(text, match):
            continue
        touching = [span for span in spans if span.start < match.end and match.start < span.end]
        exact = any((span.start, span.end) == (match.start, match.end) for span in touching)
        wider = any(
            span.start <= match.start and match.end <= span.end and not exact for span in touching
        )
        if wider:
            continue
        if match.entry.label is EntityLabel.LOC and (
            longer := _organisation_of(text, match, touching)
        ):
            yield longer
            continue
        several = len(WORD.findall(text[match.start : match.end])) > 1
        if exact and match.weak and not several:
            continue
        if not match.weak or several or exact:
            yield match.span()
    claimed = [match.span() for match in matches if not match.weak]
    yield from (span for span in spans if not any(_inside(span, claim) for claim in claimed))


def _in_title(text: str, match: Match) -> bool:
    """Whether a listed place is a word of a longer quoted name: the pipeline «Сила Сибири»."""
    opening = text.rfind("«", max(0, match.start - 40), match.start)
    closing = text.find("»", match.end, match.end + 40)
    if opening < 0 or closing < 0 or "»" in text[opening : match.start]:
        return False
    words = WORD.findall(text[opening:closing])
    return 1 < len(words) <= LONGEST_NAME and len(words) > len(
        WORD.findall(text[match.start : match.end])
    )


def _organisation_of(text: str, match: Match, touching: Sequence[Span]) -> Span | None:
    """A place with the head of an organisation after it: Islamabad United, Lahore High Court."""
    end = match.end
    found = None
    for _ in range(3):
        word = CAPITAL.match(text, end + 1) if text[end : end + 1] == " " else None
        if word is None:
            break
        end = word.end()
        if word.group().casefold() in _evidence("organisation", "end"):
            found = end
    if found is None or any(span.end > found for span in touching):
        return None
    return Span(match.start, found, EntityLabel.ORG, RULE)


def _inside(span: Span, claim: Span) -> bool:
    return claim.start <= span.start and span.end <= claim.end


def _dateline(text: str, start: int, end: int, language: str) -> list[Span]:
    """The place that opens a dispatch, and the agency in its parentheses."""
    found = DATELINE.match(text, start, end)
    if found is None or found.start("place") != start + len(found.group()) - len(
        found.group().lstrip()
    ):
        return []
    place = found.group("place")
    known = gazetteer(language).lookup(place)
    agency = found.group("agency")
    shouted = place.isupper() and len(place) > 3
    if known is not None and known.label is not EntityLabel.LOC:
        return []
    if not shouted and known is None and not (agency and place[0].isupper()):
        return []
    claims = [Span(found.start("place"), found.end("place"), EntityLabel.LOC, "dateline")]
    if found.group("more") and known is not None:
        claims.extend(
            match.span()
            for match in gazetteer(language).matches(text, found.start("more"), found.end("more"))
        )
    if agency and agency.casefold() not in _evidence("dateline", "none"):
        entry = gazetteer(language).lookup(agency)
        if (entry and entry.label is EntityLabel.ORG) or (agency.isupper() and " " not in agency):
            claims.append(
                Span(found.start("agency"), found.end("agency"), EntityLabel.ORG, "dateline")
            )
    return claims


def _unclaimed_names(
    text: str, start: int, end: int, taken: Sequence[Span], language: str
) -> Iterator[Span]:
    """Personal names that the model missed: a common given name, then capitalised words."""
    covered = Covered(taken)
    words = [
        match
        for match in WORD.finditer(text, start, end)
        if not covered.touches(match.start(), match.end())
    ]
    at = 0
    while at < len(words):
        if not words[at].group()[0].isupper():
            at += 1
            continue
        run = [words[at]]
        for following in words[at + 1 : at + LONGEST_NAME]:
            between = text[run[-1].end() : following.start()]
            if between != " " or not following.group()[0].isupper():
                break
            run.append(following)
        first = words[at].group()
        before = text[start : words[at].start()]
        opening = not before.strip(EDGE) or before.rstrip()[-1:] in SENTENCE_END
        if len(run) == 1 and names_known_person(first, opening=opening):
            yield Span(run[0].start(), run[0].end(), EntityLabel.PER, RULE)
            at += 1
            continue
        alone = first[0].isupper() and len(run) == 1 and not is_given(first)
        if alone and _place_before(before, language) and city(first) is not None:
            yield Span(run[0].start(), run[0].end(), EntityLabel.LOC, RULE)
        if (
            len(run) >= 2
            and first[0].isupper()
            and is_given(first)
            and not _headed([one.group() for one in run])
            and not (len(first) < 4 and first.isupper())
        ):
            stop = min(len(run), 3)
            name = Span(run[0].start(), run[stop - 1].end(), EntityLabel.PER, RULE)
            yield name
            at += stop
            continue
        at += 1
