"""What a line says by itself: its shape, its words, what rules make of it, read once for each text.

Menus and buttons stand in every article of an outlet, so what is read off a short line is
remembered. Nothing here knows the line's neighbours or the document.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from reader.clean.lines.characters import SAMPLE, Counted, count
from reader.clean.lines.rules import Decided, decide
from reader.clean.lines.vocabulary import matches, vocabulary, words_of
from reader.clean.markup import AUTOLINK, LINK
from reader.model import LineKind

_BREAK = re.compile(r"[.!?…]['\"”»)\]]*\s+['\"“«(\[—–-]*\s*[^\W\d_a-zа-яё]")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")
_ADDRESS = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|ru|ua|de|fr|es|info|eu|io|co)\b")
_DOMAIN = re.compile(r"\.(?:com|org|net|ru|ua|de|fr|es|info|eu|io|co)\b")
_MAIL = re.compile(r"\S+@\S+|(?<!\w)@\w+")
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
_SIDE = re.compile(
    r"\((?:[lrcm]|left|right|top|bottom|cent(?:re|er)|second|third|far|links|rechts|mitte|[lr]i?\.|m\.|v\.\s?[lr]|"
    r"à gauche|à droite|au centre|gauche|droite|a la (?:izquierda|derecha)|izquierda|derecha|izda?|dcha|"
    r"слева|справа|в центре|второй|третий|зліва|ліворуч|праворуч|у центрі|в центрі)\b[^()]{0,24}\)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:[^\W\d_a-zа-яё]{4,}(?: [^\W\d_a-zа-яё]{2,}){0,3}|[^\W\d_]+(?: [^\W\d_]+)?)\s?(?::|…)\s"
)
_NAME_AND_VERB = re.compile(
    r"^(?:[A-Z][\w.'’-]+,?\s(?:(?:and|of|the|de|van|von)\s)?){1,5}[a-z]{2,}s\s(?!of\b)"
)
_OPENING = frozenset("\"“«„'‘")
_FULL = frozenset(".!?…。！？")
_BULLET = frozenset("•*·▪●■◦‣-+")
_DASH = frozenset("—–―")
_ARROW = frozenset("›»→>«←‹▶▸►⟶↗")

NAMES = (
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
    "side_named",
    "label_opening",
    "name_opening",
    "name_and_verb",
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

_UNREAD_LEXICAL = (0.0,) * 9
"""Columns that need the document, from `cohesion` to `caption_score`."""
_UNREAD_BLANKS = (0.0,) * 3
_SHORT = 160
"""Characters of the longest line that is remembered: what recurs is short."""
_REMEMBERED = 8192
_MOST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Single:
    """One stripped, non-blank line.

    `words` are case folded; `telling` those of more than three letters and `longer` of more than
    six, each once; `decided` is what the rules said; `row` holds the columns of `names()` as packed
    floats, zero where a column needs the document.
    """

    words: list[str]
    telling: frozenset[str]
    longer: frozenset[str]
    folded: str
    decided: Decided | None
    row: bytes


@cache
def groups() -> tuple[str, ...]:
    """Names of the vocabulary groups, in the order of their columns."""
    return vocabulary().groups


@cache
def names() -> tuple[str, ...]:
    """The name of every column."""
    return (
        *NAMES,
        *(f"group_{name}" for name in groups()),
        *(f"opens_{name}" for name in groups()),
    )


class _Memory:
    """What was read of short lines of late: two halves, the older of which is forgotten at once."""

    def __init__(self, most: int) -> None:
        self._most = most // 2
        self._young: dict[str, Single] = {}
        self._old: dict[str, Single] = {}

    def get(self, text: str) -> Single | None:
        found = self._young.get(text)
        if found is None and (found := self._old.get(text)) is not None:
            self.put(text, found)
        return found

    def put(self, text: str, single: Single) -> None:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[text] = single


@cache
def _memory() -> _Memory:
    return _Memory(_REMEMBERED)


def read(texts: Sequence[str]) -> list[Single]:
    """What each of the texts says; none may be blank or begin or end with white space."""
    memory = _memory()
    found = [memory.get(text) if len(text) <= _SHORT else None for text in texts]
    new = [at for at, single in enumerate(found) if single is None]
    if new:
        for at, characters in zip(new, count([texts[at] for at in new]), strict=True):
            text = texts[at]
            found[at] = single = _single(text, characters)
            if len(text) <= _SHORT:
                memory.put(text, single)
    return [single for single in found if single is not None]


def _single(text: str, characters: Counted) -> Single:
    words = words_of(text)
    decided = decide(text)
    kind = decided.kind if decided is not None else None
    counted, opening = _grouped(words)
    root = math.sqrt(len(words) + 1)
    telling = frozenset([word for word in words if len(word) > 3])
    row = array("f", _shape(text, words, characters))
    row.extend(
        (
            float(len(counted) - 2 - counted[:-2].count(0)),
            float(8 - counted[:8].count(0)),
            counted[_function()] / max(len(words), 1),
        )
    )
    row.extend(_UNREAD_LEXICAL)
    row.extend(
        (
            float(kind is not None),
            float(kind is LineKind.PHOTO_CREDIT),
            float(kind is LineKind.METADATA),
            float(kind is LineKind.CHROME),
            float(kind is LineKind.RELATED_LINK or kind is LineKind.PROMO),
        )
    )
    row.extend(_UNREAD_BLANKS)
    row.extend(_scripts(text, characters))
    row.extend([count and min(count, 6) / root for count in counted])
    row.extend(opening)
    return Single(
        words,
        telling,
        frozenset([word for word in telling if len(word) > 6]),
        text.casefold(),
        decided,
        row.tobytes(),
    )


def _shape(text: str, words: Sequence[str], characters: Counted) -> tuple[float, ...]:
    """Length, case and punctuation of one line."""
    size = len(text)
    taken = min(size, SAMPLE)
    letters, digits, upper, spaces = characters[:4]
    first = text[0]
    tail = text.rstrip("\"”»“'’)]›")
    end = tail[-1:] or text[-1]
    linked = 0
    if "](" in text or "<http" in text:
        linked = sum(len(match[2]) for match in LINK.finditer(text))
        linked += sum(len(match[0]) for match in AUTOLINK.finditer(text))
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
        float("(" in text and bool(_SIDE.search(text))),
        float(bool(_LABEL.match(text))),
        _opening_names(words, text),
        float(bool(_NAME_AND_VERB.match(text))),
    )


def _opening_names(words: Sequence[str], text: str) -> float:
    """How many words in a row at the line's beginning are capitalised, as a share of them all."""
    count = 0
    for piece in text.split(None, 8)[:8]:
        if not piece[0].isupper():
            break
        count += 1
    return min(1.0, count / max(len(words), 1))


