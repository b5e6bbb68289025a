"""Contiguous fragments of another script in a line: what a leftover's span is drawn from.

A fragment runs from its first letter to its last and is joined over spaces, punctuation, digits
and a brand's Latin name; where it opens a quotation that closes right behind it, the closing mark
is its own. A line that is nothing else is covered whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from reader.language.scripts import FOREIGN, GROUPS, LATIN, LATIN_LETTER

QUOTES: dict[str, str] = {
    "«": "»", "“": "”", "„": "“”", "‘": "’", "‹": "›", '"': '"', "「": "」", "『": "』", "《": "》",
}  # fmt: skip
"""Opening quotation marks with the marks that may close them."""

_LATIN_WORD = re.compile(f"[{LATIN}][{LATIN}0-9'’.&+/@-]*")
_LINK = re.compile(r"\]\([^)\s]*\)|<?https?://\S+|www\.\S+|<[^>\n]{1,80}>")
_BRAND = re.compile(rf"[\s«“\"„‘'(-]{{1,3}}[{LATIN}0-9][{LATIN}0-9.&+-]*[\s»”\"“’')-]{{1,3}}")
_NUMBER = re.compile(r"\s?№\s?\d+")
_ANY_LETTER = re.compile(f"{LATIN_LETTER.pattern}|{FOREIGN.pattern}")
_PARTS = re.compile(r"\s[|•·]\s")
_LABEL = re.compile(rf"^\s*([{LATIN}][{LATIN} ]{{3,30}}):\s")
_LATIN_WORDS = re.compile(rf"[{LATIN}]{{3}}")
_WHOLE = 0.8
_MOSTLY = 0.5


class Run(Struct, frozen=True):
    """A fragment in one script (or the East Asian scripts together), as a span of the text."""

    start: int
    end: int
    group: str
    whole_line: bool


def _pattern(ranges: str) -> re.Pattern[str]:
    return re.compile(f"[{ranges}][{ranges}\u0300-\u036f'’ʼ\u00ad]*")


_WORDS = {group: _pattern(ranges) for group, ranges in GROUPS}
_LETTERS = {group: re.compile(f"[{ranges}]") for group, ranges in GROUPS}


def is_name_like(word: str) -> bool:
    """Whether a Latin word looks like a name, a brand or an abbreviation, not like prose."""
    return any(c.isupper() or c.isdigit() for c in word) or "." in word.strip(".") or "@" in word


def _joins(gap: str) -> bool:
    """Whether the text between two words of a script leaves them one fragment."""
    if _ANY_LETTER.search(gap) is None:
        return True
    return _BRAND.fullmatch(gap) is not None and is_name_like(gap.strip())


def _extend(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Take in a quotation mark just outside that matches one inside."""
    inside = text[start:end]
    for opening, closings in QUOTES.items():
        if opening in closings:
            if inside.count(opening) % 2 == 1 and end < high and text[end] == opening:
                return start, end + 1
            continue
        depth = inside.count(opening) - sum(inside.count(c) for c in closings)
        if depth > 0 and end < high and text[end] in closings:
            return start, end + 1
        if depth < 0 and start > low and text[start - 1] == opening:
            return start - 1, end
    return start, end


def runs(text: str, start: int, end: int) -> Iterator[Run]:
    """The fragments in scripts other than Latin within text[start:end], one line, in order."""
    line = text[start:end]
    if line.isascii() or FOREIGN.search(line) is None:
        return
    found: list[Run] = []
    held = "".join(set(line))
    for group, word in _WORDS.items():
        if _LETTERS[group].search(held) is None:
            continue
        spans: list[tuple[int, int]] = []
        for match in word.finditer(line):
            low, high = match.span()
            high -= len(match.group()) - len(match.group().rstrip("'’ʼ\u00ad"))
            if spans and _joins(line[spans[-1][1] : low]):
                spans[-1] = (spans[-1][0], high)
            else:
                spans.append((low, high))
        if not spans:
            continue
        if _covers(line, group):
            stripped = line.strip()
            at = line.index(stripped)
            found.append(Run(start + at, start + at + len(stripped), group, True))
            break
        for low, high in spans:
            numbered = _NUMBER.match(line, high)
            low, high = _extend(line, low, numbered.end() if numbered else high, 0, len(line))
            found.append(Run(start + low, start + high, group, False))
    yield from sorted(found, key=lambda run: run.start)


def _covers(line: str, group: str) -> bool:
    """Whether a line is all in the script, but for brands, addresses and punctuation.

    A part between bars, or a label before a colon, that has none of its letters is of another language.
    """
    parts = [*_PARTS.split(line), *filter(None, _LABEL.findall(line))]
    if any(_LATIN_WORDS.search(one) and not _LETTERS[group].search(one) for one in parts):
        return False
    bare = _LINK.sub(" ", line)
    own = len(_LETTERS[group].findall(bare))
    letters = len(_ANY_LETTER.findall(bare))
    if not own:
        return False
    if own == letters or own / letters >= _WHOLE:
        return True
    return own / letters >= _MOSTLY and all(map(is_name_like, _LATIN_WORD.findall(bare)))
