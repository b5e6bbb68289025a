"""The language of leftovers, from the surest evidence to the weakest, never with a number shown.

Set phrases first, then letters that decide, then an n-gram table over all fragments of the
document together, then the fragment alone. Where none of it tells, the answer is ``und`` with the
candidates: a lone surname is no evidence of a language.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reader.language.alphabet import BY_SCRIPT, CYRILLIC, arabic, decisive, possible
from reader.language.ngrams import PRIOR, posterior
from reader.language.phrases import lookup, opening
from reader.model import UNDETERMINED

_POOLED = 0.80
_POOLED_LETTERS = 12
_SINGLE = 0.80
_SINGLE_LETTERS = 4
_POOL_FLOOR = 1e-4
"""Belief left to a language that the pool speaks against: a fragment may still differ from it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fragment's language, what it rests on, and what else it may be, likeliest first."""

    language: str
    basis: str
    candidates: tuple[str, ...] = ()


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


def _candidates(text: str) -> tuple[str, ...]:
    phrase = lookup(text)
    fitting = possible(text)
    if phrase is not None:
        narrowed = tuple(la for la in fitting if la in phrase.languages)
        return narrowed or fitting
    return fitting


def cyrillic(fragments: Sequence[str], expected: str | None = None) -> list[Verdict]:
    """The language of each Cyrillic fragment of one document.

    `expected` is a language that something outside the fragments speaks for, such as the
    outlet's domain; it breaks ties and is inherited where the letters cannot tell.
    """
    prior = dict(PRIOR)
    if expected in prior:
        prior = {la: share * (6 if la == expected else 1) for la, share in prior.items()}
    pool = "\n".join(dict.fromkeys(fragments))
    named = {la for f in fragments if (la := decisive(f))}
    pool_possible = possible(pool)
    if len(pool_possible) == len(CYRILLIC) and len(named) == 1:
        pool_possible = tuple(named)
    pooled = posterior(pool, CYRILLIC if len(named) > 1 else pool_possible, prior)
    wide = len(set(fragments)) > 1 and _letters(pool) >= _POOLED_LETTERS
    return [_one(f, pooled if wide else None, prior, expected) for f in fragments]


def _one(
    text: str, pooled: dict[str, float] | None, prior: dict[str, float], expected: str | None
) -> Verdict:
    phrase = lookup(text) or opening(text)
    if phrase is not None and len(phrase.languages) == 1:
        return Verdict(phrase.languages[0], "phrase", phrase.languages)
    letter = decisive(text)
    if letter is not None:
        return Verdict(letter, "alphabet", (letter,))
    candidates = _candidates(text)
    if pooled is not None:
        weights = {la: max(pooled.get(la, 0.0), _POOL_FLOOR) for la in CYRILLIC}
        belief = posterior(text, candidates, weights)
        best, share = next(iter(belief.items()))
        if share >= _POOLED:
            return Verdict(best, "pooled", tuple(belief)[:3])
    else:
        belief = posterior(text, candidates, prior)
        best, share = next(iter(belief.items()))
        if share >= _SINGLE and _letters(text) >= _SINGLE_LETTERS:
            return Verdict(best, "single", tuple(belief)[:3])
    if expected is not None and expected in belief and belief[expected] >= math.exp(-4):
        return Verdict(expected, "inherited", tuple(belief)[:3])
    return Verdict(UNDETERMINED, "undetermined", tuple(belief)[:3])


def by_script(text: str, script: str) -> Verdict:
    """The language of a fragment in a script other than Cyrillic and Latin."""
    if script == "Arab":
        language = arabic(text)
        return Verdict(language, "alphabet", (language,))
    if script in {"Hani", "Kana", "Hang"}:
        if any("\u3041" <= c <= "\u30ff" for c in text):
            return Verdict("ja", "alphabet", ("ja",))
        if any("\uac00" <= c <= "\ud7a3" for c in text):
            return Verdict("ko", "alphabet", ("ko",))
        return Verdict("zh", "alphabet", ("zh", "ja"))
    language = BY_SCRIPT.get(script, UNDETERMINED)
    return Verdict(
        language, "alphabet" if language != UNDETERMINED else "undetermined", (language,)
    )
