"""What only the order of lines can tell: the headline above, the caption above its credit.

The model weighs each line; this sets right what follows from a line's place alone, and lets the
rules that read a whole line have the last word over the model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from reader.clean.lines import blocks, features, furniture, pictures, prose, series
from reader.clean.lines.features import Rows
from reader.clean.lines.verdicts import MODEL, Verdict, above, paragraph
from reader.model import LineKind

# Looking a member up in its class takes as long as five comparisons, and these are asked of every line.
_BODY, _HEADLINE, _SUBHEADING = LineKind.BODY, LineKind.HEADLINE, LineKind.SUBHEADING
_CAPTION, _CREDIT, _PROMO = LineKind.CAPTION, LineKind.PHOTO_CREDIT, LineKind.PROMO
_CHROME = LineKind.CHROME
_CAPTION_WORDS = 6
_CAPTION_HEADS = 5
_TITLE_WORDS = 25
_HEADING_WORDS = 9
_QUESTION_WORDS = 12
_BLOCK = 8
_TITLE_CHANCE = 0.02
_DOUBT = 0.06
_ENTRY_WORDS = 16
_SECTION_WORDS = 3
_ENTRY_DOUBT = 0.05
_BUTTON_DOUBT = 0.1
_HALF_SURE = 0.5
_TOLD = 2
"""Paragraphs of the story between two offers that are then no block."""
_SENTENCE = 3
_LEAST_WORDS = 5
_LONG_HALF = 80
_HALF = 40
_OTHER_HALF = 25
_NUMBERED = re.compile(r"\d{1,2}\. \S")
_SETTLED = (prose.STRANGER, furniture.RULE)
"""Rules that know of a line what it is: it heads no paragraph."""
_UNTITLED = (blocks.FRONT_MATTER, blocks.TICKER, pictures.CLIP)
"""The same: it is not the title."""


def arrange(
    seen: Rows,
    story: Sequence[float],
    verdicts: Sequence[Verdict],
    titled: Sequence[float],
    pictured: Sequence[float],
) -> list[Verdict]:
    """The model's verdicts with rules and structure applied.

    `story`, `titled` and `pictured` are the model's probabilities that each line is of the story, the title, a caption.
    """
    out = [
        verdict
        if decided is None
        else Verdict(decided.kind, decided.rule, 0.99, (decided.reason, *verdict.evidence[:1]))
        for verdict, decided in zip(verdicts, seen.decided, strict=True)
    ]
    blocks.front_matter(seen, out)
    furniture.furniture(seen, out)
    _appeals(seen, out)
    blocks.appeals(seen, out)
    _captions(seen, out)
    _continued(seen, out)
    _dialogue(seen, story, out)
    prose.sentences(seen, story, out)
    prose.amid(seen, story, out)
    prose.strangers(seen, out)
    _subheadings(seen, story, out)
    pictures.buttons(seen, story, out)
    pictures.names(seen, out)
    pictures.sides(seen, out)
    pictures.numbered(seen, out)
    pictures.clips(seen, out)
    pictures.commissioned(seen, out)
    blocks.tables(seen, out)
    blocks.links(seen, out)
    blocks.tickers(seen, out)
    blocks.markdown_title(seen, out)
    blocks.markdown_headings(seen, out)
    series.turns(seen, out)
    series.items(seen, out)
    series.numbered(seen, out)
    clocks = series.clocks(seen, out)
    _entries(seen, story, out, clocks, alive=series.live(seen, out, clocks))
    pictures.sources(seen, out)
    _untitled(seen, out, titled)
    _headings(seen, out)
    furniture.agencies(seen, out)
    prose.standfirst(seen, story, out)
    prose.datelined(seen, out)
    prose.entries(seen, story, out)
    _few_words(seen, story, out)
    blocks.authors(seen, out)
    _sentences(seen, out)
    pictures.apart(seen, out)
    pictures.below(seen, story, pictured, out)
    pictures.marked_up(seen, out)
    pictures.twice(seen, out)
    return out


def _captions(seen: Rows, out: list[Verdict]) -> None:
    """What stands above a picture credit without a full stop is the picture's caption.

    Directly above, a few words do wherever they stand; across a blank line, the story must have
    begun, since a title too may stand above a picture. An entry of a numbered list heads what is below.
    """
    credited = {row - 1 for row in seen.ruled(_CREDIT)}
    begun = False
    for row in range(max(credited, default=-1) + 1):
        count = seen.pieces[row]
        if (
            row in credited
            and seen.decided[row] is None
            and seen.texts[row][-1] not in '.!?:…,;»”"'
            and _NUMBERED.match(seen.texts[row]) is None
            and (begun or out[row].kind is not LineKind.METADATA)
        ):
            near = seen.index[row + 1] - seen.index[row] == 1
            if (near and row and count <= _CAPTION_WORDS) or (begun and count <= _TITLE_WORDS):
                out[row] = Verdict(
                    LineKind.CAPTION,
                    "caption above credit",
                    0.97,
                    ("a picture credit follows directly",),
                )
        begun = begun or (out[row].kind is _BODY and count > _TITLE_WORDS / 2)


def _continued(seen: Rows, out: list[Verdict]) -> None:
    """A long line that breaks off, with a line that begins small below, is one broken paragraph.

    Of shorter lines, one must be the story's.
    """
    for row in range(len(out) - 1):
        text = seen.texts[row]
        if len(text) < _HALF or not (text[-1].isalnum() or text[-1] in ",;–—"):
            continue
        after = seen.texts[row + 1].lstrip("\"“«„'‘")
        if not after[:1].islower() or len(after) < _OTHER_HALF:
            continue
        short = len(text) < _LONG_HALF or len(after) < _HALF
        if short and not (out[row].kind is _BODY or out[row + 1].kind is _BODY):
            continue
        for part in (row, row + 1):
            if not out[part].kind.kept and seen.decided[part] is None:
                out[part] = Verdict(
                    LineKind.BODY, "broken paragraph", 0.9, ("one sentence runs over both lines",)
                )


def _dialogue(seen: Rows, story: Sequence[float], out: list[Verdict]) -> None:
    """A sentence opened by a dash amid the story is speech, however short."""
    for row, text in enumerate(seen.texts):
        spoken = text[0] in "—–" and len(text) > 12 and text[-1] in '.!?…»”"'
        if (
            spoken
            and not out[row].kind.kept
            and seen.decided[row] is None
            and float(np.median(story[max(row - 2, 0) : row + 3])) > 0.5
        ):
            out[row] = Verdict(LineKind.BODY, "dialogue dash", 0.9, ("speech opened by a dash",))


def _appeals(seen: Rows, out: list[Verdict]) -> None:
    """Lines beside a sure appeal that speak as "we" to "you" about support belong to the appeal."""
    anchors = seen.ruled(_PROMO)
    if not anchors:
        return
    column = features.places()
    address = seen.matrix[:, column["group_address"]]
    asks = seen.matrix[:, column["group_appeal"]] + seen.matrix[:, column["group_subscription"]]
    quoted = seen.matrix[:, column["starts_quote"]] + seen.matrix[:, column["starts_dash"]]
    between = np.zeros(len(out), dtype=bool)
    for low, high in pairwise(anchors):
        told = sum(
            paragraph(seen, out, row) and out[row].score > _HALF_SURE and not address[row]
            for row in range(low + 1, high)
        )
        if high - low <= _BLOCK and told < _TOLD:
            between[low + 1 : high] = True
    for anchor in anchors:
        for step in (-1, 1):
            row = anchor + step
            while 0 <= row < len(out) and abs(row - anchor) <= _BLOCK:
                speaks = address[row] > 0.2 and asks[row] + address[row] > 0.5
                heads = step < 0 and asks[row] > 0.2 and seen.pieces[row] < 10
                if quoted[row] or not (speaks or heads or between[row]):
                    break
                if seen.decided[row] is None and out[row].kind is not LineKind.PROMO:
                    out[row] = Verdict(
                        LineKind.PROMO,
                        "part of an appeal",
                        0.9,
                        ("speaks to the reader beside an appeal",),
                    )
                row += step


def _subheadings(seen: Rows, story: Sequence[float], out: list[Verdict]) -> None:
    """A few words without vocabulary of buttons, alone between two paragraphs, head the second."""
    begun = False
    for row in range(1, len(out) - 1):
        begun = begun or paragraph(seen, out, row - 1)
        if seen.pieces[row] > _QUESTION_WORDS or not paragraph(seen, out, row + 1):
            continue
        text, verdict = seen.texts[row], out[row]
        if begun and verdict.kind is _BODY and verdict.rule != "row of a table" and _heads(text):
            out[row] = verdict._replace(kind=_SUBHEADING, rule="heading of a paragraph")
            continue
        if (
            not verdict.kind.kept
            and (verdict.kind is not _CAPTION or verdict.rule == MODEL)
            and verdict.rule not in _SETTLED
            and seen.decided[row] is None
            and 2 <= seen.pieces[row] <= _HEADING_WORDS
            and text[-1] not in ".,;:"
            and ". " not in text
            and text[0].isupper()
            and seen.at(row, "distinct_groups") <= (text[-1] == "?")
            and not seen.at(row, "copies")
            and story[row] > _DOUBT
            and (last := above(out, row)) >= 0
            and paragraph(seen, out, last)
        ):
            out[row] = Verdict(
                _SUBHEADING,
                "heading between paragraphs",
                0.6,
                ("a few words alone between two paragraphs",),
            )


def _few_words(seen: Rows, story: Sequence[float], out: list[Verdict]) -> None:
    """A few words alone above a line of the story head it, though the model takes them for a caption or a button.

    A caption of so few words has a credit below it, or is a name; a button has words of buttons.
    """
    for row in range(1, len(out) - 1):
        kind, text = out[row].kind, seen.texts[row]
        if (
            (kind is _CAPTION or kind is _CHROME)
            and out[row].rule == MODEL
            and out[row + 1].kind is _BODY
            and seen.pieces[row] <= _CAPTION_HEADS
            and text[-1] not in ".,;:"
            and not seen.at(row, "distinct_groups")
            and not seen.at(row, "copies")
            and (
                _heads_like_caption(seen, story, row)
                if kind is _CAPTION
                else _heads_like_button(seen, story, out, row)
            )
            and prose.begun(seen, out, row)
        ):
            out[row] = Verdict(
                _SUBHEADING,
                "few words above the story",
                0.6,
                ("a few words above a line of the story", "no credit below, no word of buttons"),
            )


def _heads_like_caption(seen: Rows, story: Sequence[float], row: int) -> bool:
    return seen.pieces[row] > 1 and seen.texts[row][0].isupper() and story[row] > _ENTRY_DOUBT


def _heads_like_button(
    seen: Rows, story: Sequence[float], out: Sequence[Verdict], row: int
) -> bool:
    """Whether a button's few words, which may be numbered, stand between two sentences of the story."""
    text = seen.texts[row]
    return (
        seen.pieces[row] <= _SECTION_WORDS
        and story[row] > _BUTTON_DOUBT
        and (text[0].isupper() or _NUMBERED.match(text) is not None)
        and out[row - 1].kind is _BODY
        and min(seen.pieces[row - 1], seen.pieces[row + 1]) >= _LEAST_WORDS
        and prose.closed(seen.texts[row - 1])
    )


