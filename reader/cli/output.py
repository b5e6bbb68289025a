"""What goes to the person and what goes to the next program: standard error tells, standard output carries data.

Names of files and words of articles are strangers' text: on its way to a terminal every character that a
terminal might obey is shown as a sign instead.
"""

from __future__ import annotations

import io
import json
import re
import sys
from typing import Any, TextIO

_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_IN_JSON = re.compile(
    "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def harmless(text: str, *, lines: bool = False) -> str:
    """The text with signs for whatever a terminal might obey or hide; line feeds stay if `lines`."""

    def sign(match: re.Match[str]) -> str:
        code = ord(match.group())
        if lines and code == 0x0A:
            return "\n"
        if code == 0x09:
            return " "
        if code < 0x20:
            return chr(0x2400 + code)
        return "\u2421" if code == 0x7F else f"<{code:04X}>"

    return _OBEYED.sub(sign, text)


def say(text: str) -> None:
    """One line to the person, on standard error."""
    print(harmless(text), file=sys.stderr, flush=True)


def emit(text: str) -> None:
    """Data to standard output, as UTF-8 whatever the locale; to a terminal with signs. Raises `BrokenPipeError`."""
    if sys.stdout.isatty():
        text = harmless(text.replace("\r\n", "\n"), lines=True)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


def emit_json(value: Any) -> None:
    """One JSON object on a line of its own; characters that terminals obey are written as escapes."""
    emit(jsonl(value))


def jsonl(value: Any) -> str:
    """One JSON object and a line feed."""

    def escape(match: re.Match[str]) -> str:
        return json.dumps(match.group())[1:-1]

    return _IN_JSON.sub(escape, json.dumps(value, ensure_ascii=False)) + "\n"


class Told(io.TextIOBase):
    """A stream for what other rooms say to a person: signs as `harmless` has them, but for the line feeds.

    A text may begin with a carriage return, as what is said of progress does.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def isatty(self) -> bool:
        """Whether a terminal is at the other end."""
        return self._stream.isatty()

    def write(self, text: str, /) -> int:
        """Write the text; how long it was."""
        again = "\r" if text.startswith("\r") else ""
        self._stream.write(again + harmless(text[len(again) :], lines=True))
        return len(text)

    def flush(self) -> None:
        """Let it be seen."""
        self._stream.flush()
