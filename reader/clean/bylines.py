"""Who wrote an article, by its byline: a label with names behind it, or a line of a name and a role alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from msgspec import Struct

from reader.clean.dates import dates
from reader.clean.outlets import agencies, outlet_by_name
from reader.model import Document, Line, LineKind

_LONGEST = 120
_WORDS = 5
_USUAL = 3
_OPENING = 3
"""Lines of the story, a standfirst among them, above which a name may stand alone."""
_PARTED = re.compile(r"\s*(?:[|·•⋅;/→]|(?<=[^\W\d_]{3})\.(?=\s+[^\W\d_a-zа-я])|\s[–—-]+\s)\s*")
_SIGN = " \t.,:;|·•⋅–—-*_#>"
_INITIAL = re.compile(r"(?:[^\W\d_a-zà-ÿа-яё]\.-?){1,3}$")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?$")
_LISTED = re.compile(r"\s*,\s*")
_NO_NAME = frozenset({LineKind.HEADLINE, LineKind.BODY, LineKind.EMPTY})


class Byline(Struct, frozen=True):
    """The persons who wrote an article, as printed, and the line that says so."""

    names: tuple[str, ...]
    line: Line
    labelled: bool


class _Data(Struct, frozen=True):
    label: re.Pattern[str]
    brief: frozenset[str]
    joined: frozenset[str]
    particles: frozenset[str]
    until: frozenset[str]
    ends: frozenset[str]
    stops: frozenset[str]
    """What may end a name: words of both kinds before, and roles."""
    titles: frozenset[str]
    roles: frozenset[str]
    sides: frozenset[str]
    no_names: frozenset[str]


@cache
def _data() -> _Data:
    raw = files("reader.clean").joinpath("data", "bylines.toml").read_text(encoding="utf-8")
    data = tomllib.loads(raw)
    labels = sorted({one for many in data["labels"].values() for one in many}, key=len)
    label = "|".join(map(re.escape, reversed(labels)))

    def words(name: str) -> frozenset[str]:
        return frozenset(data[name]["words"])

    return _Data(
        re.compile(rf"\W{{0,3}}({label})(?:\s*[:–—-]+\s*|\s+|$)", re.IGNORECASE),
        words("brief"),
        words("joined"),
        words("particles"),
        words("until"),
        words("ends"),
        words("until") | words("ends") | words("roles"),
        words("titles"),
        words("roles"),
        words("sides"),
        frozenset(word for many in data["no_names"].values() for word in many),
    )


def byline(document: Document, lines: Sequence[Line]) -> Byline | None:
    """Who wrote it: the first labelled byline, else the first line of a name alone beside the story's head or foot."""
    filled = [line for line in lines if line.kind is not LineKind.EMPTY]
    body = [at for at, line in enumerate(filled) if line.kind is LineKind.BODY]
    first, last = (body[:_OPENING][-1], body[-1]) if body else (len(filled), 0)
    alone: list[Byline] = []
    label_above = False
    for at, line in enumerate(filled):
        content = document.text[line.start : min(line.end, line.start + _LONGEST + 1)]
        said = line.kind is LineKind.METADATA
        if len(content) > _LONGEST or not (said or at < first or line.kind is LineKind.BODY):
            label_above = False
            continue
        if said or _no_sentence(content):
            names, only_label = _labelled(content)
            if label_above and not names:
                names = _alone(content)
            if names:
                return Byline(tuple(names), line, labelled=True)
            label_above = only_label
        follows = bool(alone) and alone[-1].line is filled[at - 1]
        if (not alone or follows) and (at < first or at > last) and (said or _beside(filled, at)):
            names = _alone(content)
            if names and (said or len(_LISTED.split(content)) <= 2):
                alone.append(Byline(tuple(names), line, labelled=False))
    if not alone:
        return None
    every = dict.fromkeys(name for one in alone for name in one.names)
    return Byline(tuple(every), alone[0].line, labelled=False)


def _beside(filled: Sequence[Line], at: int) -> bool:
    """Whether a line that may be a name stands right beside dates and the like, above the story."""
    if filled[at].kind in _NO_NAME:
        return False
    around = (*filled[max(at - 1, 0) : at], *filled[at + 1 : at + 2])
    return any(line.kind is LineKind.METADATA for line in around)


