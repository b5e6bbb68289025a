"""What analysis says of an article as words of the full-text index, so that it joins them with all others itself.

FTS5 passes over a row in a tenth of a microsecond; to leave it, to find the article and to look at its
columns takes ten times as long. Each row of the index therefore also holds the language, the outlet, the month and what
kinds of lines and leftovers there are, of which nothing changes but by an analysis, which enters the text anew.
These words begin with a sign that no word of a text or query can hold.
"""

from __future__ import annotations

import hashlib
import time
from functools import lru_cache

from reader.model import LeftoverKind, LineKind

SIGN = "§"
"""Punctuation, of which no word is made (`words`), and yet a letter to the index, as all beyond ASCII is."""

ANY = SIGN
"""Stands in every row."""

LEFT = f"{SIGN}left"
"""Stands where there are leftovers."""

MONTHS = 12
"""Months of a stretch of time that are asked for one by one."""

EVERYWHERE = frozenset((LineKind.HEADLINE, LineKind.BODY, LineKind.EMPTY))
"""Kinds of lines that nearly every article has: they would tell nothing."""

_LINES = tuple((1 << place, kind) for place, kind in enumerate(LineKind) if kind not in EVERYWHERE)
_LEFTOVERS = tuple((1 << place, kind) for place, kind in enumerate(LeftoverKind))


def language_word(code: str) -> str:
    """The word of an article's language (ISO 639-1, ``und`` or empty)."""
    return f"{SIGN}lang{_hex(code)}"


def source_word(name: str | None) -> str:
    """The word of an outlet, or of having none."""
    if name is None:
        return f"{SIGN}none"
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8)
    return f"{SIGN}from{digest.hexdigest()}"


def left_word(code: str) -> str:
    """The word of a leftover's language."""
    return f"{SIGN}left{_hex(code.casefold())}"


def kind_word(kind: str) -> str:
    """The word of a kind of leftovers."""
    return f"{SIGN}kind{_hex(kind)}"


def line_word(kind: str) -> str:
    """The word of a kind of lines."""
    return f"{SIGN}line{_hex(kind)}"


def month_word(stamp: int) -> str:
    """The word of a month of publication, by any second of it since 1970; of no date, which is 0."""
    return f"{SIGN}month{_month(stamp)}" if stamp else f"{SIGN}undated"


def month_words(begin: int, end: int) -> tuple[list[str], bool]:
    """The words of all months of a half-open stretch of time, none where they are too many; whether these are
    all of each month.
    """
    first, last = _month(begin), _month(end - 1)
    if last - first >= MONTHS:
        return [], False
    whole = _month(begin - 1) < first and _month(end) > last
    return [f"{SIGN}month{month}" for month in range(first, last + 1)], whole


def _month(stamp: int) -> int:
    year, month = time.gmtime(stamp)[:2]
    return year * 12 + month


def fact_words(
    stamp: int, language: str, source: str | None, languages: str, kinds: int, lines: int
) -> str:
    """All words of an article, a space apart, by the columns of the list: `languages` and `kinds` are those of its
    leftovers, `lines` the kinds of its lines.
    """
    return f"{_undated(language, source, languages, kinds, lines)} {month_word(stamp)}"


@lru_cache(maxsize=4_096)
def _undated(language: str, source: str | None, languages: str, kinds: int, lines: int) -> str:
    found = [ANY, language_word(language), source_word(source), *([LEFT] if kinds else ())]
    found += map(left_word, languages.split())
    found += [kind_word(kind) for bit, kind in _LEFTOVERS if kinds & bit]
    found += [line_word(kind) for bit, kind in _LINES if lines & bit]
    return " ".join(found)


def _hex(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").hex()
