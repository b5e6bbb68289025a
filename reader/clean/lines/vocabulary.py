"""The words, phrases and patterns that line kinds are told by, read once from the room's data.

All tables are data (`vocabulary.toml`, `phrases.toml`, `patterns.toml`, `blocks.toml`), so a desk can
see and extend what the program knows without reading code.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources

from msgspec import Struct

from reader.model import LineKind

_WORD = re.compile(r"[^\W_]+(?:['’.+-][^\W_]+)*")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_CAPITALISED = r"(?-i:[^\W\d_a-zа-яёіїєґ])[\w.'’-]*"
_NAME = rf"(?:{_CAPITALISED}(?:\s+(?:(?:van|von|de|der|di|du|la|le|al|el|bin|da)\s+)?{_CAPITALISED}){{0,3}})"


def words_of(text: str) -> list[str]:
    """The words of a text, case folded, apostrophes made straight."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def bare(text: str) -> str:
    """A line as the phrase table knows it: case folded, only words and what stands inside them.

    Digits and symbols at the edges go ("Comments (12)" and "» Comments" are both "comments").
    """
    folded = " ".join(text.casefold().replace("’", "'").replace(",", " ").split())
    if folded[:1].isalpha() and folded[-1].isalpha():
        return folded
    return _EDGES.sub("", folded)


@dataclass(frozen=True)
class Vocabulary:
    """Groups of words by what they are evidence for; look-ups give the numbers of groups."""

    groups: tuple[str, ...]
    exact: dict[str, tuple[int, ...]]
    stems: dict[str, tuple[int, ...]]
    lengths: tuple[int, ...]
    phrases: dict[str, tuple[tuple[tuple[str, ...], int], ...]]

    def of(self, word: str) -> tuple[int, ...]:
        """Numbers of the groups that a single case-folded word belongs to."""
        found = self.exact.get(word, ())
        if word[: self.lengths[0]] not in self.heads:
            return found
        for length in self.lengths:
            if length > len(word):
                break
            found += self.stems.get(word[:length], ())
        return found

    @cached_property
    def heads(self) -> frozenset[str]:
        """The first letters of every stem, as many as the shortest has."""
        return frozenset(stem[: self.lengths[0]] for stem in self.stems)


def _load(name: str) -> dict[str, dict[str, object]]:
    data = resources.files("reader.clean").joinpath("data", name).read_bytes()
    return tomllib.loads(data.decode("utf-8"))


@cache
def vocabulary() -> Vocabulary:
    """The word groups of `vocabulary.toml`."""
    tables = _load("vocabulary.toml")
    exact: dict[str, set[int]] = {}
    stems: dict[str, set[int]] = {}
    phrases: dict[str, set[tuple[tuple[str, ...], int]]] = {}
    for number, languages in enumerate(tables.values()):
        for entries in languages.values():
            assert isinstance(entries, list)
            for entry in entries:
                first, *rest = str(entry).casefold().replace("*", "\0").split()
                if rest:
                    tokens = [token for part in rest for token in _tokens(part)]
                    head, *more = _tokens(first)
                    phrases.setdefault(head, set()).add(((*more, *tokens), number))
                elif first.endswith("\0"):
                    stems.setdefault(first[:-1], set()).add(number)
                else:
                    head, *more = _tokens(first)
                    if more:
                        phrases.setdefault(head, set()).add((tuple(more), number))
                    else:
                        exact.setdefault(head, set()).add(number)
    return Vocabulary(
        groups=tuple(tables),
        exact={word: tuple(sorted(numbers)) for word, numbers in exact.items()},
        stems={stem: tuple(sorted(numbers)) for stem, numbers in stems.items()},
        lengths=tuple(sorted({len(stem) for stem in stems})),
        phrases={head: tuple(sorted(rest)) for head, rest in phrases.items()},
    )


def _tokens(part: str) -> list[str]:
    stem = part.endswith("\0")
    tokens = _WORD.findall(part.rstrip("\0"))
    if stem and tokens:
        tokens[-1] += "\0"
    return tokens


@lru_cache(maxsize=65536)
def groups_of(word: str) -> tuple[int, ...]:
    """Numbers of the groups a word belongs to; remembered, since words recur."""
    return vocabulary().of(word)


def matches(expected: tuple[str, ...], words: list[str], at: int) -> bool:
    """Whether the words from `at` on are the expected ones; an expected stem ends in NUL."""
    if at + len(expected) > len(words):
        return False
    for offset, token in enumerate(expected):
        word = words[at + offset]
        if token != word and not (token.endswith("\0") and word.startswith(token[:-1])):
            return False
    return True


