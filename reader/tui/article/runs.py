"""A row on the screen is a list of runs, and every run knows what it shows.

A run is a piece of text with one look that stands for a span of the original,
so the cursor, the lit pair and the status line find their place from what is
drawn, and what is drawn never needs to be searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntFlag, auto
from typing import NamedTuple

from reader.model import EntityLabel


class Look(IntFlag):
    """What a run is; the pane gives each a style, a glyph or both."""

    PLAIN = 0
    TITLE = auto()
    FACTS = auto()
    RULE = auto()
    HEADING = auto()
    DROPPED = auto()
    FOLD = auto()
    LEFTOVER = auto()
    TRANSLATION = auto()
    UNTRANSLATED = auto()
    PER = auto()
    ORG = auto()
    LOC = auto()


LABEL_LOOK = {
    EntityLabel.PER: Look.PER,
    EntityLabel.ORG: Look.ORG,
    EntityLabel.LOC: Look.LOC,
}
GLYPHS = {EntityLabel.PER: "●", EntityLabel.ORG: "◆", EntityLabel.LOC: "▲"}


class Run(NamedTuple):
    """Text with one look, standing for the span `start` to `end` of the original.

    `text` is harmless to show. `leftover` and `entity` are places in the
    article's lists, -1 for none; `sentence` is the start of the translated
    sentence that the run belongs to, -1 for none.
    """

    text: str
    start: int
    end: int
    look: Look = Look.PLAIN
    leftover: int = -1
    entity: int = -1
    sentence: int = -1

    def slice(self, first: int, last: int) -> Run:
        """The part of the run from its `first` to its `last` character."""
        if len(self.text) == self.end - self.start:
            return self._replace(
                text=self.text[first:last], start=self.start + first, end=self.start + last
            )
        return self._replace(text=self.text[first:last])


Row = tuple[Run, ...]


def cut(runs: Sequence[Run], spans: Iterable[tuple[int, int]]) -> list[Row]:
    """The runs distributed over the rows that `spans` of their joined text make."""
    rows: list[Row] = []
    index, offset = 0, 0  # the run we are in, and where it begins in the joined text
    for first, last in spans:
        row: list[Run] = []
        while index < len(runs):
            run = runs[index]
            end = offset + len(run.text)
            if first < end and offset < last:
                inside = run.slice(max(first - offset, 0), min(last, end) - offset)
                row.append(inside if len(inside.text) < len(run.text) else run)
            if end > last:
                break
            index, offset = index + 1, end
        rows.append(tuple(row))
    return rows
