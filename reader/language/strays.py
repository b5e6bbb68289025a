"""Text of another Latin-script language within copy in Latin letters: lines, sentences, buttons.

No script tells them, so that words must. A fragment is weighed by how much better its words, but for names, read
in another language than in the article's own (`latin_ngrams`), by function words and by set phrases. What is
certain by itself names the language that the page is of; in that language less is asked of the fragments around.
Quoted sentences belong, as do names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct

from reader.language import latin
from reader.language.detect import LATIN_LANGUAGES
from reader.language.kinds import says
from reader.language.latin_ngrams import Costs, column, gain_at_most, gains
from reader.language.phrases import Phrase, lookup, opening
from reader.language.south_slavic import SERBO_CROATIAN, told_apart
from reader.model import UNDETERMINED, LeftoverKind, Line

_SENTENCE = re.compile(
    r"(?:[^.!?…]"
    r"|[.!?…](?![\s\"”»’)\]]|$)(?!(?<=[^\W\d_A-Z][^\W\d_A-Z].)[A-ZÀ-ÖØ-Þ][a-zß-ÿ])"
    r")+[.!?…]*[\"”»’)\]]*"
)
"""A sentence, with what is glued to the full stop before it apart."""
_PROGRAM = re.compile(r"[{}=\\]|\w\(|\w_\w|::|->|&&")
_BRIEF = 12
"""Words of the longest line that is weighed as a whole, and whatever it holds."""
_LONGEST = 600
"""Characters of a fragment that are weighed."""
_TAIL = 250
"""Characters at the end of a long line in which a last sentence is looked for that stands behind others."""
_LETTERS = 0.6
"""The share of letters in what no space is, below which a line is a table or a date."""
_LABELS = frozenset({LeftoverKind.PHOTO_CREDIT, LeftoverKind.METADATA})
_FUNCTION_WORD = 2.5
"""What a function word that the article's language does not have adds to the sum of its letters."""
_LEAST = 3.0
"""What must speak for another language at least; all these in natural logarithms, and a letter."""
_PHRASE, _SHORT_PHRASE = 8, 20
_SENTENCE_LETTERS, _SENTENCE_GAIN = 30, 20.0
_FEW_LETTERS, _FEW_GAIN = 16, 18.0
_SURE_A_LETTER = 0.45
_PLAIN = 0.5
_RECURRING = 100
_BESIDE, _BESIDE_IN_STORY, _BESIDE_PHRASE, _BESIDE_A_LETTER = 5.0, 8.0, 6.0, 0.3
_AS_WELL = 0.7
_OF_PAGE = 0.35
"""How much less a letter may speak for the page's language than for another that is then taken for chance."""


class Stray(Struct, frozen=True):
    """A fragment that is out of place: its line, span, language, what tells the language, what else it may be."""

    line: Line
    start: int
    end: int
    language: str
    basis: str
    candidates: tuple[str, ...]


class _Unit(Struct, frozen=True):
    """A sentence, or a line of few words, as it is weighed.

    `plain` counts the letters of its different words that no name is, `share` is their part of all letters; `scores`
    says for each of `LATIN_LANGUAGES` what speaks for it against the article's language; `hits` counts the function
    words of each, `home` those of the article's language.
    """

    line: Line
    start: int
    end: int
    plain: int
    share: float
    scores: Costs
    hits: Counter[str]
    home: int
    phrase: Phrase | None

    def gain(self, language: str) -> float:
        """What speaks for one of `LATIN_LANGUAGES`."""
        return float(self.scores[column(language)])

    def best(self) -> str:
        """The language for which most speaks."""
        return LATIN_LANGUAGES[int(self.scores.argmax())]

    def strange_to(self, language: str) -> bool:
        """Whether it is a set phrase, and none of the language."""
        return self.phrase is not None and language not in self.phrase.languages


