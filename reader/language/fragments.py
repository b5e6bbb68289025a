"""The language of leftovers, from the surest evidence to the weakest, never with a number shown.

Set phrases first, then letters that decide, then an n-gram table over all fragments of the
document together, then the fragment alone. Where none of it tells, the answer is ``und`` with the
candidates: a lone surname is no evidence of a language.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from reader.language.alphabet import BY_SCRIPT, CYRILLIC, arabic, decisive, possible
from reader.language.ngrams import PRIOR, posterior
from reader.language.phrases import lookup, opening
from reader.model import UNDETERMINED

_POOLED = 0.80
_POOLED_LETTERS = 12
_SINGLE = 0.60
_SINGLE_LETTERS = 4
_POOL_LETTERS = 6000
_FRAGMENT_LETTERS = 800
_DECIDED = 20.0
"""How much likelier a language gets in the pool for each fragment with letters of its own."""
_WITHIN_POOL = 0.2
"""The weight of a fragment's own n-grams against the pool's: debris of one page is of one language."""
_POOL_FLOOR = 1e-5
"""Belief left to a language that the pool speaks against: a fragment may still differ from it."""


class Verdict(Struct, frozen=True):
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
    pool = "\n".join(dict.fromkeys(fragments))[:_POOL_LETTERS]
    pooled = posterior(pool, CYRILLIC, prior)
    for fragment in dict.fromkeys(fragments):
        letter = decisive(fragment) or _phrased(fragment)
        if letter in pooled:
            pooled[letter] *= _DECIDED
        fitting = possible(fragment)
        for language in pooled.keys() - set(fitting):
            pooled[language] /= _DECIDED
    whole = sum(pooled.values()) or 1.0
    pooled = {la: share / whole for la, share in pooled.items()}
    wide = len(set(fragments)) > 1 and _letters(pool) >= _POOLED_LETTERS
    verdicts: dict[str, Verdict] = {}
    for fragment in fragments:
        if fragment not in verdicts:
            verdicts[fragment] = _one(
                fragment[:_FRAGMENT_LETTERS], pooled if wide else None, prior, expected
            )
    return [verdicts[fragment] for fragment in fragments]


def _phrased(text: str) -> str | None:
    """The language of a set phrase that only one language has, None for anything else."""
    phrase = lookup(text) or opening(text)
    alone = phrase.languages[0] if phrase is not None and len(phrase.languages) == 1 else None
    return alone if alone in CYRILLIC else None


def _one(
    text: str, pooled: dict[str, float] | None, prior: dict[str, float], expected: str | None
) -> Verdict:
    phrased = _phrased(text)
    if phrased is not None:
        return Verdict(phrased, "phrase", (phrased,))
    letter = decisive(text)
    if letter is not None:
        return Verdict(letter, "alphabet", (letter,))
    candidates = _candidates(text)
    if pooled is not None:
        weights = {la: max(pooled.get(la, 0.0), _POOL_FLOOR) for la in CYRILLIC}
        belief = posterior(text, candidates, weights, _WITHIN_POOL)
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