@cache
def phrases() -> dict[str, LineKind]:
    """Whole lines that mean the same everywhere, as `bare` gives them."""
    table: dict[str, LineKind] = {}
    for kind, languages in _load("phrases.toml").items():
        for entries in languages.values():
            assert isinstance(entries, list)
            for entry in entries:
                table.setdefault(bare(str(entry)), LineKind(kind))
    return table


@cache
def appeal_headings() -> tuple[str, ...]:
    """Case-folded openings of a heading over an appeal, from `blocks.toml`."""
    return tuple(f"{entry.casefold()} " for entry in _block("appeal_heading"))


@cache
def buttons() -> frozenset[str]:
    """Buttons that are found glued to paragraphs, as `bare` gives them, from `blocks.toml`."""
    return frozenset(bare(entry) for entry in _block("glued"))


@cache
def caption_signs() -> tuple[str, ...]:
    """What the end of a line has, in small letters, if a pattern of captions may match it."""
    return _block("caption_sign")


@cache
def picture_sides() -> re.Pattern[str]:
    """A name with the side on which somebody stands in a picture, or the order in which people stand in it."""
    side, order = ("|".join(_block(name)) for name in ("picture_side", "picture_order"))
    return re.compile(
        rf"[^\W\d_a-zа-яёіїєґ][\w'’-]*(?: \((?:{side})\)|, (?:{side})(?:,|\.$| (?:and|und|et|y|и|і|та) ))"
        rf"|(?i:(?:^|[.;,(–—-] ?)(?:{order})\)?(?: ?:|, (?-i:[A-ZÀ-ÞА-ЯЁІЇЄҐ])|\)))"
    )


@cache
def picture_side_signs() -> tuple[str, ...]:
    """What a case-folded line holds if `picture_sides` may find something in it."""
    return _block("picture_side_sign")


@cache
def author_blurb() -> re.Pattern[str]:
    """A line about the author: a name, and what its bearer does."""
    does = "|".join(_block("author_blurb"))
    return re.compile(rf"{_NAME}(?:,? |\s)(?:{does})", re.IGNORECASE)


@cache
def data_sources() -> re.Pattern[str]:
    """A line that names whose data a chart or table shows, up to the colon."""
    words = "|".join(map(re.escape, _block("data_source")))
    return re.compile(rf"(?:{words})\s?:\s?(?=\S)", re.IGNORECASE)


@cache
def press() -> frozenset[str]:
    """Case-folded words that names of papers, stations and agencies begin or end with."""
    return frozenset(_block("press"))


def _block(name: str) -> tuple[str, ...]:
    """The entries of all languages of a table of `blocks.toml`."""
    found: list[str] = []
    for entries in _load("blocks.toml")[name].values():
        assert isinstance(entries, list)
        found += map(str, entries)
    return tuple(found)


class Pattern(Struct, frozen=True):
    """A pattern of whole lines, the kind it decides, and its name in `patterns.toml`."""

    kind: LineKind
    name: str
    regex: re.Pattern[str]


class Patterns:
    """The patterns of `patterns.toml`, found by the signs without which a line cannot match them.

    `opens`, `holds` and `ends` give the signs of a pattern by its name; # stands for a digit. `long_ones` names
    patterns of other kinds than captions and their like that long lines may match too.
    """

    def __init__(
        self,
        patterns: Sequence[Pattern],
        opens: Mapping[str, Sequence[str]],
        holds: Mapping[str, Sequence[str]],
        ends: Mapping[str, Sequence[str]],
        long_ones: Collection[str] = (),
    ) -> None:
        self.all = tuple(patterns)
        self._named = {one.name: one for one in patterns}
        numbers = {
            kind: {at for at, one in enumerate(patterns) if one.kind is kind} for kind in LineKind
        }
        told_at_length = set[int]().union(*(numbers[kind] for kind in _AT_LENGTH))
        told_at_length |= {at for at, one in enumerate(patterns) if one.name in long_ones}
        by_their_end = {at for at in numbers[LineKind.CAPTION] if patterns[at].name not in opens}
        self._signs: dict[tuple[bool, bool], _Signs] = {}
        for signed in (False, True):
            for long in (False, True):
                able = told_at_length if long else set(range(len(patterns)))
                able = able if signed else able - by_their_end
                self._signs[signed, long] = _signs(
                    [(at, one.name) for at, one in enumerate(patterns) if at in able],
                    opens,
                    holds if signed or not long else None,
                    ends,
                )

    def named(self, name: str) -> Pattern:
        """The pattern of a name in `patterns.toml`."""
        return self._named[name]

    def may_match(self, folded: str, *, signed: bool, long: bool) -> list[Pattern]:
        """The patterns that a case-folded line may match, in order.

        Captions are told by what opens them or by what they are `signed` with; of a `long` line only captions,
        advertisements, pointers to other articles and notices are told at all.
        """
        signs = self._signs[signed, long]
        opening = signs.opening.get
        numbers = [
            *opening(folded[:1], ()),
            *opening(folded[:2], ()),
            *opening(folded[:3], ()),
        ]
        if folded[:1].isdigit():
            numbers += opening("#", ())
        for sign in filter(folded.__contains__, signs.holding):
            numbers += signs.holding[sign]
        if signs.figure and _DIGIT.search(folded):
            numbers += signs.figure
        for expected, held in signs.ending:
            if folded.endswith(expected):
                numbers += held
        return [self.all[at] for at in sorted(set(numbers))] if numbers else []


