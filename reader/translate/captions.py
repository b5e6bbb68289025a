"""Captions read word for word: titles, countries, events, places and names in the order English wants.

A caption is a chain of noun phrases that data know in all their case forms
("президентом Франции", "на встрече", "в Кремле") and of names. English marks no
case, so a chain that parses whole can be put into words; one that does not
parse whole is left alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from reader.translate.data import load
from reader.translate.folding import fold
from reader.translate.names import PARTICLES, Spelling, given_name, lexicon_name, name_word
from reader.translate.slots import Context, common_words, date, person
from reader.translate.words import known_words, noun_phrase, prepositional

LONGEST: Final = 18
"""Words in the longest caption that is read."""


class _Chunk(Struct, frozen=True):
    """A run of words of one class; `text` is its English, `adjective` its form before a noun."""

    kind: str
    text: str
    adjective: str = ""
    basis: str = "lexicon"


def caption(text: str, context: Context) -> Spelling | None:
    """The caption `text` in English, None where some word of it is not understood."""
    words = re.findall(r"\([^()]{1,40}\)|[^\s,]+|,", text.rstrip(". "))
    if not words or len(words) > LONGEST:
        return None
    known = _known(context.language)
    if any(word[0].islower() and fold(word) not in known and not name_word(word) for word in words):
        return None  # prose, nearly always: seen at once
    chunks = _parse(tuple(words), 0, context, {})
    if chunks is None or not _sure(chunks):
        return None
    out = _render(chunks)
    if out is None:
        return None
    basis = "scheme" if any(chunk.basis == "scheme" for chunk in chunks) else "caption"
    if len(chunks) == 1 and chunks[0].kind == "P":
        basis = chunks[0].basis
    out = out[0].upper() + out[1:] if text[:1].isupper() else out
    return Spelling(out + ("." if text.endswith(".") else ""), basis)


@functools.cache
def _known(language: str) -> frozenset[str]:
    """Every word, folded, that a caption may hold besides names, dates and what is in brackets."""
    data = load(f"captions_{language}.toml")
    forms = (*_lexicon(language), *data["joints"], *data["sides"])
    months = load("slots.toml")["months"]
    dates = (*months["ru"], *months["uk"], "года", "г.", "року", "р.")
    words = {word for form in forms for word in fold(form).split()}
    return known_words(language) | words | {fold(word) for word in dates} | PARTICLES


def _sure(chunks: tuple[_Chunk, ...]) -> bool:
    """Whether every guessed single name is held by a title before it, or is all there is.

    "Потребительский" ends like a surname: beside a noun it is an adjective.
    """
    if len(chunks) == 1:
        return True
    return all(
        chunk.basis != "scheme" or " " in chunk.text or (at and chunks[at - 1].kind in "TCG")
        for at, chunk in enumerate(chunks)
        if chunk.kind == "P"
    )


def genitive(text: str, context: Context) -> Spelling | None:
    """An owner in the genitive ("президента РФ", "МИД России") as an English attribute."""
    chunks = _parse(tuple(text.split()), 0, context, {})
    if chunks is None:
        return None
    kinds = "".join(chunk.kind for chunk in chunks)
    basis = "scheme" if any(chunk.basis == "scheme" for chunk in chunks) else "lexicon"
    if kinds == "TC":
        return Spelling(f"{chunks[1].adjective} {chunks[0].text}", basis)
    if kinds == "GC":
        return Spelling(f"{chunks[1].adjective} {chunks[0].adjective}", basis)
    if kinds in ("G", "T", "P", "C", "TG", "TP"):
        return Spelling(" ".join(chunk.text for chunk in reversed(chunks)), basis)
    return None


def place(text: str, context: Context) -> Spelling | None:
    """A place in the nominative: a city, country or region that the data know."""
    found = _forms("places", context.language).get(fold(text))
    if found is None:
        found = _forms("countries", context.language).get(fold(text))
    return Spelling(found[0], "lexicon") if found is not None else None


@functools.cache
def _forms(section: str, language: str) -> Mapping[str, tuple[str, str]]:
    """Every form of a section's entries: folded form -> (English, English attribute)."""
    table: Mapping[str, Any] = load(f"captions_{language}.toml")[section]
    forms: dict[str, tuple[str, str]] = {}
    for key, value in table.items():
        english = value if isinstance(value, str) else value[0]
        attribute = english if isinstance(value, str) else value[1]
        for form in key.split("|"):
            forms.setdefault(fold(form), (english, attribute))
    return forms


