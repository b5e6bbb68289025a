"""What may stand in the slot of a pattern: each slot accepts its own kind of thing and nothing else.

That strictness is what keeps "Фото: {credit}" from swallowing a sentence that
happens to begin with the word.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from reader.translate.data import load
from reader.translate.folding import fold
from reader.translate.names import Names, Spelling, given_name, lexicon_name, name_word
from reader.translate.transliteration import transliterate


class Context(Struct, frozen=True):
    """What a lookup knows besides the text: language, names, scheme, kind of the line."""

    language: str
    names: Names
    scheme: str = "press"
    kind: str | None = None


_CYRILLIC: Final = re.compile(r"[Ѐ-ӿ]")
_NAME_WORD: Final = re.compile(
    r"[A-ZА-ЯЁІЇЄҐЎ][a-zA-Zа-яёіїєґў'’ʼА-ЯЁІЇЄҐЎ]*(?:-[A-ZА-ЯЁІЇЄҐЎ]?[a-zа-яёіїєґў'’ʼ]+)*|[A-ZА-ЯЁІЇЄҐ]\."
)
_INITIALS: Final = re.compile(r"(?:[А-ЯЁІЇЄҐ]\.\s?){1,2}")
_LATIN_CREDIT: Final = re.compile(r"[^Ѐ-ӿ]*[A-Za-z0-9][^Ѐ-ӿ]*")
_DATE_WORD: Final = re.compile(
    r"(?:(?P<weekday>[а-яіїє'’ʼ]+),?\s+)?(?P<day>\d{1,2})(?:-?го|-?е)?\s+(?P<month>[а-яё]+|[а-яіїєґ]+)\.?"
    r"(?:\s+(?P<year>\d{4})(?:\s*(?:г\.?|года|р\.?|року))?)?"
    r"(?:,?\s*(?:в|о|об|у)?\s*(?P<time>\d{1,2}[:.]\d{2}(?::\d{2})?)(?P<zone>\s*\(?(?:мск|msk|кив|київ)\)?)?)?",
    re.IGNORECASE,
)
_DATE_DIGITS: Final = re.compile(
    r"(?P<date>\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2})"
    r"(?:(?P<comma>,?)\s*(?:в|о|об)?\s*(?P<time>\d{1,2}[:.]\d{2}(?::\d{2})?)(?P<zone>\s*\(?(?:мск|msk)\)?)?)?",
    re.IGNORECASE,
)
_DATE_NEAR: Final = re.compile(
    r"(?P<day>[а-яіїє'’ʼ]+)(?:,?\s*(?:в|о|об)?\s*(?P<time>\d{1,2}[:.]\d{2})(?P<zone>\s*\(?(?:мск|msk)\)?)?)",
    re.IGNORECASE,
)
_MONTH_YEAR: Final = re.compile(
    r"(?P<month>[а-яёіїєґ]+)\s+(?P<year>\d{4})(?:\s*(?:г\.?|года|р\.?|року))?"
)


def slot(name: str, text: str, context: Context) -> Spelling | None:
    """The rendering of `text` as what the slot `name` accepts, None where it is no such thing."""
    return _SLOTS[name](text.strip(), context)


@functools.cache
def _table(section: str, language: str) -> Mapping[str, str]:
    data = load("slots.toml")[section]
    merged = {fold(s): t for s, t in data["ru"].items()}
    if language == "uk":
        merged |= {fold(s): t for s, t in data["uk"].items()}
    return merged


def _agency(text: str, context: Context) -> Spelling | None:
    if not _CYRILLIC.search(text):
        return Spelling(text, "lexicon") if _LATIN_CREDIT.fullmatch(text) else None
    table = _table("agencies", context.language)
    bare = re.sub(r"^[«\"“„]|[»\"”“]$", "", text).strip()
    found = table.get(fold(bare))
    if found is None:
        found = table.get(fold(re.sub(r"[«»\"“”„]", "", text)))
    if found is not None:
        return Spelling(found, "lexicon")
    # a named outlet nobody listed: its kind, and its name transliterated
    match = re.fullmatch(r"(.+?)\s+[«\"“„](.+)[»\"”“]", text)
    if match is not None:
        kind = table.get(fold(match[1]))
        if kind is not None and len(match[2].split()) <= 4:
            inner = table.get(fold(match[2]))
            latin = inner or transliterate(match[2], context.language, context.scheme)
            return Spelling(f"{kind} {latin}", "lexicon" if inner else "scheme")
    match = re.fullmatch(
        r"(пресс-служба|прессслужба|пресслужба|пресс-центр|пресцентр|пресслужба|прес-служба|пресс-бюро)\s+(.+)",
        text,
        re.IGNORECASE,
    )
    if match is not None:
        from reader.translate.captions import genitive

        owner = genitive(match[2], context)
        if owner is not None:
            return Spelling(f"{owner.text} press service", owner.basis)
    return None


def person(text: str, context: Context) -> Spelling | None:
    """One person: a name that is known, has a given name or an initial, or ends like a surname."""
    text = text.strip(" ,;")
    words = text.split()
    if not 1 <= len(words) <= 5:
        return None
    if not _CYRILLIC.search(text):
        good = all(_NAME_WORD.fullmatch(word) for word in words)
        return Spelling(text, "article") if good else None
    loud = text.isupper()
    if not words[0][:1].isupper() or not all(
        _NAME_WORD.fullmatch(word) or _INITIALS.fullmatch(word) or name_word(word) for word in words
    ):
        return None
    if fold(text) in common_words(context.language):
        return None
    cased = [w.title() if loud and len(w) > 1 and not w.endswith(".") else w for w in words]
    name = " ".join(cased)
    known = context.names.resolve(name, context.language, context.scheme)
    if known is not None:
        return Spelling(known.text.upper(), known.basis) if loud else known
    plain = [w for w in cased if not w.endswith(".")]
    if not plain or any(fold(w) in common_words(context.language) for w in plain):
        return None
    if len(cased) == 1:
        likely = surname_like(cased[0], context.language) and context.kind in (
            None,
            "caption",
            "photo_credit",
        )
        if not likely:
            return None
    elif len(plain) == len(cased):
        first = given_name(cased[0], context.language)
        last = given_name(cased[-1], context.language)
        evidence = (
            first is not None
            or (last is not None and surname_like(cased[0], context.language))
            or any(context.names.resolve(w, context.language) for w in cased)
        )
        if not evidence:
            return None
    spelled = context.names.spell(name, context.language, context.scheme)
    return Spelling(spelled.text.upper(), spelled.basis) if loud else spelled


def _people(text: str, context: Context) -> Spelling | None:
    """Persons joined by commas, slashes or "and"."""
    parts = re.split(r"(\s*,\s*|\s*/\s*|\s+(?:и|и|та|і|й)\s+)", text)
    return _all(parts, context, person)


def _credit(text: str, context: Context) -> Spelling | None:
    """Who took or owns a picture: agencies, persons and stock words in any order."""
    text = re.sub(r"^[©(c)\s]*(?:©|\(c\))\s*", "", text)
    whole = _credit_one(text, context)
    if whole is not None:
        return whole
    for separators in (
        r"(\s*[/|;•]\s*)",
        r"(\s*,\s*|\s*/\s*|\s+[–—-]\s+)",
        r"(\s*,\s*|\s*/\s*|\s+(?:и|та|і)\s+|\.\s+|\s+[–—-]\s+)",
    ):
        parts = re.split(separators, text)
        if len(parts) > 2:
            found = _all(parts, context, _credit_one)
            if found is not None:
                return found
    # «Известия» Иван Петров, Иван Петров ТАСС: agency and person without a mark between
    words = text.split()
    for at in range(1, len(words)):
        left, right = " ".join(words[:at]), " ".join(words[at:])
        for first, second in ((_agency, person), (person, _agency)):
            one, two = first(left, context), second(right, context)
            if one is not None and two is not None:
                return _joined([one, Spelling(" / " if _CYRILLIC.search(text) else " ", ""), two])
    return None


def _credit_one(text: str, context: Context) -> Spelling | None:
    text = re.sub(r"^©\s*", "", text.strip())
    stock = _table("credits", context.language).get(fold(text))
    if stock is not None:
        return Spelling(stock, "lexicon")
    return _agency(text, context) or person(text, context) or date(text, context)


def _all(
    parts: list[str], context: Context, read: Callable[[str, Context], Spelling | None]
) -> Spelling | None:
    out: list[Spelling] = []
    for at, part in enumerate(parts):
        if at % 2:
            joint = re.sub(r"(?<=\s)(?:и|та|і|й)(?=\s)", "and", part)
            out.append(Spelling(joint, ""))
            continue
        if not part.strip():
            return None
        found = read(part.strip(), context)
        if found is None:
            return None
        out.append(found)
    return _joined(out)


def _joined(parts: list[Spelling]) -> Spelling:
    bases = {part.basis for part in parts}
    basis = "scheme" if "scheme" in bases else "lexicon"
    return Spelling("".join(part.text for part in parts), basis)


def _month(word: str, context: Context) -> str | None:
    return _table("months", context.language).get(fold(word.rstrip(".")))


def date(text: str, context: Context) -> Spelling | None:
    """A date as pages write it, in words or digits; digits are kept as they are."""
    text = text.strip(" .,") if not re.search(r"\d\.$", text) else text
    near = _table("days", context.language)
    if fold(text) in near:
        return Spelling(near[fold(text)], "lexicon")
    match = _DATE_DIGITS.fullmatch(text)
    if match is not None:
        return Spelling(match["date"] + _clock(match), "lexicon")
    match = _DATE_WORD.fullmatch(text)
    if match is not None:
        month = _month(match["month"], context)
        if month is None or not 1 <= int(match["day"]) <= 31:
            return None
        out = f"{month} {int(match['day'])}"
        if match["weekday"]:
            weekday = near.get(fold(match["weekday"]))
            if weekday is None:
                return None
            out = f"{weekday[0].upper()}{weekday[1:]}, {out}"
        if match["year"]:
            out += f", {match['year']}"
        return Spelling(out + _clock(match), "lexicon")
    match = _DATE_NEAR.fullmatch(text)
    if match is not None and fold(match["day"]) in near:
        return Spelling(near[fold(match["day"])] + _clock(match), "lexicon")
    match = _MONTH_YEAR.fullmatch(text)
    if match is not None:
        month = _month(match["month"], context)
        if month is not None:
            return Spelling(f"{month} {match['year']}", "lexicon")
    return _time(text, context)


def _clock(match: re.Match[str]) -> str:
    if not match["time"]:
        return ""
    zone = match["zone"]
    return f", {match['time']}" + (" Moscow time" if zone and "к" in zone.lower() else zone or "")


def _time(text: str, _: Context) -> Spelling | None:
    match = re.fullmatch(
        r"(\d{1,2}[:.]\d{2}(?::\d{2})?)(?:\s*\(?(мск|по мск|по московскому времени)\)?)?",
        text,
        re.IGNORECASE,
    )
    if match is None:
        return None
    return Spelling(match[1] + (" Moscow time" if match[2] else ""), "lexicon")


def _number(text: str, _: Context) -> Spelling | None:
    match = re.fullmatch(r"(\d[\d\s.,]*)(?:\s*(тыс|млн|млрд)\.?)?", text, re.IGNORECASE)
    if match is None:
        return None
    digits = match[1].strip()
    unit = {"тыс": "K", "млн": "M", "млрд": "B"}.get((match[2] or "").lower(), "")
    return Spelling((digits.replace(",", ".") if unit else digits) + unit, "lexicon")


def _phrase(text: str, context: Context) -> Spelling | None:
    """Any entry of the phrasebook: a rubric, a stock caption."""
    from reader.translate.phrasebook import _exact

    found = _exact(text, context)
    return Spelling(found.text, "lexicon") if found is not None else None


def _known(text: str, context: Context) -> Spelling | None:
    """Anything that the phrasebook renders whole."""
    from reader.translate.phrasebook import _lookup

    found = _lookup(text, context, 2)
    if found is None:
        return None
    return Spelling(found.text, "scheme" if found.basis == "scheme" else "lexicon")


def _language(text: str, context: Context) -> Spelling | None:
    found = _table("languages", context.language).get(fold(text))
    return Spelling(found, "lexicon") if found is not None else None


def _service(text: str, context: Context) -> Spelling | None:
    bare = re.sub(r"[«»\"“”„]", "", text).strip()
    if not _CYRILLIC.search(bare):
        return Spelling(bare, "lexicon") if len(bare.split()) <= 4 else None
    found = _table("services", context.language).get(fold(bare))
    return Spelling(found, "lexicon") if found is not None else _agency(text, context)


def _address(text: str, _: Context) -> Spelling | None:
    found = re.fullmatch(r"(?:https?://)?[\w.-]+\.[a-zа-я]{2,}(?:/\S*)?|[\w.+-]+@[\w.-]+", text)
    return Spelling(text, "lexicon") if found is not None else None


def _place(text: str, context: Context) -> Spelling | None:
    from reader.translate.captions import place

    return place(text, context)


def _piece(text: str, context: Context) -> Spelling | None:
    """A part of a line between separators: a date, an agency, a person with a full name."""
    found = date(text, context) or _agency(text, context)
    if found is not None:
        return found
    return person(text, context) if len(text.split()) > 1 else None


_SLOTS: Final[Mapping[str, Callable[[str, Context], Spelling | None]]] = {
    "agency": _agency,
    "person": person,
    "people": _people,
    "credit": _credit,
    "date": date,
    "time": _time,
    "number": _number,
    "phrase": _phrase,
    "known": _known,
    "language": _language,
    "service": _service,
    "address": _address,
    "place": _place,
    "piece": _piece,
}


@functools.cache
def common_words(language: str) -> frozenset[str]:
    """Words that look like names where they stand alone but are none."""
    data = load("slots.toml")["common"]
    words = [*data["ru"], *(data["uk"] if language == "uk" else ())]
    return frozenset(fold(word) for word in words)


def surname_like(word: str, language: str) -> bool:
    """Whether a word ends as East Slavic, Caucasian or Baltic surnames do."""
    if lexicon_name(word, language) is not None:
        return True
    lowered = fold(word)
    if len(lowered) < 5 or lowered in common_words(language):
        return False
    endings: list[str] = load("slots.toml")["surnames"]["endings"]
    return lowered.endswith(tuple(endings))
