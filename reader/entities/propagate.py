"""What an article says of a name once counts for every mention in it.

A model judges each line alone; an article introduces a person with the full
name and goes on with the surname, and headlines, where models fail most, name
whom the body introduces. Spreading the body's evidence is worth more than a
larger model.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from reader.entities.keys import CYRILLIC, fold, word_keys
from reader.entities.spans import Covered, Span, first_wins
from reader.model import EntityLabel

RULE = "propagation"
WORD = re.compile(r"[^\W\d_][\w’'-]*")
SHORTEST = 3
"""Letters of a part of a name below which a bare mention of it is not trusted."""
HYPHENATED = re.compile(r"[’']s$|[’']$")


def propagate(text: str, passages: Sequence[tuple[int, int]], spans: Sequence[Span]) -> list[Span]:
    """The spans relabelled by majority and joined by the mentions that the model missed.

    `passages` are the half-open stretches of the text that were read, in order.
    """
    relabelled = _majority(text, spans)
    surnames = _surnames(text, relabelled)
    settled = _extended(text, [_as_person(text, span, surnames) for span in relabelled])
    known = _known_words(text, settled)
    ordinary = _ordinary(text, passages)
    missed: list[Span] = []
    taken = Covered(settled)
    longest = max((len(words) for words in known), default=1)
    for start, end in passages:
        missed.extend(_missed(text, start, end, taken, known, surnames, ordinary, longest))
    return _extended(text, first_wins([*settled, *missed]))


def _majority(text: str, spans: Sequence[Span]) -> list[Span]:
    """Every surface with the label most of its mentions have; longer context breaks ties."""
    votes: defaultdict[str, Counter[EntityLabel]] = defaultdict(Counter)
    for span in spans:
        votes[fold(text[span.start : span.end])][span.label] += 1
    order = list(EntityLabel)
    result = []
    for span in spans:
        counts = votes[fold(text[span.start : span.end])]
        label = min(counts, key=lambda one: (-counts[one], order.index(one)))
        rule = span.rule if label is span.label else RULE
        result.append(Span(span.start, span.end, label, rule))
    return result


def _surnames(text: str, spans: Sequence[Span]) -> dict[str, set[str]]:
    """Keys of the parts of full personal names that are used bare, with the written forms."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for span in spans:
        words = WORD.findall(text[span.start : span.end])
        if span.label is EntityLabel.PER and len(words) >= 2:
            # The first word too: family names of East Asia stand there, and some go by a given one.
            for word in (words[-1], words[0]):
                if len(word) >= SHORTEST and word[0].isupper():
                    for key in word_keys(word):
                        found[key].add(word)
    return dict(found)


def _is_surname(word: str, surnames: dict[str, set[str]]) -> bool:
    """Cyrillic words match through inflection; Latin ones as written, in any case of letters."""
    if not word[0].isupper():
        return False
    forms = set().union(*(surnames.get(key, set()) for key in word_keys(word)))
    if CYRILLIC.search(word):
        return any(CYRILLIC.search(form) for form in forms)
    return any(fold(form) == fold(word) for form in forms)


def _as_person(text: str, span: Span, surnames: dict[str, set[str]]) -> Span:
    """A single word taken for a place or an organisation that is someone's surname here."""
    word = text[span.start : span.end]
    if span.label is EntityLabel.PER or not WORD.fullmatch(word) or "gazetteer" in span.rule:
        return span
    if _is_surname(word, surnames):
        return Span(span.start, span.end, EntityLabel.PER, RULE)
    return span


def _extended(text: str, spans: Sequence[Span]) -> list[Span]:
    """A person's first words where the text goes on with the rest: Lula, and Lula da Silva."""
    tails: defaultdict[str, set[str]] = defaultdict(set)
    for span in spans:
        words = text[span.start : span.end].split()
        if span.label is EntityLabel.PER and len(words) > 2:
            for at in range(1, len(words) - 1):
                tails[words[at]].add(" ".join(words[at:]))
    result = []
    for span in spans:
        rest = [
            tail
            for tail in tails.get(text[span.start : span.end], ())
            if span.label is EntityLabel.PER and text.startswith(tail, span.start)
        ]
        result.append(replace(span, end=span.start + max(map(len, rest))) if rest else span)
    return first_wins(sorted(result, key=lambda one: one.start - one.end))


def _known_words(text: str, spans: Sequence[Span]) -> dict[tuple[str, ...], EntityLabel]:
    """Folded surfaces, word by word, that count as names wherever they stand."""
    known: dict[tuple[str, ...], EntityLabel] = {}
    for span in spans:
        surface = text[span.start : span.end]
        words = tuple(word.casefold() for word in WORD.findall(surface))
        if words and (len(words) > 1 or len(words[0]) >= 3 or surface.isupper()):
            known[words] = span.label
    return known


def _ordinary(text: str, passages: Sequence[tuple[int, int]]) -> frozenset[str]:
    """Words that the article also writes small: no evidence of a name by their capital alone."""
    return frozenset(
        word for start, end in passages for word in WORD.findall(text[start:end]) if word.islower()
    )


def _missed(
    text: str,
    start: int,
    end: int,
    taken: Covered,
    known: dict[tuple[str, ...], EntityLabel],
    surnames: dict[str, set[str]],
    ordinary: frozenset[str],
    longest: int,
) -> list[Span]:
    """Mentions inside one passage that repeat a known name and are not taken yet."""
    words = [
        match
        for match in WORD.finditer(text, start, end)
        if not taken.touches(match.start(), match.end())
    ]
    found: list[Span] = []
    at = 0
    while at < len(words):
        step = 1
        if words[at].group()[0].isupper():
            for count in range(min(longest, len(words) - at), 0, -1):
                group = words[at : at + count]
                if not _adjacent(text, group):
                    continue
                span = _claim(group, known, surnames, ordinary)
                if span is not None:
                    found.append(span)
                    step = count
                    break
        at += step
    return found


def _adjacent(text: str, group: Sequence[re.Match[str]]) -> bool:
    return all(
        text[left.end() : right.start()] in (" ", "\u00a0", ". ", "-")
        for left, right in pairwise(group)
    )


def _claim(
    group: Sequence[re.Match[str]],
    known: dict[tuple[str, ...], EntityLabel],
    surnames: dict[str, set[str]],
    ordinary: frozenset[str],
) -> Span | None:
    bare = [HYPHENATED.sub("", word.group()) for word in group]
    end = group[-1].start() + len(bare[-1])
    folded = tuple(word.casefold() for word in bare)
    if len(group) == 1 and folded[0] in ordinary:
        return None
    label = known.get(folded)
    if label is None and len(group) == 1 and _is_surname(bare[0], surnames):
        label = EntityLabel.PER
    if label is None or not all(word[0].isupper() for word in bare[:1]):
        return None
    return Span(group[0].start(), end, label, RULE)
