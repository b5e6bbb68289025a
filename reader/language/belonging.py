"""Why a foreign fragment belongs where it stands, and so is no leftover.

Good copy quotes, cites and names things in their own script. It says so: with quotation marks,
brackets, emphasis, a language's name, a word such as "known as" or "meaning", or the same name in
Latin letters next to it. Without any of these a fragment was left behind.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from msgspec import Struct

from reader.language.phrases import lookup, opening
from reader.language.runs import QUOTES
from reader.language.scripts import FOREIGN, LATIN, LATIN_LETTER, script_of
from reader.language.sound import sounds_like

DISCUSSED = frozenset({"announced", "explained", "discussed"})
"""Reasons that hold for the other fragments of the same sentence too."""

FAR = 240
"""Characters on either side of a fragment beyond which nothing speaks for it: a line may be megabytes long."""

_BRACKETS = {"(": ")", "[": "]", "（": "）"}
_EMPHASIS = re.compile(r"(\*{1,3}|__?|</?(?:i|em|b|strong|q|cite|dfn)>|`|(?<!\w)/)$")
_EMPHASIS_END = ("*", "_", "<", "`", "/")
_NEAR = 72
_QUOTED = 0.6
"""The share of foreign letters from which a quotation is given in the other language."""
_TAG = re.compile(r"[#@]$|\w@$|://\S*$")
_AFFIX = re.compile(r"(?:^|[\s“\"'‘(])[-–]$")
_HISTORIC = re.compile(
    "[ѢѣѲѳѴѵѠѡѦѧѪѫꙖꙗѮѯѰѱ]|[бвгджзклмнпрстфхцчшщБВГДЖЗКЛМНПРСТФХЦЧШЩ][ъЪ](?![А-яЁё])"
)
_SENTENCE_END = re.compile(r"[.!?…][\"”»’)]*\s+(?=[\"“«‘(]*[^\W\d_a-zа-яё])")
_APPOSED = re.compile(r"(?:^|\s)[a-zà-ÿ]+,\s$")
_GLOSSARY = re.compile(r"^[\s\-*•–—\d.)]*$")
_GREEK_SYMBOL = 3
_SHORT = 24
_NUMBERED = re.compile(r"\s?№?\s?\d")
_NAME_WORDS = 4
_MARK = r"[\s,:;–—\"“«‘'„*_(\[-]*"


class _Cues(Struct, frozen=True):
    before: re.Pattern[str]
    before_capital: re.Pattern[str]
    within: re.Pattern[str]
    after: re.Pattern[str]
    after_capital: re.Pattern[str]
    standards: frozenset[str]
    herald: re.Pattern[str]
    bearing: re.Pattern[str]
    people: re.Pattern[str]
    spoken: re.Pattern[str]
    meaning: re.Pattern[str]
    cyrillic: re.Pattern[str]
    interjections: frozenset[str]
    autonyms: frozenset[str]
    street: re.Pattern[str]
    company: re.Pattern[str]
    domain: re.Pattern[str]


def _any(items: list[str]) -> str:
    return "|".join(items)


@cache
def _cues() -> _Cues:
    raw = files("reader.language").joinpath("data", "belonging.toml").read_text(encoding="utf-8")
    data: dict[str, list[str]] = tomllib.loads(raw)
    language = f"(?:old |ancient |modern |proto-|classical )?(?:{_any(data['languages'])})"
    nouns, works = _any(data["nouns"]), _any(data["works"])
    before = (
        rf"(?:\b(?:in|auf|en|in het|na)\s+(?:the\s+)?{language}\s*[,:–—]"
        rf"|\b(?:from|vom|du|del|dal|aus dem)\s+(?:the\s+)?(?:old|ancient|proto-|modern)[\s-]?{language}"
        rf"|\b(?:from|du|del|dal)\s+(?:greek|arabic|hebrew|persian|latin|sanskrit|grec|griego|greco)"
        rf"|\b{language}\s*[:=]|\bthe\s+{language}\s+(?:is|was)"
        rf"|\b{language}\s+(?:word\s+|term\s+|phrase\s+|name\s+)?for\s[^.;]{{1,50}}?\s(?:is|was)"
        rf"|\b{language}\s+(?:[\w-]+\s+)?(?:{nouns})\s*,?"
        rf"|\b(?:{nouns})\s+{language}"
        rf"|\b(?:{nouns})(?:\s+(?:is|was|are|were|such as|like|wie|est|es|è))?\s*[:,]?"
        rf"|\b(?:{nouns})\s+(?:of|for|on|de|du|del|von|der)\s+(?:[\w'’-]+\s+){{1,4}}"
        rf"(?:is|was|are|were|est|es|è|:|,)"
        rf"|(?:\b|(?<=,))(?:{_any(data['announcing'])})\s*[:,]?){_MARK}$"
    )
    capital = rf"\b(?:(?:{_any(data['announcing_capital'])})\s*[:,]?|(?:{works})|’s|'s\s+(?:{works})){_MARK}$"
    return _Cues(
        re.compile(before, re.IGNORECASE),
        re.compile(capital, re.IGNORECASE),
        re.compile(rf"\b(?:{_any(data['discussing'])})\b", re.IGNORECASE),
        re.compile(
            rf"{_any(data['glossing'])}|\s*[,(–—-]*\s*(?:which is |is |the )?{language}\s+(?:word\s+)?for\b",
            re.IGNORECASE,
        ),
        re.compile(_any(data["glossing_capital"]), re.IGNORECASE),
        frozenset(data["standards"]),
        re.compile(
            rf"\b(?:{_any(data['heralding'])}|{language})\b[^.!?]{{0,60}}:\s*$", re.IGNORECASE
        ),
        re.compile(rf"\b(?:{_any(data['bearing'])}),?\s$", re.IGNORECASE),
        re.compile(
            rf"\b{language}[\s-](?:[\w-]+\s){{0,2}}(?:{_any(data['people'])}),?\s$", re.IGNORECASE
        ),
        re.compile(
            rf"(?::|\b(?:says?|writes?|quotes?|quoted|typed?|explain(?:ed|s)|search(?:ed)? for|corrected|"
            rf"up with|ask(?:s|ed)? for|(?:come|came|comes|borrowed|derived|taken) from|{language}\s+(?:for|by)"
            rf"|{language}s?\s+(?:say|says|said)(?:\s[\w'’]+){{1,4}}))\s$",
            re.IGNORECASE,
        ),
        re.compile(rf"[.!?][\"”»’)]*\s+(?:{_any(data['meaning'])})", re.IGNORECASE),
        re.compile(rf"\b(?:{_any(data['cyrillic_nouns'])})[.:,]?[\s«“\"„(–—-]*$", re.IGNORECASE),
        frozenset(data["interjections"]),
        frozenset(data["autonyms"]),
        re.compile(rf"(?:{_any(data['streets'])})\.?\s", re.IGNORECASE),
        re.compile(rf"(?:{_any(data['companies'])})\s+[«“\"А-ЯЁІЇЄ]"),
        re.compile(rf"[\w-]+(?:\.[\w-]+)*\.(?:{_any(data['domains'])})\b", re.IGNORECASE),
    )


def _pair(line: str, low: int, high: int, marks: dict[str, str]) -> tuple[int, int] | None:
    """The innermost pair of marks around line[low:high], as the span of what it encloses."""
    for at in range(low - 1, -1, -1):
        closings = marks.get(line[at])
        if closings is None:
            if any(line[at] in c for c in marks.values()) and line[at] not in "’'":
                return None
            continue
        if line[at] in closings and line.count(line[at], 0, at + 1) % 2 == 0:
            return None
        for end in range(high, len(line)):
            if line[end] in closings:
                return at + 1, end
        return None
    return None


def _foreign_share(text: str) -> float:
    foreign = len(FOREIGN.findall(text))
    return foreign / (foreign + len(LATIN_LETTER.findall(text)) or 1)


def sentence(line: str, low: int, high: int) -> tuple[int, int]:
    """The span of the sentence of a line that holds line[low:high]."""
    start, end = max(0, low - FAR), min(len(line), high + FAR)
    for match in _SENTENCE_END.finditer(line, start, end):
        if match.end() <= low:
            start = match.end()
        elif match.start() >= high:
            end = match.start() + 1
            break
    return start, end


def reason(line: str, low: int, high: int, group: str) -> str | None:
    """What shows that line[low:high], a part of a line, belongs there; None if nothing does.

    `group` is the script of the fragment as `reader.language.runs` names it.
    """
    start = max(0, low - FAR)
    line, low, high = line[start : high + FAR], low - start, high - start
    return (
        _marked(line, low, high)
        or _lexical(line, low, high, group)
        or _announced(line, low, high)
        or _named(line[low:high], line[max(0, low - _NEAR) : low], line[high : high + _NEAR], group)
    )


def weak_reason(line: str, low: int, high: int, group: str) -> str | None:
    """What makes belonging likelier than debris on a page that is otherwise clean."""
    if group != "Cyrl":
        # Set in a sentence of Latin copy, rarer scripts are cited; their debris fills lines.
        return "named in its own script"
    cues = _cues()
    start, end = sentence(line, low, high)
    lead, tail = line[max(start, low - _NEAR) : low], line[high : min(end, high + _NEAR)]
    if cues.spoken.search(lead):
        return "announced"
    if cues.meaning.match(line[high : high + _NEAR]):
        return "explained"
    if lead.endswith(("— ", "– ")) and tail.startswith((" —", " –", ",")):
        return "announced"
    if line[low].isupper():
        if cues.bearing.search(lead):
            return "announced"
        if _full_name(line[low:high]) and cues.people.search(lead):
            return "named in its own script"
        if lead.endswith((", ", ", the ")) and tail.startswith(","):
            return "named in its own script"
    return None


def _full_name(fragment: str) -> bool:
    words = fragment.split()
    return 2 <= len(words) <= _NAME_WORDS and all(word[0].isupper() for word in words)


def cited_in_cyrillic(lead: str) -> bool:
    """Whether the words before a Latin fragment in Cyrillic copy announce a name or a wording."""
    # what announces stands just before: a search through all of a long line, for every fragment
    # of it, would take quadratic time
    return _cues().cyrillic.search(lead[-_NEAR:]) is not None


def _marked(line: str, low: int, high: int) -> str | None:
    """Belonging by marks around the fragment: quotation marks, brackets, emphasis."""
    inside = _pair(line, low, high, QUOTES)
    if inside and _foreign_share(line[slice(*inside)]) >= _QUOTED:
        return "quoted"
    before, after = line[:low], line[high:]
    unclosed = before.endswith(("«", "“", "„", '"', "‘")) and before[-1] not in after
    if unclosed and _foreign_share(line[low:]) >= _QUOTED:
        return "quoted"
    if before.endswith("'") and after.startswith("'"):
        return "quoted"
    inside = _pair(line, low, high, _BRACKETS)
    if inside:
        content = line[slice(*inside)]
        return None if lookup(content) or opening(content) else "in brackets"
    if _EMPHASIS.search(before) and after.startswith(_EMPHASIS_END):
        return "emphasised"
    return None


def _lexical(line: str, low: int, high: int, group: str) -> str | None:
    """Belonging by what the fragment itself is: an address, a tag, a symbol, an affix, a cry."""
    fragment, before, after = line[low:high], line[:low], line[high:]
    cues = _cues()
    if _TAG.search(before) or after.startswith(("@", "_")) or cues.domain.search(fragment):
        return "an address or a tag"
    if before[-1:] == "." and cues.domain.match(f"x.{fragment}"):
        return "an address or a tag"
    if cues.street.match(fragment):
        return "an address"
    if cues.company.match(fragment):
        return "a company's name"
    if fragment in cues.standards and _NUMBERED.match(after):
        return "a standard's name"
    if group == "Grek" and max(map(len, fragment.split())) <= _GREEK_SYMBOL:
        return "a symbol"
    if _AFFIX.search(before) or re.match(r"[-–](?:[\s,.;:”\"’')]|$)", after):
        return "an affix"
    if group == "Cyrl" and (
        _HISTORIC.search(fragment) or (len(fragment) == 1 and fragment.isupper())
    ):
        return "cited letters"
    if fragment.casefold().rstrip("!.?") in cues.interjections:
        return "an exclamation"
    return None


def _announced(line: str, low: int, high: int) -> str | None:
    """Belonging by the words around: they announce, explain or discuss the fragment."""
    cues = _cues()
    start, end = sentence(line, low, high)
    lead, tail = line[max(start, low - _NEAR) : low], line[high : min(end, high + _NEAR)]
    if cues.before.search(lead):
        return "announced"
    if line[low].isupper() and cues.before_capital.search(lead):
        return "announced"
    if cues.after.match(tail) or (line[low].isupper() and cues.after_capital.match(tail)):
        return "explained"
    if cues.within.search(line, start, low) or cues.within.search(line, high, end):
        return "discussed"
    if lead.endswith(", or ") and tail.startswith(","):
        return "explained"
    if line[low].isupper() and _APPOSED.search(lead) and re.match(r",\s[a-zà-ÿ]", tail):
        return "announced"
    if _GLOSSARY.match(line[:low]) and re.match(r"\s*(?:[—–=:\t]|/)\s*[a-z\"“'‘]", line[high:]):
        return "explained" if line[low].islower() else None
    if re.match(r"\s*/\s*[A-Z\"“]", line[high:]) and not lookup(line[low:high]):
        return "explained"
    return None


_LAST_NAMES = re.compile(
    rf"((?:[{LATIN}][{LATIN}'’-]*\s+){{0,3}}[{LATIN}][{LATIN}'’-]*)[\s,/–—|-]*$"
)
_NEXT_NAMES = re.compile(
    rf"^[\s,/–—|(-]*((?:[{LATIN}][{LATIN}'’-]*\s+){{0,3}}[{LATIN}][{LATIN}'’-]*)"
)


def _named(fragment: str, lead: str, tail: str, group: str) -> str | None:
    """Whether the same name stands beside the fragment in Latin letters."""
    words = fragment.split()
    before, after = _LAST_NAMES.search(lead), _NEXT_NAMES.search(tail)
    if group in {"Cyrl", "Grek"}:
        if before and sounds_like(words, before[1].split()[-len(words) :]):
            return "named in its own script"
        if after and sounds_like(words, after[1].split()[: len(words)]):
            return "named in its own script"
        return None
    if before and before[1].split()[-1][0].isupper() and len(fragment) <= _SHORT:
        return "named in its own script"
    return None


def block_reason(block: str, before: str, after: str) -> str | None:
    """What shows that whole lines in another script belong, None if nothing does.

    `block` are lines that follow one another; `before` and `after` the nearest lines with text
    around them, "" where there is none.
    """
    stripped = block.strip()
    if len(stripped) == 1 and script_of(stripped) == "Grek":
        return "a symbol"
    if all(line.strip().casefold() in _cues().autonyms for line in block.split("\n")):
        return "a language's own name"
    if lookup(stripped) or opening(stripped):
        return None
    if all(line.lstrip().startswith(">") for line in block.split("\n") if line.strip()):
        return "a quotation"
    ends = before.rstrip().endswith(
        ":"
    )  # what announces does; the pattern alone takes long to say no
    if ends and _cues().herald.search(before) and FOREIGN.search(before) is None:
        return "announced"
    gloss = after.strip()
    if len(stripped.split()) > 1 and re.match(r"[(\[][\"“'‘]?[A-Za-z].*[)\]]$", gloss):
        return "explained"
    closings = QUOTES.get(stripped[0])
    body = stripped.rstrip(".,;!?…")
    closed = min((body.find(mark, 1) for mark in closings or "" if mark in body[1:]), default=-1)
    quoted = len(stripped) > 2 and closed == len(body) - 1
    if quoted and (
        "\n" in stripped or before.rstrip().endswith(":") or gloss[:1] in {"—", "–", "-"}
    ):
        return "quoted"
    return None
