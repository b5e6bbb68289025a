"""Which script a letter is written in: the first and surest evidence of a leftover.

Latin copy with a run of Cyrillic letters in it needs no model to show that something was left
behind, so scripts come before languages. The ranges are those of Unicode's Scripts.txt, kept to
the blocks that news copy uses; codes are ISO 15924.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

RANGES: dict[str, str] = {
    "Cyrl": "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f",
    "Grek": "\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u03ff\u1f00-\u1fff",
    "Arab": "\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06e1-\u06ef\u06fa-\u06ff"
    "\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Hebr": "\u0591-\u05f4\ufb1d-\ufb4f",
    "Armn": "\u0531-\u0556\u0559-\u0588",
    "Geor": "\u10a0-\u10fa\u10fc-\u10ff\u1c90-\u1cbf\u2d00-\u2d2d",
    "Deva": "\u0900-\u097f",
    "Beng": "\u0980-\u09ff",
    "Guru": "\u0a00-\u0a7f",
    "Gujr": "\u0a80-\u0aff",
    "Taml": "\u0b80-\u0bff",
    "Telu": "\u0c00-\u0c7f",
    "Knda": "\u0c80-\u0cff",
    "Mlym": "\u0d00-\u0d7f",
    "Sinh": "\u0d80-\u0dff",
    "Thai": "\u0e01-\u0e3a\u0e40-\u0e5b",
    "Laoo": "\u0e81-\u0edf",
    "Mymr": "\u1000-\u109f",
    "Ethi": "\u1200-\u139f",
    "Khmr": "\u1780-\u17ff",
    "Hang": "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3",
    "Kana": "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d",
    "Hani": "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af",
}
"""Letters (and the marks that belong to them) of every script told apart, as regex ranges."""

EAST_ASIAN = frozenset({"Hani", "Kana", "Hang"})
"""Scripts that stand mixed in one sentence and are taken for one run."""

LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff\u2c60-\u2c7f\uff21-\uff3a\uff41-\uff5a"
"""Latin letters, as regex ranges."""

FOREIGN = re.compile(f"[{''.join(RANGES.values())}]")
"""A letter of any script but Latin."""

LATIN_LETTER = re.compile(f"[{LATIN}]")

LATIN_RUN = re.compile(f"[{LATIN}]+")

_LATIN_ASCII = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

GROUPS: tuple[tuple[str, str], ...] = (
    *((code, ranges) for code, ranges in RANGES.items() if code not in EAST_ASIAN),
    ("Hani", "".join(RANGES[code] for code in ("Hani", "Kana", "Hang"))),
)
"""What counts as one run: a script, or the East Asian scripts together."""


@cache
def _runs() -> dict[str, re.Pattern[str]]:
    return {code: re.compile(f"[{ranges}]+") for code, ranges in RANGES.items()}


@cache
def _classes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((code, re.compile(f"[{ranges}]")) for code, ranges in RANGES.items())


@lru_cache(maxsize=4096)
def script_of(character: str) -> str | None:
    """ISO 15924 code of a letter, None for what is no letter of a known script."""
    if LATIN_LETTER.match(character):
        return "Latn"
    for code, pattern in _classes():
        if pattern.match(character):
            return code
    return None


def count_scripts(text: str) -> Counter[str]:
    """How many letters of each script a short text holds; for long ones there is `letters`."""
    counts: Counter[str] = Counter()
    if text.isascii():
        latin = len(text) - len(text.encode().translate(None, _LATIN_ASCII))
    else:
        latin = sum(map(len, LATIN_RUN.findall(text)))
    if latin:
        counts["Latn"] = latin
    for code in foreign_scripts(text):
        counts[code] = sum(map(len, _runs()[code].findall(text)))
    return counts


def foreign_scripts(text: str) -> tuple[str, ...]:
    """The scripts but Latin of which a text holds a letter; dear only by how many characters differ."""
    if text.isascii():
        return ()
    held = {script_of(character) for character in set(text)}
    return tuple(code for code in RANGES if code in held)
