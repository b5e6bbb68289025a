"""Captions told by what a picture leaves in the text: its button above, the name of who is on it.

Without its picture a caption reads like a heading or a sentence of the story. Copied pages keep the
button that opened the picture ("View image in fullscreen"), and most captions of two or three words
are the name of somebody whom the text around them names in full.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from reader.clean.lines import features, prose
from reader.clean.lines.features import Rows
from reader.clean.lines.verdicts import Verdict, above, paragraph
from reader.clean.lines.vocabulary import data_sources, picture_side_signs, picture_sides, press
from reader.model import LineKind

CLIP = "title of a video"
"""The rule's name: such a line is not the article's title."""

_LONGEST = 45
"""Words of the longest line that a button above makes a caption."""
_CREDITED = 40
"""Words of the longest sentence that a credit right below makes a caption."""
_BODY, _CHROME, _CAPTION = LineKind.BODY, LineKind.CHROME, LineKind.CAPTION
_DOUBT = 0.8
_FAIR = 0.2
_ENTRY = re.compile(r"\d{1,3}[.)] ")
_CAPITALISED = r"[^\W\d_a-zà-ÿа-яёіїєґў][\w'’-]*\.?"
_NAME = re.compile(
    rf"{_CAPITALISED}(?: (?:(?:van|von|de|der|den|di|du|la|le|al|el|bin|da|dos) )?{_CAPITALISED}){{1,3}}(?:, \d\d)?"
)
_ROLE = re.compile(rf"{_NAME.pattern}, [a-zà-ÿа-яёіїєґ][^.!?:;,–—]{{3,70}}")
_LONGEST_NAME = 40
_LONGEST_ROLE = 90
_COUNTER = re.compile(
    r"(?:[^\W\d_]{4,7}:? +)?(\d{1,2}) ?(?:/|of|von|av|van|af|из|з) ?(\d{1,3})", re.IGNORECASE
)
_CAPITALS = rf"(?:{_CAPITALISED}|[^\W\d_a-z]\.)"
_FOR = r"(?:for|FOR|pour|für|para|per|voor|dla|для)"
_THE = r"(?:[Tt]he |THE |[Ll][ea] |[Ee]l |[Dd](?:ie|er|en|as) )?"
_COMMISSIONED = re.compile(
    rf"(?:^|(?P<told>[.!?)”\"»] ))\(?(?:[Bb]y )?{_CAPITALS}(?: {_CAPITALS}){{1,3}} {_FOR} "
    rf"(?P<outlet>{_THE}{_CAPITALISED}(?: (?:(?:of|OF|the|&) )?{_CAPITALISED}){{0,4}})\)?$"
)
_COMMISSION = 70
_SOURCE = 90
_SOURCE_WORDS = 20
_BELOW = 4
_SAME = 2
_OPENERS = ("pattern picture_button", "pattern clip")
_LENGTH = re.compile(r"\d:([0-5]\d)\s+(?![AaPp]\.?[Mm]\b)[^\W\d_a-z]\S*\s\S")
_ROUND = 5
_MOST_SIDES = 100
"""Words of the longest line that sides of a picture make a caption."""
_PROSE = 8
"""Words from which a line of a figure is a quotation, not a label of its picture."""
_LEAST = 4
"""Words from which a caption that stands twice is no label."""
_BEING = re.compile(r" (?:is|are|was|were|ist|sind|war|est|sont|es|son)\b|,? (?:—|–) ")
_SPEECH = '"“„«—–-'
_MOST_NAMES = 2
"""Names alone on their lines, above paragraphs, from one more of which they head a list of portraits."""


def buttons(seen: Rows, story: Sequence[float], out: list[Verdict]) -> None:
    """The line below a picture's button, or below "Watch |", is its caption, unless it is surely the story."""
    for row in [button + 1 for button in sorted(seen.ruled(_CHROME) + seen.ruled(_CAPTION))]:
        if (
            row < len(out)
            and seen.decided[row] is None
            and out[row].kind is not LineKind.HEADLINE
            and seen.pieces[row] <= _LONGEST
            and seen.index[row] - seen.index[row - 1] <= 2
            and (story[row] < _DOUBT or seen.texts[row][-1].isalnum())
            and _opens(seen, row - 1)
            and any(one.kind.kept for one in out[:row])
        ):
            out[row] = Verdict(
                LineKind.CAPTION,
                "caption below its picture's button",
                0.9,
                ("a button that opens a picture stands above",),
            )


