"""Lines that are told by the block they stand in: front matter, a table, an appeal, a link list, an entry.

No line of such a block says what it is when it stands alone: a paragraph about the outlet reads
like the story until the heading above it and the button below it are seen.
"""

from __future__ import annotations

import re

from reader.clean.lines import features
from reader.clean.lines.features import Rows
from reader.clean.lines.verdicts import Verdict, paragraph
from reader.clean.lines.vocabulary import appeal_headings, author_blurb
from reader.model import LineKind

FRONT_MATTER = "front matter"
"""The rule's name: such a line is never the title, though one may state it."""

_LONGEST_FRONT = 60
_FIELD = re.compile(r"^[\w-]+\s*[:=](?:\s|$)|^-\s|^[\]})]")
_FENCES = ("---", "+++")
_HEADING = re.compile(r"^#\s+\S")
_LISTS = ("related", "comments", "subscription", "appeal", "legal")
_CELLS = " | "
_DASHES = re.compile(r"\|[\s:|-]*-{2,}[\s:|-]*\|$")
_ENOUGH = 4
"""Paragraphs of a story whose last may be about the author."""
TICKER = "ticker"
"""The rule's name: such a line is not the article's title."""
_CLOCKED = re.compile(r"\d{1,2}[:.]\d\d\s+[^\W\d_][^.!]*$")
_TITLE = 16
_DOUBTED = 0.5
"""The chance of being of the story below which a title among links is one of them."""
_APPEAL = 7
_HEADING_WORDS = 9
_LINKS = 8


def front_matter(seen: Rows, out: list[Verdict]) -> None:
    """A block of fields between two fences at the very top describes the document."""
    fence = seen.texts[0]
    if fence not in _FENCES:
        return
    closing = next((row for row in range(1, len(out)) if seen.texts[row] == fence), 0)
    inside = seen.texts[1:closing]
    if not inside or closing > _LONGEST_FRONT or not _FIELD.match(inside[0]):
        return
    if sum(1 for text in inside if _FIELD.match(text)) < 0.6 * len(inside):
        return
    for row in range(closing + 1):
        out[row] = Verdict(
            LineKind.METADATA, FRONT_MATTER, 0.99, ("stands in the fields at the top of the file",)
        )


def markdown_title(seen: Rows, out: list[Verdict]) -> None:
    """A Markdown heading of the first level above the first paragraph is the title."""
    for row, verdict in enumerate(out):
        if verdict.rule == FRONT_MATTER:
            continue
        if seen.texts[row][0] == "#" and _HEADING.match(seen.texts[row]):
            if seen.decided[row] is None:
                out[row] = Verdict(
                    LineKind.HEADLINE, "Markdown heading", 0.95, ("a heading of the first level",)
                )
            return
        if paragraph(seen, out, row):
            return


def markdown_headings(seen: Rows, out: list[Verdict]) -> None:
    """A Markdown heading below the first level, with a paragraph directly below it, heads the paragraph."""
    begun = False
    for row in range(1, len(out) - 1):
        begun = begun or paragraph(seen, out, row - 1)
        if (
            begun
            and seen.texts[row].startswith("##")
            and seen.decided[row] is None
            and out[row].kind is not LineKind.SUBHEADING
            and not any(seen.at(row, f"group_{name}") for name in _LISTS)
            and paragraph(seen, out, row + 1)
        ):
            out[row] = Verdict(
                LineKind.SUBHEADING,
                "Markdown heading",
                0.9,
                ("a Markdown heading above a paragraph of the story",),
            )


def tables(seen: Rows, out: list[Verdict]) -> None:
    """Rows of equally many cells one below the other are one table, and share one fate.

    A Markdown table with its line of dashes below the head is the story's once the story has begun.
    """
    start, told = 0, 0
    while start < len(out):
        cells = _cells(seen.texts[start])
        end = start + 1
        if not cells:
            start = end
            continue
        while (
            end < len(out)
            and _cells(seen.texts[end]) == cells
            and seen.index[end] == seen.index[end - 1] + 1
        ):
            end += 1
        block = range(start, end)
        kept = sum(1 for row in block if out[row].kind.kept)
        amid = all(_told(seen, out, row) for row in (start - 2, start - 1, end))
        if len(block) > 2 and any(_DASHES.match(seen.texts[row]) for row in block):
            while told < start and not _told(seen, out, told):
                told += 1
            amid = amid or told < start
        if len(block) > 1 and (2 * kept >= len(block) or amid):
            for row in block:
                if seen.decided[row] is None and out[row].kind is not LineKind.BODY:
                    out[row] = Verdict(
                        LineKind.BODY, "row of a table", 0.8, ("a row among rows of the story",)
                    )
        start = end