def _holds_address(lowered: str) -> bool:
    """Whether a lower-case text holds an address; a look at what every address has comes first."""
    likely = "://" in lowered or "www." in lowered or _DOMAIN.search(lowered) is not None
    return likely and _ADDRESS.search(lowered) is not None


_Phrases = tuple[tuple[tuple[str, ...], int], ...]


@lru_cache(maxsize=65536)
def _meaning(word: str) -> tuple[tuple[int, ...], _Phrases] | None:
    """The groups of a word, and the rest of each phrase that it begins with the phrase's group."""
    known = vocabulary()
    found, phrases = known.of(word), known.phrases.get(word, ())
    return (found, phrases) if found or phrases else None


@lru_cache(maxsize=32768)
def _begun(word: str, following: str) -> _Phrases:
    """The phrases that two words in a row may begin, as `_meaning` gives them."""
    meant = _meaning(word)
    phrases = meant[1] if meant is not None else ()
    return tuple((rest, group) for rest, group in phrases if matches(rest[:1], [following], 0))


def _grouped(words: list[str]) -> tuple[list[int], list[float]]:
    """How often each vocabulary group is met, and the groups met at the line's first word."""
    counted = [0] * len(groups())
    opening = [0.0] * len(groups())
    for at, meant in enumerate(map(_meaning, words[:_MOST_WORDS])):
        if meant is None:
            continue
        found, phrases = meant
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


@cache
def _function() -> int:
    return groups().index("function")


def _scripts(text: str, characters: Counted) -> tuple[float, float]:
    if text.isascii():
        return float(any(map(str.isalpha, text))), 0.0
    total = max(characters.latin + characters.cyrillic + characters.other, 1)
    return characters.latin / total, characters.other / total
