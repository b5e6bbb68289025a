"""What a page's own markup says of a line: the element it stands in, its classes, its links.

Class names are read by the words inside them ("article__caption-text" says caption), since
outlets share few class names and many habits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

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
)
"""Columns in order; all zero where a document has no markup."""


@lru_cache(maxsize=32768)
def _step(step: str) -> tuple[str, frozenset[str]]:
    """An element's name and the groups that its classes and id speak for."""
    element = re.split(r"[#\[.]", step, maxsplit=1)[0].lower()
    words = {word.lower() for word in _SPLIT.split(step[len(element) :]) if word}
    plural = {word[:-1] for word in words if word.endswith("s")}
    return element, frozenset(name for name, known in _WORDS.items() if known & (words | plural))


def columns(index: Sequence[int], hints: Sequence[LineHint]) -> NDArray[np.float32]:
    """One row of markup features for each line number of `index`."""
    table = np.zeros((len(index), len(NAMES)), np.float32)
    if not hints:
        return table
    place = {name: number for number, name in enumerate(NAMES)}
    elements = {element: place[f"in_{element}"] for element in _ELEMENTS}
    for row, number in enumerate(index):
        hint = hints[number]
        line = table[row]
        line[0] = 1.0
        line[1] = 0.0 if hint.extracted is None else (1.0 if hint.extracted else -1.0)
        line[2] = hint.link_share
        line[3] = min(len(hint.path), 40)
        for distance, step in enumerate(reversed(hint.path)):
            element, said = _step(step)
            column = elements.get(element)
            if column is not None and not line[column]:
                line[column] = 1.0 / (1 + 0.2 * distance)
            for name in said:
                far, near = place[name], place[f"near_{name}"]
                line[far] = max(line[far], 1.0 / (1 + 0.2 * distance))
                if distance < 3:
                    line[near] = 1.0
    for source, target in ((1, "extracted_near"), (2, "links_near")):
        padded = np.pad(table[:, source], 3, mode="edge")
        table[:, place[target]] = np.convolve(padded, np.ones(7, np.float32) / 7, mode="valid")
    return table
