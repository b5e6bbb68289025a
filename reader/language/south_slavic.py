"""Serbian and Croatian, both in Latin letters: the few words and forms that tell one from the other."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

SERBO_CROATIAN = ("hr", "sr")
_WORD = re.compile(r"[^\W\d_]+")
_IJEKAVIAN = re.compile(r"[^\W\d_]*(?:[vmpstd]je|[^\W\d_]ije(?=[^\W\d_]))[^\W\d_]*")
"""The old vowel yat as Croatian has it: vrijeme, mjesto, djeca."""
_SERBIAN_DA = re.compile(
    r"\b(?:bi|će|ce|treba|mora|moraju|može|mogu|želi|žele|hoće|planira|počela?|počeo)\s+da\b"
)
"""After these Serbian has "da" and the present, Croatian the infinitive."""


@cache
def _apart() -> dict[str, frozenset[str]]:
    raw = files("reader.language").joinpath("data", "words.toml").read_text(encoding="utf-8")
    return {la: frozenset(text.split()) for la, text in tomllib.loads(raw)["apart"].items()}


def told_apart(texts: Iterable[str], known: Iterable[str] = ()) -> tuple[str, ...]:
    """``("sr",)`` or ``("hr",)`` where the texts of one page say which, both where they do not.

    `known` are those of the two that set phrases of the page are of.
    """
    told = Counter(known)
    for text in texts:
        small = text.lower()
        told["sr"] += len(_SERBIAN_DA.findall(small))
        for word in _WORD.findall(small):
            if word in _apart()["sr"]:
                told["sr"] += 1
            elif word in _apart()["hr"] or _IJEKAVIAN.fullmatch(word):
                told["hr"] += 1
    if told["sr"] == told["hr"]:
        return SERBO_CROATIAN
    return ("sr",) if told["sr"] > told["hr"] else ("hr",)
