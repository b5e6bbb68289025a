"""The outlet that a page is of by what its margins say in passing: offers, imprints, mailboxes, its masthead."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

_UPPER = "A-ZÀ-ÞА-ЯЁІЇЄҐŁŚŻŠŽČĆĐ"
_WORD = rf"[{_UPPER}][\w'’&]*(?:[.-]\w[\w'’&]*)*"
_QUOTED = '[«“„"‘\']([^«»“”„"\\n]{2,50})[»”“"’\']'
_MAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[^\W\d_]{2,10})\b")
_BARE = re.compile(
    r"^[ \t]*(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,10})/?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_TOP = 2
_LONGEST = 600
"""Characters of the longest line that is an offer or an imprint."""
_MARKS = " .,:;!?()[]«»“”„\"'"
_CREDIT = re.compile(rf"\b({_WORD}(?: {_WORD}){{0,3}}) ?/ ?({_WORD}(?: {_WORD}){{0,3}})\)?$")
_LETTER = re.compile(r"[\W_]+")


class Frame(Struct, frozen=True):
    """A way to name the outlet: a pattern whose groups, of which one is filled, hold the name."""

    regex: re.Pattern[str]
    named: bool
    """Whether it holds only for what is an outlet by its name."""
    accusative: bool
    """Whether it asks for the accusative, as Slavic verbs do."""


class _Data(Struct, frozen=True):
    frames: tuple[Frame, ...]
    signs: dict[str, tuple[int, ...]]
    """The words, in small letters, one of which stands in what a frame may match, with the numbers of frames."""
    masthead: re.Pattern[str]
    small: frozenset[str]
    feminine: tuple[tuple[str, str], ...]
    mailboxes: frozenset[str]
    files: frozenset[str]
    no_outlets: frozenset[str]
    owners: tuple[str, ...]
    general: frozenset[str]
    words: frozenset[str]
    ends: tuple[str, ...]


@cache
def table() -> dict[str, Any]:
    """What ``sources.toml`` holds; see its remarks."""
    raw = files("reader.clean").joinpath("data", "sources.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)


@cache
def _data() -> _Data:
    data = table()
    small, articles = (
        "|".join(map(re.escape, data["names"][key])) for key in ("small", "articles")
    )
    more = rf"(?: (?:(?:{small}) ?){{0,2}}(?:{_WORD}|&))"
    begun = rf"(?:(?:{articles}) ?)?{_WORD}"
    any_name = rf"({begun}{more}{{0,4}})"
    names = {
        "{N}": rf"({begun}{more}{{1,4}}|[{_UPPER}]\w+[{_UPPER}.]\w+)",
        "{M}": any_name,
        "{Q}": _QUOTED,
    }
    frames = []
    signs: dict[str, tuple[int, ...]] = {}
    for number, each in enumerate(data["frames"]):
        pattern = each["pattern"]
        for mark, name in names.items():
            pattern = pattern.replace(mark, name)
        frames.append(
            Frame(re.compile(pattern), each.get("named", False), each.get("accusative", False))
        )
        for sign in each["signs"]:
            signs[sign] = (*signs.get(sign, ()), number)
    return _Data(
        tuple(frames),
        signs,
        re.compile(rf"\s*{any_name}\s*(?:[–—|:].{{0,60}})?$"),
        frozenset(data["names"]["small"]),
        tuple(map(tuple, data["names"]["feminine"])),
        frozenset(data["mailboxes"]["hosts"] + data["elsewhere"]["hosts"]),
        frozenset(data["elsewhere"]["files"]),
        frozenset(data["no_outlets"]["words"]),
        tuple(f"{word} " for word in data["no_outlets"]["owners"]),
        frozenset(data["outlets"]["general"]),
        frozenset(data["outlets"]["words"]),
        tuple(data["outlets"]["ends"]),
    )


@cache
def agencies() -> frozenset[str]:
    """Names of news agencies, case folded."""
    raw = files("reader.clean").joinpath("data", "vocabulary.toml").read_text(encoding="utf-8")
    named: dict[str, list[str]] = tomllib.loads(raw)["agency"]
    return frozenset(name.casefold() for names in named.values() for name in names)


def no_outlet(name: str) -> bool:
    """Whether a name is a desk's, a network's or another that pages print in the place of an outlet's."""
    folded = name.casefold().strip(' .,«»"“”').removeprefix("the ")
    return folded in _data().no_outlets or folded.startswith(_data().owners)