def strays(text: str, lines: Sequence[Line], language: str, strange: frozenset[str]) -> list[Stray]:
    """What is out of place in a text of `language`, in order; nothing for languages that are not known.

    `strange` are the text's `latin.strangers`, by which long lines are passed over cheaply.
    """
    if language not in latin.known_languages() or language not in LATIN_LANGUAGES:
        return []
    if not any(
        _sure(unit, language) for line in lines for unit in _units(text, line, language, strange)
    ):
        return []
    units = [unit for line in lines for unit in _units(text, line, language)]
    whose = _of_page([unit for unit in units if _sure(unit, language)])
    found = [one for one in units if _sure(one, language) or _likely(one, whose, language)]
    told: tuple[str, ...] = (whose,)
    if whose in SERBO_CROATIAN:
        phrases = [
            set(one.phrase.languages).intersection(SERBO_CROATIAN) for one in found if one.phrase
        ]
        known = [language for said in phrases if len(said) == 1 for language in said]
        told = told_apart([text[one.start : one.end] for one in found], known)
    return list(_joined(text, _named(found, whose, told)))


def _units(
    text: str, line: Line, language: str, strange: frozenset[str] | None = None
) -> Iterator[_Unit]:
    """What of a line is weighed by itself: the whole of few words, else its sentences.

    Given the text's strangers, of a long line without them only an end in which one stands or that is not in ASCII.
    """
    content = text[line.start : line.end]
    if len(content) <= _LONGEST and len(content.split()) <= _BRIEF:
        label = "" if strange is not None else _label(content)
        low = len(content) - len(content.lstrip())
        spans = [(low, low + len(label) if label else len(content))]
    elif strange is None or latin.may_mix(content, strange):
        spans = [match.span() for match in _SENTENCE.finditer(content)]
    else:
        tail = max(len(content) - _TAIL, 0)
        end = content[tail:]
        if end.isascii() and strange.isdisjoint(end.lower().split()):
            return
        spans = [match.span() for match in _SENTENCE.finditer(content, tail)][1:][-1:]
    for low, high in spans:
        part = content[low:high]
        start = line.start + low + len(part) - len(part.lstrip())
        one = _unit(
            text, line, start, start + len(part.strip()), language, sure=strange is not None
        )
        if one:
            yield one


def _label(content: str) -> str:
    """The label of a credit whose rest are names alone, empty where there is none."""
    head, colon, rest = content.strip().partition(":")
    if not colon or not rest.strip() or not all(map(_name, rest.split())):
        return ""
    return head.rstrip() if says(head.strip()) in _LABELS else ""


def _name(part: str) -> bool:
    """Whether a part of a credit may be of a name."""
    return part[0].isupper() or not any(map(str.isalnum, part))


def _unit(
    text: str, line: Line, start: int, end: int, language: str, *, sure: bool
) -> _Unit | None:
    """The fragment weighed; None for what cannot be strange, if `sure` certainly so, and for tables and programs."""
    fragment = text[start : min(end, start + _LONGEST)]
    possible = _recurring if len(fragment) <= _RECURRING else _possible
    if not possible(fragment, language, sure):
        return None
    bare = latin.unquoted(fragment)
    words = latin.WORD.findall(bare)
    filled = sum(map(len, words))
    if not words or filled < _LETTERS * sum(map(len, bare.split())) or _PROGRAM.search(bare):
        return None
    shouted = all(word.isupper() for word in words if len(word) > 1)
    plain = [
        word.lower() if shouted or not at else word
        for at, word in enumerate(words)
        if shouted or not at or word[0].islower()
    ]
    distinct = list(dict.fromkeys(plain))
    scores = gains(distinct, language)
    own = latin.function_words()[language]
    hits = Counter(la for word in distinct if word not in own for la in latin.languages_of(word))
    for la in hits.keys() - {"sr"}:  # whose function words are those of "hr"
        scores[column(la)] += _FUNCTION_WORD * hits[la]
    return _Unit(
        line, start, end, sum(map(len, distinct)), sum(map(len, plain)) / filled, scores, hits,
        sum(word in own for word in distinct), _phrase(fragment),
    )  # fmt: skip


@lru_cache(maxsize=1 << 13)
def _recurring(fragment: str, language: str, sure: bool) -> bool:
    """`_possible` of what may recur: buttons stand in every article of an outlet."""
    return _possible(fragment, language, sure)


