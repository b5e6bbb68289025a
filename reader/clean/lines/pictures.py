"""Captions told by what a picture leaves in the text: its button above, the name of who is on it.

Without its picture a caption reads like a heading or a sentence of the story. Copied pages keep the
button that opened the picture ("View image in fullscreen"), and most captions of two or three words
are the name of somebody whom the text around them names in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from reader.clean.lines.features import Rows
from reader.clean.lines.verdicts import Verdict, above, paragraph
from reader.clean.lines.vocabulary import patterns, picture_sides
from reader.model import LineKind

_LONGEST = 45
"""Words of the longest line that a button above makes a caption."""
_CHROME = LineKind.CHROME
_DOUBT = 0.8
_CAPITALISED = r"[^\W\d_a-zà-ÿа-яёіїєґў][\w'’-]*\.?"
_NAME = re.compile(
    rf"{_CAPITALISED}(?: (?:(?:van|von|de|der|den|di|du|la|le|al|el|bin|da|dos) )?{_CAPITALISED}){{1,3}}(?:, \d\d)?"
)
_LONGEST_NAME = 40
_COUNTER = re.compile(
    r"(?:[^\W\d_]{4,7}:? +)?(\d{1,2}) ?(?:/|of|von|av|van|af|из|з) ?(\d{1,3})", re.IGNORECASE
)
_SPEECH = '"“„«—–-'
_MOST_NAMES = 2
"""Names alone on their lines, above paragraphs, from one more of which they head a list of portraits."""


def buttons(seen: Rows, story: Sequence[float], out: list[Verdict]) -> None:
    """The line below a picture's button is its caption, unless it is surely the story."""
    for row in [button + 1 for button in seen.ruled(_CHROME)]:
        if (
            row < len(out)
            and seen.decided[row] is None
            and out[row].kind is not LineKind.HEADLINE
            and seen.pieces[row] <= _LONGEST
            and seen.index[row] - seen.index[row - 1] <= 2
            and (story[row] < _DOUBT or seen.texts[row][-1].isalnum())
            and patterns().named("picture_button").regex.match(seen.texts[row - 1]) is not None
            and any(one.kind.kept for one in out[:row])
        ):
            out[row] = Verdict(
                LineKind.CAPTION,
                "caption below its picture's button",
                0.9,
                ("a button that opens a picture stands above",),
            )


def numbered(seen: Rows, out: list[Verdict]) -> None:
    """Below counters that follow each other, as 1/9 and 2/9, stand the captions of a gallery."""
    counters = [
        (row, int(found[1]), int(found[2]))
        for row in seen.ruled(_CHROME)
        if (found := _COUNTER.fullmatch(seen.texts[row]))
    ]
    for (first, one, whole), (second, next_one, same) in pairwise(counters):
        if whole != same or next_one != one + 1:
            continue
        for row in (first + 1, second + 1):
            if (
                row < len(out)
                and seen.decided[row] is None
                and out[row].kind is LineKind.BODY
                and seen.pieces[row] <= _LONGEST
            ):
                out[row] = Verdict(
                    LineKind.CAPTION,
                    "caption of a gallery",
                    0.9,
                    ("a counter of pictures stands above", "the next one follows"),
                )


def names(seen: Rows, out: list[Verdict]) -> None:
    """A name alone among paragraphs is a picture's caption where the story is about that person.

    That is: the paragraph above has the name in full, or the text has it and, in other lines, its last word
    twice. Several names alone head the portraits of a list, and stay.
    """
    alone = [row for row in range(1, len(out) - 1) if _alone(seen, out, row)]
    if not alone or len(alone) > _MOST_NAMES:
        return
    told = [
        text
        for row, text in enumerate(seen.texts)
        if out[row].kind is LineKind.BODY and row not in alone
    ]
    for row in alone:
        name = seen.texts[row].partition(",")[0]
        last = name.rpartition(" ")[2]
        before = seen.texts[above(out, row)]
        if name in before or (
            any(name in text for text in told) and sum(last in text for text in told) > 1
        ):
            out[row] = Verdict(
                LineKind.CAPTION,
                "name alone",
                0.8,
                ("nothing but a name", "the story is about the same person"),
            )


def _alone(seen: Rows, out: Sequence[Verdict], row: int) -> bool:
    return (
        seen.decided[row] is None
        and len(seen.texts[row]) <= _LONGEST_NAME
        and out[row].kind in (LineKind.SUBHEADING, LineKind.BODY)
        and _NAME.fullmatch(seen.texts[row]) is not None
        and (last := above(out, row)) >= 0
        and paragraph(seen, out, last)
        and any(paragraph(seen, out, below) for below in range(row + 1, min(row + 3, len(out))))
    )


def sides(seen: Rows, out: list[Verdict]) -> None:
    """A sentence that says who stands on the left or in the middle is a caption."""
    for row, text in enumerate(seen.texts):
        if (
            "(" in text
            and seen.decided[row] is None
            and out[row].kind is LineKind.BODY
            and seen.pieces[row] <= _LONGEST
            and text[0] not in _SPEECH
            and picture_sides().search(text)
        ):
            out[row] = Verdict(
                LineKind.CAPTION,
                "sides of a picture",
                0.8,
                ("says who stands on which side of a picture",),
            )
