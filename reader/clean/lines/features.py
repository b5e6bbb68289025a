"""What can be seen of each line: its shape, its words, its neighbours, its place, its markup.

A row of numbers a line, in the order of `names()`. Blank lines get no row; they show in their
neighbours as "blank before" and "blank after". Nothing here knows a language or an outlet:
vocabularies are data, and everything else is shape.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from reader.clean.lines import markup
from reader.clean.lines.characters import SAMPLE, Counted, count
from reader.clean.lines.rules import Decided, decide
from reader.clean.lines.vocabulary import matches, vocabulary, words_of
from reader.clean.lines.weights import Words
from reader.model import LineHint, LineKind

Matrix = NDArray[np.float32]

_BREAK = re.compile(r"[.!?…]['\"”»)\]]*\s+['\"“«(\[—–-]*\s*[^\W\d_a-zа-яё]")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")
_ADDRESS = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|ru|ua|de|fr|es|info|eu|io|co)\b")
_DOMAIN = re.compile(r"\.(?:com|org|net|ru|ua|de|fr|es|info|eu|io|co)\b")
_MAIL = re.compile(r"\S+@\S+|(?<!\w)@\w+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<https?://[^>]*>")
_AGO = re.compile(
    r"\b\d+\s*(?:h|hrs?|hours?|mins?|minutes?|days?|weeks?|d|m)\b(?:\s+ago)?", re.IGNORECASE
)
_PLACE_DATE = re.compile(
    r"^[^a-zа-яё(]{3,}[^.]{0,30}?\([^)]{2,30}\)\s*[-–—]|^[A-ZА-ЯЁ][A-ZА-ЯЁ, ]{3,30}\s*(?:\([^)]+\))?\s*[-–—]"
)
_CAPTION_DATE = re.compile(
    r"\b(?:on|in|am|im|le|el|в|у)\s+(?:\w+\.?,?\s+){0,3}(?:\d{1,2},?\s+)?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_OPENING = frozenset("\"“«„'‘")
_FULL = frozenset(".!?…。！？")
_BULLET = frozenset("•*·▪●■◦‣-+")
_DASH = frozenset("—–―")
_ARROW = frozenset("›»→>«←‹▶▸►⟶↗")

_OWN = (
    "characters",
    "words",
    "letter_share",
    "digit_share",
    "upper_share",
    "title_share",
    "word_length",
    "punctuation_share",
    "ends_full",
    "ends_quote",
    "ends_colon",
    "ends_comma",
    "ends_open",
    "ends_arrow",
    "ends_ellipsis",
    "ends_question",
    "starts_lower",
    "starts_upper",
    "starts_digit",
    "starts_quote",
    "starts_dash",
    "starts_bullet",
    "starts_bracket",
    "commas",
    "breaks",
    "quotes",
    "parentheses",
    "separators",
    "slashes",
    "colons",
    "address",
    "mail",
    "hashtag",
    "link_share",
    "year",
    "clock",
    "date",
    "ago",
    "numbers",
    "money",
    "all_caps",
    "single_word",
    "dateline",
    "caption_date",
    "first_group_count",
    "distinct_groups",
    "function_share",
    "cohesion",
    "cohesion_names",
    "rare_share",
    "title_overlap",
    "first_lines_overlap",
    "copies",
    "near_copy",
    "word_score",
    "caption_score",
    "rule_dropped",
    "rule_credit",
    "rule_metadata",
    "rule_chrome",
    "rule_pointing",
    "blank_before",
    "blank_after",
    "indented",
    "latin_share",
    "other_script",
)

_PLACE = (
    "index_share",
    "characters_before",
    "lines_log",
    "text_log",
    "long_share",
    "blank_share",
    "after_first_long",
    "before_last_long",
    "gap_from_long",
    "gap_to_long",
    "run_short",
    "run_long",
    "copies_share",
    "long_words_median",
    "after_headline",
    "after_end_mark",
    "stands_first",
)

_SEEN = (
    "characters",
    "words",
    "ends_full",
    "function_share",
    "word_score",
    "rule_dropped",
    "title_share",
    "breaks",
    "link_share",
    "blank_after",
    "cohesion",
    "copies",
    "rule_credit",
    "caption_score",
    "rule_pointing",
    "starts_lower",
    "ends_open",
)
_REACH = (-3, -2, -1, 1, 2, 3)
_WINDOWED = ("words", "ends_full", "rule_dropped", "word_score", "function_share")
_LONG_WORDS = 18
_PROSE = 8
"""Words of the shortest line whose words count as those of the text."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The features of a document's non-blank lines.

    `matrix` has one row a non-blank line; `index` its position among all lines;
    `texts` the stripped lines; `decided` what the rules said of each.
    """

    matrix: Matrix
    index: tuple[int, ...]
    texts: tuple[str, ...]
    decided: tuple[Decided | None, ...]


@cache
def groups() -> tuple[str, ...]:
    """Names of the vocabulary groups, in the order of their columns."""
    return vocabulary().groups


@cache
def names() -> tuple[str, ...]:
    """The name of every column."""
    own = [*_OWN, *(f"group_{name}" for name in groups()), *(f"opens_{name}" for name in groups())]
    seen = [f"{name}@{offset:+d}" for offset in _REACH for name in _SEEN]
    windows = [f"{name}~{width}" for width in (3, 8) for name in _WINDOWED]
    return (*own, *_PLACE, *seen, *windows, *markup.NAMES)


def rows(
    lines: Sequence[str], weights: Words, hints: Sequence[LineHint] = (), title: str | None = None
) -> Rows:
    """The features of every non-blank line of a document."""
    index = tuple(number for number, line in enumerate(lines) if line.strip())
    texts = tuple(lines[number].strip() for number in index)
    decided = tuple(decide(text) for text in texts)
    if not texts:
        return Rows(np.zeros((0, len(names())), np.float32), index, texts, decided)
    words = [words_of(text) for text in texts]
    own = _own(lines, index, texts, words, decided, weights, title)
    place = _place(own, len(lines), texts)
    matrix = np.hstack([own, place, _neighbours(own), _windows(own), markup.columns(index, hints)])
    return Rows(matrix.astype(np.float32, copy=False), index, texts, decided)


def _own(
    lines: Sequence[str],
    index: Sequence[int],
    texts: Sequence[str],
    words: Sequence[list[str]],
    decided: Sequence[Decided | None],
    weights: Words,
    title: str | None,
) -> Matrix:
    folded = [text.casefold() for text in texts]
    copies = Counter(folded)
    telling = [{word for word in line if len(word) > 3} for line in words]
    spread: Counter[str] = Counter()
    for line, told in zip(words, telling, strict=True):
        if len(line) >= _PROSE:
            spread.update(told)
    lead = set().union(*telling[:3])
    heading = {word for word in words_of(title or "") if len(word) > 3}
    width = len(_OWN) + 2 * len(groups())
    table = np.zeros((len(texts), width), np.float32)
    last = len(lines) - 1
    characters = count(texts)
    for row, (number, text) in enumerate(zip(index, texts, strict=True)):
        line = words[row]
        counted, opening = _grouped(line)
        root = math.sqrt(len(line) + 1)
        kind = verdict.kind if (verdict := decided[row]) is not None else None
        table[row] = (
            *_shape(text, line, characters[row]),
            *_lexical(telling[row], len(line), counted, spread, heading, lead, row),
            math.log1p(copies[folded[row]] - 1),
            float(row > 0 and line == words[row - 1]),
            weights.story.score(line),
            weights.caption.score(line),
            float(kind is not None),
            float(kind is LineKind.PHOTO_CREDIT),
            float(kind is LineKind.METADATA),
            float(kind is LineKind.CHROME),
            float(kind is LineKind.RELATED_LINK or kind is LineKind.PROMO),
            float(number == 0 or not lines[number - 1].strip()),
            float(number == last or not lines[number + 1].strip()),
            float(lines[number][:1].isspace()),
            *_scripts(text, characters[row]),
            *[count and min(count, 6) / root for count in counted],
            *opening,
        )
    return table


def _shape(text: str, words: Sequence[str], characters: Counted) -> tuple[float, ...]:
    """Length, case and punctuation of one line."""
    size = len(text)
    taken = min(size, SAMPLE)
    letters, digits, upper, spaces = characters[:4]
    first = text[0]
    tail = text.rstrip("\"”»“'’)]›")
    end = tail[-1:] or text[-1]
    linked = (
        sum(len(match.group(1) or match.group()) for match in _LINK.finditer(text))
        if "](" in text or "<http" in text
        else 0
    )
    breaks = sum(1 for _ in _BREAK.finditer(text)) if size > 30 else 0
    year = digits > 3 and bool(_YEAR.search(text))
    return (
        math.log1p(size),
        math.log1p(len(words)),
        letters / taken,
        digits / taken,
        upper / max(letters, 1),
        characters.titled / characters.pieces,
        letters / taken * size / max(len(words), 1),
        (taken - letters - digits - spaces) / taken,
        float(end in _FULL),
        float(text[-1] in '"”»“’'),
        float(end == ":"),
        float(end in ",;"),
        float(end.isalnum()),
        float(text[-1] in _ARROW),
        float(text.endswith(("...", "…"))),
        float(end == "?"),
        float(first.islower()),
        float(first.isupper()),
        float(first.isdigit()),
        float(first in _OPENING),
        float(first in _DASH),
        float(first in _BULLET),
        float(first in "([{<|#"),
        math.log1p(text.count(",")),
        math.log1p(breaks),
        math.log1p(characters.quotes),
        float("(" in text),
        math.log1p(text.count("|") + text.count("·") + text.count("•") + text.count(" / ")),
        math.log1p(text.count("/")),
        float(":" in text[:-1]),
        float("." in text and _holds_address(text.lower())),
        float("@" in text and bool(_MAIL.search(text))),
        float("#" in text),
        min(linked / size, 1.0),
        float(year),
        float(digits > 2 and bool(_CLOCK.search(text))),
        float(digits > 3 and bool(_DATE.search(text))),
        float(digits > 0 and bool(_AGO.search(text))),
        math.log1p(characters.numbers),
        float(characters.money > 0),
        float(letters > 3 and upper > 0.8 * letters),
        float(len(words) == 1),
        float(bool(_PLACE_DATE.match(text))),
        float(year and bool(_CAPTION_DATE.search(text))),
    )


def _holds_address(lowered: str) -> bool:
    """Whether a lower-case text holds an address; a look at what every address has comes first."""
    likely = "://" in lowered or "www." in lowered or _DOMAIN.search(lowered) is not None
    return likely and _ADDRESS.search(lowered) is not None


_Phrases = tuple[tuple[tuple[str, ...], int], ...]


@lru_cache(maxsize=65536)
def _meaning(word: str) -> tuple[tuple[int, ...], _Phrases]:
    """The groups of a word, and the rest of each phrase that it begins with the phrase's group."""
    known = vocabulary()
    return known.of(word), known.phrases.get(word, ())


