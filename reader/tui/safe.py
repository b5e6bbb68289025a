"""No character of an article acts on the terminal: what is not a letter to see is shown as a sign.

Control characters could move the cursor, retitle the window or write the
clipboard; bidirectional controls reorder what surrounds them (CVE-2021-42574);
invisible ones hide text and shift columns; lone surrogates cannot be encoded.
Everything that comes from outside (titles, file names, tags, notes, error texts)
passes through `shown` before it is drawn, and through `handed` before another
program gets it, which may well write it to the same terminal.
"""

from __future__ import annotations

import re

SUBSTITUTE = "␦"
"""Stands for a C1 control: on many terminals U+009B alone begins a control sequence."""

INVISIBLE = "¦"
"""Stands for a character that takes no room: zero-width spaces and joiners, byte order marks."""

DIRECTION = "⇄"
"""Stands for a character that changes the direction of its neighbours."""

UNENCODABLE = "\ufffd"
"""Stands for lone surrogates and noncharacters."""

_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_HOSTILE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    f"|(?<=[{_MARKS}]{{4}})[{_MARKS}]"
)
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _sign(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if character == "\t":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if code == 0x85 or code in (0x2028, 0x2029):
        return "␤"
    if code < 0xA0:
        return SUBSTITUTE
    if code == 0xAD:
        return "¬"
    if character in _DIRECTIONS:
        return DIRECTION
    if 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        return UNENCODABLE
    return INVISIBLE


def shown(text: str) -> str:
    """`text` with every character that would act or hide replaced by one visible sign.

    One for one: the result is as long as `text` in code points, so offsets hold.
    A tab becomes a space; other C0 controls their control pictures (ESC is
    ``␛``, a line feed ``␊``); of marks piled on one letter the first four stay.
    """
    return _HOSTILE.sub(_sign, text)


def handed(text: str) -> str:
    """`text` as it leaves for other programs: what acts on a terminal is replaced by one sign each.

    Line feeds and tabs stay, and so do the joiners, soft hyphens and marks of direction that
    writing needs; offsets hold.
    """
    return _ACTING.sub(_sign, text)


def printable(text: str) -> bool:
    """Whether `shown` would leave the text as it is."""
    return _HOSTILE.search(text) is None