class _Signs(Struct, frozen=True):
    """What lines open with, hold and end with, each with the numbers of the patterns that may match then.

    `figure` has those that a line may match if it holds a digit.
    """

    opening: Mapping[str, tuple[int, ...]]
    holding: Mapping[str, tuple[int, ...]]
    figure: tuple[int, ...]
    ending: Sequence[tuple[tuple[str, ...], tuple[int, ...]]]


def _signs(
    able: Sequence[tuple[int, str]],
    opens: Mapping[str, Sequence[str]],
    holds: Mapping[str, Sequence[str]] | None,
    ends: Mapping[str, Sequence[str]],
) -> _Signs:
    """The signs of some patterns by number and name; without `holds` only of those told by their opening."""
    opening: dict[str, tuple[int, ...]] = {}
    holding: dict[str, tuple[int, ...]] = {}
    ending: dict[tuple[str, ...], tuple[int, ...]] = {}
    for at, name in able:
        if name in opens:
            for key in dict.fromkeys(sign[:_OPENING] for sign in opens[name]):
                opening[key] = (*opening.get(key, ()), at)
        elif holds is not None and name in holds:
            for sign in holds[name]:
                holding[sign] = (*holding.get(sign, ()), at)
        elif holds is not None:
            expected = tuple(ends.get(name, ("",)))
            ending[expected] = (*ending.get(expected, ()), at)
    figure = holding.pop("#", ())
    return _Signs(opening, holding, figure, tuple(ending.items()))


_OPENING = 3
_AT_LENGTH = (LineKind.CAPTION, LineKind.RELATED_LINK, LineKind.PROMO)
_DIGIT = re.compile(r"\d")


@cache
def patterns() -> Patterns:
    """The patterns of whole lines."""
    tables = _load("vocabulary.toml")
    entries = _load("patterns.toml")
    signs = entries.pop("signs")
    words = {name: _entries(tables[name]) for name in ("agency", "month")}
    known = {name: _any_of(found) for name, found in words.items()}
    compiled = []
    for kind, named in entries.items():
        for name, pattern in named.items():
            source = (
                str(pattern)
                .replace("{agency}", known["agency"])
                .replace("{month}", known["month"])
                .replace("{name}", _NAME)
            )
            assert source.startswith("^"), (
                f"pattern {name} must begin a line, since it is matched there"
            )
            compiled.append(Pattern(LineKind(kind), name, re.compile(source, re.IGNORECASE)))
    opens, holds, ends = (
        {
            name: [
                one.casefold()
                for given in sign[which]
                for one in words.get(given.strip("{}"), [given])
            ]
            for name, sign in signs.items()
            if isinstance(sign, dict) and which in sign
        }
        for which in ("opens", "holds", "ends")
    )
    long_ones = {name for name, sign in signs.items() if isinstance(sign, dict) and "long" in sign}
    return Patterns(compiled, opens, holds, ends, long_ones)


def _any_of(entries: Sequence[str]) -> str:
    """A pattern of any of the entries, those with a common first letter behind it: tried one by one,
    three hundred names of months take five times as long to say no.
    """
    begun: dict[str, list[str]] = {}
    for entry in entries:
        begun.setdefault(entry[0], []).append(re.escape(entry[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in begun.items())


def _entries(languages: dict[str, object]) -> list[str]:
    """All entries of a group, the longest first."""
    entries: set[str] = set()
    for words in languages.values():
        assert isinstance(words, list)
        entries.update(str(word) for word in words)
    return sorted(entries, key=lambda e: (-len(e), e))