@lru_cache(maxsize=32768)
def _begun(word: str, following: str) -> _Phrases:
    """The phrases that two words in a row may begin, as `_meaning` gives them."""
    return tuple(
        (rest, group) for rest, group in _meaning(word)[1] if matches(rest[:1], [following], 0)
    )


def _grouped(words: list[str]) -> tuple[list[int], list[float]]:
    """How often each vocabulary group is met, and the groups met at the line's first word."""
    counted = [0] * len(groups())
    opening = [0.0] * len(groups())
    for at, (found, phrases) in enumerate(map(_meaning, words[:120])):
        for group in found:
            counted[group] += 1
            if at == 0:
                opening[group] = 1.0
        if not phrases or at + 1 == len(words):
            continue
        for rest, group in _begun(words[at], words[at + 1]):
            if matches(rest, words, at + 1):
                counted[group] += 2
                if at == 0:
                    opening[group] = 1.0
    return counted, opening


def _lexical(
    own: set[str],
    total: int,
    counted: Sequence[int],
    spread: Counter[str],
    heading: set[str],
    lead: set[str],
    row: int,
) -> tuple[float, ...]:
    """What the words of one line say beside the rest of the document.

    `own` are the line's longer words, `total` is the number of all its words.
    """
    function = groups().index("function")
    base = int(total >= _PROSE)
    shared = often = rare = 0
    for word in own:
        times = spread.get(word, 0)
        if times > base:
            shared += 1
            often += times > base + 2
        elif len(word) > 6:
            rare += 1
    kinds = max(len(own), 1)
    return (
        float(sum(1 for group in range(len(counted) - 2) if counted[group])),
        float(sum(1 for count in counted[:8] if count)),
        counted[function] / max(total, 1),
        shared / kinds,
        often / kinds,
        rare / kinds,
        len(own & heading) / kinds,
        len(own & lead) / kinds if row > 2 else 0.0,
    )


