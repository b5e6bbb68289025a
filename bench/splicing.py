"""More documents to fit on: stories of the fit half between the margins of other outlets.

The pages and scrapes are few, yet any story may stand below any outlet's menu and be broken up by any outlet's
buttons. So stories lend each other their margins, always within one fold, so that no outlet teaches those who
judge it, and lose a line here and there.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bench.line_samples import Row, Sample

_TIMES = 4
"""How many documents are made of each."""
_FEW = 4
"""Documents of a language from which on it lends to itself alone."""
_EXCHANGED = 0.5
_BREAKS = (0, 0, 1, 1, 2, 3)
_RUNS = (1, 1, 2, 3, 5)
_LOST = (0.0, 0.0, 0.08, 0.2)
_GROWN = 0.3


Captioned = Callable[[Sample, random.Random], Sample | None]
"""A copy of a document with captions between its lines; None for one that gets none."""


def spliced(
    samples: Sequence[Sample], rng: random.Random, captioned: Captioned
) -> Iterator[Sample]:
    """New documents of pages as scrapes and of our own scrapes, of half their weight; some with captions."""
    base = [sample for sample in samples if sample.shape in ("near", "gold")]
    lenders: dict[tuple[str, ...], list[Sample]] = defaultdict(list)
    for sample in base:
        for key in _keys(sample):
            lenders[key].append(sample)
    for _ in range(_TIMES):
        for sample in base:
            near, any_language = (lenders[key] for key in _keys(sample))
            made = _spliced(sample, rng.choice(near if len(near) >= _FEW else any_language), rng)
            if made is None:
                continue
            yield made
            if rng.random() < _GROWN:
                more = captioned(made, rng)
                if more is not None:
                    yield more


def _language(sample: Sample) -> str:
    return sample.language


def _keys(sample: Sample) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who may lend to a sample: those of its language, and all; of its fold and shape."""
    own = (sample.shape, str(sample.fold))
    return (*own, _language(sample)), own


def _spliced(sample: Sample, other: Sample, rng: random.Random) -> Sample | None:
    """A story with margins, and runs of margin within it, of another document; None where either has no story."""
    own, lent = _parts(sample), _parts(other)
    if own is None or lent is None:
        return None
    head, story, tail = own
    if rng.random() < _EXCHANGED:
        head = lent[0]
    if rng.random() < _EXCHANGED:
        tail = lent[2]
    for run in _runs([row for part in lent for row in part], rng):
        gap = rng.randint(1, len(story))
        story = story[:gap] + run + story[gap:]
    lost = rng.choice(_LOST)
    rows = [row for row in head + story + tail if not row[0].strip() or rng.random() >= lost]
    if not any(row[1] == 1 for row in rows):
        return None
    lines, labels, kinds = zip(*rows, strict=True)
    return replace(
        sample, lines=lines, story=labels, kinds=kinds, weight=sample.weight / 2, hints=()
    )


def _parts(sample: Sample) -> tuple[list[Row], list[Row], list[Row]] | None:
    """The lines above the story, from its first to its last, and below it."""
    rows: list[Row] = list(zip(sample.lines, sample.story, sample.kinds, strict=True))
    inside = [at for at, row in enumerate(rows) if row[1] == 1]
    if not inside:
        return None
    return rows[: inside[0]], rows[inside[0] : inside[-1] + 1], rows[inside[-1] + 1 :]


def _runs(rows: Sequence[Row], rng: random.Random) -> Iterator[list[Row]]:
    """A few runs of lines that stand one below the other in a margin."""
    margin = [at for at, row in enumerate(rows) if row[1] == 0]
    for _ in range(rng.choice(_BREAKS) if margin else 0):
        at, most = rng.choice(margin), rng.choice(_RUNS)
        run: list[Row] = []
        while at < len(rows) and len(run) < most and (rows[at][1] == 0 or not rows[at][0].strip()):
            run.append(rows[at])
            at += 1
        yield run
