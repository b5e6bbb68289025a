"""Four themes that say the same with different means, and the names that panes colour by.

The first, and the default, uses the sixteen colours of the terminal itself: the
person has chosen those, and one colour costs 5 bytes instead of 19. Each theme
gives all of `VARIABLES`, so that a style sheet can rely on them; colour is never
the only sign, since NO_COLOR must leave every state readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.theme import Theme

DEFAULT = "ansi"

VARIABLES = {
    "quiet": "what steps back: dates, margins, dropped lines",
    "mark": "the one accent: the cursor, the name of the program, keys in the footer",
    "leftover": "text left in another language",
    "translation": "what a machine wrote",
    "person": "names of people",
    "organisation": "names of organisations",
    "place": "names of places",
    "kept": "articles kept",
    "dropped": "articles dropped",
    "star": "articles with a star",
    "alarm": "errors",
    "rule": "thin lines between panes",
}
"""What a theme colours, with what each is for; a user's theme may set any of them."""

_PALETTES: dict[str, tuple[bool, bool, dict[str, str]]] = {
    "ansi": (
        True,
        True,
        {
            "foreground": "ansi_default",
            "background": "ansi_default",
            "quiet": "ansi_bright_black",
            "mark": "ansi_cyan",
            "leftover": "ansi_yellow",
            "translation": "ansi_green",
            "person": "ansi_magenta",
            "organisation": "ansi_blue",
            "place": "ansi_cyan",
            "kept": "ansi_green",
            "dropped": "ansi_red",
            "star": "ansi_yellow",
            "alarm": "ansi_red",
            "rule": "ansi_bright_black",
        },
    ),
    "night": (
        False,
        True,
        {
            "foreground": "#d5d7da",
            "background": "#16181d",
            "quiet": "#7c828d",
            "mark": "#7fb4ca",
            "leftover": "#e0b25d",
            "translation": "#8fbf8f",
            "person": "#c99ad6",
            "organisation": "#8aa9f0",
            "place": "#76c5b7",
            "kept": "#8fbf8f",
            "dropped": "#d77f7f",
            "star": "#e0b25d",
            "alarm": "#ec8585",
            "rule": "#565d6a",
        },
    ),
    "day": (
        False,
        False,
        {
            "foreground": "#24272c",
            "background": "#faf8f3",
            "quiet": "#71757d",
            "mark": "#0b6287",
            "leftover": "#8f5600",
            "translation": "#2b6b32",
            "person": "#7e3794",
            "organisation": "#2c4fb0",
            "place": "#0d6b60",
            "kept": "#2b6b32",
            "dropped": "#ac3030",
            "star": "#8f5600",
            "alarm": "#ac3030",
            "rule": "#a8a294",
        },
    ),
    "contrast": (
        False,
        True,
        {
            "foreground": "#ffffff",
            "background": "#000000",
            "quiet": "#b8b8b8",
            "mark": "#5fd7ff",
            "leftover": "#ffd75f",
            "translation": "#87ff87",
            "person": "#ff9fff",
            "organisation": "#9fc5ff",
            "place": "#5fffd7",
            "kept": "#87ff87",
            "dropped": "#ff8787",
            "star": "#ffd75f",
            "alarm": "#ff8787",
            "rule": "#808080",
        },
    ),
}

NAMES = tuple(_PALETTES)
"""The themes that come with the program."""

GROUNDS = ("foreground", "background")

_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_SIXTEEN = ("ansi_default", *(f"ansi_{b}{name}" for b in ("", "bright_") for name in _ANSI))


class UnknownColour(ValueError):  # noqa: N818 - it names what was found
    """A colour, or what is to be coloured, that is not known; the message says the nearest."""


def check(colours: Mapping[str, str], place: str = "colours") -> None:
    """Raises `UnknownColour` for the first entry of ``[place]`` that means nothing."""
    known = [*VARIABLES, *GROUNDS]
    for name, value in colours.items():
        if name not in known:
            raise UnknownColour(f"[{place}] there is nothing called {name}{_nearest(name, known)}")
        if not _is_hex(value) and value not in _SIXTEEN:
            hint = _nearest(value, _SIXTEEN, tell=False)
            raise UnknownColour(
                f"[{place}] {name} takes #rrggbb or one of the terminal's colours as ansi_red or "
                f"ansi_bright_red, not {value!r}{hint}"
            )


def own(themes: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, dict[str, str]]]:
    """A person's themes: name, the theme each is based on, and its colours.

    Raises `UnknownColour`.
    """
    found = {}
    for name, given in themes.items():
        colours = dict(given)
        base = colours.pop("base", "night")
        if base not in NAMES:
            raise UnknownColour(f"[themes.{name}] base: no theme {base}{_nearest(base, NAMES)}")
        if name in NAMES:
            raise UnknownColour(
                f"[themes.{name}] has the name of a theme that comes with the program; call it otherwise"
            )
        check(colours, f"themes.{name}")
        found[name] = (base, colours)
    return found


def check_name(name: str, themes: Iterable[str] = ()) -> None:
    """Raises `UnknownColour` where there is no theme of that name."""
    known = [*NAMES, *themes]
    if name not in known:
        raise UnknownColour(f"there is no theme {name}{_nearest(name, known)}")


def _is_hex(value: str) -> bool:
    digits = value.removeprefix("#").casefold()
    return value[:1] == "#" and len(digits) in (3, 6) and not digits.strip("0123456789abcdef")


def _nearest(name: str, known: Sequence[str], *, tell: bool = True) -> str:
    from difflib import get_close_matches  # deferred: the first page is painted without it

    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; known are {', '.join(known)}" if tell else ""


def theme(name: str, colours: dict[str, str] | None = None, called: str = "") -> Theme:
    """The theme called `name`, with `colours` of the person's own laid over it, under the name `called`.

    KeyError when there is no theme of that name.
    """
    from textual.theme import BUILTIN_THEMES, Theme

    ansi, dark, given = _PALETTES[name]
    palette = {**given, **(colours or {})}
    ground, text = palette.pop("background"), palette.pop("foreground")
    mark = palette["mark"]
    # Textual's own style sheets ask an ANSI theme for these.
    inherited = BUILTIN_THEMES["ansi-dark"].variables if ansi else {}
    cursor = {
        "input-cursor-background": mark,
        "input-cursor-foreground": "ansi_black" if ansi else ground,
        "input-cursor-text-style": "reverse" if ansi else "none",
        "input-selection-background": palette["rule"],
    }
    return Theme(
        name=called or name,
        ansi=ansi,
        dark=dark,
        primary=mark,
        secondary=mark,
        accent=mark,
        warning=palette["leftover"],
        error=palette["alarm"],
        success=palette["kept"],
        foreground=text,
        background=ground,
        surface=ground,
        panel=ground,
        boost=ground,
        variables={**inherited, **cursor, **palette},
    )


def colour(name: str, variable: str) -> str:
    """What a theme gives one of `VARIABLES`; empty where theme or variable is not known."""
    return _PALETTES[name][2].get(variable, "") if name in _PALETTES else ""


def defaults() -> dict[str, str]:
    """A value for each of `VARIABLES`, for themes that come without them."""
    palette = _PALETTES[DEFAULT][2]
    return {name: palette[name] for name in VARIABLES}
