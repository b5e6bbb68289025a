"""Fit the weights of line kinds and say how they do on pages that they have not seen.

Run as ``python -m bench.fit_lines``. It reads the pages of `bench.pages` (fit half) and our own
scrapes marked for fitting, and writes ``lines.npz`` and ``lines.json.gz`` beside the room's data.
Everything that one stage hands to the next is predicted for outlets left out of that stage's
fitting, so that no stage trusts the one before it more than it may on unseen pages. Thresholds
are chosen on those left-out predictions; the report half is never looked at here.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from bench import fit_words, forests, pages
from bench.caption_samples import grown
from bench.line_samples import FOLDS, Sample, of_gold, of_html, of_page
from reader.clean.lines import features, passes, reasons
from reader.clean.lines.features import Rows, rows
from reader.clean.lines.model import plain_columns
from reader.clean.lines.vocabulary import words_of
from reader.clean.lines.weights import FIELDS, Forest, Words, logistic
from reader.evaluation.gold import read as read_gold
from reader.model import LineKind

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "reader" / "clean" / "data"
GOLD = ROOT / "tests" / "gold" / "lines"
SEED = 7
KINDS = tuple(kind.value for kind in LineKind if kind is not LineKind.EMPTY)

Matrix = NDArray[np.float32]


class Shape(TypedDict, total=False):
    """How `forests.fit` grows the trees of one pass."""

    trees: int
    leaves: int
    rate: float
    smallest: int
    ridge: float


FIRST: Shape = {"trees": 45, "leaves": 16, "rate": 0.18}
SECOND: Shape = {"trees": 70, "leaves": 16, "rate": 0.13}
MOST_LINES = 60
MARKUP: Shape = {"trees": 60, "leaves": 12, "rate": 0.12, "smallest": 30}
NAMING: Shape = {"trees": 40, "leaves": 8, "rate": 0.15, "smallest": 12, "ridge": 2.0}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-markup", action="store_true", help="leave out the HTML pass")
    options = parser.parse_args()
    place = pages.folder()
    if place is None:
        print(
            "No pages: set WIREREADER_PAGES to the folder of pages.jsonl.gz.",
            file=sys.stderr,
        )
        return 1
    rng = random.Random(SEED)
    halves = [page for page in pages.load(place) if page.fits]
    plain = [sample for page in halves for sample in of_page(page, rng)]
    gold = [scrape for path in sorted(GOLD.glob("*.txt")) for scrape in read_gold(path)]
    plain += [s for scrape in gold if scrape.split == "fit" for s in of_gold(scrape, rng)]
    grows = [
        (s, s.page.language if s.page else s.language) for s in plain if s.shape in ("near", "gold")
    ]
    plain += [s for given, language in grows if (s := grown(given, language, rng)) is not None]
    html = [] if options.no_markup else [s for page in halves if (s := of_html(page)) is not None]
    say(f"{len(plain)} plain documents, {len(html)} HTML pages, {len(halves)} pages")

    words = [word_weights([s for s in plain if s.fold != fold]) for fold in range(FOLDS)]
    everything = word_weights(plain)
    say("words fitted")
    seen = [rows(s.lines, words[s.fold], s.hints) for s in plain]
    marked = [rows(s.lines, words[s.fold], s.hints) for s in html]
    say(f"{sum(len(r.texts) for r in seen)} lines seen")

    width = plain_columns()
    bare = [r.matrix[:, :width] for r in seen]
    bare_html = [r.matrix[:, :width] for r in marked]
    first, around, around_html = stage("first", plain, seen, bare, html, marked, bare_html, FIRST)
    second, around2, around_html2 = stage(
        "second",
        plain,
        seen,
        [np.hstack(pair) for pair in zip(bare, around, strict=True)],
        html,
        marked,
        [np.hstack(pair) for pair in zip(bare_html, around_html, strict=True)],
        SECOND,
    )
    fitted = {"first": first, "second": second}
    settings = {"threshold": threshold(plain, seen, around2)}
    if html:
        full = [np.hstack([r.matrix, a]) for r, a in zip(marked, around_html2, strict=True)]
        fitted["markup"], around3, _ = stage("markup", html, marked, full, [], [], [], MARKUP)
        settings["threshold_markup"] = threshold(html, marked, around3)
    say(f"thresholds {settings}")
    fitted["kinds"], evidence = naming(plain, seen, bare, around2)
    save(fitted, everything, settings, evidence)
    return 0


def say(text: str) -> None:
    """A line of narration with the seconds of processor time so far."""
    print(f"[{time.process_time():6.0f}s] {text}", flush=True)


def word_weights(samples: Sequence[Sample]) -> Words:
    """Word weights for story and for captions, from every scored line of the samples."""
    lines, target, outlets = [], [], []
    captions, is_caption, where = [], [], []
    for sample in samples:
        if sample.shape == "crop":
            continue
        grew = sample.shape == "grown"
        for text, story, kind in zip(sample.lines, sample.story, sample.kinds, strict=True):
            if story < 0:
                continue
            words = words_of(text)
            caption = kind is LineKind.CAPTION
            if grew and not caption:
                continue
            if not grew:
                lines.append(words)
                target.append(story)
                outlets.append(sample.outlet)
            if sample.shape != "page" and (caption or (story and 4 <= len(words) <= 70)):
                captions.append(words)
                is_caption.append(int(caption))
                where.append(sample.outlet)
    return Words(
        fit_words.fit(lines, target, outlets),
        fit_words.fit(captions, is_caption, where, strength=1.0, least=3),
    )


def stage(
    name: str,
    samples: Sequence[Sample],
    seen: Sequence[Rows],
    matrices: Sequence[Matrix],
    others: Sequence[Sample],
    others_seen: Sequence[Rows],
    others_matrices: Sequence[Matrix],
    shape: Shape,
) -> tuple[Forest, list[Matrix], list[Matrix]]:
    """Fit one pass; give its forest and, for every document, the context from left-out folds."""
    around: list[Matrix] = [np.zeros((0, 0), np.float32)] * len(samples)
    other_around: list[Matrix] = [np.zeros((0, 0), np.float32)] * len(others)
    for fold in range(FOLDS):
        chosen = [at for at, sample in enumerate(samples) if sample.fold != fold]
        forest = forests.fit(*stacked(samples, seen, matrices, chosen), **shape)
        for batch, batch_seen, batch_matrices, out in (
            (samples, seen, matrices, around),
            (others, others_seen, others_matrices, other_around),
        ):
            for at, sample in enumerate(batch):
                if sample.fold == fold:
                    story = logistic(forest.raw(batch_matrices[at]))[:, 0]
                    out[at] = passes.context(story, characters(batch_seen[at]))
    forest = forests.fit(*stacked(samples, seen, matrices, range(len(samples))), **shape)
    say(f"{name} pass fitted: {len(forest.drop)} conditions")
    return forest, around, other_around


def passes_columns(deep: Matrix) -> Matrix:
    """Features and the second pass's columns with the columns of markup, all zero, between them."""
    width = plain_columns()
    gap = np.zeros((len(deep), len(reasons.columns()) - deep.shape[1]), np.float32)
    return np.hstack([deep[:, :width], gap, deep[:, width:]])


