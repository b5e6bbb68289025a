"""Words as numbers, so that what words say is read for all lines of a document at once.

Each word is looked up once, when it is first met, in the vocabulary's groups and the fitted weights;
from then on a document's words are one array of numbers and every question about them is a few array
operations. The table is bounded: when it is full, the next document begins a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

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


class Lexicon(dict[str, int]):
    """The number of every word met, with what is known of it in the rows of arrays.

    `groups` counts the vocabulary groups that a word belongs to; `begins` and `follows` tell whether it
    may be the first and the second of a phrase, `telling` and `longer` whether it has more than three
    and more than six letters; `weights` has two columns for each table of log-odds: anywhere, and first
    in a line. Whoever asks holds `held` until the last question about a document is answered.
    """

    def __init__(self, tables: Sequence[WordWeights]) -> None:
        super().__init__()
        self.held = Lock()
        self._tables = tables
        self._known = vocabulary()
        size = _MOST
        self.groups = np.zeros((size, len(groups())), np.uint8)
        self.grouped = np.zeros(size, np.bool_)
        self.begins = np.zeros(size, np.bool_)
        self.follows = np.zeros(size, np.bool_)
        self.telling = np.zeros(size, np.bool_)
        self.longer = np.zeros(size, np.bool_)
        self.weights = np.zeros((size, 2 * len(tables)))

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        if number == len(self.begins):
            self._grow()
        for group in self._known.of(word):
            self.groups[number, group] += 1
            self.grouped[number] = True
        self.begins[number] = word in self._known.phrases
        exact, stems = _seconds()
        self.follows[number] = word in exact or word.startswith(stems)
        self.telling[number] = len(word) > _TELLING
        self.longer[number] = len(word) > _LONGER
        for at, table in enumerate(self._tables):
            self.weights[number, 2 * at] = table.words.get(word, 0.0)
            self.weights[number, 2 * at + 1] = table.first.get(word, 0.0)
        return number

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


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a document's lines as numbers: `words` one after another, `line` the line of each.

    `counts` has the words of each line, `starts` where a line's words begin among all.
    """

    lexicon: Lexicon
    words: Numbers
    line: Numbers
    counts: Numbers
    starts: Numbers


def told(lexicon: Lexicon, lines: Sequence[Sequence[str]]) -> Told:
    """The words of each line, looked up; a word not yet known is entered."""
    lexicon.begin()
    counts = np.fromiter(map(len, lines), np.intp, len(lines))
    look = lexicon.__getitem__
    words = np.array([number for line in lines for number in map(look, line)], np.intp)
    return Told(
        lexicon,
        words,
        np.repeat(np.arange(len(lines)), counts),
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


def grouped(found: Told, lines: Sequence[list[str]]) -> tuple[Numbers, Truths]:
    """How often each line meets each vocabulary group, and the groups met at its first word.

    A phrase counts as two words.
    """
    known = found.lexicon
    counted = np.zeros((len(lines), len(groups())), np.intp)
    opening = np.zeros(counted.shape, np.bool_)
    place = np.arange(len(found.words)) - found.starts[found.line]
    able = place < _MOST_WORDS
    said = (known.grouped[found.words] & able).nonzero()[0]
    if len(said):
        line = found.line[said]
        begins = np.concatenate([_FIRST, (line[1:] != line[:-1]).nonzero()[0] + 1])
        rows = known.groups[found.words[said]]
        counted[line[begins]] = np.add.reduceat(rows, begins, axis=0, dtype=np.intp)
        first = place[said[begins]] == 0
        opening[line[begins[first]]] = rows[begins[first]] > 0
    likely = known.begins[found.words[:-1]] & known.follows[found.words[1:]] & able[:-1]
    likely &= found.line[:-1] == found.line[1:]
    for at in likely.nonzero()[0].tolist():
        row, nth = int(found.line[at]), int(place[at])
        words = lines[row]
        for rest, group in _begun(words[nth], words[nth + 1]):
            if matches(rest, words, nth + 1):
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
        total = np.add.reduceat(known[found.words, 0::2], starts, axis=0)
        damped = total / (found.counts[filled] ** 0.75)[:, None]
        out[filled] = damped + known[found.words[starts], 1::2]
    return out


@dataclass(frozen=True, slots=True)
class Shared:
    """What the words of each line share with the document, as shares of its different telling words."""

    elsewhere: Floats
    often: Floats
    rare: Floats
    heading: Floats
    lead: Floats


def shared(found: Told, heading: Sequence[str], *, prose: int, lead: int) -> Shared:
    """Words of more than three letters that other lines, the title or the first lines have too.

    The words of lines from `prose` words on count as those of the text; `lead` lines are the first.
    """
    known, lines = found.lexicon, len(found.counts)
    titled = np.array([known[word] for word in heading], np.intp)
    telling = known.telling[found.words]
    size = len(known)
    pairs = np.unique(found.line[telling] * size + found.words[telling])
    line, word = np.divmod(pairs, size)
    long = found.counts >= prose
    own = long[line]
    times = np.bincount(word[own], minlength=size)[word] - own

    def share(of: Truths) -> Floats:
        return np.bincount(line[of], minlength=lines) / different

    different = np.maximum(np.bincount(line, minlength=lines), 1)
    marked = np.zeros(size, np.bool_)
    marked[titled[known.telling[titled]]] = True
    first = np.zeros(size, np.bool_)
    first[word[line < lead]] = True
    elsewhere = times > 0
    return Shared(
        share(elsewhere),
        share(times > 2),
        share(known.longer[word] & ~elsewhere),
        share(marked[word]),
        np.where(np.arange(lines) < lead, 0.0, share(first[word])),
    )