def _entries(
    seen: Rows,
    story: Sequence[float],
    out: list[Verdict],
    clocks: Sequence[int],
    *,
    alive: bool,
) -> None:
    """Below the clock time that opens an entry of a live story, a few words above a paragraph head it."""
    timed, begun = frozenset(clocks), alive
    for row in range(1, len(out) - 1):
        begun = begun or paragraph(seen, out, row - 1)
        if (
            begun
            and row - 1 in timed
            and seen.decided[row] is None
            and out[row].kind is not _SUBHEADING
            and 2 <= seen.pieces[row] <= _ENTRY_WORDS
            and (alive or story[row] > _ENTRY_DOUBT)
            and seen.texts[row][-1] not in ".,;:"
            and paragraph(seen, out, row + 1)
        ):
            out[row] = Verdict(
                _SUBHEADING,
                "heading of an entry",
                0.7,
                ("a clock time stands above, a paragraph below",),
            )


def _heads(text: str) -> bool:
    """Whether a line of a few words in the story has the form of a heading: no full stop, nobody speaking."""
    ends = text[-1].isalnum() or text[-1] == "?"
    return ends and text[0].isupper() and not any(mark in text for mark in '"“”«»„')


def _untitled(seen: Rows, out: list[Verdict], titled: Sequence[float]) -> None:
    """An article that has no title yet is given the likeliest line above its first paragraph."""
    first = next((row for row, v in enumerate(out) if v.kind is _BODY), 0)
    if any(out[row].kind is _HEADLINE for row in range(first)):
        return
    able = [
        row
        for row in range(first)
        if seen.decided[row] is None
        and out[row].rule not in _UNTITLED
        and 3 <= seen.pieces[row] <= _TITLE_WORDS
        and seen.texts[row][-1] not in ".,;:"
        and titled[row] > _TITLE_CHANCE
    ]
    if able:
        best = max(able, key=lambda row: titled[row])
        out[best] = Verdict(
            _HEADLINE,
            "likeliest title",
            0.6,
            ("the likeliest title above the first paragraph",),
        )


