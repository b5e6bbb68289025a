"""Why a line got its kind, in words a reader can check against the page.

Each reason is a condition on what was seen of the line (columns of `features` and `passes`), with a
sentence. How much a reason says
for a kind was fitted once, as a weight of evidence (the log of how much likelier the condition
is among lines of that kind than among others; I. J. Good, 1950), so the strongest can lead.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from reader.clean.lines import features, passes

Matrix = NDArray[np.float32]
Flags = NDArray[np.bool_]

_MOST = 3
"""Reasons that are given for a line."""
_LEAST = 0.15
"""Weight of evidence from which a reason is worth giving."""


class Condition(Struct, frozen=True):
    """A reason's name, its sentence, and what must hold: every test, or any if `either`."""

    name: str
    sentence: str
    tests: tuple[str, ...]
    either: bool = False


_CONDITIONS: tuple[Condition, ...] = (
    Condition(
        "sentence",
        "reads as a full sentence",
        (
            "ends_full > 0",
            "words > 2.2",
        ),
    ),
    Condition("sentences", "holds several sentences", ("breaks > 0",)),
    Condition("long", "long, as paragraphs are", ("words > 3.2",)),
    Condition("short", "only a few words", ("words < 1.7",)),
    Condition(
        "unfinished",
        "ends without a full stop",
        (
            "ends_open > 0",
            "words > 1.7",
        ),
    ),
    Condition(
        "titled",
        "most words begin with a capital",
        (
            "title_share > 0.7",
            "words > 1",
        ),
    ),
    Condition("capitals", "all in capitals", ("all_caps > 0",)),
    Condition("function", "connected by small words, as prose is", ("function_share > 0.3",)),
    Condition(
        "bare",
        "hardly any small words, unlike prose",
        (
            "function_share < 0.1",
            "words > 1",
        ),
    ),
    Condition("quoted", "quotes speech", ("quotes > 0.5",)),
    Condition("dash", "opens with a dash, as dialogue does", ("starts_dash > 0",)),
    Condition("dateline", "opens with a dateline", ("dateline > 0",)),
    Condition(
        "dated",
        "holds a date or a clock time",
        (
            "clock > 0",
            "date > 0",
        ),
        either=True,
    ),
    Condition(
        "caption date",
        "says when a picture was taken",
        (
            "caption_date > 0",
            "breaks < 0.8",
        ),
    ),
    Condition(
        "address",
        "holds an address or a handle",
        (
            "address > 0",
            "mail > 0",
        ),
        either=True,
    ),
    Condition(
        "linked",
        "mostly a link",
        (
            "link_share > 0.5",
            "markup_link_share > 0.6",
        ),
        either=True,
    ),
    Condition("separators", "a row of items", ("separators > 0",)),
    Condition("copies", "stands more than once on the page", ("copies > 0",)),
    Condition("cohesive", "shares its words with the rest of the text", ("cohesion > 0.5",)),
    Condition(
        "stranger",
        "its words appear nowhere else in the text",
        (
            "cohesion < 0.05",
            "words > 1.3",
        ),
    ),
    Condition("as title", "repeats the words of the title", ("title_overlap > 0.5",)),
    Condition("story words", "its words are those of stories", ("word_score > 1",)),
    Condition("site words", "its words are those of buttons and notices", ("word_score < -1",)),
    Condition("first", "stands first", ("stands_first > 0",)),
    Condition(
        "before story",
        "stands before the story begins",
        (
            "mass_before < 0.01",
            "mass > 4",
        ),
    ),
    Condition(
        "after story",
        "stands after the story ends",
        (
            "mass_after < 0.01",
            "mass > 4",
        ),
    ),
    Condition("among story", "stands among lines of the story", ("story~2 > 0.6",)),
    Condition("among others", "stands among lines that are not the story", ("story~2 < 0.25",)),
    Condition("above credit", "a picture credit follows", ("rule_credit@+1 > 0",)),
    Condition("below credit", "a picture credit stands above", ("rule_credit@-1 > 0",)),
    Condition(
        "above prose",
        "a paragraph follows",
        ("words@+1 > 3", "ends_full@+1 > 0"),
    ),
    Condition("said: navigation", "words of menus and buttons", ("group_navigation > 0",)),
    Condition("said: share", "words of sharing buttons", ("group_share > 0",)),
    Condition("said: comments", "words of comment sections", ("group_comments > 0",)),
    Condition(
        "said: subscription",
        "words of subscriptions and newsletters",
        ("group_subscription > 0.3",),
    ),
    Condition("said: appeal", "words of appeals for support", ("group_appeal > 0.3",)),
    Condition("said: legal", "words of notices and advertising", ("group_legal > 0.3",)),
    Condition("said: related", "words that point to other articles", ("group_related > 0.3",)),
    Condition("said: media", "words of players and galleries", ("group_media > 0.3",)),
    Condition("said: byline", "words of bylines and time stamps", ("group_byline > 0.4",)),
    Condition("said: credit", "words of picture credits", ("group_credit > 0.3",)),
    Condition("said: agency", "names a picture or news agency", ("group_agency > 0.3",)),
    Condition("said: caption", "words of captions", ("group_caption > 0.3",)),
    Condition("said: translator", "words of translation notices", ("group_translator > 0.3",)),
    Condition("extracted", "an extraction library took it for content", ("extracted > 0",)),
    Condition("left out", "an extraction library left it out", ("extracted < 0",)),
    Condition(
        "in chrome",
        "the page's markup calls it a menu or a bar",
        (
            "in_nav > 0",
            "in_footer > 0",
            "in_aside > 0",
            "near_class_chrome > 0",
        ),
        either=True,
    ),
    Condition(
        "in figure",
        "the page's markup calls it a caption",
        (
            "in_figcaption > 0",
            "near_class_caption > 0",
        ),
        either=True,
    ),
    Condition(
        "in heading",
        "the page's markup calls it a heading",
        (
            "in_h1 > 0",
            "in_h2 > 0",
            "in_h3 > 0",
        ),
        either=True,
    ),
)


