"""What a page's own markup says of a line: the element it stands in, its classes, its links.

Class names are read by the words inside them ("article__caption-text" says caption), since
outlets share few class names and many habits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from reader.model import LineHint

_ELEMENTS = (
    "nav",
    "footer",
    "header",
    "aside",
    "figure",
    "figcaption",
    "article",
    "main",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "p",
    "a",
    "button",
    "time",
    "form",
    "td",
    "blockquote",
    "section",
    "label",
    "span",
    "div",
    "em",
    "strong",
    "table",
    "script",
)
_CLASSES = {
    "class_story": "article story post content entry body text paragraph main richtext copy prose",
    "class_caption": "caption figure credit photo image picture media legend gallery copyright source",
    "class_related": "related recommend recirc more also teaser promo popular most trending latest "
    "read-next linked card",
    "class_chrome": "nav menu footer header sidebar toolbar widget share social breadcrumb tag comment "
    "button banner modal popup cookie consent ad ads advert sponsor login search skip tools bar meta",
    "class_promo": "newsletter subscribe subscription paywall signup donate donation support "
    "membership piano offer cta",
    "class_byline": "byline author date time timestamp published meta dateline contributor",
    "class_hidden": "hidden sr-only visually-hidden screen-reader noscript invisible",
    "class_heading": "headline title heading standfirst lead summary subtitle dek kicker intro",
}
_WORDS = {name: frozenset(words.split()) for name, words in _CLASSES.items()}
_SPLIT = re.compile(r"[^a-z]+|(?<=[a-z])(?=[A-Z])")

_DEEPEST = 40
_NEAR = 3
_AROUND = (
    ("extracted", "extracted_near"),
    ("markup_link_share", "links_near"),
    ("seconded", "seconded_near"),
)

NAMES = (
    "has_markup",
    "extracted",
    "markup_link_share",
    "depth",
    *(f"in_{element}" for element in _ELEMENTS),
    *_CLASSES,
    *(f"near_{name}" for name in _CLASSES),
    "extracted_near",
    "links_near",
    "seconded",
    "seconded_near",
)
"""Columns in order; all zero where a document has no markup."""


@lru_cache(maxsize=32768)
def _step(step: str) -> tuple[str, frozenset[str]]:
    """An element's name and the groups that its classes and id speak for."""
    element = re.split(r"[#\[.]", step, maxsplit=1)[0].lower()
    words = {word.lower() for word in _SPLIT.split(step[len(element) :]) if word}
    plural = {word[:-1] for word in words if word.endswith("s")}
    return element, frozenset(name for name, known in _WORDS.items() if known & (words | plural))


@cache
def _places() -> dict[str, int]:
    return {name: number for number, name in enumerate(NAMES)}


def _path(path: Sequence[str]) -> list[float]:
    """A row with the columns that a chain of elements fills; the nearer an element, the more it says."""
    place = _places()
    line = [0.0] * len(NAMES)
    line[place["depth"]] = min(len(path), _DEEPEST)
    for distance, step in enumerate(reversed(path)):
        element, said = _step(step)
        weight = 1.0 / (1 + 0.2 * distance)
        column = place.get(f"in_{element}")
        if column is not None and not line[column]:
            line[column] = weight
        for name in said:
            line[place[name]] = max(line[place[name]], weight)
            if distance < _NEAR:
                line[place[f"near_{name}"]] = 1.0
    return line


def _vote(vote: bool | None) -> float:
    return 0.0 if vote is None else 1.0 if vote else -1.0


def columns(index: Sequence[int], hints: Sequence[LineHint]) -> NDArray[np.float32]:
    """One row of markup features for each line number of `index`."""
    table = np.zeros((len(index), len(NAMES)), np.float32)
    if not hints:
        return table
    place = _places()
    paths: dict[tuple[str, ...], int] = {}
    for row, number in enumerate(index):
        hint = hints[number]
        line = table[row]
        same = paths.setdefault(hint.path, row)
        line[:] = _path(hint.path) if same == row else table[same]
        line[0] = 1.0
        line[1] = _vote(hint.extracted)
        line[2] = hint.link_share
        line[place["seconded"]] = _vote(hint.seconded)
    for source, target in _AROUND:
        padded = np.pad(table[:, place[source]], 3, mode="edge")
        table[:, place[target]] = np.convolve(padded, np.ones(7, np.float32) / 7, mode="valid")
    return table
