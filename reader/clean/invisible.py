"""Characters that cannot be seen, made visible: controls, bidirectional marks, zero widths, tags.

They hide words from search, turn text around on the screen ("Trojan Source", CVE-2021-42574) and
can carry commands to a terminal. The cleaned text shows each by its standard abbreviation in
mathematical angle brackets, such as ⟨RLO⟩. A joiner inside an emoji or a script that needs
it, and a byte order mark at the very beginning, are ordinary and pass in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from reader.clean.telltale import HIDDEN, MAY_HIDE
from reader.model import Note, NoteKind, Repair

INVISIBLE = "invisible"
"""The rule of repairs that show hidden characters."""

NAMES: dict[str, str] = {
    "\u00ad": "SHY", "\u034f": "CGJ", "\u061c": "ALM", "\u115f": "HCF", "\u1160": "HJF",
    "\u17b4": "AQ", "\u17b5": "AA", "\u180e": "MVS", "\u200b": "ZWSP", "\u200c": "ZWNJ",
    "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM", "\u2028": "LS", "\u2029": "PS",
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2060": "WJ", "\u2061": "FA", "\u2062": "IT", "\u2063": "IS", "\u2064": "IP",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\u206a": "ISS",
    "\u206b": "ASS", "\u206c": "IAFS", "\u206d": "AAFS", "\u206e": "NDS", "\u206f": "NODS",
    "\u3164": "HF", "\ufeff": "BOM", "\uffa0": "HWHF", "\ufff9": "IAA", "\ufffa": "IAS",
    "\ufffb": "IAT", "\x7f": "DEL", "\x85": "NEL", "\x00": "NUL", "\x07": "BEL", "\x08": "BS",
    "\x0b": "VT", "\x0c": "FF", "\x0d": "CR", "\x1b": "ESC", "\x9b": "CSI", "\x9d": "OSC",
    "\x90": "DCS",
}  # fmt: skip
"""Abbreviations as in Unicode's NameAliases.txt."""

_HIDDEN = re.compile(f"[{HIDDEN}]+")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200c\u200d")
_SILENT = frozenset("\u00ad\u200b\u2060\ufeff")
_RTL = frozenset({"R", "AL", "AN"})


def show(character: str) -> str:
    """A hidden character as the cleaned text shows it."""
    point = ord(character)
    if 0xE0020 <= point <= 0xE007E:
        return f"⟨TAG {chr(point - 0xE0000)}⟩"
    return f"⟨{NAMES.get(character, f'U+{point:04X}')}⟩"


def instead(run: str) -> str:
    """What the cleaned text puts in the place of a run of hidden characters.

    Soft hyphens and zero-width spaces only break words: the word is shown whole.
    """
    return "" if set(run) <= _SILENT else "".join(map(show, run))


def reveal(text: str) -> str:
    """A text that a repair puts into a view, with every hidden character in it shown."""
    return _HIDDEN.sub(lambda run: "".join(map(show, run.group())), text)


def _emoji_or_joined(text: str, start: int, end: int) -> bool:
    """Whether a lone joiner, or an emoji's tags, stand where writing needs them."""
    run = text[start:end]
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    if len(run) == 1 and run in _JOINERS and before and after:
        scripts = ("Lo", "Mn", "Mc")
        pictures = ("So", "Sk", "Mn")
        kinds = unicodedata.category(before), unicodedata.category(after)
        arabic_or_indic = kinds[0] in scripts and kinds[1] in scripts
        return arabic_or_indic or (run == "\u200d" and kinds[0] in pictures and kinds[1] == "So")
    if before == "\U0001f3f4" and all("\U000e0020" <= c <= "\U000e007f" for c in run):
        return True
    if run in {"\u200e", "\u200f"}:
        around = text[max(0, start - 24) : end + 24]
        return any(unicodedata.bidirectional(c) in _RTL for c in around)
    return False


def _runs(text: str) -> Iterator[tuple[int, int]]:
    for match in _HIDDEN.finditer(text):
        start, end = match.span()
        if start == 0 and text[0] == "\ufeff":
            start = 1
        if start < end and not _emoji_or_joined(text, start, end):
            yield start, end


def invisible(text: str, held: int) -> tuple[list[Repair], list[Note]]:
    """Repairs that show hidden characters, one a run, and a note on each; `held` are the text's `signs`."""
    repairs: list[Repair] = []
    notes: list[Note] = []
    if not held & MAY_HIDE:
        return repairs, notes
    for start, end in _runs(text):
        run = text[start:end]
        shown = "".join(map(show, run))
        repairs.append(Repair(start, end, instead(run), INVISIBLE))
        control = any(unicodedata.category(c) == "Cc" for c in run)
        kind = NoteKind.CONTROL if control else NoteKind.INVISIBLE
        if control:
            what = "control character"
        elif any(c in _BIDI for c in run):
            what = "character that turns the text's direction"
        else:
            what = "invisible character"
        notes.append(Note(kind, f"{what}: {shown}", start, end))
    return repairs, notes
