"""The language of an article, from its kept lines, with runs of other scripts taken out first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reader.language.alphabet import BY_SCRIPT, arabic
from reader.language.detect import LATIN_LANGUAGES, detect
from reader.language.latin import by_function_words, words
from reader.language.letters import letters
from reader.language.ngrams import posterior
from reader.language.scripts import RANGES
from reader.language.south_slavic import SERBO_CROATIAN, told_apart
from reader.model import UNDETERMINED, Document, Line

_LETTERS_IN_LINE = 20
_SAMPLE = 1500
_SHORT_SAMPLE = 800
_SHORTEST = 8
_QUOTED = re.compile(r"«[^»\n]*»|“[^”\n]*”|„[^“”\n]*[“”]|\"[^\"\n]*\"")
_FOREIGN_RUN = re.compile(f"[{''.join(RANGES.values())}]+")
_LATIN_RUN = re.compile("[A-Za-zÀ-ɏ]+")
_ADDRESSES = re.compile(r"https?://\S+|www\.\S+")
_LINKS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")


def _sample(document: Document, lines: Sequence[Line]) -> str:
    text = document.text
    kept = [text[line.start : line.end] for line in lines if line.kind.kept]
    long = [line for line in kept if len(line) >= _LETTERS_IN_LINE]
    chosen: list[str] = []
    size = 0
    for line in long or kept or [text]:
        chosen.append(line)
        size += len(line)
        if size >= 3 * _SAMPLE:
            break
    sample = "\n".join(chosen)[: 3 * _SAMPLE]
    linked = "://" in sample or "www." in sample or "@" in sample
    if not linked:
        return sample
    return (_LINKS if "@" in sample else _ADDRESSES).sub(" ", sample)


def article_language(document: Document, lines: Sequence[Line]) -> str:
    """ISO 639-1 code of the language the article is written in, ``und`` where it cannot be told."""
    sample = _sample(document, lines)
    counts = letters(sample).counts
    if not counts:
        return document.language or UNDETERMINED
    script = _script(sample, counts)
    if script in {"Hani", "Kana", "Hang"}:
        if counts["Kana"] * 10 > counts["Hani"]:
            return "ja"
        return "ko" if counts["Hang"] > counts["Hani"] else "zh"
    if script == "Latn":
        if counts["Latn"] < _SHORTEST:
            return document.language or UNDETERMINED
        if len(counts) > 1:
            sample = _FOREIGN_RUN.sub(" ", sample)
        bare = sample[:_SAMPLE]
        named = by_function_words(words(bare[:_SHORT_SAMPLE])) or detect(bare, LATIN_LANGUAGES)
        return told_apart([bare])[0] if named in SERBO_CROATIAN else named
    if script == "Cyrl":
        return next(iter(posterior(_LATIN_RUN.sub(" ", sample)[:_SAMPLE])), UNDETERMINED)
    if script == "Arab":
        return arabic(sample)
    return BY_SCRIPT.get(script, UNDETERMINED)


def _script(sample: str, counts: Counter[str]) -> str:
    """The script of the prose: names and brands in capitals do not count where there is other."""
    if counts["Cyrl"] and counts["Latn"]:
        unquoted = _QUOTED.sub(" ", sample)
        plain = letters("".join([word for word in unquoted.split() if word[0].islower()])).counts
        if plain:
            return plain.most_common(1)[0][0]
    return counts.most_common(1)[0][0]
