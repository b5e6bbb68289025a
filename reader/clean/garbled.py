"""Mojibake: letters garbled by a wrong decoding, undone in the cleaned text by ftfy.

Only stretches that ftfy's own detector calls garbled are touched, each taken as short as it can
be; ftfy's other tidying (quotes, widths, ligatures) is off, for it would change good text. Cyrillic
shown as accented Latin letters ("Ïðèâåò"), which ftfy leaves, is undone here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reader.clean.invisible import reveal
from reader.clean.telltale import ACCENTED, LEADING, MAY_BE_CYRILLIC, MAY_LEAD
from reader.model import Line, Note, NoteKind, Repair

# Each begins with a set or, faster still, a letter, which the search skips to; one alternation is ten times slower.
_TRAIL = "\u0080-\u00bf\u0401-\u040f\u0451-\u045f\u0490\u0491\u2013-\u203a\u20ac\u2116\u2122"
_SUSPECT = tuple(
    map(
        re.compile,
        (
            # UTF-8 read as Latin-1 or windows-125x: a lead byte's letter and a trail byte's.
            f"[{LEADING}]"
            "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]",
            # UTF-8 read as windows-1251: Р or С before what a trail byte looks like there.
            *(f"{lead}[{_TRAIL}][РС][{_TRAIL}]" for lead in "РС"),
            *(f"{lead}[{_TRAIL}а-пА-Я]" + 3 * f"[РС][{_TRAIL}а-пА-Я]" for lead in "РС"),
            "\u0432\u0402[\u0080-\u203a\u2122]",
        ),
    )
)
_STRETCH = re.compile(r"\S*[^\x00-\x7f]\S*(?:[ \u00a0]\S*[^\x00-\x7f]\S*)*")
_CYRILLIC_AS_LATIN = re.compile(
    f'[{ACCENTED}](?<![{ACCENTED}]{{2}})[{ACCENTED}]*(?:[\\s\\-,.:;!?«»"()0-9]+[{ACCENTED}]+)+'
)
_ACCENTED_WORD = re.compile(f"[{ACCENTED}]+")
_PLAIN_LETTER = re.compile(r"[A-Za-z]")
RULES = ("ftfy", "cp1251-as-latin1")
"""The rules of the repairs that undo garbled letters."""
_LEAST_LETTERS = 8
_SHOWN = 60
_LONGEST = 20_000
"""Characters of a line up to which single words are repaired; beyond, the stretch between them."""


_CLOSING = re.compile(r"â€(?=[\s.,;:!?)\]—–-]|$)")
"""A closing quotation mark whose third byte, 9D, names no character in windows-1252 and was lost."""


def _fix(text: str) -> str:
    import ftfy

    fixed: str = ftfy.fix_encoding(_CLOSING.sub("”", text))
    return fixed


def _narrow(before: str, after: str, start: int) -> Repair:
    """The differing middle of two strings, as a repair of what stands from `start` on."""
    low = 0
    while low < min(len(before), len(after)) and before[low] == after[low]:
        low += 1
    high = 0
    while high < min(len(before), len(after)) - low and before[-1 - high] == after[-1 - high]:
        high += 1
    middle = after[low : len(after) - high]
    return Repair(start + low, start + len(before) - high, reveal(middle), "ftfy")


def _stretches(text: str, start: int, end: int) -> Iterator[Repair]:
    """Repairs of a line, word by word where that comes to the same as the whole line."""
    line = text[start:end]
    fixed = _fix(line)
    if fixed == line:
        return
    if len(line) > _LONGEST:
        yield _narrow(line, fixed, start)
        return
    repairs: list[Repair] = []
    pieces: list[str] = []
    at = 0
    for match in _STRETCH.finditer(line):
        better = _fix(match.group())
        pieces += [line[at : match.start()], better]
        at = match.end()
        if better != match.group():
            repairs.append(_narrow(match.group(), better, start + match.start()))
    if "".join([*pieces, line[at:]]) == fixed:
        yield from repairs
    else:
        yield _narrow(line, fixed, start)


def _as_cyrillic(text: str, lines: Sequence[Line]) -> Iterator[Repair]:
    """Windows-1251 read as Latin-1: runs of nothing but accented letters.

    Where a run of words says that for certain, single words count as well in lines with no plain Latin letter.
    """
    runs = [list(_meant(_CYRILLIC_AS_LATIN, text, line, _LEAST_LETTERS)) for line in lines]
    if not any(runs):
        return
    for line, found in zip(lines, runs, strict=True):
        if found or _PLAIN_LETTER.search(text, line.start, line.end):
            yield from found
        else:
            yield from _meant(_ACCENTED_WORD, text, line, 1)


def _meant(pattern: re.Pattern[str], text: str, line: Line, least: int) -> Iterator[Repair]:
    """What matches in a line and has at least so many letters, all of them Cyrillic in windows-1251."""
    for match in pattern.finditer(text, line.start, line.end):
        garbled = match.group()
        if sum(c.isalpha() for c in garbled) < least:
            continue
        try:
            meant = garbled.encode("latin-1").decode("cp1251")
        except UnicodeError:
            continue
        if all("\u0400" <= c <= "\u04ff" for c in meant if c.isalpha()):
            yield Repair(match.start(), match.end(), reveal(meant), "cp1251-as-latin1")


def garbled(text: str, lines: Sequence[Line], held: int) -> tuple[list[Repair], list[Note]]:
    """Repairs that undo mojibake line by line, and a note on each; `held` are the text's `signs`."""
    if text.isascii():
        return [], []
    repairs: list[Repair] = []
    able = _SUSPECT if held & MAY_LEAD else _SUSPECT[1:]
    suspect = [pattern for pattern in able if pattern.search(text) is not None]
    if suspect:
        for line in lines:
            if any(pattern.search(text, line.start, line.end) for pattern in suspect):
                repairs.extend(_stretches(text, line.start, line.end))
    cyrillic = not repairs and held & MAY_BE_CYRILLIC
    if cyrillic and _CYRILLIC_AS_LATIN.search(text) is not None:
        repairs.extend(_as_cyrillic(text, lines))
    notes = [
        Note(
            NoteKind.MOJIBAKE,
            f"garbled letters, read as “{repair.text[:_SHOWN]}”",
            repair.start,
            repair.end,
        )
        for repair in repairs
    ]
    return repairs, notes
