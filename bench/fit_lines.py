"""Fit the weights of line kinds and say how they do on pages that they have not seen.

Run as ``python -m bench.fit_lines``: the one command that writes every fitted number of the room,
``lines.npz`` and ``lines.json.gz``. It reads the pages of `bench.pages` (fit half) and our own scrapes
marked for fitting. Everything that one stage hands to the next is predicted for outlets left out of
that stage's fitting, so that no stage trusts the one before it more than it may on unseen pages.
Thresholds are chosen on those left-out predictions; the report half is never looked at here.

The same data, code and libraries give the same bytes: chance is seeded, and everything runs on one
thread, since a sum over several threads may end in other last digits.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from bench import pages
from bench.caption_samples import grown
from bench.fit_kinds import KINDS, naming
from bench.fit_passes import SEED, Shape, stage, threshold, word_weights
from bench.line_samples import FOLDS, Sample, of_gold, of_html, of_page
from bench.narration import say
from bench.pages import Page
from reader.clean.lines import features
from reader.clean.lines.features import rows
from reader.clean.lines.model import plain_columns
from reader.clean.lines.weights import FIELDS, Forest, Words
from reader.evaluation.gold import read as read_gold

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "reader" / "clean" / "data"
GOLD = ROOT / "tests" / "gold" / "lines"

SHAPES: Mapping[str, Shape] = {
    "first": {"trees": 45, "leaves": 16, "rate": 0.18},
    "second": {"trees": 70, "leaves": 16, "rate": 0.13},
    "markup": {"trees": 60, "leaves": 12, "rate": 0.12, "smallest": 30},
    "kinds": {"trees": 40, "leaves": 8, "rate": 0.15, "smallest": 12, "ridge": 2.0},
}
"""How the trees of each forest are grown."""


@dataclass(frozen=True)
class Fitted:
    """All that one run fits, as it is stored."""

    forests: Mapping[str, Forest]
    words: Words
    settings: Mapping[str, float]
    evidence: Mapping[str, Mapping[str, float]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=DATA, help="folder that the weights go to")
    options = parser.parse_args()
    place = pages.folder()
    if place is None:
        print(
            "No pages: set WIREREADER_PAGES to the folder of pages.jsonl.gz.",
            file=sys.stderr,
        )
        return 1
    halves = [page for page in pages.load(place) if page.fits]
    plain = samples(halves)
    html = [sample for page in halves if (sample := of_html(page)) is not None]
    say(f"{len(plain)} plain documents, {len(html)} HTML pages, {len(halves)} pages")
    version = save(fit(plain, html), options.into)
    say(f"written, version {version}")
    return 0


def samples(halves: Sequence[Page]) -> list[Sample]:
    """The plain-text documents to fit on: pages in their shapes, our scrapes, both with captions grown.

    The draw is seeded and follows the order of the files.
    """
    rng = random.Random(SEED)
    plain = [sample for page in halves for sample in of_page(page, rng)]
    for path in sorted(GOLD.glob("*.txt")):
        for scrape in read_gold(path):
            if scrape.split == "fit":
                plain += of_gold(scrape, rng)
    for sample in [sample for sample in plain if sample.shape in ("near", "gold")]:
        language = sample.page.language if sample.page else sample.language
        more = grown(sample, language, rng)
        if more is not None:
            plain.append(more)
    return plain


def fit(
    plain: Sequence[Sample], html: Sequence[Sample], shapes: Mapping[str, Shape] = SHAPES
) -> Fitted:
    """Fit everything, in order; without HTML pages the pass for markup is left out."""
    with threadpool_limits(limits=1):
        return _fit(plain, html, shapes)


def _fit(plain: Sequence[Sample], html: Sequence[Sample], shapes: Mapping[str, Shape]) -> Fitted:
    words = [word_weights([s for s in plain if s.fold != fold]) for fold in range(FOLDS)]
    everything = word_weights(plain)
    say("words fitted")
    seen = [rows(s.lines, words[s.fold], s.hints) for s in plain]
    marked = [rows(s.lines, words[s.fold], s.hints) for s in html]
    say(f"{sum(len(r.texts) for r in seen)} lines seen")

    width = plain_columns()
    bare = [r.matrix[:, :width] for r in seen]
    bare_html = [r.matrix[:, :width] for r in marked]
    first, around, around_html = stage(
        "first", plain, seen, bare, html, marked, bare_html, shapes["first"]
    )
    second, around2, around_html2 = stage(
        "second",
        plain,
        seen,
        [np.hstack(pair) for pair in zip(bare, around, strict=True)],
        html,
        marked,
        [np.hstack(pair) for pair in zip(bare_html, around_html, strict=True)],
        shapes["second"],
    )
    fitted = {"first": first, "second": second}
    settings = {"threshold": threshold(plain, seen, around2)}
    if html:
        full = [np.hstack([r.matrix, a]) for r, a in zip(marked, around_html2, strict=True)]
        fitted["markup"], around3, _ = stage(
            "markup", html, marked, full, [], [], [], shapes["markup"]
        )
        settings["threshold_markup"] = threshold(html, marked, around3)
    say(f"thresholds {settings}")
    fitted["kinds"], evidence = naming(
        plain, seen, bare, around2, shapes["kinds"], settings["threshold"]
    )
    return Fitted(fitted, everything, settings, evidence)


def save(fitted: Fitted, folder: Path) -> str:
    """Write the weights; the version that it gives is a digest of their content."""
    arrays: dict[str, Any] = {
        f"{name}.{field}": getattr(forest, field)
        for name, forest in fitted.forests.items()
        for field in FIELDS
    }
    digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays.values()))
    words = fitted.words
    table = {
        "note": "Fitted by bench/fit_lines.py on the fit half of pages of the Web Content Extraction "
        "Benchmark (Murrough Foley, CC-BY-4.0) and of flairNLP/fundus (MIT), and on tests/gold/lines.",
        "columns": list(features.names()),
        "forests": sorted(fitted.forests),
        "settings": fitted.settings,
        "kinds": KINDS,
        "story_words": {"words": words.story.words, "first": words.story.first},
        "caption_words": {"words": words.caption.words, "first": words.caption.first},
        "evidence": fitted.evidence,
    }
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest.update(text.encode())
    version = digest.hexdigest()[:12]
    text = json.dumps(table | {"version": version}, ensure_ascii=False, sort_keys=True)
    (folder / "lines.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    with (folder / "lines.npz").open("wb") as stream:
        np.savez_compressed(stream, **arrays)
    return version


if __name__ == "__main__":
    raise SystemExit(main())
