"""Words as numbers, so that what words say is read for all lines of a document at once.

Each word is looked up once, when it is first met, in the vocabulary's groups and the fitted weights;
from then on a document's words are one array of numbers and every question about them is a few array
operations. The table is bounded: when it is full, the next document begins a new one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count, islice
from threading import Lock

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from reader.clean.lines.layout import Layout
from reader.clean.lines.vocabulary import matches, vocabulary

Truths = NDArray[np.bool_]
Numbers = NDArray[np.intp]
Floats = NDArray[np.float64]

_MOST = 1 << 16
"""Words that the table has room for: three quarters are kept from one document to the next."""
_MOST_WORDS = 120
"""Words of a line, from its beginning, that are looked up in the vocabulary."""
_TELLING = 3
_FIRST = np.zeros(1, np.intp)
_LONGER = 6

_Phrases = tuple[tuple[tuple[str, ...], int], ...]


@cache
def groups() -> tuple[str, ...]:
    """Names of the vocabulary groups, in the order of their columns."""
    return vocabulary().groups


@dataclass(frozen=True)
class WordWeights:
    """Log-odds of words, anywhere in a line and in its first place, for one answer of two."""

    words: Mapping[str, float]
    first: Mapping[str, float]


_ARRAYS = ("groups", "grouped", "begins", "follows", "telling", "longer", "weights")


@cache
def _seconds() -> tuple[frozenset[str], tuple[str, ...]]:
    """The second words of all phrases, and the stems of those that are given by a stem."""
    seconds = {rest[0] for phrases in vocabulary().phrases.values() for rest, _ in phrases}
    stems = {word[:-1] for word in seconds if word.endswith("\0")}
    return frozenset(seconds), tuple(sorted(stems))


class Lexicon(defaultdict[str, int]):
    """The number of every word met, with what is known of it in the rows of arrays.

    `groups` counts the vocabulary groups that a word belongs to; `begins` and `follows` tell whether it
    may be the first and the second of a phrase, `telling` and `longer` whether it has more than three
    and more than six letters; `weights` has two columns for each table of log-odds: anywhere, and first
    in a line. Whoever asks holds `held` until the last question about a document is answered.
    """

    def __init__(self, tables: Sequence[WordWeights]) -> None:
        super().__init__(count().__next__)
        self.held = Lock()
        self._tables = tables
        self._known = vocabulary()
        self._learnt = 0
        size = _MOST
        self.groups = np.zeros((size, len(groups())), np.uint8)
        self.grouped = np.zeros(size, np.bool_)
        self.begins = np.zeros(size, np.bool_)
        self.follows = np.zeros(size, np.bool_)
        self.telling = np.zeros(size, np.bool_)
        self.longer = np.zeros(size, np.bool_)
        self.weights = np.zeros((size, 2 * len(tables)))

    def numbers(self, words: Sequence[str]) -> Numbers:
        """The numbers of words; those not yet known are entered, and their rows filled."""
        found = np.fromiter(map(self.__getitem__, words), np.intp, len(words))
        if len(self) > self._learnt:
            self._learn()
        return found

    def _learn(self) -> None:
        """Fill the rows of the words that were entered last. All is zero or false there, and most stays so."""
        first, end = self._learnt, len(self)
        new = list(islice(reversed(self), end - first))[::-1]
        self._learnt = end
        while end > len(self.begins):
            self._grow()
        numbered = list(enumerate(new, first))
        for number, word in numbered:
            for group in self._known.of(word):
                self.groups[number, group] += 1
                self.grouped[number] = True
        exact, stems = _seconds()
        phrases = self._known.phrases
        self.begins[[number for number, word in numbered if word in phrases]] = True
        self.follows[
            [number for number, word in numbered if word in exact or word.startswith(stems)]
        ] = True
        sizes = np.fromiter(map(len, new), np.intp, len(new))
        self.telling[first:end] = sizes > _TELLING
        self.longer[first:end] = sizes > _LONGER
        for at, table in enumerate(self._tables):
            for column, held in enumerate((table.words, table.first), 2 * at):
                weighed = [number for number, word in numbered if word in held]
                self.weights[weighed, column] = [held[new[number - first]] for number in weighed]

    def _grow(self) -> None:
        """Make room for a document of more words than the whole table has."""
        for name in _ARRAYS:
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.zeros_like(old)]))

    def begin(self) -> None:
        """Forget all words where many are known: called between documents."""
        if 4 * len(self) > 3 * _MOST:
            for name in _ARRAYS:
                getattr(self, name)[: len(self)] = 0
            self.clear()
            self.default_factory = count().__next__
            self._learnt = 0


class Told(Struct, frozen=True):
    """The words of a document's lines as numbers: `words` one after another, `line` the line of each.

    `counts` has the words of each line, `starts` where a line's words begin among all.
    """

    lexicon: Lexicon
    words: Numbers
    line: Numbers
    counts: Numbers
    starts: Numbers


def told(lexicon: Lexicon, words: Sequence[str], counts: Numbers) -> Told:
    """The words of lines, one after another, looked up; a word not yet known is entered.

    `counts` has the number of words of each line.
    """
    lexicon.begin()
    return Told(
        lexicon,
        lexicon.numbers(words),
        np.repeat(np.arange(len(counts)), counts),
        counts,
        np.cumsum(counts) - counts,
    )


@lru_cache(maxsize=32768)
def _begun(word: str, following: str) -> _Phrases:
    """The rest of each phrase that two words in a row may begin, with the phrase's group."""
    return tuple(
        (rest, group)
        for rest, group in vocabulary().phrases.get(word, ())
        if matches(rest[:1], [following], 0)
    )


