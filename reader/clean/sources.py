"""The outlet an article comes from, by what the text itself says: surest evidence first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from reader.clean.outlets import agencies, credited, framed, hosts, masthead, remark, table
from reader.model import Document, Note, NoteKind

_URL = re.compile(r"https?://[^\s<>()\[\]\"'«»]+")
_HEAD, _FOOT = 2500, 1500
_PARAGRAPH = re.compile(r"[^\n]{100}")
_EDGE = r"\b"
_GENERIC = frozenset({"www", "en", "eng", "m", "amp", "news", "ru", "uk", "ua", "old", "mobile"})
_PEOPLE = frozenset(
    {
        "the",
        "his",
        "her",
        "president",
        "putin",
        "parliament",
        "lawmakers",
        "us",
        "he",
        "him",
        "them",
        "journalists",
        "reporters",
        "mr",
        "ms",
    }
)


class Named(Struct, frozen=True):
    """An outlet's name and what it rests on, in plain words."""

    name: str
    reason: str


class _Signed(Struct, frozen=True):
    """A pattern, and what a case-folded text holds one of if it may match."""

    regex: re.Pattern[str]
    signs: tuple[str, ...]
    lines: bool = False
    """Whether it matches at the beginning of a line only."""

    def may_match(self, folded: str) -> bool:
        """Whether a search may find anything; most take fifty times as long to say no."""
        return not self.signs or any(map(folded.__contains__, self.signs))

    def search(self, text: str, at: int = 0) -> re.Match[str] | None:
        """The first match from `at`. What begins a line is tried at beginnings of lines, not at every character."""
        if not self.lines:
            return self.regex.search(text, at)
        while (found := self.regex.match(text, at)) is None:
            at = text.find("\n", at) + 1
            if not at:
                return None
        return found


class _Data(Struct, frozen=True):
    outright: tuple[_Signed, ...]
    notice: tuple[_Signed, ...]
    dateline: tuple[_Signed, ...]
    told: re.Pattern[str]
    """To be matched where a word begins, which `_spoken_to` sees to."""
    several: re.Pattern[str]
    """What parts the names of a line, and a name from a remark."""
    domains: dict[str, str]
    elsewhere: frozenset[str]


@cache
def _data() -> _Data:
    data = table()
    patterns, signs = data["patterns"], data["signs"]

    def signed(group: str, *loose: int) -> tuple[_Signed, ...]:
        return tuple(
            _Signed(
                re.compile(source, re.MULTILINE | (re.IGNORECASE if at in loose else 0)),
                tuple(held),
                source.startswith("^"),
            )
            for at, (source, held) in enumerate(zip(patterns[group], signs[group], strict=True))
        )

    return _Data(
        signed("outright", 0),
        signed("notice"),
        signed("dateline"),
        re.compile(patterns["told"].removeprefix(_EDGE)),
        re.compile(patterns["several"]),
        data["domains"],
        frozenset(data["elsewhere"]["hosts"]),
    )


def host(url: str) -> str:
    """The host of an address, without ``www.``, lower case, "" if it has none."""
    name = url.partition("://")[2].partition("/")[0].partition("?")[0].casefold()
    return name.rpartition("@")[2].partition(":")[0].removeprefix("www.")


def outlet_of(address: str, text: str = "") -> str | None:
    """The outlet that an address belongs to.

    A known domain's name; else the name that the text itself spells with the domain's letters
    ("The Moscow Times" for themoscowtimes.com); else the domain.
    """
    name = host(address)
    if "." not in name:
        return None
    labels = name.split(".")
    for i in range(len(labels) - 1):
        known = _data().domains.get(".".join(labels[i:]))
        if known:
            return known
    label = next((one for one in labels if one not in _GENERIC), labels[0])
    if len(label) > 4:
        for spelt in re.finditer(
            r"[ .'’&-]?".join(map(re.escape, label.replace("-", ""))), text, re.IGNORECASE
        ):
            if spelt[0][0].isupper() and spelt[0] != spelt[0].upper():
                return spelt[0]
    return name


def address_of(document: Document) -> str | None:
    """The address the article says it stands at: its markup's, or a line of its own at the foot."""
    if document.url:
        return document.url
    text = document.text
    foot = text[-_FOOT:]
    if "://" not in foot:
        return None
    for match in reversed(list(_URL.finditer(foot))):
        if host(match[0]) in _data().elsewhere:
            continue
        start = foot.rfind("\n", 0, match.start()) + 1
        stop = foot.find("\n", match.end())
        line = foot[start : len(foot) if stop < 0 else stop]
        rest = line.replace(match[0], "").strip(" <>[]()\t")
        if len(rest) <= 24 and match[0].rstrip("/").count("/") >= 3:
            return match[0].rstrip(".,;:>)")
    return None


