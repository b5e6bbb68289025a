"""Fit what the words around a fragment say of its belonging: ``python -m bench.fit_context``.

Reads the fit half of ``tests/gold/leftovers``, all of it written for this program, and writes
``reader/language/data/context.json.gz``. First it tells how weights that know nothing of a writer do on what that
writer wrote, at several chances: fragments that belong and have no other reason, and debris that would be let pass.
The same files give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from bench.narration import say
from reader.evaluation.leftovers import GoldLeftovers, read
from reader.language.belonging import reason
from reader.language.context import signs
from reader.language.runs import runs

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold" / "leftovers"
TABLE = ROOT / "reader" / "language" / "data" / "context.json.gz"

LEAST = 3
"""Fragments that a sign must stand beside to be weighed."""
STRENGTH = 1.0
"""The inverse of the weight of the ridge that holds the weights small."""
FORMULAIC = 0.3
"""What debris is worth that was put together from few sentences."""
CHANCES = (0.6, 0.7, 0.75, 0.8, 0.9, 0.95)


@dataclass(frozen=True)
class Fragment:
    """Cyrillic within a line of Latin copy: its signs, whether it belongs, who wrote it, whether a rule knows that."""

    signs: frozenset[str]
    belongs: bool
    writer: str
    worth: float
    explained: bool


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=TABLE, help="file that the weights go to")
    into: Path = parser.parse_args().into
    found = [fragment for path in sorted(GOLD.glob("*-fit.jsonl")) for fragment in fragments(path)]
    say(f"{len(found)} fragments, {sum(one.belongs for one in found)} belong")
    with threadpool_limits(limits=1):
        tell(found)
        weights = fit(found)
    table = {
        "note": "Fitted by bench/fit_context.py on the fit half of tests/gold/leftovers.",
        "weights": weights,
    }
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    into.write_bytes(gzip.compress(text.encode(), mtime=0))
    say(f"{len(weights)} weights written")
    return 0


def fragments(path: Path) -> Iterator[Fragment]:
    """The fragments of a labelled file."""
    for one in read(path):
        named = re.fullmatch(r"\w+-(\w+)-fit-\d+", one.document.id)
        writer = named[1] if named else "first"
        for line in one.lines:
            yield from _of_line(one, line.start, line.end, writer)


def _of_line(one: GoldLeftovers, start: int, end: int, writer: str) -> Iterator[Fragment]:
    text = one.document.text[start:end]
    alien = [run for run in runs(text, 0, len(text)) if run.group == "Cyrl"]
    for run in alien:
        if run.whole_line:
            continue
        debris = any(
            left.start < start + run.end and left.end > start + run.start for left in one.leftovers
        )
        yield Fragment(
            signs(text, run.start, run.end, len(alien)),
            not debris,
            writer,
            FORMULAIC if debris and not writer.isdigit() else 1.0,
            reason(text, run.start, run.end, "Cyrl") is not None,
        )


def fit(found: Sequence[Fragment]) -> Mapping[str, float]:
    """The weight of each sign, to three decimals; "" is there for every fragment."""
    counts = Counter(sign for one in found for sign in one.signs)
    known = sorted(sign for sign, many in counts.items() if many >= LEAST)
    place = {sign: at for at, sign in enumerate(known)}
    model = LogisticRegression(C=STRENGTH, max_iter=2000, fit_intercept=False)
    model.fit(
        _matrix(found, place),
        [one.belongs for one in found],
        sample_weight=[one.worth for one in found],
    )
    weights = {sign: round(float(model.coef_[0, at]), 3) for sign, at in place.items()}
    return {sign: weight for sign, weight in weights.items() if weight}


def _matrix(found: Sequence[Fragment], place: Mapping[str, int]) -> csr_matrix:
    cells = [
        (row, place[sign])
        for row, one in enumerate(found)
        for sign in sorted(one.signs)
        if sign in place
    ]
    rows, columns = zip(*cells, strict=True)
    return csr_matrix((np.ones(len(cells)), (rows, columns)), (len(found), len(place)))


def tell(found: Sequence[Fragment]) -> None:
    """Narrate how weights fitted without a writer do on that writer's fragments."""
    for writer in sorted({one.writer for one in found}):
        weights = fit([one for one in found if one.writer != writer])
        own = [one for one in found if one.writer == writer and not one.explained]
        odds = [(sum(weights.get(sign, 0.0) for sign in one.signs), one.belongs) for one in own]
        held = [value for value, belongs in odds if belongs]
        debris = [value for value, belongs in odds if not belongs]
        told = (
            f"{chance}: {sum(value > np.log(chance / (1 - chance)) for value in held)}"
            f" and {sum(value > np.log(chance / (1 - chance)) for value in debris)}"
            for chance in CHANCES
        )
        say(f"  {writer}: let pass of {len(held)} and {len(debris)}: {', '.join(told)}")


if __name__ == "__main__":
    raise SystemExit(main())