def grouped(found: Told, words: Sequence[str]) -> tuple[Numbers, Truths]:
    """How often each line meets each vocabulary group, and the groups met at its first word.

    `words` are those that were told. A phrase counts as two words.
    """
    known = found.lexicon
    counted = np.zeros((len(found.counts), len(groups())), np.intp)
    opening = np.zeros(counted.shape, np.bool_)
    place = np.arange(len(found.words)) - found.starts[found.line]
    able = place < _MOST_WORDS
    said = (known.grouped.take(found.words) & able).nonzero()[0]
    if len(said):
        line = found.line[said]
        begins = np.concatenate([_FIRST, (line[1:] != line[:-1]).nonzero()[0] + 1])
        rows = known.groups.take(found.words[said], axis=0)
        counted[line[begins]] = np.add.reduceat(rows, begins, axis=0, dtype=np.intp)
        first = place[said[begins]] == 0
        opening[line[begins[first]]] = rows[begins[first]] > 0
    likely = known.begins.take(found.words[:-1]) & known.follows.take(found.words[1:]) & able[:-1]
    likely &= found.line[:-1] == found.line[1:]
    for at in likely.nonzero()[0].tolist():
        row, nth = int(found.line[at]), int(place[at])
        own = list(words[at + 1 : at - nth + int(found.counts[row])])
        for rest, group in _begun(words[at], words[at + 1]):
            if matches(rest, own, 0):
                counted[row, group] += 2
                opening[row, group] |= nth == 0
    return counted, opening


def scores(found: Told) -> Floats:
    """Log-odds of each line's words together, one column a table; 0 for words never seen."""
    known = found.lexicon.weights
    out = np.zeros((len(found.counts), known.shape[1] // 2))
    filled = found.counts.nonzero()[0]
    if len(filled):
        starts = found.starts[filled]
        total = np.add.reduceat(known.take(found.words, axis=0)[:, 0::2], starts, axis=0)
        damped = total / (found.counts[filled] ** 0.75)[:, None]
        out[filled] = damped + known[found.words[starts], 1::2]
    return out


def _different(numbers: Numbers) -> Numbers:
    """The different numbers in order; `numpy.unique` takes nine times as long for some thousands."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


class Shared(Struct, frozen=True):
    """What the words of each line share with the document, as shares of its different telling words."""

    elsewhere: Floats
    often: Floats
    rare: Floats
    heading: Floats
    lead: Floats


def shared(
    found: Told, where: Layout, headings: Sequence[Sequence[str]], *, prose: int, lead: int
) -> Shared:
    """Words of more than three letters that other lines of a document, its title or its first lines have too.

    The words of lines from `prose` words on count as those of the text; `lead` lines are the first.
    """
    known, lines = found.lexicon, len(found.counts)
    titled = [known.numbers(heading) for heading in headings]
    telling = known.telling.take(found.words)
    size = len(known)
    pairs = _different(found.line[telling] * size + found.words[telling])
    line, number = np.divmod(pairs, size)
    # Of all words known only a few stand in these documents: they are numbered anew, for each document.
    present = np.zeros(size, np.bool_)
    present[number] = True
    anew, many = present.cumsum() - 1, int(np.count_nonzero(present))
    word, every = anew.take(number) + where.owner.take(line) * many, many * len(where.sizes)
    own = (found.counts >= prose)[line]
    times = np.bincount(word[own], minlength=every)[word] - own

    def share(of: Truths) -> Floats:
        return np.bincount(line[of], minlength=lines) / different

    different = np.maximum(np.bincount(line, minlength=lines), 1)
    marked = np.zeros(every, np.bool_)
    for at, heading in enumerate(titled):
        able = heading[known.telling[heading] & present[heading]]
        marked[anew[able] + at * many] = True
    first = np.zeros(every, np.bool_)
    leading = where.place < lead
    first[word[leading[line]]] = True
    elsewhere = times > 0
    return Shared(
        share(elsewhere),
        share(times > 2),
        share(known.longer[number] & ~elsewhere),
        share(marked[word]),
        np.where(leading, 0.0, share(first[word])),
    )