def _opens(seen: Rows, row: int) -> bool:
    """Whether a line is a picture's button, or what a page says above a video's title."""
    decided = seen.decided[row]
    return decided is not None and decided.rule in _OPENERS


def clips(seen: Rows, out: list[Verdict]) -> None:
    """Titles of videos behind their length, "4:11 Fires rage in the north"; entries of a live story have hours.

    There are two at least, and their lengths are not all round.
    """
    found = [
        (row, length)
        for row, text in enumerate(seen.texts)
        if text[0].isdigit()
        and seen.decided[row] is None
        and seen.pieces[row] <= _LONGEST
        and text[-1] not in ".!"
        and (length := _LENGTH.match(text)) is not None
    ]
    if len(found) < _SAME or all(int(length[1]) % _ROUND == 0 for _, length in found):
        return
    for row, _ in found:
        if out[row].kind.kept:
            out[row] = Verdict(
                LineKind.RELATED_LINK, CLIP, 0.8, ("a video's length stands before it",)
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
    twice. Several names alone head the portraits of a list, and stay, as does one that the next line says what it is.
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
        if not _told_below(seen, row, name) and (
            name in before
            or (any(name in text for text in told) and sum(last in text for text in told) > 1)
        ):
            out[row] = Verdict(
                LineKind.CAPTION,
                "name alone",
                0.8,
                ("nothing but a name", "the story is about the same person"),
            )


def _told_below(seen: Rows, row: int, name: str) -> bool:
    """Whether the next line begins by saying what a name is, "The … is a": a heading stands above that."""
    below = seen.texts[row + 1].casefold().removeprefix("the ")
    return below.startswith(name.casefold()) and _BEING.match(below, len(name)) is not None


def _alone(seen: Rows, out: Sequence[Verdict], row: int) -> bool:
    return (
        seen.decided[row] is None
        and out[row].kind in (LineKind.SUBHEADING, LineKind.BODY)
        and _named(seen.texts[row])
        and (last := above(out, row)) >= 0
        and paragraph(seen, out, last)
        and any(paragraph(seen, out, below) for below in range(row + 1, min(row + 3, len(out))))
    )


def _named(text: str) -> bool:
    """Whether a line is nothing but a name, or a name and, behind a comma, in small letters, whose it is."""
    if len(text) <= _LONGEST_NAME and _NAME.fullmatch(text):
        return True
    return len(text) <= _LONGEST_ROLE and _ROLE.fullmatch(text) is not None


def sides(seen: Rows, out: list[Verdict]) -> None:
    """A sentence that says who stands on the left or in the middle, or from left to right, is a caption."""
    for row, text in enumerate(seen.texts):
        if (
            seen.decided[row] is None
            and out[row].kind in (LineKind.BODY, LineKind.RELATED_LINK)
            and seen.pieces[row] <= _MOST_SIDES
            and text[0] not in _SPEECH
            and any(map(text.casefold().__contains__, picture_side_signs()))
            and picture_sides().search(text)
        ):
            out[row] = Verdict(
                LineKind.CAPTION,
                "sides of a picture",
                0.8,
                ("says who stands on which side of a picture",),
            )


def commissioned(seen: Rows, out: list[Verdict]) -> None:
    """What ends in a photographer's name and the outlet that sent them, "… for The Daily Example".

    The outlet bears the name of a paper, or other lines end in the same after a sentence. Title case alone
    would not do: "Good News for Savers" is a heading.
    """
    found = []
    for row, text in enumerate(seen.texts):
        able = out[row].kind.kept or out[row].rule == prose.STRANGER
        if able and seen.decided[row] is None and " for " in text.casefold():
            credit = _COMMISSIONED.search(text, max(0, len(text) - _COMMISSION))
            if credit is not None:
                found.append((row, credit))
    behind = Counter(credit["outlet"].casefold() for _, credit in found if credit["told"])
    for row, credit in found:
        outlet = credit["outlet"].casefold()
        words = outlet.split()
        if behind[outlet] < _SAME and words[0] not in press() and words[-1] not in press():
            continue
        kind = LineKind.CAPTION if credit["told"] else LineKind.PHOTO_CREDIT
        out[row] = Verdict(
            kind,
            "credit of a commission",
            0.9,
            ("ends in a photographer's name and the outlet's",),
        )


def sources(seen: Rows, out: list[Verdict]) -> None:
    """A line that names whose data a chart shows; below the last paragraph it names the article's own source."""
    for row, text in enumerate(seen.texts):
        if (
            ":" in text[:_SOURCE_WORDS]
            and len(text) <= _SOURCE
            and seen.decided[row] is None
            and out[row].kind.kept
            and data_sources().match(text)
            and text[-1] not in ".!?"
        ):
            amid = any(
                paragraph(seen, out, below)
                for below in range(row + 1, min(row + 1 + _BELOW, len(out)))
            )
            kind = LineKind.PHOTO_CREDIT if amid else LineKind.METADATA
            out[row] = Verdict(kind, "source of data", 0.8, ("names whose data or text this is",))


def apart(seen: Rows, out: list[Verdict]) -> None:
    """A sentence with a blank line above it and a credit right below belongs to the picture, not to the story.

    Where no blank lines part the paragraphs, a credit may follow the story itself.
    """
    for row in range(1, len(out) - 1):
        if (
            out[row + 1].kind is LineKind.PHOTO_CREDIT
            and seen.decided[row] is None
            and out[row].kind is _BODY
            and seen.index[row + 1] - seen.index[row] == 1
            and seen.index[row] - seen.index[row - 1] > 1
            and seen.pieces[row] <= _CREDITED
        ):
            out[row] = Verdict(
                _CAPTION,
                "sentence above credit",
                0.9,
                ("a picture credit follows directly", "a blank line parts it from the story"),
            )


def below(
    seen: Rows, story: Sequence[float], pictured: Sequence[float], out: list[Verdict]
) -> None:
    """The same where no blank line parts it, if the model gives the sentence a fair chance of being a caption.

    `pictured` is that chance for each line. Entries of a numbered list head what stands below the picture.
    """
    for row in range(1, len(out) - 1):
        if (
            out[row + 1].kind is LineKind.PHOTO_CREDIT
            and seen.decided[row] is None
            and out[row].kind in (_BODY, LineKind.SUBHEADING)
            and seen.index[row + 1] - seen.index[row] == 1
            and seen.pieces[row] <= _CREDITED
            and pictured[row] >= _FAIR
            and story[row] < _DOUBT
            and not _ENTRY.match(seen.texts[row])
        ):
            out[row] = Verdict(
                _CAPTION,
                "sentence above credit",
                0.8,
                ("a picture credit follows directly", "reads as captions do"),
            )


def twice(seen: Rows, out: list[Verdict]) -> None:
    """What is the caption of a picture in one place is it in another: pages repeat it as the picture's text."""
    told = {
        seen.texts[row]
        for row, verdict in enumerate(out)
        if verdict.kind is _CAPTION and seen.pieces[row] >= _LEAST
    }
    for row, verdict in enumerate(out):
        if verdict.kind is _BODY and seen.decided[row] is None and seen.texts[row] in told:
            out[row] = Verdict(_CAPTION, "caption twice", 0.8, ("stands elsewhere as a caption",))


def marked_up(seen: Rows, out: list[Verdict]) -> None:
    """What stands in a `figcaption` is no story, unless its figure holds a quotation that it signs.

    The element is "a caption or legend for the rest of the contents" of its figure (HTML, 4.4.13).
    """
    column = features.places()
    inside = seen.matrix[:, column["in_figcaption"]] > 0
    if not inside.any():
        return
    figure = seen.matrix[:, column["in_figure"]] > 0
    for row in np.flatnonzero(inside).tolist():
        if seen.decided[row] is not None:
            continue
        if _signs(seen, figure, inside, row):
            if out[row].kind is _CAPTION and out[row - 1].kind is _BODY:
                out[row] = Verdict(
                    _BODY, "signs a quotation", 0.7, ("stands below one in its figure",)
                )
            continue
        if not out[row].kind.kept:
            continue
        out[row] = Verdict(_CAPTION, "figcaption", 0.95, ("the page's markup calls it a caption",))


def _signs(seen: Rows, figure: NDArray[np.bool_], inside: NDArray[np.bool_], row: int) -> bool:
    """Whether prose stands above a caption in the same figure."""
    row -= 1
    while row >= 0 and figure[row]:
        if not inside[row] and seen.pieces[row] >= _PROSE:
            return True
        row -= 1
    return False