def _no_sentence(content: str) -> bool:
    """Whether a line that is not taken for a byline may be one by its form."""
    return len(content.split()) <= 2 * _WORDS and not content.rstrip().endswith((".", "?", "!"))


def _parts(content: str) -> Iterator[str]:
    """What a line says between its marks, without its dates."""
    low = 0
    for dated in dates(content, 0, len(content)):
        yield from filter(None, _PARTED.split(content[low : dated.start]))
        low = dated.end
    yield from filter(None, _PARTED.split(content[low:]))


def _labelled(content: str) -> tuple[list[str], bool]:
    """The names behind a label, and whether there is a label and nothing else."""
    data = _data()
    label_above = False
    for part in _parts(content):
        found = data.label.match(part)
        rest = part[found.end() :] if found is not None else part
        brief = found is not None and found[1].casefold() in data.brief
        if found is not None and not rest:
            label_above = True
        elif found is not None or label_above:
            if found is not None and ":" in found[0]:
                role, _, name = rest.partition(" ")
                rest = name if role.islower() and name else rest
            names = _names(rest, least=2 if brief or found is None else 1)
            if names:
                return names, False
            label_above = False
    return [], label_above


def _alone(content: str) -> list[str]:
    """The names that a line begins with and that are all it says, but for a role or a place."""
    found: list[str] = []
    for number, part in enumerate(_parts(content)):
        names = [] if part.endswith(",") else _names(part, least=2)  # a place before its date
        if names:
            found += names
        elif number or " " in part:
            break
    return found


def _names(text: str, *, least: int) -> list[str]:
    """The names that a text begins with, parted by commas or words that join; each of so many words at least."""
    data = _data()
    found: list[str] = []
    for number, listed in enumerate(_LISTED.split(text)):
        for piece in _unjoined(listed, data):
            name, rest = _name(piece, data, least=least if not number else 2)
            ended = rest in data.stops and not (number and rest in data.roles)
            if not name or (rest and (least > 1 or number) and not ended):
                return found
            found.append(name)
            if rest:
                return found
    return found


def _unjoined(listed: str, data: _Data) -> list[str]:
    pieces: list[list[str]] = [[]]
    for word in listed.split():
        if word in data.joined and pieces[-1]:
            pieces.append([])
        else:
            pieces[-1].append(word)
    return [" ".join(piece) for piece in pieces if piece]


def _name(piece: str, data: _Data, *, least: int) -> tuple[str, str]:
    """The name that a piece begins with, empty where there is none, and the word that ends it, empty for the last."""
    words = piece.strip(_SIGN).split()
    while words and words[0].casefold() in data.titles:
        del words[0]
    name: list[str] = []
    rest = ""
    for word in words:
        folded = word.casefold().strip(".,:")
        small = word.islower()
        if len(name) > 1 and folded in data.ends:
            rest = folded
            break
        if folded in data.no_names and (least > 1 or folded not in data.sides):
            rest = words[-1].casefold()
            if len(name) < 2 or rest not in data.roles:
                return "", folded
        elif small and folded in data.particles and (folded not in data.until or not name):
            name.append(word)
            continue
        elif name and word.startswith(("(", "[")):
            rest = "in"
        elif small or not (_WORD.match(word) or _INITIAL.match(word)):
            rest = folded
        else:
            name.append(word)
            continue
        break
    while name and name[-1].islower():
        name.pop()
    full = [word for word in name if not word.islower()]
    if rest in data.roles and len(full) > _USUAL:  # "Ann Lund Harbour Life Writer": the desk's name
        del name[name.index(full[2]) :], full[2:]
    said = " ".join(name).rstrip("., ")
    longest = max((len(word.strip(".")) for word in full), default=0)
    fits = least <= len(full) < _WORDS and longest > (3 if said.isupper() else 2)
    known = agencies()
    if not fits or outlet_by_name(said) or any(word.casefold() in known for word in full):
        return "", rest
    return said, rest