def characters(seen: Rows) -> Matrix:
    """Characters of each line."""
    return np.expm1(seen.matrix[:, features.places()["characters"]])


def stacked(
    samples: Sequence[Sample],
    seen: Sequence[Rows],
    matrices: Sequence[Matrix],
    chosen: Sequence[int],
) -> tuple[Matrix, NDArray[np.int64], Matrix]:
    """Features, targets and weights of the scored lines of the chosen documents.

    Long lines weigh more than short ones, since a lost paragraph costs more than a kept button;
    captions four times as much; a long page does not outvote a short one, and of a very long
    one a draw of `MOST_LINES` lines is enough.
    """
    parts, targets, weights = [], [], []
    for at in chosen:
        sample, index = samples[at], seen[at].index
        story = np.array([sample.story[number] for number in index])
        scored = story >= 0
        if not scored.any():
            continue
        lot = np.random.default_rng(SEED + at).permutation(len(story))
        scored[lot[np.cumsum(scored[lot]) > MOST_LINES]] = False
        caption = np.array([sample.kinds[number] is LineKind.CAPTION for number in index])
        size = np.clip(np.sqrt(characters(seen[at])) / 8, 0.5, 2.5)
        weight = (
            sample.weight * size * np.where(caption, 4.0, 1.0) * 10 / np.sqrt(max(scored.sum(), 10))
        )
        parts.append(matrices[at][scored])
        targets.append(story[scored])
        weights.append(weight[scored])
    return (
        np.vstack(parts).astype(np.float32),
        np.concatenate(targets).astype(np.int64),
        np.concatenate(weights).astype(np.float32),
    )


def threshold(samples: Sequence[Sample], seen: Sequence[Rows], around: Sequence[Matrix]) -> float:
    """The lowest probability to keep lines from that gives the best mean F1, to four digits.

    Measured on left-out pages; the lowest, since a lost line costs a reader more than a kept one.
    """
    chosen = [
        at for at, sample in enumerate(samples) if sample.shape in ("near", "html") and sample.page
    ]
    means: dict[float, float] = {}
    for value in (0.35, 0.4, 0.45, 0.5, 0.55):
        scores = []
        for at in chosen:
            sample, story = samples[at], around[at][:, 0]
            kept = [
                text
                for text, number, share in zip(seen[at].texts, seen[at].index, story, strict=True)
                if share >= value and sample.kinds[number] is not LineKind.HEADLINE
            ]
            assert sample.page is not None
            scores.append(pages.overlap(" ".join(kept), sample.page.body)[2])
        means[value] = round(pages.mean(scores), 4)
        say(f"  left-out pages at {value}: mean F1 {means[value]:.4f}")
    return min(value for value, score in means.items() if score >= max(means.values()) - 0.001)


