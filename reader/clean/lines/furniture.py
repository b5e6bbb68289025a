"""Furniture of pages in languages that the fitted model has seen little of, told by what it says.

Translated copy keeps the buttons, labels and credits of the page it came from. Those in Bulgarian, Serbian,
Macedonian, Belarusian and Kazakh look like headings to a model that was fitted on other languages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from reader.clean.lines.features import Rows
from reader.clean.lines.verdicts import Verdict
from reader.clean.lines.vocabulary import bare
from reader.clean.outlets import agencies as names_of_agencies
from reader.model import LineKind

RULE = "furniture"

_LONGEST = 80
_LABEL = 30
_CAPTION_WORDS = 6
_AGENCY_WORDS = 3
_TITLE_WORDS = range(3, 21)
_LINKS = 8
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_DATED = re.compile(r"(\D{3,30}?)\s*\d")
_ENDS = '.!?:…,;»”"'


@cache
def _table() -> dict[str, LineKind]:
    raw = files("reader.clean").joinpath("data", "furniture.toml").read_text(encoding="utf-8")
    table: dict[str, LineKind] = {}
    for kind, languages in tomllib.loads(raw).items():
        for entries in languages.values():
            for entry in entries:
                table.setdefault(bare(entry), LineKind(kind))
    return table


@cache
def _labels() -> frozenset[str]:
    """What opens a credit or a line of dates and names."""
    able = (LineKind.PHOTO_CREDIT, LineKind.METADATA)
    return frozenset(phrase for phrase, kind in _table().items() if kind in able)


def _told(text: str) -> tuple[LineKind, str] | None:
    """The kind of a line and the words that tell it, None where no words of furniture open it."""
    if len(text) > _LONGEST or not _CYRILLIC.match(text):
        return None
    folded = text.casefold()
    phrase = bare(folded)
    if phrase in _table():
        return _table()[phrase], phrase
    label, colon, _ = folded[: _LABEL + 1].partition(":")
    if colon and (label := bare(label)) in _labels():
        return _table()[label], label
    dated = _DATED.match(folded)
    if dated and (label := bare(dated[1])) in _labels() and _table()[label] is LineKind.METADATA:
        return LineKind.METADATA, label
    return None


def furniture(seen: Rows, out: list[Verdict]) -> None:
    """Lines that consist of, or open with, what such pages say around every story."""
    for row, text in enumerate(seen.texts):
        if text[0] <= "\u03ff" or seen.decided[row] is not None:
            continue
        told = _told(text)
        if told is None:
            continue
        kind, phrase = told
        if kind is not out[row].kind:
            out[row] = Verdict(kind, RULE, 0.95, (f"“{phrase}” means the same on every page",))
        if kind is LineKind.PHOTO_CREDIT:
            _caption(seen, out, row - 1)
        elif kind is LineKind.RELATED_LINK:
            _links(seen, out, row)


def _caption(seen: Rows, out: list[Verdict], row: int) -> None:
    """A few words right above a credit are the picture's caption."""
    if (
        row > 0
        and seen.decided[row] is None
        and seen.pieces[row] <= _CAPTION_WORDS
        and seen.index[row + 1] - seen.index[row] == 1
        and seen.texts[row][-1] not in _ENDS
    ):
        out[row] = Verdict(
            LineKind.CAPTION, "caption above credit", 0.97, ("a picture credit follows directly",)
        )


def _links(seen: Rows, out: list[Verdict], head: int) -> None:
    """Titles in Cyrillic below a heading of links, in a text in Latin letters, are such links."""
    for row in range(head + 1, min(head + 1 + _LINKS, len(out))):
        text = seen.texts[row]
        if (
            seen.decided[row] is not None
            or seen.pieces[row] not in _TITLE_WORDS
            or text[-1] in _ENDS
            or not _CYRILLIC.match(text)
            or _LATIN.search(text)
            or not _in_latin(seen.texts)
        ):
            return
        if out[row].kind is not LineKind.RELATED_LINK:
            out[row] = Verdict(
                LineKind.RELATED_LINK,
                RULE,
                0.8,
                ("stands below a heading of links", "in another script than the story"),
            )


def agencies(seen: Rows, out: list[Verdict]) -> None:
    """An agency's name alone on a line signs the story, wherever it stands."""
    for row, text in enumerate(seen.texts):
        if (
            seen.pieces[row] <= _AGENCY_WORDS
            and (out[row].kind.kept or out[row].kind is LineKind.CHROME)
            and seen.decided[row] is None
            and text[0].isupper()
            and text.casefold() in names_of_agencies()
        ):
            out[row] = Verdict(
                LineKind.METADATA, "agency alone", 0.9, ("nothing but an agency's name",)
            )


def _in_latin(texts: Sequence[str]) -> bool:
    whole = "".join(texts)
    return len(_LATIN.findall(whole)) > len(_CYRILLIC.findall(whole))
