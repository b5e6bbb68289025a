r"""Keys as a person presses them, and the bytes that a terminal sends for each.

A script of keys is a list of words::

    down pgdn enter esc tab space f5 C-d M-x S-tab    named keys
    j /                                               one character
    type:word "'type:some words'"                     a text, written in one go
    down*20           20 times, each waiting for the screen to settle
    down*60^30        60 times at 30 Hz without waiting (a key held down): one measurement
    enter~REGEX       also time until REGEX is on the screen (use \s for a blank)
    pgdn*5@page       a name for the result
    sleep:2           wait 2 s; reports bytes and CPU used while idle
    resize:80x24      another size

A name that no key has raises ValueError: typed letter by letter it would press other keys.
"""

from __future__ import annotations

import difflib
import re
import shlex
from dataclasses import dataclass

_CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H"}
_TILDE = {
    "ins": 2, "delete": 3, "pgup": 5, "pgdn": 6, "f5": 15, "f6": 17, "f7": 18, "f8": 19,
    "f9": 20, "f10": 21, "f11": 23, "f12": 24,
}  # fmt: skip
_PLAIN = {"enter": 13, "esc": 27, "tab": 9, "space": 32, "bs": 127}
_MODIFIERS = {"S": 1, "M": 2, "C": 4}
_WORD = re.compile(
    r"(?P<key>.+?)(?:\*(?P<times>\d+)(?:\^(?P<hertz>[\d.]+))?)?"
    r"(?:~(?P<marker>.+?))?(?:@(?P<label>[\w.+-]+))?"
)


@dataclass(frozen=True, slots=True)
class Step:
    """A key, how often, how fast (None: each waits for the screen), and what to look for."""

    key: str
    label: str
    times: int = 1
    hertz: float | None = None
    marker: str | None = None


def steps(script: str) -> list[Step]:
    """The steps of a script of keys."""
    words = shlex.shlex(script, posix=True, punctuation_chars=False)
    words.whitespace_split, words.escape, words.commenters = True, "", ""
    found = []
    for word in words:
        if word.startswith(("sleep:", "resize:")):
            found.append(Step(word, word))
            continue
        match = _WORD.fullmatch(word)
        assert match is not None
        hertz = match["hertz"]
        label = match["label"] or match["key"] + (f"^{hertz}" if hertz else "")
        times = int(match["times"] or 1)
        found.append(
            Step(match["key"], label, times, float(hertz) if hertz else None, match["marker"])
        )
    return found


def encode(key: str, *, application: bool = False) -> bytes:
    """The bytes of a key; `application` is the cursor keys' mode that curses programs set.

    Raises ValueError for a name that no key has.
    """
    if key.startswith("type:"):
        return key.removeprefix("type:").encode()
    modifiers, name = 0, key
    while match := re.fullmatch(r"([CMS])-(.+)", name):
        modifiers |= _MODIFIERS[match[1]]
        name = match[2]
    suffix = f"1;{modifiers + 1}" if modifiers else ""
    if name in _CURSOR:
        lead = "O" if application and not modifiers else "["
        return f"\x1b{lead}{suffix}{_CURSOR[name]}".encode()
    if name in _TILDE:
        return f"\x1b[{_TILDE[name]}{suffix[1:]}~".encode()
    if name in ("f1", "f2", "f3", "f4"):
        return b"\x1bO" + b"PQRS"[int(name[1]) - 1 :][:1]
    if len(name) > 1 and name not in _PLAIN:
        near = difflib.get_close_matches(name, (*_CURSOR, *_TILDE, *_PLAIN), 1)
        hint = f"did you mean {near[0]}?" if near else "a text is typed by type:"
        raise ValueError(f"no key is called {key}; {hint}")
    if name == "tab" and modifiers & 1:
        return b"\x1b[Z"
    code = _PLAIN.get(name) or ord(name)
    if modifiers & 4:
        code &= 31
    return b"\x1b" * bool(modifiers & 2) + chr(code).encode()