def naming(
    samples: Sequence[Sample],
    seen: Sequence[Rows],
    bare: Sequence[Matrix],
    around: Sequence[Matrix],
) -> tuple[Forest, dict[str, dict[str, float]]]:
    """Fit the names of kinds, and weigh the reasons for each."""
    parts, targets, weights = [], [], []
    for at, sample in enumerate(samples):
        if sample.shape == "page":
            continue
        own = sample.shape == "gold"
        index = seen[at].index
        kinds = [sample.kinds[number] for number in index]
        if not own:
            kinds = [
                kind if kind is not None else decided.kind if decided is not None else None
                for kind, decided in zip(kinds, seen[at].decided, strict=True)
            ]
        known = np.array([kind is not None and kind is not LineKind.EMPTY for kind in kinds])
        if not known.any():
            continue
        values = [
            KINDS.index(kind.value)
            for kind in kinds
            if kind is not None and kind is not LineKind.EMPTY
        ]
        share = np.array(
            [
                1.0 if own else {"body": 0.02, "caption": 0.6}.get(KINDS[value], 0.15)
                for value in values
            ]
        )
        parts.append(np.hstack([bare[at], around[at]])[known])
        targets.append(np.array(values))
        weights.append(share)
    matrix = np.vstack(parts).astype(np.float32)
    target = np.concatenate(targets).astype(np.int64)
    weight = np.concatenate(weights).astype(np.float32)
    say(
        f"naming {len(target)} lines, {dict(zip(KINDS, np.bincount(target, minlength=len(KINDS)), strict=True))}"
    )
    forest = forests.fit(matrix, target, weight, **NAMING)
    say(f"kinds fitted: {len(forest.drop)} conditions")
    return forest, weigh(matrix, target, weight)


def weigh(matrix: Matrix, target: NDArray[np.int64], weight: Matrix) -> dict[str, dict[str, float]]:
    """Weight of evidence of every reason for every kind, smoothed by half a line."""
    held = reasons.flags(passes_columns(matrix)).astype(float)
    table: dict[str, dict[str, float]] = {}
    for number, kind in enumerate(KINDS):
        own = (target == number) * weight
        rest = (target != number) * weight
        inside = (own @ held + 0.5) / (own.sum() + 1)
        outside = (rest @ held + 0.5) / (rest.sum() + 1)
        said = np.log(inside / outside)
        table[kind] = {
            name: round(float(v), 2) for name, v in zip(reasons.names(), said, strict=True)
        }
    for kind in KINDS:
        kept = LineKind(kind).kept
        table[kind]["extracted"] = 1.5 if kept else 0.0
        table[kind]["left out"] = 0.0 if kept else 1.5
        table[kind]["in chrome"] = 1.2 if kind in ("chrome", "promo", "related_link") else 0.0
        table[kind]["in figure"] = 2.0 if kind in ("caption", "photo_credit") else 0.0
        table[kind]["in heading"] = 2.0 if kind in ("headline", "subheading") else 0.0
    return table


def save(
    fitted: dict[str, Forest],
    words: Words,
    settings: dict[str, float],
    evidence: dict[str, dict[str, float]],
) -> None:
    """Write the weights; the version is a digest of their content."""
    arrays: dict[str, Any] = {
        f"{name}.{field}": getattr(forest, field)
        for name, forest in fitted.items()
        for field in FIELDS
    }
    digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays.values()))
    table = {
        "note": "Fitted by bench/fit_lines.py on the fit half of pages of the Web Content Extraction "
        "Benchmark (Murrough Foley, CC-BY-4.0) and of flairNLP/fundus (MIT), and on tests/gold/lines.",
        "columns": list(features.names()),
        "forests": sorted(fitted),
        "settings": settings,
        "kinds": KINDS,
        "story_words": {"words": words.story.words, "first": words.story.first},
        "caption_words": {"words": words.caption.words, "first": words.caption.first},
        "evidence": evidence,
    }
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest.update(text.encode())
    text = json.dumps(
        table | {"version": digest.hexdigest()[:12]}, ensure_ascii=False, sort_keys=True
    )
    (DATA / "lines.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    with (DATA / "lines.npz").open("wb") as stream:
        np.savez_compressed(stream, **arrays)
    say(f"written, version {digest.hexdigest()[:12]}")


if __name__ == "__main__":
    raise SystemExit(main())