def _scripts(text: str, characters: Counted) -> tuple[float, float]:
    if text.isascii():
        return float(any(map(str.isalpha, text))), 0.0
    total = max(characters.latin + characters.cyrillic + characters.other, 1)
    return characters.latin / total, characters.other / total


def _place(own: Matrix, lines: int, texts: Sequence[str]) -> Matrix:
    """Where each line stands in the document, and what the document is like."""
    count = len(texts)
    column = {name: number for number, name in enumerate(_OWN)}
    words = np.expm1(own[:, column["words"]])
    size = np.expm1(own[:, column["characters"]])
    long = (words >= _LONG_WORDS) & (own[:, column["ends_full"]] > 0)
    order = np.arange(count)
    before = np.concatenate([[0.0], np.cumsum(size)[:-1]])
    total = float(size.sum())
    longs = np.flatnonzero(long)
    first, last = (int(longs[0]), int(longs[-1])) if len(longs) else (count, -1)
    latest = np.maximum.accumulate(np.where(long, order, -50))
    soonest = np.minimum.accumulate(np.where(long, order, count + 50)[::-1])[::-1]
    end_mark = _after_mark(own, long)
    return np.column_stack(
        [
            order / count,
            before / max(total, 1.0),
            np.full(count, math.log1p(count)),
            np.full(count, math.log1p(total)),
            np.full(count, long.mean()),
            np.full(count, 1 - count / max(lines, 1)),
            np.clip(order - first, -20, 20),
            np.clip(last - order, -20, 20),
            np.minimum(order - latest, 20),
            np.minimum(soonest - order, 20),
            _runs(~long),
            _runs(long),
            np.full(count, (own[:, column["copies"]] > 0).mean()),
            np.full(count, float(np.median(words[long])) if len(longs) else 0.0),
            np.minimum(order, 30),
            end_mark,
            (order == 0).astype(np.float32),
        ]
    ).astype(np.float32)


