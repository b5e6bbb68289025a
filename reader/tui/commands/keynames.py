"""The names of keys as a person may write them, brought to the names that the terminal library gives."""

from __future__ import annotations

from collections.abc import Iterable

NAMED = frozenset(
    (
        "enter", "escape", "space", "tab", "backspace", "delete", "insert",
        "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
        *(f"f{number}" for number in range(1, 25)),
    )
)  # fmt: skip
"""Keys that are called by a word."""

_OTHERS = {
    "return": "enter", "⏎": "enter", "esc": "escape", "del": "delete", "ins": "insert",
    "bs": "backspace", "⌫": "backspace", "pgup": "pageup", "pgdn": "pagedown", " ": "space",
    "↑": "up", "↓": "down", "←": "left", "→": "right",
}  # fmt: skip
_SIGNS = {
    "\\": "backslash", "_": "underscore", "]": "right_square_bracket", "^": "circumflex_accent",
    "@": "at", "/": "slash",
}  # fmt: skip
"""What signs are called behind a modifier."""

_MODIFIERS = {"ctrl": "ctrl", "control": "ctrl", "c": "ctrl", "shift": "shift", "s": "shift",
              "alt": "alt", "meta": "alt", "super": "super", "hyper": "hyper"}  # fmt: skip


def canonical(written: str) -> str | None:
    """The name of a key, such as ``f5`` for "F5" and ``ctrl+p`` for "^P"; None where there is no such key.

    A letter by itself keeps its case, as "S" is another key than "s".
    """
    if len(written) == 1:
        return _OTHERS.get(written, written) if written.isprintable() else None
    if len(written) == 2 and written[0] == "^":
        written = f"ctrl+{written[1]}"
    *modifiers, key = written.casefold().replace("-", "+").split("+")
    key = _OTHERS.get(key, key)
    if len(key) == 1 and modifiers:
        key = _SIGNS.get(key, key)
    elif key not in NAMED and not (modifiers and key in _SIGNS.values()):
        return None
    found = {_MODIFIERS.get(each, "") for each in modifiers}
    if "" in found:
        return None
    return "+".join([*sorted(found), key])


def words() -> Iterable[str]:
    """What a name that is not known may have been meant for."""
    return (*NAMED, *_OTHERS)