@functools.cache
def _lexicon(language: str) -> Mapping[str, tuple[_Chunk, ...]]:
    """All fixed word sequences, folded, with what they may be."""
    found: dict[str, list[_Chunk]] = {}

    def put(form: str, chunk: _Chunk) -> None:
        held = found.setdefault(fold(form), [])
        if chunk not in held:
            held.append(chunk)

    data = load(f"captions_{language}.toml")
    for section, kind in (("titles", "T"), ("countries", "C"), ("orgs", "G"), ("groups", "N")):
        for form, (english, attribute) in _forms(section, language).items():
            put(form, _Chunk(kind, english, attribute))
    for form, (english, attribute) in _forms("places", language).items():
        put(form, _Chunk("L", english, attribute))
    for form, english in data["phrases"].items():
        put(form, _Chunk("X", english))
    for form, english in data["sides"].items():
        put(form, _Chunk("S", english))
    for key, value in data["events"].items():
        nominative, gen, prep, instr = key.split("|")
        english, article = (value, "the ") if isinstance(value, str) else (value[0], value[1])
        put(nominative, _Chunk("E", english, english))
        case = {"nom": nominative, "gen": gen, "prep": prep, "instr": instr}
        for pattern, rendering in data["around"].items():
            put(pattern.format_map(case), _Chunk("X", rendering.format(a=article, e=_low(english))))
    return {form: tuple(chunks) for form, chunks in found.items()}


def _parse(
    words: tuple[str, ...], at: int, context: Context, dead: dict[int, bool]
) -> tuple[_Chunk, ...] | None:
    """The first reading of ``words[at:]`` that uses every word, longest chunks first."""
    if at == len(words):
        return ()
    if at in dead:
        return None
    for size in range(min(8, len(words) - at), 0, -1):
        for chunk in _chunks(words[at : at + size], context):
            rest = _parse(words, at + size, context, dead)
            if rest is not None:
                return (chunk, *rest)
    dead[at] = True
    return None


def _chunks(words: tuple[str, ...], context: Context) -> Iterator[_Chunk]:
    text = " ".join(words)
    folded = fold(text)
    yield from _lexicon(context.language).get(folded, ())
    joints = load(f"captions_{context.language}.toml")
    if len(words) == 1:
        if text == ",":
            yield _Chunk(",", ",")
        elif text in ("-", "–", "—", "/"):
            yield _Chunk("-", text)
        joint = joints["joints"].get(folded)
        if joint is not None:
            yield _Chunk("&" if joint == "and" else "p", joint)
        inner = re.fullmatch(r"\((.+)\)", text)
        if inner is not None:
            side = joints["sides"].get(fold(inner[1]))
            if side is not None:
                yield _Chunk("S", f"({side})")
            elif (taken := date(inner[1], context)) is not None:
                yield _Chunk("S", f"({taken.text})")
    if any(char.isdigit() for char in text) and "," not in words[-1:]:
        taken = date(text.replace(" ,", ","), context)
        if taken is not None:
            yield _Chunk("D", taken.text)
    if words[0][:1].isupper() and len(words) <= 4 and all(name_word(word) for word in words):
        name = _name(words, context)
        if name is not None:
            yield _Chunk("P", name.text, basis=name.basis)
    if len(words) <= 4 and "," not in words:
        around = prepositional(words, context.language)
        if around is not None:
            yield _Chunk("X", _low(around))
        phrase = noun_phrase(words, context.language)
        if phrase is not None:
            yield _Chunk("E", phrase, phrase)


