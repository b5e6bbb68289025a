"""Why a line got its kind, in words a reader can check against the page.

Each reason is a condition on what was seen of the line, with a sentence. How much a reason says
for a kind was fitted once, as a weight of evidence (the log of how much likelier the condition
is among lines of that kind than among others; I. J. Good, 1950), so the strongest can lead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reader.clean.lines import features, passes

Matrix = NDArray[np.float32]
Flags = NDArray[np.bool_]
Column = Callable[[str], Matrix]

_CONDITIONS: tuple[tuple[str, str, Callable[[Column], Flags]], ...] = (
    ("sentence", "reads as a full sentence", lambda c: (c("ends_full") > 0) & (c("words") > 2.2)),
    ("sentences", "holds several sentences", lambda c: c("breaks") > 0),
    ("long", "long, as paragraphs are", lambda c: c("words") > 3.2),
    ("short", "only a few words", lambda c: c("words") < 1.7),
    ("unfinished", "ends without a full stop", lambda c: (c("ends_open") > 0) & (c("words") > 1.7)),
    (
        "titled",
        "most words begin with a capital",
        lambda c: (c("title_share") > 0.7) & (c("words") > 1),
    ),
    ("capitals", "all in capitals", lambda c: c("all_caps") > 0),
    ("function", "connected by small words, as prose is", lambda c: c("function_share") > 0.3),
    (
        "bare",
        "hardly any small words, unlike prose",
        lambda c: (c("function_share") < 0.1) & (c("words") > 1),
    ),
    ("quoted", "quotes speech", lambda c: c("quotes") > 0.5),
    ("dash", "opens with a dash, as dialogue does", lambda c: c("starts_dash") > 0),
    ("dateline", "opens with a dateline", lambda c: c("dateline") > 0),
    ("dated", "holds a date or a clock time", lambda c: (c("clock") > 0) | (c("date") > 0)),
    (
        "caption date",
        "says when a picture was taken",
        lambda c: (c("caption_date") > 0) & (c("breaks") < 0.8),
    ),
    ("address", "holds an address or a handle", lambda c: (c("address") > 0) | (c("mail") > 0)),
    ("linked", "mostly a link", lambda c: (c("link_share") > 0.5) | (c("markup_link_share") > 0.6)),
    ("separators", "a row of items", lambda c: c("separators") > 0),
    ("copies", "stands more than once on the page", lambda c: c("copies") > 0),
    ("cohesive", "shares its words with the rest of the text", lambda c: c("cohesion") > 0.5),
    (
        "stranger",
        "its words appear nowhere else in the text",
        lambda c: (c("cohesion") < 0.05) & (c("words") > 1.3),
    ),
    ("as title", "repeats the words of the title", lambda c: c("title_overlap") > 0.5),
    ("story words", "its words are those of stories", lambda c: c("word_score") > 1.0),
    ("site words", "its words are those of buttons and notices", lambda c: c("word_score") < -1.0),
    ("first", "stands first", lambda c: c("stands_first") > 0),
    (
        "before story",
        "stands before the story begins",
        lambda c: (c("mass_before") < 0.01) & (c("mass") > 4),
    ),
    (
        "after story",
        "stands after the story ends",
        lambda c: (c("mass_after") < 0.01) & (c("mass") > 4),
    ),
    ("among story", "stands among lines of the story", lambda c: c("story~2") > 0.6),
    ("among others", "stands among lines that are not the story", lambda c: c("story~2") < 0.25),
    ("above credit", "a picture credit follows", lambda c: c("rule_credit@+1") > 0),
    ("below credit", "a picture credit stands above", lambda c: c("rule_credit@-1") > 0),
    ("above prose", "a paragraph follows", lambda c: (c("words@+1") > 3) & (c("ends_full@+1") > 0)),
    ("said: navigation", "words of menus and buttons", lambda c: c("group_navigation") > 0),
    ("said: share", "words of sharing buttons", lambda c: c("group_share") > 0),
    ("said: comments", "words of comment sections", lambda c: c("group_comments") > 0),
    (
        "said: subscription",
        "words of subscriptions and newsletters",
        lambda c: c("group_subscription") > 0.3,
    ),
    ("said: appeal", "words of appeals for support", lambda c: c("group_appeal") > 0.3),
    ("said: legal", "words of notices and advertising", lambda c: c("group_legal") > 0.3),
    ("said: related", "words that point to other articles", lambda c: c("group_related") > 0.3),
    ("said: media", "words of players and galleries", lambda c: c("group_media") > 0.3),
    ("said: byline", "words of bylines and time stamps", lambda c: c("group_byline") > 0.4),
    ("said: credit", "words of picture credits", lambda c: c("group_credit") > 0.3),
    ("said: agency", "names a picture or news agency", lambda c: c("group_agency") > 0.3),
    ("said: caption", "words of captions", lambda c: c("group_caption") > 0.3),
    ("said: translator", "words of translation notices", lambda c: c("group_translator") > 0.3),
    ("extracted", "an extraction library took it for content", lambda c: c("extracted") > 0),
    ("left out", "an extraction library left it out", lambda c: c("extracted") < 0),
    (
        "in chrome",
        "the page's markup calls it a menu or a bar",
        lambda c: (c("in_nav") + c("in_footer") + c("in_aside") + c("near_class_chrome")) > 0,
    ),
    (
        "in figure",
        "the page's markup calls it a caption",
        lambda c: (c("in_figcaption") + c("near_class_caption")) > 0,
    ),
    (
        "in heading",
        "the page's markup calls it a heading",
        lambda c: (c("in_h1") + c("in_h2") + c("in_h3")) > 0,
    ),
)


def columns() -> tuple[str, ...]:
    """Names of the columns that conditions may name: features, then those of the second pass."""
    return (*features.names(), *passes.NAMES)


@cache
def _place() -> Mapping[str, int]:
    return {name: number for number, name in enumerate(columns())}


def names() -> tuple[str, ...]:
    """The name of every condition, in order."""
    return tuple(name for name, _, _ in _CONDITIONS)


def phrases() -> tuple[str, ...]:
    """The sentence of every condition, in order."""
    return tuple(phrase for _, phrase, _ in _CONDITIONS)


def flags(matrix: Matrix) -> Flags:
    """Which conditions hold for each row of features with the second pass's columns appended."""
    place = _place()

    def column(name: str) -> Matrix:
        return np.asarray(matrix[:, place[name]])

    return np.column_stack([condition(column) for _, _, condition in _CONDITIONS])


def strongest(held: Flags, weights: Matrix, most: int = 3) -> list[tuple[str, ...]]:
    """For each row the sentences of the conditions that hold and speak most for its kind.

    `weights` has one row a line: the weight of evidence of each condition for that line's kind.
    """
    said = phrases()
    scored = np.where(held, weights, 0.0)
    order = np.argsort(-scored, axis=1)[:, :most]
    return [
        tuple(said[at] for at in best if row[at] > 0.15)
        for row, best in zip(scored, order, strict=True)
    ]