def remark(name: str) -> bool:
    """Whether what stands where a name may is a remark: it holds a small word that names do not."""
    return any(word.islower() and word not in _data().small for word in name.split()[1:-1])


def outlet_by_name(name: str) -> bool:
    """Whether a name is an outlet's by one of its words ("The Fjord Times") or its end ("Fjordbote")."""
    data = _data()
    words = [word.strip(".,") for word in re.split(r"[ -]", name.casefold())]
    if len(words) > 1 and not data.words.isdisjoint(words):
        return True
    return len(words[-1]) > 8 and words[-1].endswith(data.ends)


def _own(name: str) -> bool:
    """Whether a name is an outlet's and no agency's, as they are named beside pictures."""
    return outlet_by_name(name) and name.casefold().removeprefix("the ") not in agencies()


def framed(head: str, foot: str) -> Iterator[tuple[str, str]]:
    """Names that offers and imprints give the outlet, each with the words around it; of the foot first."""
    data = _data()
    signs = data.signs
    for part in (foot, head):
        lines = part.split("\n")
        likely: set[tuple[int, int]] = set()
        for at, line in enumerate(lines):
            for word in line.casefold().split() if len(line) <= _LONGEST else ():
                if not (word[0].isalnum() and word[-1].isalnum()):
                    word = word.strip(_MARKS)
                if word in signs:
                    likely.update((number, at) for number in signs[word])
        for number, at in sorted(likely):
            frame = data.frames[number]
            for found in frame.regex.finditer(lines[at]):
                given = next(filter(None, found.groups()))
                if no_outlet(given) or (frame.named and not _own(given)):
                    continue
                name = _nominative(given) if frame.accusative else given
                if name.casefold() not in agencies():
                    yield name, found[0].strip()


def _nominative(name: str) -> str:
    """A name in Cyrillic as it is called, of its accusative: that of feminine words alone is another form."""
    words = name.split(" ")
    if not words[-1].endswith(("у", "ю")):
        return name
    for at, word in enumerate(words):
        for accusative, nominative in _data().feminine:
            if len(word) > 3 and word.endswith(accusative):
                words[at] = word.removesuffix(accusative) + nominative
                break
    return " ".join(words)


def hosts(head: str, foot: str) -> list[str]:
    """Hosts of mailboxes and of lines that are nothing but an address, those named most often first."""
    found: Counter[str] = Counter()
    for part in (head, foot):
        if "@" in part:
            found.update(match[1].casefold() for match in _MAIL.finditer(part))
        found.update(match[1].casefold() for match in _BARE.finditer(part))
    data = _data()
    return [
        host
        for host, _ in found.most_common()
        if host not in data.mailboxes and host.rpartition(".")[2] not in data.files
    ]


def masthead(text: str) -> str | None:
    """The name on top of the page, if it is an outlet's by its words or the text names it again as it stands there."""
    lines = [line for line in text[:1000].split("\n") if line.strip()][:_TOP]
    for line in lines:
        found = _data().masthead.match(line)
        if found is None or no_outlet(found[1]):
            continue
        name = found[1].strip()
        letters = _LETTER.sub("", name.casefold())
        words = name.casefold().split()
        alone = name == line.strip() and 1 < len(words) < 5
        if alone and _own(name) and not _data().general.issuperset(words):
            return name
        mixed = " " in name or not name[1:].islower()
        below = text.find(line) + len(line)
        if mixed and 3 < len(letters) < 40 and _named_again(text, name, below):
            return name
    return None


def _named_again(text: str, name: str, at: int) -> bool:
    """Whether a name stands behind other words of a line from `at` on."""
    while (at := text.find(name, at)) >= 0:
        if text[text.rfind("\n", 0, at) + 1 : at].strip() and not text[at - 1].isalnum():
            return True
        at += len(name)
    return False


def credited(text: str) -> str | None:
    """The outlet that credits name beside people: "Fjord Courier/Ann Lund", "Per Aas / Fjord Courier".

    It is named beside several, or is an outlet by its name.
    """
    beside: dict[str, set[str]] = {}
    for line in text.split("\n"):
        if "/" not in line or len(line) > _LONGEST:
            continue
        found = _CREDIT.search(line.rstrip())
        if found is not None:
            first, second = found[1].strip(_MARKS), found[2].strip(_MARKS)
            beside.setdefault(first, set()).add(second)
            beside.setdefault(second, set()).add(first)
    for name, others in beside.items():
        if name.casefold() in agencies() or no_outlet(name):
            continue
        if len(others) > 1 or outlet_by_name(name):
            return name
    return None
