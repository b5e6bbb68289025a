"""A model's claims corrected by what stands beside them and by the tables.

The small models fail in few and regular ways: a city they never saw is a
person, a portfolio before "Minister" an organisation, two names joined by "in"
or "and" one. Each rule here repairs one such way and leaves the rest alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from reader.entities.beside import agreed, nothing, relabelled, untitled
from reader.entities.evidence import (
    LONGEST_NAME,
    RULE,
    WORD,
    evidence,
    headed,
    is_given,
    place_before,
    words_of,
)
from reader.entities.gazetteer import Match, city, gazetteer
from reader.entities.persons import names_known_person, particles
from reader.entities.spans import EDGE, Covered, Span, first_wins
from reader.entities.split import capital_runs, split
from reader.entities.trim import titles, trim
from reader.model import EntityLabel

CAPITAL = re.compile(r"[^\W\d_a-zа-яёіїєґ][\w’'ʼ-]*")
DATELINE = re.compile(
    r"\s*(?P<place>[^\W\d_][^\W\d_.' -]*(?:[ '-][^\W\d_]+){0,2}?)"
    r"(?P<more>,\s*[^\W\d_]+\.?)?(?:,\s*[^\W\d_]+\.?\s+\d{1,2})?(?:,\s*\d{4})?"
    r"\s*(?:\((?P<agency>[^()]{2,30})\))?\s*(?::|[–—]|\s-)\s"
)
LEADING = re.compile(r"(?<!\w)(?:von|van|der|den|zu|фон|ван|дер|ден)\s$")
FEWEST_LETTERS = 4
"""Letters below which a word in capitals is an abbreviation and no given name."""
SENTENCE_END = '.!?…:"»”'


def amend(
    text: str,
    start: int,
    end: int,
    spans: Sequence[Span],
    language: str,
    *,
    modelled: bool = True,
) -> list[Span]:
    """The claims on one passage, corrected; spans are code points of `text`.

    `modelled` tells that a model read the passage; without one, patterns must do more.
    """
    matches = list(gazetteer(language).matches(text, start, end))
    kept = [
        piece
        for span in spans
        for run in capital_runs(text, span)
        for part in split(text, run, matches, language)
        if (piece := trim(text, part, language)) and not nothing(text, start, piece, language)
    ]
    kept = [relabelled(text, start, untitled(text, piece, language), language) for piece in kept]
    listed = [match.span() for match in matches if not match.weak]
    kept = _joined_names(text, kept, listed)
    claims = [*_by_table(text, agreed(text, kept, listed) if language == "en" else kept, matches)]
    settled = first_wins([*_dateline(text, start, end, language), *claims])
    added = [*_unclaimed_names(text, start, end, settled, language, modelled=modelled)]
    return first_wins([*settled, *added])


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
    words = words_of(text, span)
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


def _from_particles(text: str, span: Span) -> Span:
    """Leyen after von der: particles that stand before nothing but surnames belong to the name."""
    start = span.start
    while (found := LEADING.search(text, max(0, start - 5), start)) is not None:
        start = found.start()
    return replace(span, start=start)


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
    yield from (span for span in spans if not any(_inside_of(span, claim) for claim in claimed))


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
        if word.group().casefold() in evidence("organisation", "end"):
            found = end
    if found is None or any(span.end > found for span in touching):
        return None
    return Span(match.start, found, EntityLabel.ORG, RULE)


def _inside_of(span: Span, claim: Span) -> bool:
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
    if agency and agency.casefold() not in evidence("dateline", "none"):
        entry = gazetteer(language).lookup(agency)
        if (entry and entry.label is EntityLabel.ORG) or (agency.isupper() and " " not in agency):
            claims.append(
                Span(found.start("agency"), found.end("agency"), EntityLabel.ORG, "dateline")
            )
    return claims


def _unclaimed_names(
    text: str, start: int, end: int, taken: Sequence[Span], language: str, *, modelled: bool
) -> Iterator[Span]:
    """Names that nothing claimed yet, by given name, fame or place; by posts where no model read."""
    covered = Covered(taken)
    free = [
        word
        for word in WORD.finditer(text, start, end)
        if word.group()[0].isupper() and not covered.touches(word.start(), word.end())
    ]
    at = 0
    while at < len(free):
        run = [free[at]]
        for following in free[at + 1 : at + LONGEST_NAME]:
            if text[run[-1].end() : following.start()] != " ":
                break
            run.append(following)
        before = text[start : run[0].start()]
        claim = _claim(before, run, language)
        if claim is None and not modelled:
            claim = _after_post(before, run, language)
        if claim is not None:
            yield _with_particles(text, _from_particles(text, claim))
            at += sum(1 for word in run if word.end() <= claim.end)
        else:
            at += 1


def _claim(before: str, run: Sequence[re.Match[str]], language: str) -> Span | None:
    """What the capitalised words in a row, the first above all, are known to be."""
    first = run[0].group()
    opening = not before.strip(EDGE) or before.rstrip()[-1:] in SENTENCE_END
    if len(run) == 1:
        if names_known_person(first, opening=opening):
            return Span(run[0].start(), run[0].end(), EntityLabel.PER, RULE)
        if not is_given(first) and place_before(before, language) and city(first) is not None:
            return Span(run[0].start(), run[0].end(), EntityLabel.LOC, RULE)
        return None
    initials = len(first) < FEWEST_LETTERS and first.isupper()
    if is_given(first) and not initials and not headed([one.group() for one in run]):
        last = run[min(len(run), LONGEST_NAME - 1) - 1]
        return Span(run[0].start(), last.end(), EntityLabel.PER, RULE)
    return None


def _after_post(before: str, run: Sequence[re.Match[str]], language: str) -> Span | None:
    """The name after a post: Bundeskanzler Merz, le ministre Dupont."""
    words = [one.group() for one in run]
    previous = WORD.findall(before[-40:])[-1:] if before.endswith(" ") else []
    posts = [previous[0].casefold() if previous else ""]
    while len(words) > 1 and (words[0].casefold(),) in titles(language):
        posts.append(words.pop(0).casefold())
    post = posts[-1]
    if (post,) not in titles(language) or post in evidence("post", "loose") or headed(words):
        return None
    named = run[len(run) - len(words) :][: 2 if language == "de" else LONGEST_NAME - 1]
    return Span(named[0].start(), named[-1].end(), EntityLabel.PER, RULE)
