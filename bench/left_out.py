"""How line kinds do on our own scrapes to fit on, each judged by weights that know nothing of its outlet.

What the fit is judged by, beside the left-out pages: verdicts come of the very rules that the program
runs, of word weights, passes and kinds fitted without the outlet's fold. The report half has no part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from bench.fit_passes import Matrix
from bench.line_samples import Sample
from bench.narration import say
from reader.clean.lines import features
from reader.clean.lines.features import Rows
from reader.clean.lines.model import PARAGRAPH, SURE
from reader.clean.lines.structure import arrange
from reader.clean.lines.verdicts import MODEL, Verdict
from reader.model import LineKind


def kinds_of(
    seen: Rows, story: Matrix, named: Matrix, kinds: Sequence[str], threshold: float
) -> list[LineKind]:
    """The kinds of a document's lines from the probabilities of story and of kinds, after all rules."""
    words = np.expm1(seen.matrix[:, features.places()["words"]])
    named = named.copy()
    sure = (story > SURE) & (words > PARAGRAPH)
    named[sure] = 0
    named[sure, kinds.index("body")] = 1
    kept = np.array([LineKind(kind).kept for kind in kinds])
    inside = story >= threshold
    chosen = np.where(inside[:, None] == kept, named, 0).argmax(axis=1)
    said = [Verdict(LineKind(kinds[column]), MODEL, 0.5, ()) for column in chosen.tolist()]
    titled, pictured = (named[:, kinds.index(kind)].tolist() for kind in ("headline", "caption"))
    return [verdict.kind for verdict in arrange(seen, story.tolist(), said, titled, pictured)]


def tell(
    samples: Sequence[Sample],
    seen: Sequence[Rows],
    stories: Sequence[Matrix],
    named: Sequence[Matrix],
    kinds: Sequence[str],
    threshold: float,
) -> None:
    """Narrate how every kind is told over our own scrapes, each in its first shape, and how many keep their body."""
    pairs: Counter[tuple[str, str]] = Counter()
    told: set[str] = set()
    whole = 0
    for at, sample in enumerate(samples):
        if sample.shape != "gold" or sample.id in told or not seen[at].index:
            continue
        told.add(sample.id)
        found = kinds_of(seen[at], stories[at], named[at], kinds, threshold)
        lost = False
        for number, one in zip(seen[at].index, found, strict=True):
            gold = sample.kinds[number]
            if gold is not None:
                pairs[gold.value, one.value] += 1
                lost |= gold is LineKind.BODY and not one.kept
        whole += not lost
    right = sum(count for (gold, kind), count in pairs.items() if gold == kind)
    say(
        f"  left-out scrapes: {len(told)}, accuracy {right / max(pairs.total(), 1):.4f}, "
        f"body whole in {whole / max(len(told), 1):.3f}"
    )
    for kind in kinds:
        labelled = sum(count for (gold, _), count in pairs.items() if gold == kind)
        given = sum(count for (_, said), count in pairs.items() if said == kind)
        both = pairs[kind, kind]
        say(
            f"  left-out scrapes, {kind}: precision {both / max(given, 1):.3f}, "
            f"recall {both / max(labelled, 1):.3f}, F1 {2 * both / max(labelled + given, 1):.3f} of {labelled}"
        )
