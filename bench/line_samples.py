"""Labelled documents to fit line kinds on: real pages in several shapes, and our own scrapes.

A scrape reaches the desk in many shapes of one page: with menus or without, a blank line between
paragraphs or none. Each page of the fit half is therefore used in several shapes, drawn with a
fixed seed; pages of the report half are used as they are, and only to measure.
"""

from __future__ import annotations

import difflib
import gzip
import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import page_kinds
from bench.page_kinds import IGNORED
from bench.pages import Page, grams
from reader.evaluation.gold import GoldScrape
from reader.ingest import IngestError, read
from reader.model import LineHint, LineKind

FOLDS = 3


@dataclass(frozen=True)
class Sample:
    """One document: lines, and for each whether it is story (1), not (0), unscored (-1).

    `kinds` holds the contract's kind where it is known.
    """

    id: str
    outlet: str
    shape: str
    fits: bool
    news: bool
    lines: tuple[str, ...]
    story: tuple[int, ...]
    kinds: tuple[LineKind | None, ...]
    weight: float = 1.0
    hints: tuple[LineHint, ...] = ()
    page: Page | None = None
    language: str = "en"

    @property
    def fold(self) -> int:
        """The fold of the sample's outlet, so that no outlet judges itself."""
        return hashlib.sha256(b"fold " + self.outlet.encode()).digest()[0] % FOLDS


def of_page(page: Page, rng: random.Random, *, labelled: bool = False) -> Iterator[Sample]:
    """The shapes of one page, with our labels if `labelled`; only the copied scrape for the report half."""
    story, kinds = _copied(page, labelled=labelled)
    yield _sample(page, "near", page.near, story, kinds, 1.0)
    inside = [at for at, value in enumerate(story) if value == 1]
    if not page.fits or not inside:
        return
    low = max(0, inside[0] - rng.choice([0, 0, 1, 2, 3, 5, 8]))
    high = min(len(story), inside[-1] + 1 + rng.choice([0, 0, 1, 2, 4, 8, 15]))
    rows = list(zip(page.near[low:high], story[low:high], kinds[low:high], strict=True))
    yield _sample(page, "crop", *_spaced(rows, rng), 1.0)
    story, kinds = _large(page, labelled=labelled)
    inside = [at for at, value in enumerate(story) if value == 1]
    if inside and rng.random() < 0.35:
        low = max(0, inside[0] - rng.choice([20, 60]))
        high = inside[-1] + rng.choice([20, 60])
        yield _sample(page, "page", page.page[low:high], story[low:high], kinds[low:high], 0.5)


def of_gold(scrape: GoldScrape, rng: random.Random) -> Iterator[Sample]:
    """Our own scrape as it is and, for fitting, with other spacing."""
    lines = scrape.document.text.split("\n")
    story = tuple(IGNORED if kind is LineKind.EMPTY else int(kind.kept) for kind in scrape.kinds)
    rows: list[Row] = list(zip(lines, story, scrape.kinds, strict=True))
    shapes: list[list[Row]] = (
        [rows] if scrape.split != "fit" else [rows, _blanks(rows, 0), _blanks(rows, 1)]
    )
    for shape in shapes:
        if shape is not rows and rng.random() < 0.3:
            shape = [row for row in shape if row[2] is not LineKind.HEADLINE]
        texts, labels, kinds = zip(*shape, strict=True)
        yield Sample(
            id=scrape.document.id,
            outlet=scrape.outlet,
            shape="gold",
            fits=scrape.split == "fit",
            news=True,
            lines=texts,
            story=labels,
            kinds=kinds,
            weight=1.5,
            language=scrape.language,
        )


def of_html(page: Page, *, labelled: bool = False) -> Sample | None:
    """The page as the HTML reader draws it, labels carried over from the page's own lines."""
    if page.html is None:
        return None
    try:
        document, *_ = read(Path(f"{page.id}.html"), data=gzip.decompress(page.html.read_bytes()))
    except IngestError:
        return None
    lines = tuple(document.text.split("\n"))
    story, kinds = _carried(lines, page, labelled=labelled)
    if not labelled:
        kinds = (None,) * len(lines)
    return Sample(
        page.id, page.outlet, "html", page.fits, page.news, lines, story, kinds, 1.0,
        document.hints, page, page.language,
    )  # fmt: skip


