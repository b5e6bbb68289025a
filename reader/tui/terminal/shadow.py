"""A copy of what the terminal shows, and the shortest bytes that turn it into the next frame.

This is what curses does for its programs (after Pavel Curtis's and later Eric
Raymond's work on ncurses): moved blocks become a scroll of a region, runs of
changed cells are written where they stand, blank ends of lines are erased.
Only controls of the VT100 and ECH are used, so a Linux console follows as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import repeat

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment

from reader.tui.terminal.pens import DEFAULT, Pen, Pens

Cell = tuple[str, Pen]
"""What stands in one cell: a character with its marks, and its pen. The second cell of a wide
character holds the empty string."""

_GAP = 4
"""Unchanged cells that are written again rather than jumped over."""
_ERASE = 9
"""Blanks from which on erasing is shorter than writing."""
_MOVED = 3
"""Rows that must have moved together before a region is scrolled."""
_UNSURE = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0590-\u08ff\u0900-\u109f\u20d0-\u20ff\u2600-\u27bf\U0001f000-\U0001ffff]"
)
"""Characters whose width terminals disagree on: the cursor is placed anew behind them."""


class Shadow:
    """The screen as the terminal shows it. `erase_colours` tells whether the terminal fills
    erased cells with the current background (terminfo's ``bce``).
    """

    def __init__(self, width: int, height: int, pens: Pens, *, erase_colours: bool = True) -> None:
        self.width, self.height = width, height
        self.pens = pens
        self.erase_colours = erase_colours
        self.rows: list[list[Cell] | None] = [None] * height
        self._pen: Pen | None = None

    def forget(self) -> None:
        """The terminal shows something else: the next frame is sent whole."""
        self.rows = [None] * self.height
        self._pen = None

    def known_beside(self, frame: Mapping[int, list[Cell]]) -> bool:
        """Whether every row that is not in the frame is known to be on the terminal."""
        return all(row is not None or y in frame for y, row in enumerate(self.rows))

    def blank_row(self) -> list[Cell]:
        """A row of blanks in no colour."""
        return [(" ", DEFAULT)] * self.width

    def adopt(self, y: int, cells: list[Cell]) -> None:
        """The terminal shows these cells in row `y` already."""
        if 0 <= y < self.height and len(cells) == self.width:
            self.rows[y] = cells

    def cells(self, segments: Iterable[Segment]) -> list[Cell]:
        """The cells of a row's segments."""
        cells: list[Cell] = []
        for text, style, control in segments:
            if control:
                continue
            pen = self.pens.of(style)
            blank = self.pens.blank(pen) if " " in text else pen
            if text.isascii() or (cell_len(text) == len(text) and not _UNSURE.search(text)):
                if blank is pen:
                    cells.extend(zip(text, repeat(pen)))
                else:
                    cells.extend((c, blank if c == " " else pen) for c in text)
                continue
            for character in text:
                size = get_character_cell_size(character)
                if size == 0:
                    if cells:
                        before = -1 if cells[-1][0] or len(cells) == 1 else -2
                        cells[before] = (cells[before][0] + character, cells[before][1])
                    continue
                cells.append((character, blank if character == " " else pen))
                if size == 2:
                    cells.append(("", pen))
        return cells

    def write(self, frame: Mapping[int, list[Cell]]) -> str:
        """The bytes that make the terminal show these rows; empty where it does already."""
        new = {y: self._fitted(cells) for y, cells in frame.items() if 0 <= y < self.height}
        new = {y: cells for y, cells in new.items() if cells != self.rows[y]}
        out: list[str] = []
        if len(new) > _MOVED:
            out.append(self._scroll(new))
            new = {y: cells for y, cells in new.items() if cells != self.rows[y]}
        at: tuple[int, int] | None = None
        for y in sorted(new):
            at = self._row(out, y, new[y], at)
        return "".join(out)

    def _fitted(self, cells: list[Cell]) -> list[Cell]:
        if len(cells) > self.width:
            cells = cells[: self.width]
        elif len(cells) < self.width:
            cells = [*cells, *[(" ", DEFAULT)] * (self.width - len(cells))]
        if cells and cells[-1][0] and get_character_cell_size(cells[-1][0][0]) == 2:
            cells[-1] = (" ", cells[-1][1])
        return cells

    def _row(
        self, out: list[str], y: int, cells: list[Cell], at: tuple[int, int] | None
    ) -> tuple[int, int] | None:
        """Append what changes row `y`; returns where the cursor is then, None if unsure."""
        old = self.rows[y]
        self.rows[y] = cells
        width = self.width
        x = 0
        while x < width:
            if old is not None and cells[x] == old[x]:
                x += 1
                continue
            if not cells[x][0]:
                x -= 1
            x, at = self._run(out, y, x, cells, old, at)
        return at

    def _run(
        self,
        out: list[str],
        y: int,
        x: int,
        cells: list[Cell],
        old: list[Cell] | None,
        at: tuple[int, int] | None,
    ) -> tuple[int, tuple[int, int] | None]:
        """Write changed cells from `x` on until a gap of unchanged ones; where it ended."""
        width = self.width
        out.append(_goto(at, x, y))
        blanks = 0  # how many blanks that can be erased begin at x; 0 when not counted yet
        while x < width:
            if old is not None and cells[x] == old[x]:
                gap = x
                while gap < width and gap - x <= _GAP and cells[gap] == old[gap]:
                    gap += 1
                if gap == width or gap - x > _GAP:
                    break
            character, pen = cells[x]
            if pen is not self._pen and not (character == " " and pen.same_blank(self._pen)):
                out.append(self.pens.change(self._pen, pen))
                self._pen = pen
            if character == " " and blanks == 0 and self._erasable(pen):
                blanks = self._blanks(cells, x)
                if x + blanks == width and blanks > 3:
                    out.append("\x1b[K")
                    return width, (x, y)
                if blanks >= _ERASE:
                    out.append(f"\x1b[{blanks}X")
                    return x + blanks, (x, y)
            blanks = max(0, blanks - 1)
            if not character:
                x += 1
                continue
            out.append(character)
            x += 1 + (x + 1 < width and not cells[x + 1][0])
            if _UNSURE.search(character):
                return x, None
        return x, (x, y)

    def _blanks(self, cells: list[Cell], x: int) -> int:
        blank, end = cells[x], x
        while end < self.width and cells[end] == blank:
            end += 1
        return end - x

    def _erasable(self, pen: Pen) -> bool:
        return pen.plain_blank and (self.erase_colours or pen.background == "49")

    def _scroll(self, new: dict[int, list[Cell]]) -> str:
        """Scroll the region in which most rows have moved by the same distance.

        Rows that stood still inside the region are moved off their place by it; they are
        added to `new`, and where they are too many nothing is scrolled.
        """
        places: dict[int, int] = {}
        for y, row in enumerate(self.rows):
            if row is not None:
                places.setdefault(hash(tuple(row)), y)
        votes: Counter[int] = Counter()
        for y, cells in new.items():
            place = places.get(hash(tuple(cells)))
            if place is not None and place != y and not _blank(cells):
                votes[place - y] += 1
        if not votes:
            return ""
        distance = votes.most_common(1)[0][0]
        hits = [y for y, cells in new.items() if self._stands_at(y + distance, cells)]
        top = min(min(hits), min(hits) + distance)
        bottom = max(max(hits), max(hits) + distance)
        still = {y: row for y in range(top, bottom + 1) if y not in new and (row := self.rows[y])}
        if len(hits) - len(still) < _MOVED:
            return ""
        new.update(still)
        block, count = self.rows[top : bottom + 1], abs(distance)
        empty: list[list[Cell] | None] = [None] * count
        if distance > 0:
            self.rows[top : bottom + 1] = block[count:] + empty
            place, step = bottom, "\n"
        else:
            self.rows[top : bottom + 1] = empty + block[:-count]
            place, step = top, "\x1bM"
        self._pen = None
        return f"\x1b[m\x1b[{top + 1};{bottom + 1}r\x1b[{place + 1}H{step * count}\x1b[r"

    def _stands_at(self, y: int, cells: list[Cell]) -> bool:
        return 0 <= y < self.height and self.rows[y] == cells


def _blank(cells: list[Cell]) -> bool:
    return all(character == " " for character, _ in cells)


def _goto(at: tuple[int, int] | None, x: int, y: int) -> str:
    """The shortest way of the cursor to column `x` of row `y`, both from 0."""
    if at == (x, y):
        return ""
    absolute = f"\x1b[{y + 1}H" if x == 0 else f"\x1b[{y + 1};{x + 1}H"
    if at is None:
        return absolute
    was_x, was_y = at
    if was_y == y and x > was_x:
        step = x - was_x
        return min(absolute, "\x1b[C" if step == 1 else f"\x1b[{step}C", key=len)
    if was_y + 1 == y and x == 0:
        return "\r\n"
    return absolute