def _name(words: tuple[str, ...], context: Context) -> Spelling | None:
    """A person, in whatever case the caption puts the name."""
    text = " ".join(words)
    if any(fold(word) in common_words(context.language) for word in words):
        return None
    if len(words) == 1:
        known = context.names.resolve(text, context.language, context.scheme)
        if known is not None:
            return known
        known_name = lexicon_name(text, context.language)
        if known_name is not None:
            return Spelling(known_name, "lexicon")
    elif (
        given_name(words[0], context.language) is None
        and context.names.resolve(text, context.language, context.scheme) is None
    ):
        return None
    return person(text, context)


def _render(chunks: tuple[_Chunk, ...]) -> str | None:
    """English for a chain of chunks, None where the chain is no caption."""
    kinds = "".join(chunk.kind for chunk in chunks)
    if not re.search(r"[TEPXLNGC]", kinds):
        return None
    # One lone organisation, country or preposition says too little to be sure of the reading.
    if re.fullmatch(r"[&p,\-S]+", kinds) or re.search(
        r"(?:^|[^TEPNGCSLX])[&](?:$)|^[&,]|p$|&$", kinds
    ):
        return None
    out: list[str] = []
    at = 0
    while at < len(chunks):
        text, used = _phrase(chunks, kinds, at)
        out.append(text)
        at += used
    line = " ".join(out)
    line = re.sub(r"\s+,", ",", line)
    return line if line.strip() else None


def _phrase(chunks: tuple[_Chunk, ...], kinds: str, at: int) -> tuple[str, int]:
    """One noun phrase in English order, and how many chunks it took."""
    rest = kinds[at:]
    c = chunks[at:]
    first = at == 0
    if re.match(r"[EN][GC]&[GC]", rest):
        return f"{_cased(c[0].text, first)} of {c[1].text} and {c[3].text}", 4
    if rest.startswith("TGCP"):
        return f"{c[2].adjective} {c[1].adjective} {c[0].text} {c[3].text}", 4
    if rest.startswith("TCP"):
        return f"{c[1].adjective} {c[0].text} {c[2].text}", 3
    if rest.startswith("TGP"):
        return f"{c[1].adjective} {c[0].text} {c[2].text}", 3
    if rest.startswith("TTCP"):
        return f"{c[2].adjective} {c[1].text}'s {c[0].text} {c[3].text}", 4
    if rest.startswith("TGC"):
        return f"{c[2].adjective} {c[1].adjective} {c[0].text}", 3
    if rest.startswith("TTC"):
        return f"{c[2].adjective} {c[1].text}'s {c[0].text}", 3
    if rest.startswith("TC"):
        return f"{c[1].adjective} {c[0].text}", 2
    if rest.startswith("TG"):
        return f"{c[1].adjective} {c[0].text}", 2
    if rest.startswith("TP"):
        return f"{c[0].text} {c[1].text}", 2
    if rest.startswith("EGC"):
        return f"{c[2].adjective} {c[1].adjective} {_low(c[0].text)}", 3
    if rest.startswith("EG"):
        return f"{c[1].adjective} {_low(c[0].text)}", 2
    if rest.startswith("GC"):
        return f"{c[1].adjective} {c[0].adjective}", 2
    if rest.startswith("NC"):
        return f"{c[1].adjective} {_low(c[0].text)}", 2
    if rest.startswith("EN"):
        return f"{c[1].adjective} {_low(c[0].text)}", 2
    if pair := re.match(r"E(?:P&P|TCP&TCP|C&C|P&TCP|TCP&P)", rest):
        length = pair.end()
        inner = _render(c[1:length])
        return f"{_cased(c[0].text, first)} of {inner}", length
    if re.match(r"E[PTC]", rest):
        inner, used = _phrase(chunks, kinds, at + 1)
        return f"{_cased(c[0].text, first)} of {inner}", used + 1
    if rest.startswith("E"):
        return _cased(c[0].text, first), 1
    return c[0].text, 1


def _cased(text: str, first: bool) -> str:
    return text if first else _low(text)


def _low(text: str) -> str:
    """`text` with a small first letter unless its first word is always capital in English."""
    if text[:2].isupper() or text.split()[0] in load("slots.toml")["capitals"]["words"]:
        return text
    return text[:1].lower() + text[1:]
