"""Rows become strips: what each look is in colour, and in underline or brackets beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.tui.article.layout import DrawnRow
from reader.tui.article.point import Point
from reader.tui.article.runs import Look, Row, Run
from reader.tui.article.setting import GUTTER, Setting

COMPONENTS = {
    Look.TITLE: "article--title",
    Look.FACTS: "article--facts",
    Look.RULE: "article--rule",
    Look.HEADING: "article--heading",
    Look.FOLD: "article--fold",
    Look.DROPPED: "article--dropped",
    Look.UNTRANSLATED: "article--untranslated",
    Look.PER: "article--person",
    Look.ORG: "article--organisation",
    Look.LOC: "article--place",
    Look.LEFTOVER: "article--leftover",
    Look.TRANSLATION: "article--translation",
}
"""The component class of each look; a later one wins over an earlier one."""

BAR = "▌"


class Painter:
    """Makes strips for one setting and one set of styles.

    `style_of` gives the style of a component class. `painted` counts the rows
    drawn so far: rows that were drawn before are remembered. While the keys go elsewhere
    (`focused` is off) the cursor's bar steps back.
    """

    def __init__(self, setting: Setting, base: Style, style_of: Callable[[str], Style]) -> None:
        self.setting = setting
        self.base = base
        self.painted = 0
        self.focused = True
        self._style_of = style_of
        self._style = lru_cache(maxsize=256)(self._make_style)
        self._strip = lru_cache(maxsize=512)(self._make_strip)

    def strip(self, row: DrawnRow | None, point: Point, *, cursor: bool) -> Strip:
        """The row as wide as the setting says; None is a blank row below the end."""
        if row is None or (row.blank and not cursor):
            return Strip.blank(self.setting.width, self.base)
        concerned = point if _concerns(row, point) else Point()
        bar = ("article--cursor" if self.focused else "article--idle") if cursor else ""
        return self._strip(row, concerned, bar)

    @staticmethod
    def concerns(row: DrawnRow, *points: Point) -> bool:
        """Whether the row shows one of the points."""
        return any(_concerns(row, point) for point in points)

    def _make_strip(self, row: DrawnRow, point: Point, bar: str) -> Strip:
        self.painted += 1
        setting, segments = self.setting, []
        look = self.base + self._style_of(bar or "article--cursor")
        segments.append(Segment(BAR if bar else " ", look))
        margin = row.margin.ljust(setting.margin - 1)[: setting.margin - 1]
        segments.append(Segment(margin, self.base + self._style_of("article--margin")))
        self._column(segments, row.left, setting.left, point)
        if setting.right:
            segments.append(Segment(" " * GUTTER, self.base))
            self._column(segments, row.right, setting.right, point)
        return Strip(segments).adjust_cell_length(setting.width, self.base)

    def _column(self, segments: list[Segment], runs: Row, width: int, point: Point) -> None:
        room = width
        for run in runs:
            text = run.text
            cells = cell_len(text)
            if cells > room:
                text = text.rstrip(" ")
                cells = cell_len(text)
            if not text:
                continue
            segments.append(Segment(text, self._style(run.look, _lit(run, point))))
            room -= cells
        if room > 0:
            segments.append(Segment(" " * room, self.base))

    def _make_style(self, look: Look, lit: str) -> Style:
        style = self.base
        for part, name in COMPONENTS.items():
            if part in look:
                style += self._style_of(name)
        return style + self._style_of(lit) if lit else style


def _lit(run: Run, point: Point) -> str:
    if point.leftover >= 0 and run.leftover == point.leftover and run.text.strip():
        return "article--lit"
    if point.entity >= 0 and run.entity == point.entity:
        return "article--lit"
    if point.sentence >= 0 and run.sentence == point.sentence:
        return "article--pair"
    return ""


def _concerns(row: DrawnRow, point: Point) -> bool:
    return any(_lit(run, point) for run in (*row.left, *row.right))
