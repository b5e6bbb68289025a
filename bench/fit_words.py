"""Fit the log-odds of words: which words speak for the story and which for what stands around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from reader.clean.lines.lexicon import WordWeights


def fit(
    lines: Sequence[Sequence[str]],
    target: Sequence[int],
    outlets: Sequence[str],
    *,
    strength: float = 0.3,
    least: int = 4,
) -> WordWeights:
    """Logistic regression over the words of lines; a word counts if `least` outlets use it.

    Outlets weigh the same whatever the number of their lines, so that no site's menu decides.
    """
    seen: dict[str, set[str]] = defaultdict(set)
    opened: dict[str, set[str]] = defaultdict(set)
    for words, outlet in zip(lines, outlets, strict=True):
        for word in words:
            seen[word].add(outlet)
        if words:
            opened[words[0]].add(outlet)
    vocabulary = sorted(word for word, where in seen.items() if len(where) >= least)
    openers = sorted(word for word, where in opened.items() if len(where) >= least)
    column = {word: at for at, word in enumerate(vocabulary)}
    first = {word: len(vocabulary) + at for at, word in enumerate(openers)}
    rows, columns, values = [], [], []
    for row, words in enumerate(lines):
        share = 1.0 / max(len(words), 1) ** 0.75
        for word in words:
            if word in column:
                rows.append(row)
                columns.append(column[word])
                values.append(share)
        if words and words[0] in first:
            rows.append(row)
            columns.append(first[words[0]])
            values.append(1.0)
    shape = (len(lines), len(vocabulary) + len(openers))
    matrix = csr_matrix((values, (rows, columns)), shape=shape)
    counts: dict[str, int] = defaultdict(int)
    for outlet in outlets:
        counts[outlet] += 1
    weight = np.array([1.0 / np.sqrt(counts[outlet]) for outlet in outlets])
    model = LogisticRegression(C=strength, solver="liblinear", random_state=7)
    model.fit(matrix, np.asarray(target), sample_weight=weight / weight.mean())
    found = model.coef_[0]
    return WordWeights(
        words={w: round(float(found[at]), 2) for w, at in column.items() if abs(found[at]) >= 0.1},
        first={w: round(float(found[at]), 2) for w, at in first.items() if abs(found[at]) >= 0.1},
    )
