"""What the patterns and the rules make of one line, read once for each text.

Menus and buttons stand in every article of an outlet, so what is read off a short line is
remembered. Nothing here knows the line's neighbours or the document; what is counted by characters
and words is counted for all lines together (`characters`, `lexicon`).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from functools import cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from reader.clean.lines.characters import Characters
from reader.clean.lines.recent import Recent
from reader.clean.lines.rules import Decided, decide
from reader.clean.markup import AUTOLINK, LINK
from reader.model import LineKind

Matrix = NDArray[np.float32]

_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")
_ADDRESS = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|ru|ua|de|fr|es|info|eu|io|co)\b")
_DOMAIN = re.compile(r"\.(?:com|org|net|ru|ua|de|fr|es|info|eu|io|co)")
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

NAMES = (
    "address",
    "mail",
    "link_share",
    "year",
    "clock",
    "date",
    "ago",
    "dateline",
    "caption_date",
    "side_named",
    "label_opening",
    "name_and_verb",
    "rule_dropped",
    "rule_credit",
    "rule_metadata",
    "rule_chrome",
    "rule_pointing",
)
"""What `Single.row` holds, in order."""

_ROW = struct.Struct(f"{len(NAMES)}f")

_SHORT = 160
"""Characters of the longest line that is remembered: what recurs is short."""
_REMEMBERED = 8192


class Single(Struct, frozen=True):
    """One stripped, non-blank line: case folded, and what the rules said.

    `row` holds the columns `NAMES`, as four bytes each.
    """

    folded: str
    decided: Decided | None
    row: bytes


@cache
def _memory() -> Recent[Single]:
    return Recent(_REMEMBERED)


def read(texts: Sequence[str], characters: Characters) -> list[Single]:
    """What each of the texts says, of which `characters` tells the characters."""
    memory = _memory()
    found: list[Single] = []
    for at, text in enumerate(texts):
        short = len(text) <= _SHORT
        single = memory.get(text) if short else None
        if single is None:
            single = _single(text, characters, at)
            if short:
                memory.put(text, single)
        found.append(single)
    return found


def fill(values: Matrix, found: Sequence[Single], rows: Sequence[int]) -> None:
    """Write the columns `NAMES` of every line into these rows."""
    read = np.frombuffer(b"".join([one.row for one in found]), np.float32)
    values[rows] = read.reshape(len(found), len(NAMES)).T


def _single(text: str, characters: Characters, at: int) -> Single:
    """Most patterns are tried only where the signs stand without which they cannot match."""
    folded = text.casefold()
    decided = decide(text, folded)
    kind = decided.kind if decided is not None else None
    size = len(text)
    linked = 0
    if "](" in text or "<http" in text:
        linked = sum(len(match[2]) for match in LINK.finditer(text))
        linked += sum(len(match[0]) for match in AUTOLINK.finditer(text))
    year = bool(characters.century[at]) and _YEAR.search(text) is not None
    row = _ROW.pack(
        "." in text and _holds_address(text, folded),
        "@" in text and _MAIL.search(text) is not None,
        min(linked / size, 1.0) if linked else 0.0,
        year,
        bool(characters.clock[at]) and _CLOCK.search(text) is not None,
        bool(characters.parted[at]) and _DATE.search(text) is not None,
        bool(characters.span[at]) and _AGO.search(text) is not None,
        _PLACE_DATE.match(text) is not None,
        year and _CAPTION_DATE.search(text) is not None,
        "(" in text and _SIDE.search(text) is not None,
        (":" in text or "…" in text) and _LABEL.match(text) is not None,
        _NAME_AND_VERB.match(text) is not None,
        kind is not None,
        kind is LineKind.PHOTO_CREDIT,
        kind is LineKind.METADATA,
        kind is LineKind.CHROME,
        kind is LineKind.RELATED_LINK or kind is LineKind.PROMO,
    )
    return Single(folded, decided, row)


def _holds_address(text: str, folded: str) -> bool:
    """Whether a text holds an address; a look at what every address has comes first."""
    likely = "://" in folded or "www." in folded or _DOMAIN.search(folded) is not None
    return likely and _ADDRESS.search(text.lower()) is not None