def _cells(text: str) -> int:
    """How often the cells of a row are divided; 0 where it is no row."""
    return text.count("|") if text[0] == "|" else text.count(_CELLS)


def _told(seen: Rows, out: list[Verdict], row: int) -> bool:
    """Whether a paragraph of the story stands at a row."""
    return 0 <= row < len(out) and paragraph(seen, out, row)


def appeals(seen: Rows, out: list[Verdict]) -> None:
    """From a heading that asks for support to the button below it, all lines are the appeal.

    Each line between must speak to the reader or name whom the heading names, save one.
    """
    buttons = seen.ruled(LineKind.PROMO)
    if not buttons:
        return
    column = features.places()
    asks = seen.matrix[:, column["group_appeal"]] + seen.matrix[:, column["group_subscription"]]
    address = seen.matrix[:, column["group_address"]]
    quoted = seen.matrix[:, column["starts_quote"]] + seen.matrix[:, column["starts_dash"]]
    for button in buttons:
        for head in range(button - 1, max(button - _APPEAL, -1), -1):
            text = seen.texts[head]
            if quoted[head]:
                break
            if not (
                text.casefold().startswith(appeal_headings())
                and seen.decided[head] is None
                and seen.pieces[head] <= _HEADING_WORDS
                and text[-1] not in ".,;?"
            ):
                continue
            named = {word for word in text.split()[1:] if word[0].isupper() and len(word) > 3}
            between = range(head + 1, button)
            personal = sum(
                1
                for row in between
                if address[row] or asks[row] or any(word in seen.texts[row] for word in named)
            )
            if personal >= len(between) - 1 and any(address[row] for row in between):
                for row in range(head, button):
                    if seen.decided[row] is None and out[row].kind is not LineKind.PROMO:
                        out[row] = Verdict(
                            LineKind.PROMO,
                            "block of an appeal",
                            0.9,
                            ("stands between the heading of an appeal and its button",),
                        )
            break


def authors(seen: Rows, out: list[Verdict]) -> None:
    """Below the last paragraph but one, a line that says what somebody does for a paper is about the author.

    It is the story's last paragraph unless more than it stands below the headline.
    """
    told = [row for row in range(len(out)) if paragraph(seen, out, row)]
    if len(told) < _ENOUGH:
        return
    row = told[-1]
    if seen.decided[row] is None and author_blurb().match(seen.texts[row]):
        out[row] = Verdict(
            LineKind.CHROME, "about the author", 0.8, ("says below the story who wrote it",)
        )


def tickers(seen: Rows, out: list[Verdict]) -> None:
    """Adjacent titles behind clock times are a ticker if one leads elsewhere; entries of a live story do not."""
    row = 0
    while row < len(out):
        end = row
        while end < len(out) and _CLOCKED.match(seen.texts[end]) and seen.pieces[end] <= _TITLE:
            end += 1
        if end - row > 1 and any(v.kind is LineKind.RELATED_LINK for v in out[row:end]):
            for at in range(row, end):
                if seen.decided[at] is None:
                    out[at] = Verdict(
                        LineKind.RELATED_LINK, TICKER, 0.8, ("one of titles behind clock times",)
                    )
        row = max(end, row + 1)


def links(seen: Rows, out: list[Verdict]) -> None:
    """Titles directly below a heading of links are links, whatever else they look like."""
    for head in seen.ruled(LineKind.RELATED_LINK):
        decided = seen.decided[head]
        if decided is None or decided.rule != "phrase":
            continue
        for row in range(head + 1, min(head + 1 + _LINKS, len(out))):
            text = seen.texts[row]
            if (
                seen.decided[row] is not None
                or (out[row].kind.kept and (row == head + 1 or out[row].score >= _DOUBTED))
                or text[-1] in ".;,:"
                or seen.pieces[row] < 4
            ):
                break
            if out[row].kind.kept or out[row].kind in (LineKind.CAPTION, LineKind.CHROME):
                out[row] = Verdict(
                    LineKind.RELATED_LINK,
                    "list of links",
                    0.8,
                    ("stands below a heading of links",),
                )