def source_of_text(document: Document) -> Named | None:
    """The outlet by the whole evidence of a document, None where it is silent. Cheap."""
    if document.source:
        return Named(document.source, "declared by the file")
    text = document.text
    head, foot = text[:_HEAD], text[-_FOOT:]
    address = address_of(document)
    if address:
        name = outlet_of(address, text[:20000])
        if name:
            return Named(name, f"address {address}")
    data = _data()
    parts = [(part, part.casefold(), at) for part, at in ((foot, len(text) - len(foot)), (head, 0))]
    for pattern in (*data.outright, *data.notice):
        tried = (
            _outside(pattern, part, text, at)
            for part, folded, at in parts
            if pattern.may_match(folded)
        )
        found = next(filter(None, tried), None)
        if found:
            return Named(_first(found[1]), f"“{' '.join(found[0].split())[:60]}”")
    for name, said in framed(head, foot):
        return Named(_first(name), f"“{' '.join(said.split())[:60]}”")
    for pattern in data.dateline:
        found = pattern.search(head) if pattern.may_match(parts[1][1]) else None
        if found and not remark(found[1]):
            return Named(found[1].strip(), f"dateline “{found[0].strip()[:60]}”")
    for mailbox in hosts(head, foot)[:1]:
        name = outlet_of(f"https://{mailbox}", text[:20000])
        if name:
            return Named(name, f"address {mailbox}")
    pictured = credited(head + foot) if "/" in text else None
    if pictured:
        return Named(pictured, "named beside who made a picture")
    on_top = masthead(text)
    if on_top:
        return Named(on_top, "stands on top of the page")
    spoken = [name for name in _spoken_to(text[:40000]) if name.casefold() not in _PEOPLE]
    if len(spoken) > 1:
        name, times = Counter(spoken).most_common(1)[0]
        if times > 1:
            return Named(name, f"speakers spoke to it {times} times")
    return None


def _first(named: str) -> str:
    """The name alone of what a line names: the first of several, without signs and remarks."""
    name = _data().several.split(named.strip(' .«»"“”'), maxsplit=1)[0]
    return name.removeprefix("the ").strip(' .«»"“”') or named.strip()


def _outside(pattern: _Signed, part: str, text: str, at: int) -> re.Match[str] | None:
    """The first match in `part`, which stands at `at` in the text, that is no line between two paragraphs: such a
    line names the source of a picture.
    """
    found = pattern.search(part)
    while found is not None and pattern.lines:
        above = _PARAGRAPH.search(text, 0, at + found.start())
        if above is None or _PARAGRAPH.search(text, at + found.end()) is None:
            break
        found = pattern.search(part, found.end())
    return found


def _spoken_to(text: str) -> Iterator[str]:
    """Whom speakers told something. A pattern that begins with the edge of a word is tried at every
    character, one that begins with letters at those alone: the edge is looked at afterwards.
    """
    search, at = _data().told.search, 0
    while (found := search(text, at)) is not None:
        start, at = found.span()
        if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            at = start + 1
            continue
        yield found[1]


def source_conflict(document: Document) -> Note | None:
    """A note where the text says outright that it is another outlet's than its address or file says.

    Copy that was lifted keeps the first outlet's "originally published in". Agencies are no
    outlets, and names are compared as letters ("The Fjord Times" and fjordtimes.example).
    """
    address = address_of(document)
    known = {
        "its file says": document.source,
        "its address says": outlet_of(address, document.text[:20000]) if address else None,
    }
    names = {how: name for how, name in known.items() if name}
    if not names:
        return None
    spelt = [*names.values(), *([host(address)] if address else [])]
    text = document.text
    for pattern in _data().outright:
        for start in (0, max(_HEAD, len(text) - _FOOT)):
            if not pattern.may_match(text[start : start + _HEAD].casefold()):
                continue
            found = _outside(pattern, text[start : start + _HEAD], text, start)
            if found is None:
                continue
            said = found[1].strip(' .«»"“”')
            if said.casefold() in agencies() or any(_alike(said, other) for other in spelt):
                continue
            how, name = next(iter(names.items()))
            what = f"the text says “{said}”, {how} “{name}”"
            low, high = found.span(1)
            return Note(NoteKind.SOURCE_CONFLICT, what, start + low, start + high)
    return None


def _alike(a: str, b: str) -> bool:
    """Whether two names may be one outlet's: one in the other as letters, or in two scripts."""
    first, second = (re.sub(r"[\W_]|^the ", "", name.casefold()) for name in (a, b))
    if not first or not second or first.isascii() != second.isascii():
        return True
    words = re.findall(r"\w{4,}", a.casefold())
    most = 2 * sum(word in second for word in words) > len(words)
    initials = "".join(word[0] for word in re.findall(r"\w+", b.casefold()))
    return first in second or second in first or most or first in initials
