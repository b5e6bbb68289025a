"""The rows of an article, made as they are looked at.

An article is divided into units (a line with its counterpart in the cleaned
text, a paragraph of the cleaned text, a folded stretch of dropped lines), a
long unit into pieces, and only pieces that show are wrapped. A place on the
screen is therefore (unit, piece, row): there is no height of the whole, which
would cost a look at every line, and what changes above the screen moves nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from itertools import zip_longest
from typing import NamedTuple

from msgspec import Struct

from reader.model import Line, LineKind
from reader.tui.article.dress import LABELS, Dresser, Dressing
from reader.tui.article.evidence import Evidence
from reader.tui.article.heading import heading
from reader.tui.article.runs import Look, Row, Run, cut
from reader.tui.article.setting import Mode, Setting
from reader.tui.article.wrap import wrap

PIECE = 4096
"""Code points wrapped at once: a line of any length costs what shows of it."""

FOLDED = 3
"""Rows that a folded stretch of dropped lines may take."""

_KEPT_BLOCKS = 400
_HEADINGS = (LineKind.HEADLINE, LineKind.SUBHEADING)


class Place(NamedTuple):
    """A row of the article. Unit -1 is the heading."""

    unit: int
    piece: int = 0
    row: int = 0


class DrawnRow(Struct, frozen=True):
    """What stands on one row of the screen. `line` is the place in the article's lines
    that the row belongs to, -1 in the heading; `blank` rows only separate.
    """

    margin: str
    left: Row
    right: Row
    line: int
    blank: bool = False


class Layout:
    """The rows of one article in one setting. `wrapped` counts pieces laid out so far."""

    def __init__(self, evidence: Evidence, setting: Setting) -> None:
        self.evidence = evidence
        self.setting = setting
        self.wrapped = 0
        self._cuts: dict[int, list[int]] = {}
        self._blocks: OrderedDict[tuple[int, int], list[DrawnRow]] = OrderedDict()
        translating = setting.mode is Mode.TRANSLATION
        dressing = Dressing(setting.labels, setting.monochrome, sentences=translating)
        self._dresser = Dresser(evidence, dressing)
        replacing = Dressing(setting.labels, setting.monochrome, replace=True)
        self._reader = Dresser(evidence, replacing)
        self._units = self._divide()

    # -- units and pieces

    @property
    def units(self) -> int:
        """How many units the article has in this mode."""
        return len(self._units)

    def lines_of(self, unit: int) -> range:
        """The places of the unit's lines."""
        last = self._units[unit + 1] if unit + 1 < len(self._units) else len(self.evidence.lines)
        return range(self._units[unit], last)

    def unit_of(self, line: int) -> int:
        """The unit that a line belongs to."""
        return max(0, bisect_right(self._units, line) - 1)

    def _divide(self) -> list[int]:
        """The first line of each unit. Empty lines belong to the unit before them,
        but in the original, which is shown as it is.
        """
        lines = self.evidence.lines
        if self.setting.mode is Mode.ORIGINAL:
            return list(range(len(lines)))
        folding = self.setting.mode in (Mode.CLEANED, Mode.TRANSLATION)
        joined = self.evidence.joined_lines()
        empty, units, in_fold = LineKind.EMPTY, [], False
        for place, line in enumerate(lines):
            kind = line.kind
            if kind is empty or place in joined:
                continue
            if folding:
                kept = kind.kept
                if kept or not in_fold:
                    units.append(place)
                in_fold = not kept
            else:
                units.append(place)
        return units

    def pieces(self, unit: int) -> list[int]:
        """Where the unit's pieces begin, in code points, and where the last one ends."""
        known = self._cuts.get(unit)
        if known is None:
            lines = self._lines(unit)
            known = _pieces(self.evidence.text, lines[0].start, lines[-1].end)
            if self._folded(lines):
                known = [known[0], known[-1]]
            self._cuts[unit] = known
        return known

    def _lines(self, unit: int) -> list[Line]:
        lines = [self.evidence.lines[i] for i in self.lines_of(unit)]
        while len(lines) > 1 and lines[-1].kind is LineKind.EMPTY:
            lines.pop()
        return lines

    def _folded(self, lines: list[Line]) -> bool:
        return self.setting.mode in (Mode.CLEANED, Mode.TRANSLATION) and not lines[0].kind.kept

    # -- moving over rows

    def rows(self, unit: int, piece: int) -> list[DrawnRow]:
        """The rows of one piece; at least one."""
        key = unit, piece
        known = self._blocks.get(key)
        if known is None:
            known = self._heading() if unit < 0 else self._draw(unit, piece)
            self.wrapped += 1
            self._blocks[key] = known
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(key)
        return known

    def row(self, place: Place) -> DrawnRow:
        """What stands at a place."""
        return self.rows(place.unit, place.piece)[place.row]

    def after(self, place: Place) -> Place | None:
        """The place one row down; None at the end."""
        unit, piece, row = place
        if row + 1 < len(self.rows(unit, piece)):
            return Place(unit, piece, row + 1)
        if unit >= 0 and piece + 2 < len(self.pieces(unit)):
            return Place(unit, piece + 1)
        return Place(unit + 1) if unit + 1 < len(self._units) else None

    def before(self, place: Place) -> Place | None:
        """The place one row up; None at the top."""
        unit, piece, row = place
        if row > 0:
            return Place(unit, piece, row - 1)
        if piece > 0:
            return Place(unit, piece - 1, len(self.rows(unit, piece - 1)) - 1)
        return self._bottom(unit - 1) if unit >= 0 else None

    def move(self, place: Place, rows: int) -> Place:
        """The place `rows` further down (up where negative), or the last one on the way."""
        step = self.after if rows > 0 else self.before
        for _ in range(abs(rows)):
            found = step(place)
            if found is None:
                break
            place = found
        return place

    def last(self) -> Place:
        """The place of the last row."""
        return self._bottom(len(self._units) - 1)

    def clamp(self, place: Place) -> Place:
        """The nearest place that exists, after rows have come or gone."""
        unit = min(place.unit, len(self._units) - 1)
        piece = 0 if unit < 0 else min(place.piece, len(self.pieces(unit)) - 2)
        return Place(unit, piece, min(place.row, len(self.rows(unit, piece)) - 1))

    def find(self, offset: int, *, leftover: int = -1, entity: int = -1) -> Place:
        """The row that shows code point `offset`, or that very leftover or entity."""
        if not self._units:
            return Place(-1)
        unit = self.unit_of(self.evidence.line_at(offset))
        cuts = self.pieces(unit)
        piece = min(max(0, bisect_right(cuts, offset) - 1), len(cuts) - 2)
        rows = self.rows(unit, piece)
        for number, row in enumerate(rows):
            for run in (*row.left, *row.right):
                if leftover >= 0 and run.leftover == leftover:
                    return Place(unit, piece, number)
                if entity >= 0 and run.entity == entity:
                    return Place(unit, piece, number)
        for number, row in enumerate(rows):
            if any(run.start <= offset < run.end for run in row.left or row.right):
                return Place(unit, piece, number)
        at = next((i for i, row in enumerate(rows) if not row.blank), 0)
        return Place(unit, piece, at)

    def offset(self, place: Place) -> int:
        """The first code point of the original that the row shows, 0 in the heading."""
        row = self.row(place)
        for run in (*row.left, *row.right):
            return run.start
        return self.evidence.lines[row.line].start if row.line >= 0 else 0

    def forget(self, start: int, end: int) -> None:
        """Lay out anew what overlaps the span: something was learnt about it."""
        if not self._units:
            return
        first = self.unit_of(self.evidence.line_at(start))
        last = self.unit_of(self.evidence.line_at(max(start, end - 1)))
        for key in [key for key in self._blocks if first <= key[0] <= last or key[0] < 0]:
            del self._blocks[key]

    def _bottom(self, unit: int) -> Place:
        piece = 0 if unit < 0 else len(self.pieces(unit)) - 2
        return Place(unit, piece, len(self.rows(unit, piece)) - 1)

    # -- drawing

    def _heading(self) -> list[DrawnRow]:
        setting = self.setting
        rows = [
            DrawnRow("", row, (), -1)
            for row in heading(self.evidence, setting.width - setting.margin)
        ]
        if setting.columns == 2:
            names = ("original", "cleaned")
            if setting.mode is Mode.TRANSLATION:
                names = ("cleaned", f"translation to {self.evidence.to}, {self.evidence.made}")
            left, right = (
                (Run(f"─ {name} ".ljust(width, "─")[:width], 0, 0, Look.RULE),)
                for name, width in zip(names, (setting.left, setting.right), strict=True)
            )
            rows.append(DrawnRow("", left, right, -1))
        else:
            title = str(setting.mode)
            if setting.mode is Mode.BOTH:
                title = "original, and cleaned where it differs"
            elif setting.mode is Mode.TRANSLATION and self.evidence.foreign:
                title = f"translation to {self.evidence.to}, {self.evidence.made}"
            name = f"─ {title} "[: setting.left]
            rows.append(
                DrawnRow("", (Run(name.ljust(setting.left, "─"), 0, 0, Look.RULE),), (), -1)
            )
        return rows

    def _draw(self, unit: int, piece: int) -> list[DrawnRow]:
        lines = self._lines(unit)
        cuts = self.pieces(unit)
        start, end = cuts[piece], cuts[piece + 1]
        first = self.lines_of(unit)[0]
        if self._folded(lines):
            folded = self._wrap(self._dresser.fold(lines))
            rows = [DrawnRow("", row, (), first) for row in folded[:FOLDED]]
        else:
            left = self._left(lines, start, end, first)
            right = self._right(lines, start, end)
            if self.setting.columns == 2:
                rows = [
                    DrawnRow(
                        a[0] if a else "", a[1] if a else (), b or (), a[2] if a else left[-1][2]
                    )
                    for a, b in zip_longest(left, right)
                ]
            else:
                rows = [DrawnRow(*a[:2], (), a[2]) for a in left]
                rows += [DrawnRow("      ▸ ", row, (), first) for row in right]
        if piece == 0 and self._gap(unit):
            rows.insert(0, DrawnRow("", (), (), first, blank=True))
        return rows

    def _left(
        self, lines: list[Line], start: int, end: int, first: int
    ) -> list[tuple[str, Row, int]]:
        setting = self.setting
        if setting.mode is Mode.CLEANED or (
            setting.mode is Mode.TRANSLATION and setting.columns == 2
        ):
            runs = self._dresser.cleaned(start, end, _look(lines[0]))
            return [("", row, first) for row in self._wrap(runs)]
        if setting.mode is Mode.TRANSLATION:
            return [("", row, first) for row in self._wrap(self._reader.translated(start, end))]
        rows: list[tuple[str, Row, int]] = []
        for place, line in enumerate(lines, first):
            begin, stop = max(line.start, start), min(line.end, end)
            if begin > stop or (begin == stop and line.start != line.end):
                continue
            label = LABELS.get(line.kind, "") if begin == line.start else ""
            for row in self._wrap(self._dresser.original(begin, stop, _look(line))):
                rows.append((label, row, place))
                label = ""
        return rows or [("", (), first)]

    def _right(self, lines: list[Line], start: int, end: int) -> list[Row]:
        setting = self.setting
        if setting.mode is Mode.TRANSLATION and setting.columns == 2:
            return self._wrap(self._reader.translated(start, end), setting.right)
        if setting.mode is not Mode.BOTH:
            return []
        kept = lines[0].kind.kept
        if setting.columns == 2:
            if kept:
                runs = self._dresser.cleaned(start, end, _look(lines[0]))
                return self._wrap(runs, setting.right)
            if start > lines[0].start:
                return []
            return [cut_to(self._photo_note(lines), setting.right)]
        if not kept:
            return []
        runs = self._dresser.cleaned(start, end, _look(lines[0]))
        same = "".join(r.text for r in runs) == "".join(
            r.text for r in self._dresser.original(start, end)
        )
        return [] if same else self._wrap(runs)

    def _photo_note(self, lines: list[Line]) -> list[Run]:
        """What stands beside a dropped line in the cleaned text: a photo's note or a dot."""
        line = lines[0]
        dot = [Run("·", line.start, line.start, Look.FOLD)]
        picture = (LineKind.CAPTION, LineKind.PHOTO_CREDIT)
        if line.kind not in picture:
            return dot
        place = line.number - self.evidence.lines[0].number
        before = self._neighbour(place, -1)
        if line.kind is LineKind.PHOTO_CREDIT and before and before.kind is LineKind.CAPTION:
            return dot
        behind = self._neighbour(place, 1)
        pair = [line, behind] if behind and behind.kind is LineKind.PHOTO_CREDIT else [line]
        return self._dresser.photo(pair) or dot

    def _neighbour(self, place: int, step: int) -> Line | None:
        lines = self.evidence.lines
        at = place + step
        while 0 <= at < len(lines) and abs(at - place) < 4:
            if lines[at].kind is not LineKind.EMPTY:
                return lines[at]
            at += step
        return None

    def _gap(self, unit: int) -> bool:
        """Whether a blank row stands above the unit."""
        mode = self.setting.mode
        if mode is Mode.ORIGINAL:
            return unit == 0
        if unit == 0 or mode is not Mode.BOTH:
            return True
        lines = self.evidence.lines
        first = self._units[unit]
        if lines[first - 1].kind is LineKind.EMPTY:
            return True
        return lines[first].kind.kept and lines[first - 1].kind.kept

    def _wrap(self, runs: list[Run], width: int = 0) -> list[Row]:
        text = "".join(run.text for run in runs)
        return cut(runs, wrap(text, width or self.setting.left))


def _look(line: Line) -> Look:
    if not line.kind.kept:
        return Look.DROPPED
    return Look.HEADING if line.kind in _HEADINGS else Look.PLAIN


def cut_to(runs: list[Run], width: int) -> Row:
    """The runs on one row, what stands over its end left out."""
    rows = cut(runs, wrap("".join(run.text for run in runs), width))
    if len(rows) > 1:
        rows = cut(runs, wrap("".join(run.text for run in runs), width - 2))
        end = rows[0][-1].end if rows[0] else 0
        return (*rows[0], Run("…", end, end, Look.FOLD))
    return rows[0]


def _pieces(text: str, start: int, end: int) -> list[int]:
    cuts = [start]
    while end - cuts[-1] > PIECE:
        at = cuts[-1]
        space = text.rfind(" ", at + PIECE // 2, at + PIECE)
        cuts.append(space + 1 if space > 0 else at + PIECE)
    cuts.append(end)
    return cuts