def _possible(fragment: str, language: str, sure: bool) -> bool:
    """Whether, by a cheap test, a fragment may be strange; if `sure` certainly so."""
    said = fragment.lower() if fragment.isupper() else fragment
    read = [word for at, word in enumerate(latin.WORD.findall(said)) if not at or word[0].islower()]
    most = sum(_at_most(word, language) for word in read)
    if most >= (max(_FEW_GAIN, _SURE_A_LETTER * sum(map(len, read))) if sure else _LEAST):
        return True
    phrased = len(fragment) <= (_SENTENCE_LETTERS if sure else _SHORT_PHRASE)
    if not phrased or (most < _LEAST and len(fragment) > _SHORT_PHRASE):
        return False
    return _phrase(fragment) is not None


def _phrase(fragment: str) -> Phrase | None:
    """The set phrase in Latin letters that a fragment is or begins with; one in Cyrillic is told by its script."""
    found = lookup(fragment) or opening(fragment)
    first = next(filter(str.isalpha, fragment), "")
    return found if latin.WORD.match(first) else None


@lru_cache(maxsize=1 << 15)
def _at_most(word: str, language: str) -> float:
    """The most that a word can say for another language."""
    foreign = latin.languages_of(word) and word not in latin.function_words()[language]
    return gain_at_most(word, language) + (_FUNCTION_WORD if foreign else 0)


def _sure(unit: _Unit, language: str) -> bool:
    """Whether a fragment is of another language whatever stands around it."""
    best = unit.best()
    gain, hits = unit.gain(best), unit.hits[best]
    if best == language:
        return False
    if unit.strange_to(language):
        return unit.end - unit.start >= _PHRASE and gain >= _LEAST
    rate = gain / max(unit.plain, 1)
    if unit.plain < _SENTENCE_LETTERS:
        some = unit.plain >= _FEW_LETTERS and unit.share > _PLAIN
        return some and gain >= _FEW_GAIN and rate >= 0.8 and hits > 0
    read = rate >= 1.0 or (hits > 0 and rate >= 0.6) or (hits > 2 and rate >= _SURE_A_LETTER)
    return gain >= _SENTENCE_GAIN and read and hits >= unit.home


def _likely(unit: _Unit, whose: str, language: str) -> bool:
    """The same on a page that has debris of the language `whose`; English furniture stands everywhere."""
    if unit.strange_to(language):
        return True
    return any(_reads_so(unit, la) for la in {whose, "en"} - {language})


def _reads_so(unit: _Unit, language: str) -> bool:
    least = _BESIDE if unit.hits[language] or not unit.line.kind.kept else _BESIDE_IN_STORY
    if unit.phrase is not None:
        least = _BESIDE_PHRASE
    gain = unit.gain(language)
    enough = gain >= max(least, _BESIDE_A_LETTER * unit.plain) and unit.share >= _PLAIN
    return enough and gain >= _AS_WELL * unit.gain(unit.best())


def _of_page(sure: Sequence[_Unit]) -> str:
    """The language in which what is certain reads best together."""
    return LATIN_LANGUAGES[int(np.sum([unit.scores for unit in sure], axis=0).argmax())]


def _named(found: Sequence[_Unit], whose: str, told: tuple[str, ...]) -> Iterator[Stray]:
    """Each fragment with the page's language, or its own where that is another for certain."""
    for unit in found:
        own = unit.best()
        same = unit.gain(whose) >= unit.gain(own) - _OF_PAGE * unit.plain
        if unit.phrase is not None and not {whose, *told}.isdisjoint(unit.phrase.languages):
            same = True
        names = told if same else (own,)
        language = names[0] if len(names) == 1 else UNDETERMINED
        basis = "pooled" if same else "single"
        yield Stray(unit.line, unit.start, unit.end, language, basis, names)


def _joined(text: str, found: Iterator[Stray]) -> Iterator[Stray]:
    """Sentences that follow each other on one line as one fragment."""
    held: Stray | None = None
    for one in found:
        if held is not None:
            between = text[held.end : one.start]
            if held.line is one.line and held.language == one.language and not between.strip():
                held = Stray(
                    held.line, held.start, one.end, held.language, held.basis, held.candidates
                )
                continue
            yield held
        held = one
    if held is not None:
        yield held