def _carried(
    lines: Sequence[str], page: Page, *, labelled: bool
) -> tuple[tuple[int, ...], tuple[LineKind | None, ...]]:
    known = [" ".join(text.split()) for text in page.page]
    ours = [" ".join(text.split()) for text in lines]
    story, kinds = _large(page, labelled=labelled)
    out = [IGNORED] * len(lines)
    named: list[LineKind | None] = [None] * len(lines)
    matcher = difflib.SequenceMatcher(None, ours, known, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        out[a : a + size] = story[b : b + size]
        named[a : a + size] = kinds[b : b + size]
    gold = grams(page.body)
    for at, text in enumerate(ours):
        if out[at] == IGNORED and named[at] is None and len(text.split()) >= 8:
            own = grams(text)
            share = sum((own & gold).values()) / sum(own.values())
            out[at] = 1 if share > 0.8 else 0 if share < 0.1 else IGNORED
    return tuple(out), tuple(named)


def _copied(page: Page, *, labelled: bool) -> tuple[tuple[int, ...], tuple[LineKind | None, ...]]:
    """What is known of each line of the copied scrape: by the data, and if `labelled` by us."""
    story, kinds = _labels(page, page.near, page.near_labels)
    return page_kinds.told(page, story, kinds) if labelled and page.fits else (story, kinds)


def _large(page: Page, *, labelled: bool) -> tuple[tuple[int, ...], tuple[LineKind | None, ...]]:
    """The same of each line of the whole page, in which the copied scrape stands."""
    story, kinds = _labels(page, page.page, page.page_labels)
    many = len(page.near)
    for at in range(len(page.page) - many + 1 if labelled else 0):
        if page.page[at] == page.near[0] and page.page[at : at + many] == page.near:
            near, named = _copied(page, labelled=labelled)
            story = story[:at] + near + story[at + many :]
            kinds = kinds[:at] + named + kinds[at + many :]
            break
    return story, kinds


def _labels(
    page: Page, lines: Sequence[str], labels: dict[int, tuple[str, str]]
) -> tuple[tuple[int, ...], tuple[LineKind | None, ...]]:
    title = " ".join(page.title.casefold().split())
    story: list[int] = []
    kinds: list[LineKind | None] = []
    begun = titled = False
    for at, text in enumerate(lines):
        label, detail = labels.get(at, ("I", "blank"))
        value, kind = IGNORED, None
        if label == "C":
            begun, value = True, 1
            words = text.split()
            short = len(words) <= 10 and text.rstrip()[-1:].isalnum()
            kind = None if short else LineKind.BODY
        elif label == "B":
            value = 0
            kind = LineKind.CAPTION if detail == "caption" else None
            kind = LineKind.METADATA if detail == "byline" else kind
        elif detail == "title" and not begun and not titled:
            if " ".join(text.casefold().split()) == title:
                titled, value, kind = True, 1, LineKind.HEADLINE
        elif detail == "subhead":
            value, kind = 1, LineKind.SUBHEADING
        story.append(value)
        kinds.append(kind)
    return tuple(story), tuple(kinds)


Row = tuple[str, int, LineKind | None]


def _spaced(
    rows: list[Row], rng: random.Random
) -> tuple[tuple[str, ...], tuple[int, ...], tuple[LineKind | None, ...]]:
    style = rng.random()
    if style < 0.45:
        rows = _blanks(rows, 0)
    elif style < 0.75:
        rows = _blanks(rows, 1)
    texts, story, kinds = zip(*rows, strict=True)
    return texts, story, kinds


def _blanks(rows: Sequence[Row], between: int) -> list[Row]:
    out: list[Row] = []
    for row in rows:
        if row[0].strip():
            out.append(row)
            out.extend([("", IGNORED, LineKind.EMPTY)] * between)
    return out


def _sample(
    page: Page,
    shape: str,
    lines: Sequence[str],
    story: Sequence[int],
    kinds: Sequence[LineKind | None],
    weight: float,
) -> Sample:
    return Sample(
        page.id, page.outlet, shape, page.fits, page.news, tuple(lines), tuple(story), tuple(kinds),
        weight * (2.0 if page.news else 1.0), (), page, page.language,
    )  # fmt: skip
