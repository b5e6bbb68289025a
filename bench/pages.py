"""Real pages with labelled lines, kept outside the repository, and the split by publisher.

The folder is named by WIREREADER_PAGES, or stands beside the repository as ``shared/data``.
Its texts belong to their publishers: they are read to fit and to measure, never copied.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})


@dataclass(frozen=True)
class Page:
    """One page: its gold body, and variants of its text with labels of lines (C, B, I)."""

    id: str
    outlet: str
    language: str
    title: str
    body: str
    near: tuple[str, ...]
    near_labels: dict[int, tuple[str, str]]
    page: tuple[str, ...]
    page_labels: dict[int, tuple[str, str]]
    html: Path | None

    @property
    def fits(self) -> bool:
        """Whether the page is in the half that weights are fitted on."""
        return hashlib.sha256(self.outlet.encode()).digest()[0] % 2 == 0

    @property
    def news(self) -> bool:
        """Whether the page comes from the news publishers' part of the data."""
        return not self.id.startswith("w")


def folder() -> Path | None:
    """Where the pages are, None where there are none."""
    named = os.environ.get("WIREREADER_PAGES")
    place = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    return place if (place / "pages.jsonl.gz").is_file() else None


def outlet_of(url: str) -> str:
    """The registered domain of an address, by the rule of two labels or three."""
    labels = (urlsplit(url).hostname or "").split(".")
    short = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2
    return ".".join(labels[-3:] if short else labels[-2:])


def load(place: Path) -> Iterator[Page]:
    """Every page, in the order of the file."""
    with gzip.open(place / "pages.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            yield _page(json.loads(line), place)


def _page(entry: dict[str, Any], place: Path) -> Page:
    name = entry.get("html")
    return Page(
        id=entry["id"],
        outlet=outlet_of(entry["url"]),
        language=entry["lang"],
        title=entry["title"] or "",
        body=entry["body"],
        near=tuple(entry["near"]["text"].split("\n")),
        near_labels={at: (label, detail) for at, label, detail in entry["near"]["labels"]},
        page=tuple(entry["page"]["text"].split("\n")),
        page_labels={at: (label, detail) for at, label, detail in entry["page"]["labels"]},
        html=place / name if name and (place / name).is_file() else None,
    )


def grams(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """The word n-grams of a text, counted; shorter texts are one gram."""
    words = text.split()
    if len(words) < size:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[start:] for start in range(size)), strict=False))


def overlap(kept: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of a cleaned text against the gold body, in word 4-grams."""
    ours, theirs = grams(kept), grams(gold)
    shared = sum((ours & theirs).values())
    precision = shared / max(sum(ours.values()), 1)
    recall = shared / max(sum(theirs.values()), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