def columns() -> tuple[str, ...]:
    """Names of the columns that conditions may name: features, then those of `passes`."""
    return (*features.names(), *passes.NAMES)


@cache
def _place() -> Mapping[str, int]:
    return {name: number for number, name in enumerate(columns())}


def names() -> tuple[str, ...]:
    """The name of every condition, in order."""
    return tuple(condition.name for condition in _CONDITIONS)


def phrases() -> tuple[str, ...]:
    """The sentence of every condition, in order."""
    return tuple(condition.sentence for condition in _CONDITIONS)


class _Tests(Struct, frozen=True):
    """All tests side by side: a test holds where `sign` times its column exceeds `least`."""

    column: NDArray[np.intp]
    sign: Matrix
    least: Matrix
    starts: NDArray[np.intp]
    either: Flags


@cache
def _tests() -> _Tests:
    place = _place()
    column: list[int] = []
    sign: list[float] = []
    least: list[float] = []
    starts: list[int] = []
    for condition in _CONDITIONS:
        starts.append(len(column))
        for test in condition.tests:
            name, relation, value = test.rsplit(" ", 2)
            column.append(place[name])
            sign.append(1.0 if relation == ">" else -1.0)
            least.append(sign[-1] * float(value))
    return _Tests(
        np.array(column, np.intp),
        np.array(sign, np.float32),
        np.array(least, np.float32),
        np.array(starts, np.intp),
        np.array([condition.either for condition in _CONDITIONS]),
    )


def flags(matrix: Matrix) -> Flags:
    """Which conditions hold for each row of features with the columns of `passes` appended."""
    return _held(np.ascontiguousarray(matrix.T)).T


def _held(values: Matrix) -> Flags:
    """Which conditions, a row each, hold for the lines of a table with a feature a row."""
    tests = _tests()
    held = values.take(tests.column, axis=0) * tests.sign[:, None] > tests.least[:, None]
    every = np.logical_and.reduceat(held, tests.starts, axis=0)
    either = np.logical_or.reduceat(held, tests.starts, axis=0)
    return np.where(tests.either[:, None], either, every)


def strongest(values: Matrix, weights: Matrix) -> list[tuple[str, ...]]:
    """For each line the sentences of the conditions that hold and speak most for its kind.

    `values` has a row a feature and a column a line; `weights` one row a line: the weight of evidence
    of each condition for that line's kind.
    """
    scored = np.where(_held(values).T, weights, 0.0)
    order = np.argsort(-scored, axis=1)[:, :_MOST]
    telling = (np.take_along_axis(scored, order, axis=1) > _LEAST).sum(axis=1)
    return [
        _said(tuple(best[:many]))
        for best, many in zip(order.tolist(), telling.tolist(), strict=True)
    ]


@lru_cache(maxsize=4096)
def _said(conditions: tuple[int, ...]) -> tuple[str, ...]:
    """The sentences of some conditions; one tuple for all lines of which the same is said."""
    return tuple(_CONDITIONS[at].sentence for at in conditions)