def _after_mark(own: Matrix, long: NDArray[np.bool_]) -> Matrix:
    """How many lines ago a related, comment or share line stood after the story had begun."""
    start = len(_OWN)
    table = {name: start + number for number, name in enumerate(groups())}
    marks = sum(
        own[:, table[name]] for name in ("related", "comments", "share", "subscription", "legal")
    )
    column = {name: number for number, name in enumerate(_OWN)}
    short = np.expm1(own[:, column["words"]]) < 12
    hit = (np.asarray(marks) > 0.4) & short & (np.cumsum(long) > 2)
    return np.minimum(np.cumsum(hit), 20).astype(np.float32)


def _runs(flags: NDArray[np.bool_]) -> Matrix:
    """Length of the run of equal flags that each line stands in, 0 where the flag is off."""
    out = np.zeros(len(flags), np.float32)
    start = 0
    for at in range(1, len(flags) + 1):
        if at == len(flags) or flags[at] != flags[start]:
            if flags[start]:
                out[start:at] = min(at - start, 30)
            start = at
    return out


def _neighbours(own: Matrix) -> Matrix:
    columns = [_OWN.index(name) for name in _SEEN]
    seen = own[:, columns]
    parts = []
    for offset in _REACH:
        moved = np.full_like(seen, -1.0)
        if offset < 0:
            moved[-offset:] = seen[:offset] if -offset < len(seen) else seen[:0]
        else:
            moved[:-offset] = seen[offset:] if offset < len(seen) else seen[:0]
        parts.append(moved)
    return np.hstack(parts)


def _windows(own: Matrix) -> Matrix:
    columns = [_OWN.index(name) for name in _WINDOWED]
    seen = own[:, columns].astype(np.float64)
    total = np.vstack([np.zeros((1, len(columns))), np.cumsum(seen, axis=0)])
    parts = []
    order = np.arange(len(seen))
    for width in (3, 8):
        low, high = np.maximum(order - width, 0), np.minimum(order + width + 1, len(seen))
        parts.append((total[high] - total[low]) / (high - low)[:, None])
    return np.hstack(parts).astype(np.float32)
