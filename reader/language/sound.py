"""Whether a Cyrillic or Greek name and a Latin one sound alike, roughly.

Names are spelt in Latin letters in many ways; only the consonants are compared, folded to classes
that the usual romanisations share.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_CLASSES: dict[str, str] = {
    "b": "бb",
    "v": "вўβvw",
    "k": "гґғѓкқќхһγκχξcgkq",
    "d": "дђδd",
    "s": "жзсцчшщћџѕσςζψszj",
    "l": "лљλl",
    "m": "мμm",
    "n": "нњңνn",
    "p": "пπp",
    "r": "рρr",
    "t": "тτθt",
    "f": "фφf",
}
"""Classes of consonants that the usual romanisations share, with their letters in three scripts."""
_LETTERS = {letter: name for name, letters in _CLASSES.items() for letter in letters}
_CLUSTERS = (
    ("shch", "s"), ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("zh", "s"), ("dj", "s"),
    ("ts", "s"), ("tz", "s"), ("дж", "s"), ("тс", "s"),
    ("ph", "f"), ("th", "t"), ("kh", "k"), ("gh", "k"), ("ck", "k"), ("x", "ks"), ("ξ", "ks"),
)  # fmt: skip
_ALIKE = 0.7


@lru_cache(maxsize=4096)
def skeleton(word: str) -> str:
    """The consonants of a word in classes that romanisations share, doubles dropped."""
    bare = unicodedata.normalize("NFKD", word.casefold())
    for cluster, letter in _CLUSTERS:
        bare = bare.replace(cluster, letter)
    folded = "".join(_LETTERS.get(c, "") for c in bare)
    kept = [c for i, c in enumerate(folded) if i == 0 or folded[i - 1] != c]
    return "".join(kept)


def sounds_like(foreign: Sequence[str], latin: Sequence[str]) -> bool:
    """Whether each foreign word has its Latin counterpart at the same place."""
    if not foreign or len(foreign) != len(latin):
        return False
    return all(_close(skeleton(a), skeleton(b)) for a, b in zip(foreign, latin, strict=True))


def _close(a: str, b: str) -> bool:
    if not a or not b:
        return a == b
    if a == b:
        return True
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    return shared >= 2 and shared / max(len(a), len(b)) >= _ALIKE
