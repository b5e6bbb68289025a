"""Fit boosted trees with scikit-learn and turn them into the bit masks that the program runs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from reader.clean.lines.weights import Forest

LEAVES = 16
"""The most leaves of a tree: as many as a mask has bits."""


def fit(
    matrix: NDArray[np.float32],
    target: NDArray[np.int64],
    weight: NDArray[np.float32],
    *,
    trees: int = 150,
    leaves: int = LEAVES,
    rate: float = 0.08,
    smallest: int = 40,
    ridge: float = 5.0,
    seed: int = 7,
) -> Forest:
    """Boosted trees for classes 0..n-1; two classes give one column of log-odds for class 1."""
    model = HistGradientBoostingClassifier(
        max_iter=trees,
        max_bins=63,
        max_leaf_nodes=leaves,
        max_depth=7,
        learning_rate=rate,
        min_samples_leaf=smallest,
        l2_regularization=ridge,
        max_features=0.3,
        early_stopping=False,
        random_state=seed,
    )
    model.fit(matrix, target, sample_weight=weight)
    return flatten(model)


def flatten(model: Any) -> Forest:
    """The trees of a fitted model as masks over their leaves, counted from left to right."""
    parts: dict[str, list[Any]] = {name: [] for name in ("feature", "threshold", "drop")}
    starts: list[int] = []
    leaves: list[NDArray[np.float32]] = []
    for column in range(len(model._predictors[0])):
        for step in model._predictors:
            starts.append(len(parts["drop"]))
            leaves.append(_masks(step[column].nodes, parts))
    return Forest(
        feature=np.array(parts["feature"], np.int16),
        threshold=np.array(parts["threshold"], np.float32),
        drop=np.array(parts["drop"], np.uint16),
        starts=np.array(starts, np.int32),
        leaves=np.array(leaves, np.float32),
        base=np.asarray(model._baseline_prediction, np.float32).ravel(),
    )


def _masks(nodes: Any, parts: dict[str, list[Any]]) -> NDArray[np.float32]:
    """Append one tree's conditions; give its leaves."""
    values: list[float] = []

    def below(at: int) -> None:
        node = nodes[at]
        if node["is_leaf"]:
            values.append(float(node["value"]))
            return
        place, low = len(parts["drop"]), len(values)
        parts["feature"].append(int(node["feature_idx"]))
        parts["threshold"].append(float(node["num_threshold"]))
        parts["drop"].append(0)
        below(int(node["left"]))
        parts["drop"][place] = (1 << len(values)) - (1 << low)
        below(int(node["right"]))

    before = len(parts["drop"])
    below(0)
    if len(parts["drop"]) == before:  # a lone leaf: a condition that never holds
        for name, value in (("feature", 0), ("threshold", np.inf), ("drop", 0)):
            parts[name].append(value)
    assert len(values) <= LEAVES
    return np.array(values + [0.0] * (LEAVES - len(values)), np.float32)
