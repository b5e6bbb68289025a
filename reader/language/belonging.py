"""Why a foreign fragment belongs where it stands, and so is no leftover.

Good copy quotes, cites and names things in their own script. It says so: with quotation marks,
brackets, emphasis, a language's name, a word such as "known as" or "meaning", or the same name in
Latin letters next to it. Without any of these a fragment was left behind.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reader.language.phrases import lookup, opening
from reader.language.runs import QUOTES, Run
from reader.language.scripts import FOREIGN, LATIN, LATIN_LETTER
from reader.language.sound import sounds_like

_BRACKETS = {"(": ")", "[": "]", "（": "）"}
_EMPHASIS = re.compile(r"(\*{1,3}|__?|</?(?:i|em|b|strong|q|cite|dfn)>|`)$")
_NEAR = 48
_TAG = re.compile(r"[#@]\s?$|[\w-]+\.$|/$|\w@$")
_GREEK_SYMBOL = 3
_SHORT = 24


@dataclass(frozen=True, slots=True)
class _Cues:
    before: re.Pattern[str]
    after: re.Pattern[str]
    herald: re.Pattern[str]


@cache
def _cues() -> _Cues:
    raw = files("reader.language").joinpath("data", "belonging.toml").read_text(encoding="utf-8")
    data: dict[str, list[str]] = tomllib.loads(raw)
    language = "|".join(data["languages"])
    nouns = "|".join(data["nouns"])
    announcing = "|".join(data["announcing"])
    mark = r"[\s,:;–—\"“«‘'„*_(\[-]*"
    before = (
        rf"(?:\b(?:in|from|auf|en|in het|vom|du|del|dal|aus dem|the)\s+(?:the\s+)?(?:{language})"
        rf"(?:\s+(?:{nouns}|for|alphabet|script))?\s*[,:–—]?"
        rf"|\b(?:{language})(?:\s+(?:{nouns}|name|title|translation|original|alphabet))?\s*[:,=]"
        rf"|\b(?:{language})\s+(?:{nouns})"
        rf"|\b(?:{nouns})(?:\s+(?:is|was|for|of|such as|like))?\s*[:,]?"
        rf"|(?:\b|(?<=,))(?:{announcing})\s*[:,]?){mark}$"
    )
    return _Cues(
        re.compile(before, re.IGNORECASE),
        re.compile("|".join(data["glossing"]), re.IGNORECASE),
        re.compile(rf"\b(?:{'|'.join(data['heralding'])}|{language})\b[^.!?]{{0,60}}:\s*$", re.I),
    )


def _pair(line: str, low: int, high: int, marks: dict[str, str]) -> tuple[int, int] | None:
    """The innermost pair of marks around line[low:high], as the span of what it encloses."""
    for at in range(low - 1, -1, -1):
        closings = marks.get(line[at])
        if closings is None:
            if any(line[at] in c for c in marks.values()):
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


def reason(line: str, low: int, high: int, run: Run, before: str, after: str) -> str | None:
    """What shows that line[low:high] belongs where it stands, None if nothing does.

    `before` and `after` are the nearest lines with text on either side, "" where there is none.
    """
    fragment = line[low:high]
    if run.whole_line:
        return _line_belongs(line, before, after)
    inside = _pair(line, low, high, QUOTES)
    if inside and _foreign_share(line[slice(*inside)]) >= 0.6:
        return "quoted"
    if low and line[low - 1] in '«“„"‘' and line[low - 1] not in line[high:]:
        return "quoted"
    inside = _pair(line, low, high, _BRACKETS)
    if inside:
        content = line[slice(*inside)]
        if not (lookup(content) or opening(content)):
            return "in brackets"
        return None
    lead, tail = line[max(0, low - _NEAR) : low], line[high : high + _NEAR]
    if _EMPHASIS.search(lead) and tail[:1] in {"*", "_", "<", "`"}:
        return "emphasised"
    if _TAG.search(lead) or tail.startswith(("@", "_")):
        return "an address or a tag"
    if run.group == "Grek" and max(map(len, fragment.split())) <= _GREEK_SYMBOL:
        return "a symbol"
    cues = _cues()
    if cues.before.search(lead):
        return "announced"
    if cues.after.match(tail):
        return "explained"
    return _named(fragment, lead, tail, run)


_LAST_NAMES = re.compile(
    rf"((?:[{LATIN}][{LATIN}'’-]*\s+){{0,3}}[{LATIN}][{LATIN}'’-]*)[\s,/–—|-]*$"
)
_NEXT_NAMES = re.compile(
    rf"^[\s,/–—|(-]*((?:[{LATIN}][{LATIN}'’-]*\s+){{0,3}}[{LATIN}][{LATIN}'’-]*)"
)


def _named(fragment: str, lead: str, tail: str, run: Run) -> str | None:
    """Whether the same name stands beside the fragment in Latin letters."""
    words = fragment.split()
    before, after = _LAST_NAMES.search(lead), _NEXT_NAMES.search(tail)
    if run.group in {"Cyrl", "Grek"}:
        if before and sounds_like(words, before[1].split()[-len(words) :]):
            return "named in its own script"
        if after and sounds_like(words, after[1].split()[: len(words)]):
            return "named in its own script"
        return None
    if before and before[1].split()[-1][0].isupper() and len(fragment) <= _SHORT:
        return "named in its own script"
    return None


def _line_belongs(line: str, before: str, after: str) -> str | None:
    stripped = line.strip()
    if lookup(stripped) or opening(stripped):
        return None
    if stripped.startswith(">"):
        return "a quotation"
    if _cues().herald.search(before) and FOREIGN.search(before) is None:
        return "announced"
    gloss = after.strip()
    if len(stripped.split()) > 1 and re.match(r"[(\[][\"“'‘]?[A-Za-z].*[)\]]$", gloss):
        return "explained"
    if stripped[0] in '«“„"' and stripped[-1] in '»”“"' and before.rstrip().endswith(":"):
        return "quoted"
    return None