def _sentences(seen: Rows, out: list[Verdict]) -> None:
    """What the model takes for a heading inside the story is a sentence if it has three words and a full stop."""
    begun = False
    for row, verdict in enumerate(out):
        text = seen.texts[row]
        if (
            begun
            and verdict.kind is _SUBHEADING
            and verdict.rule == MODEL
            and text[0].isalpha()
            and text.rstrip('"”»’)').endswith((".", "…"))
            and seen.pieces[row] >= _SENTENCE
            and "#" not in text
        ):
            out[row] = verdict._replace(kind=_BODY)
        begun = begun or paragraph(seen, out, row)


def _headings(seen: Rows, out: list[Verdict]) -> None:
    """The title is the first heading above the first paragraph; later ones are subheadings.

    Where the title stands above the first paragraph, a few words of the story above it are a section's name.
    """
    first = next((row for row in range(len(out)) if paragraph(seen, out, row)), len(out))
    title = next((row for row in range(first) if out[row].kind is _HEADLINE), None)
    for row in range(title or 0):
        if out[row].kind is _BODY and out[row].rule == MODEL and seen.pieces[row] <= _SECTION_WORDS:
            out[row] = Verdict(
                LineKind.CHROME, "above the title", 0.6, ("a few words above the title",)
            )
    first_body = next((row for row, v in enumerate(out) if v.kind is _BODY), len(out))
    titled = False
    for row, verdict in enumerate(out):
        kind = verdict.kind
        if kind is not _HEADLINE and kind is not _SUBHEADING:
            continue
        if row > first_body and verdict.rule == MODEL and seen.texts[row][0] in "—–":
            out[row] = Verdict(_BODY, "dialogue dash", 0.8, ("opened by a dash, as speech is",))
            continue
        if row > first_body:
            kind = _SUBHEADING
        elif not titled:
            kind = _HEADLINE
        titled = titled or kind is _HEADLINE
        if kind is not verdict.kind:
            out[row] = verdict._replace(kind=kind)
