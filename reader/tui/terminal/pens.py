"""How characters look, in the terms of a terminal, and the shortest way from one look to another.

Codes are those of ECMA-48 (SGR, 8.3.117); colours beyond the sixteen follow
ISO 8613-6 in the form with semicolons that every terminal reads.
"""

from __future__ import annotations

from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.style import Style

_ATTRIBUTES = (
    ("bold", "1", "22"),
    ("dim", "2", "22"),
    ("italic", "3", "23"),
    ("underline", "4", "24"),
    ("underline2", "21", "24"),
    ("blink", "5", "25"),
    ("blink2", "6", "25"),
    ("reverse", "7", "27"),
    ("conceal", "8", "28"),
    ("strike", "9", "29"),
    ("overline", "53", "55"),
)
"""Attribute of a Rich style, the code that sets it, the code that takes it away."""


class Pen(NamedTuple):
    """A look: places in the table of attributes, foreground and background as SGR codes."""

    attributes: frozenset[int] = frozenset()
    foreground: str = "39"
    background: str = "49"

    @property
    def plain_blank(self) -> bool:
        """Whether a blank of this pen is nothing but its background."""
        return not self.attributes & _ON_BLANKS

    def same_blank(self, other: Pen | None) -> bool:
        """Whether the other pen draws the same blanks as this one."""
        return (
            other is not None
            and self.background == other.background
            and self.plain_blank
            and other.plain_blank
        )


_ON_BLANKS = frozenset(
    place
    for place, (name, _, _) in enumerate(_ATTRIBUTES)
    if name in ("underline", "underline2", "reverse", "strike", "overline", "blink", "blink2")
)
DEFAULT = Pen()


class Pens:
    """The pens of Rich styles at one colour depth; `system` None sends no colour at all."""

    def __init__(self, system: ColorSystem | None) -> None:
        self.system = system
        self._known: dict[Style | None, Pen] = {None: DEFAULT}
        self._same: dict[Pen, Pen] = {DEFAULT: DEFAULT}
        self._blanks: dict[Pen, Pen] = {}
        self._moves: dict[tuple[Pen | None, Pen], str] = {}

    def of(self, style: Style | None) -> Pen:
        """The pen of a style; equal pens are one object."""
        pen = self._known.get(style)
        if pen is None and style is not None:
            attributes = frozenset(
                place for place, (name, _, _) in enumerate(_ATTRIBUTES) if getattr(style, name)
            )
            made = Pen(attributes, self._code(style.color, 39), self._code(style.bgcolor, 49))
            pen = self._same.setdefault(made, made)
            self._known[style] = pen
        return pen or DEFAULT

    def blank(self, pen: Pen) -> Pen:
        """The simplest pen that draws the same blanks."""
        known = self._blanks.get(pen)
        if known is None:
            made = Pen(background=pen.background) if pen.plain_blank else pen
            known = self._blanks[pen] = self._same.setdefault(made, made)
        return known

    def change(self, old: Pen | None, new: Pen) -> str:
        """The shortest sequence that turns one pen into another; `old` None is an unknown pen."""
        key = old, new
        known = self._moves.get(key)
        if known is None:
            known = self._moves[key] = _change(old, new)
        return known

    def _code(self, colour: Color | None, default: int) -> str:
        if colour is None or colour.is_default or self.system is None:
            return str(default)
        return ";".join(colour.downgrade(self.system).get_ansi_codes(foreground=default == 39))


def _change(old: Pen | None, new: Pen) -> str:
    whole = ["0", *(_ATTRIBUTES[place][1] for place in sorted(new.attributes))]
    whole += [code for code in (new.foreground, new.background) if code not in ("39", "49")]
    best = whole
    if old is not None:
        off = {_ATTRIBUTES[place][2] for place in old.attributes - new.attributes}
        left = {place for place in old.attributes if _ATTRIBUTES[place][2] not in off}
        step = sorted(off)
        step += [_ATTRIBUTES[place][1] for place in sorted(new.attributes - left)]
        if old.foreground != new.foreground:
            step.append(new.foreground)
        if old.background != new.background:
            step.append(new.background)
        if not step:
            return ""
        best = min(step, whole, key=lambda codes: len(";".join(codes)))
    codes = ";".join(best)
    return f"\x1b[{'' if codes == '0' else codes}m"
