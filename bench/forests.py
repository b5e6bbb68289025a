"""Fit boosted trees with scikit-learn and turn them into the flat arrays that the program runs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from reader.clean.lines.weights import Forest


def fit(
    matrix: NDArray[np.float32],
    target: NDArray[np.int64],
    weight: NDArray[np.float32],
    *,
    trees: int = 150,
    leaves: int = 24,
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
    """The trees of a fitted model as arrays; every leaf points to itself."""
    parts: dict[str, list[NDArray[Any]]] = {
        name: [] for name in ("feature", "threshold", "left", "right", "value")
    }
    roots, outputs, offset, depth = [], [], 0, 0
    for step in model._predictors:
        for column, predictor in enumerate(step):
            nodes = predictor.nodes
            own = np.arange(len(nodes))
            leaf = nodes["is_leaf"].astype(bool)
            parts["feature"].append(np.where(leaf, 0, nodes["feature_idx"]).astype(np.int16))
            parts["threshold"].append(np.where(leaf, 0, nodes["num_threshold"]).astype(np.float32))
            parts["left"].append((np.where(leaf, own, nodes["left"]) + offset).astype(np.int32))
            parts["right"].append((np.where(leaf, own, nodes["right"]) + offset).astype(np.int32))
            parts["value"].append(np.where(leaf, nodes["value"], 0).astype(np.float32))
            roots.append(offset)
            outputs.append(column)
            offset += len(nodes)
            depth = max(depth, int(nodes["depth"].max()))
    return Forest(
        **{name: np.concatenate(arrays) for name, arrays in parts.items()},
        roots=np.array(roots, np.int32),
        outputs=np.array(outputs, np.int16),
        base=np.asarray(model._baseline_prediction, np.float32).ravel(),
        depth=depth,
    )
