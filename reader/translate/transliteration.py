"""Cyrillic names in Latin letters, by a named scheme and never letter by letter.

`press` is what wire services print (Zelensky, Yury, Yekaterinburg, Solovyov):
iuliia's Wikipedia schema with its gaps closed. Ukrainian, Bulgarian and
Belarusian have national tables of their own, taken by the language of the text
or by letters that only that language writes.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from reader.translate.data import load
from reader.translate.errors import TranslationError

SCHEMES: Final = ("press", "bgn", "icao", "gost")
"""Names of the schemes for Russian: press style, BGN/PCGN 1947, ICAO Doc 9303, GOST 7.0.34."""

_IULIIA: Final = {
    "press": "WIKIPEDIA",
    "bgn": "BGN_PCGN",
    "icao": "ICAO_DOC_9303",
    "gost": "GOST_7034",
}
_NATIONAL: Final = {"uk": "ukrainian", "bg": "bulgarian", "be": "belarusian"}
_WORD: Final = re.compile(r"[Ѐ-ӿ]+(?:['’ʼ][Ѐ-ӿ]+)*")
_UKRAINIAN: Final = re.compile(r"[іїєґІЇЄҐ]")
_BELARUSIAN: Final = re.compile(r"[ўЎ]")


def transliterate(text: str, language: str | None = None, scheme: str = "press") -> str:
    """`text` with every Cyrillic word in Latin letters; everything else stays as it is.

    `language` is an ISO 639-1 code, None to go by the letters. Raises
    `TranslationError` for a scheme that does not exist.
    """
    if scheme not in SCHEMES:
        raise TranslationError(
            f"no transliteration scheme {scheme!r}; choose one of {', '.join(SCHEMES)}"
        )
    if language not in _NATIONAL and language != "ru":
        if _BELARUSIAN.search(text):
            language = "be"
        elif _UKRAINIAN.search(text):
            language = "uk"
    table = _NATIONAL.get(language or "")
    if table is not None:
        return _WORD.sub(lambda match: _cased(match[0], _national(match[0].lower(), table)), text)
    return _WORD.sub(lambda match: _cased(match[0], _russian(match[0].lower(), scheme)), text)


def _cased(word: str, latin: str) -> str:
    """`latin` in the case of `word`: capitals throughout, first letter, or none."""
    if len(word) > 1 and word.isupper():
        return latin.upper()
    return latin[:1].upper() + latin[1:] if word[:1].isupper() else latin


@functools.lru_cache(maxsize=4096)
def _russian(word: str, scheme: str) -> str:
    import iuliia  # deferred: costs 30 ms

    latin: str = getattr(iuliia, _IULIIA[scheme]).translate(word)
    # BGN/PCGN leaves ё a Cyrillic letter; letters of other alphabets fall to the Ukrainian table.
    latin = latin.replace("ё", "yë" if scheme == "bgn" else "yo")
    if _WORD.search(latin):
        rest = load("schemes.toml")["ukrainian"]["letters"]
        latin = "".join(rest.get(letter, letter) for letter in latin)
    if scheme == "press":
        # The press writes soft signs nowhere, and Alexander, Alexei, not Aleksandr.
        latin = latin.replace("ʹ", "").replace("’", "")
        latin = re.sub(r"^aleks(?=[ae])", "alex", latin)
    return latin


@functools.lru_cache(maxsize=4096)
def _national(word: str, table: str) -> str:
    tables = load("schemes.toml")[table]
    for ending, latin in tables["ends"].items():
        if word.endswith(ending) and len(word) > len(ending):
            return _national(word[: -len(ending)], table) + str(latin)
    out: list[str] = []
    at = 0
    while at < len(word):
        pair = tables["pairs"].get(word[at : at + 2])
        if pair is not None:
            out.append(pair)
            at += 2
            continue
        letter = word[at]
        first = tables["first"].get(letter) if at == 0 else None
        out.append(first if first is not None else tables["letters"].get(letter, letter))
        at += 1
    latin = "".join(out)
    # letters of a sister alphabet, in a quotation or a foreign name
    return _russian(latin, "press") if _WORD.search(latin) else latin
