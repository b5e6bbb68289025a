"""What kind of terminal it is, as far as TERM tells."""

from __future__ import annotations

from collections.abc import Mapping

_COLOURLESS = ("vt52", "vt100", "vt102", "vt220", "vt320", "vt420", "dumb", "unknown")


def has_colour(environ: Mapping[str, str]) -> bool:
    """Whether the terminal has colours at all; NO_COLOR (no-color.org) counts as none."""
    if environ.get("NO_COLOR"):
        return False
    term = environ.get("TERM", "")
    colourless = term in _COLOURLESS or term.endswith(("-m", "-mono"))
    return not colourless or bool(environ.get("COLORTERM"))


def erases_with_colour(environ: Mapping[str, str]) -> bool:
    """Whether erased cells take the background in force (terminfo's ``bce``): not in GNU screen."""
    term = environ.get("TERM", "")
    if term.startswith("screen"):
        return bool(environ.get("TMUX"))
    return term not in _COLOURLESS
