"""Fit the weights of line kinds and say how they do on pages that they have not seen.

Run as ``python -m bench.fit_lines``: the one command that writes every fitted number of the room,
``lines.npz`` and ``lines.json.gz``. It reads the pages of `bench.pages` (fit half) and our own scrapes
marked for fitting. Everything that one stage hands to the next is predicted for outlets left out of
that stage's fitting, so that no stage trusts the one before it more than it may on unseen pages.
Thresholds are chosen on those left-out predictions; the report half is never looked at here.

The same data, code and libraries give the same bytes: chance is seeded, and everything runs on one
thread, since a sum over several threads may end in other last digits.

The documents are taught in two ways, and networks of both are averaged: with our labels of the pages'
lines and captions written for those pages, and with what the data says of the lines alone and captions
of templates, for pages and our scrapes alike. Each alone does worse (``docs/line-kinds.md``).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from bench import pages
from bench.caption_samples import grown
from bench.fit_kinds import KINDS, naming
from bench.fit_network import Growth, Lesson, answers
from bench.fit_network import fit as fit_network
from bench.fit_passes import SEED, Matrix, Shape, characters, stage, threshold, word_weights
from bench.line_samples import FOLDS, Sample, of_gold, of_html, of_page
from bench.narration import say
from bench.pages import Page
from bench.side_by_side import side_by_side
from bench.splicing import Captioned, spliced
from bench.written_captions import staged
from reader.clean.lines import features, passes
from reader.clean.lines.features import Rows, rows
from reader.clean.lines.model import plain_columns
from reader.clean.lines.network import Network, stored
from reader.clean.lines.reading import Reading, restored, restored_layers
from reader.clean.lines.weights import FIELDS, NETWORK, Forest, Words, logistic
from reader.evaluation.gold import read as read_gold

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "reader" / "clean" / "data"
GOLD = ROOT / "tests" / "gold" / "lines"
FOLDED = Path(__file__).with_name("reading_folds.npz")
"""The layers of `reading` of each fold, fitted without its outlets."""

SHAPES: Mapping[str, Shape] = {
    "markup": {"trees": 60, "leaves": 12, "rate": 0.12, "smallest": 30},
    "kinds": {"trees": 40, "leaves": 8, "rate": 0.15, "smallest": 12, "ridge": 2.0},
}
"""How the trees of each forest are grown."""

GROWTH: Growth = {
    "members": 2,
    "width": 64,
    "rounds": 6,
    "pace": 0.003,
    "decay": 0.05,
    "lines": 2000,
    "lost": 0.25,
    "blurred": 0.1,
    "kinds": 3.0,
}
"""How the network is fitted; so many members in each way of teaching."""


@dataclass(frozen=True)
class Course:
    """One way of teaching: plain-text documents, HTML pages, and how documents get captions to fit on."""

    plain: Sequence[Sample]
    html: Sequence[Sample]
    captioned: Captioned


@dataclass(frozen=True)
class Fitted:
    """All that one run fits, as it is stored."""

    network: Network
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
    taught = courses(halves)
    for course in taught:
        say(f"{len(course.plain)} plain documents, {len(course.html)} HTML pages")
    version = save(fit(taught), options.into)
    say(f"written, version {version}")
    return 0


def courses(halves: Sequence[Page]) -> list[Course]:
    """Both ways of teaching pages and our scrapes: with our labels and the captions written for pages, and without."""
    return [_course(halves, labelled=labelled) for labelled in (True, False)]


def _course(halves: Sequence[Page], *, labelled: bool) -> Course:
    """Pages in their shapes, our scrapes, and copies of them with captions put in.

    The draw is seeded and follows the order of the files.
    """
    rng = random.Random(SEED)
    plain = [sample for page in halves for sample in of_page(page, rng, labelled=labelled)]
    for path in sorted(GOLD.glob("*.txt")):
        for scrape in read_gold(path):
            if scrape.split == "fit":
                plain += of_gold(scrape, rng)
    captioned: Captioned = staged if labelled else grown
    for sample in [sample for sample in plain if sample.shape in ("near", "gold")]:
        more = captioned(sample, rng)
        if more is not None:
            plain.append(more)
    drawn = (of_html(page, labelled=labelled) for page in halves)
    return Course(plain, [sample for sample in drawn if sample is not None], captioned)


def fit(
    taught: Sequence[Course],
    shapes: Mapping[str, Shape] = SHAPES,
    growth: Growth = GROWTH,
) -> Fitted:
    """Fit everything, in order; without HTML pages the pass for markup is left out.

    The network learns from all courses; words, forests and thresholds are those of the first.
    """
    with threadpool_limits(limits=1):
        return _fit(taught, shapes, growth)


def _fit(taught: Sequence[Course], shapes: Mapping[str, Shape], growth: Growth) -> Fitted:
    plain, html = taught[0].plain, taught[0].html
    words = [
        replace(word_weights([s for s in plain if s.fold != fold]), reading=own)
        for fold, own in enumerate(_readings())
    ]
    everything = word_weights(plain)
    say("words fitted")
    seen, marked = _seen(plain, words), _seen(html, words)
    say(f"{sum(len(r.texts) for r in seen)} lines seen")

    network, left = _networks(taught, words, growth)
    told, told_html = (
        [answers(left[s.fold], r.matrix) for s, r in zip(samples, found, strict=True)]
        for samples, found in ((plain, seen), (html, marked))
    )
    around = [_context(answers, r) for answers, r in zip(told, seen, strict=True)]
    settings = {"threshold": threshold(plain, seen, around)}
    fitted: dict[str, Forest] = {}
    if html:
        full = [
            np.hstack([r.matrix, _context(answers, r)])
            for r, answers in zip(marked, told_html, strict=True)
        ]
        fitted["markup"], around_html = stage("markup", html, marked, full, shapes["markup"])
        settings["threshold_markup"] = threshold(html, marked, around_html)
    say(f"thresholds {settings}")
    width = plain_columns()
    bare = [r.matrix[:, :width] for r in seen]
    kinds = [answers[:, 1:] for answers in told]
    fitted["kinds"], evidence = naming(
        plain, seen, bare, around, kinds, shapes["kinds"], settings["threshold"]
    )
    return Fitted(network, fitted, everything, settings, evidence)


def _readings() -> list[Reading]:
    """For each fold how lines read to layers that know nothing of its outlets (`bench.fit_reading`)."""
    with np.load(DATA / "reading.npz") as arrays:
        whole = restored(arrays)
    with np.load(FOLDED) as arrays:
        left = [restored_layers(f"{fold}.", arrays) for fold in range(FOLDS)]
    return [Reading(whole.pieces, whole.table, tuple(steps), answer) for *steps, answer in left]


def _seen(samples: Sequence[Sample], words: Sequence[Words]) -> list[Rows]:
    """The features of documents, their words weighed by outlets other than theirs."""
    return [rows(sample.lines, words[sample.fold], sample.hints) for sample in samples]


def _networks(
    taught: Sequence[Course], words: Sequence[Words], growth: Growth
) -> tuple[Network, list[Network]]:
    """The network, and for each fold one fitted without it."""
    lessons = [list(_lessons(course, words)) for course in taught]
    say(f"{sum(map(len, lessons))} documents to fit the network on")
    folds: list[int | None] = [*range(FOLDS), None]
    *left, network = side_by_side(
        [
            partial(
                fit_network,
                [[lesson for own, lesson in course if own != fold] for course in lessons],
                growth,
                seed=SEED,
            )
            for fold in folds
        ]
    )
    say("networks fitted, of all folds but one and of all")
    return network, left


def _lessons(course: Course, words: Sequence[Words]) -> Iterator[tuple[int, Lesson]]:
    """All documents of a course, spliced ones too, each with its fold."""
    more = spliced(course.plain, random.Random(SEED), course.captioned)
    for sample in (*course.plain, *course.html, *more):
        yield sample.fold, Lesson(sample, rows(sample.lines, words[sample.fold], sample.hints))


def _context(told: Matrix, seen: Rows) -> Matrix:
    """What the forests see of the story around each line, by the network's answers."""
    return passes.context(logistic(told)[:, 0], characters(seen))


def save(fitted: Fitted, folder: Path) -> str:
    """Write the weights; the version that it gives is a digest of their content."""
    arrays: dict[str, Any] = {
        f"{name}.{field}": getattr(forest, field)
        for name, forest in fitted.forests.items()
        for field in FIELDS
    }
    arrays |= {NETWORK + name: array for name, array in stored(fitted.network).items()}
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
