"""How line kinds do on the report half of the real pages: ``python -m bench.page_scores``.

Measured as the cleaned text a reader would get: mean F1 of word 4-grams against the gold body,
captions dropped, body lines lost, by outlet. Titles are left out of both sides, since the gold
bodies do not hold them. Nothing here is fitted, and fitting never looks at these pages.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import pages
from bench.pages import Page
from reader.clean import classify
from reader.ingest import IngestError, read
from reader.model import Document, Line, LineKind

ARTICLE_WORDS = 120
ARTICLE_CEILING = 0.9


@dataclass(frozen=True)
class Score:
    """One page: F1 of the cleaned text, of perfect lines and of a simple rule; counts of lines."""

    page: Page
    f1: float
    perfect: float
    simple: float
    captions: int
    captions_dropped: int
    body: int
    body_lost: int


def article(page: Page) -> bool:
    """Whether a page reads as an article: a body of some length that its lines can make up."""
    return page.news or (
        len(page.body.split()) >= ARTICLE_WORDS
        and pages.overlap(_gold(page), page.body)[2] >= ARTICLE_CEILING
    )


def scrapes(wanted: Sequence[Page]) -> Iterator[Score]:
    """Scores of copied scrapes: plain text from a little above the article to a little below."""
    for page in wanted:
        text = "\n".join(page.near)
        found = classify(Document(page.id, page.id, "text", "utf-8", text))
        titles = {at for at, (label, detail) in page.near_labels.items() if detail == "title"}
        kept = _kept(text, found, titles)
        captions = [at for at, (_, detail) in page.near_labels.items() if detail == "caption"]
        body = [at for at, (label, _) in page.near_labels.items() if label == "C"]
        yield Score(
            page,
            pages.overlap(kept, page.body)[2],
            pages.overlap(_gold(page), page.body)[2],
            pages.overlap(" ".join(t for t in page.near if len(t.split()) >= 12), page.body)[2],
            len(captions),
            sum(not found[at].kind.kept for at in captions),
            len(body),
            sum(not found[at].kind.kept for at in body),
        )


def marked_up(wanted: Sequence[Page]) -> Iterator[tuple[Page, float, float]]:
    """For pages with HTML: F1 of our cleaned text, and of what the extraction library alone keeps."""
    for page in wanted:
        if page.html is None:
            continue
        try:
            document, *_ = read(
                Path(f"{page.id}.html"), data=gzip.decompress(page.html.read_bytes())
            )
        except IngestError:
            continue
        lines = classify(document)
        titles = {
            line.number - 1
            for line in lines
            if line.kind is LineKind.HEADLINE
            or " ".join(document.text[line.start : line.end].split())
            == " ".join(page.title.split())
        }
        texts = document.text.split("\n")
        alone = " ".join(
            text
            for at, (text, hint) in enumerate(zip(texts, document.hints, strict=True))
            if hint.extracted and at not in titles
        )
        ours = pages.overlap(_kept(document.text, lines, titles), page.body)[2]
        yield page, ours, pages.overlap(alone, page.body)[2]


def figures(place: Path) -> dict[str, float]:
    """The figures that floors are held against: the news pages of the report half."""
    wanted = [page for page in pages.load(place) if page.news and not page.fits]
    news = list(scrapes(wanted))
    captions, body = sum(score.captions for score in news), sum(score.body for score in news)
    return {
        "news.f1": pages.mean([score.f1 for score in news]),
        "news.captions_dropped": sum(s.captions_dropped for s in news) / max(captions, 1),
        "news.body_kept": 1 - sum(s.body_lost for s in news) / max(body, 1),
        "news.html.f1": pages.mean([ours for _, ours, _ in marked_up(wanted)]),
    }


def _gold(page: Page) -> str:
    return " ".join(
        text for at, text in enumerate(page.near) if page.near_labels.get(at, ("I", ""))[0] == "C"
    )


def _kept(text: str, lines: Sequence[Line], titles: set[int]) -> str:
    return " ".join(
        text[line.start : line.end]
        for line in lines
        if line.kind.kept and line.number - 1 not in titles
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outlets", action="store_true", help="one row an outlet of the news part")
    parser.add_argument("--no-html", action="store_true")
    options = parser.parse_args()
    place = pages.folder()
    if place is None:
        print("No pages: set WIREREADER_PAGES to the folder of pages.jsonl.gz.", file=sys.stderr)
        return 1
    wanted = [page for page in pages.load(place) if not page.fits]
    scored = list(scrapes(wanted))
    for name, part in (
        ("news", [s for s in scored if s.page.news]),
        ("article-like", [s for s in scored if article(s.page)]),
        ("all", scored),
    ):
        captions, body = sum(s.captions for s in part), sum(s.body for s in part)
        print(
            f"{name:14} {len(part):4} pages  F1 {pages.mean([s.f1 for s in part]):.4f}"
            f"  perfect lines {pages.mean([s.perfect for s in part]):.4f}"
            f"  12-word rule {pages.mean([s.simple for s in part]):.4f}"
            f"  captions dropped {sum(s.captions_dropped for s in part)}/{captions}"
            f"  body lines lost {sum(s.body_lost for s in part)}/{body}"
        )
    if options.outlets:
        rows: dict[str, list[Score]] = defaultdict(list)
        for score in scored:
            if score.page.news:
                rows[score.page.outlet].append(score)
        for outlet, own in sorted(
            rows.items(), key=lambda item: pages.mean([s.f1 for s in item[1]])
        ):
            print(
                f"  {outlet:26} {len(own):2} {pages.mean([s.f1 for s in own]):.3f}"
                f"  captions {sum(s.captions_dropped for s in own)}/{sum(s.captions for s in own)}"
                f"  lost {sum(s.body_lost for s in own)}/{sum(s.body for s in own)}"
            )
    if not options.no_html:
        drawn = list(marked_up(wanted))
        for name, part2 in (("html news", [d for d in drawn if d[0].news]), ("html all", drawn)):
            print(
                f"{name:14} {len(part2):4} pages  F1 {pages.mean([d[1] for d in part2]):.4f}"
                f"  extractor alone {pages.mean([d[2] for d in part2]):.4f}"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
