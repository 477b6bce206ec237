"""Small trees fitted one after the other: rows of features and their labels in, a TreeModel out. For `policy eval train`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier  # type: ignore[import-untyped]

from assistant.learned.models import Node, TreeModel

# Small trees, many of them, each on a part of the questions and of the features (names as scikit-learn's)
FOREST = {
    "n_estimators": 150, "learning_rate": 0.06, "max_leaf_nodes": 8, "min_samples_leaf": 20, "subsample": 0.6,
    "max_features": 0.3, "random_state": 0,
}  # fmt: skip
Matrix = NDArray[np.float64]


def boosted(
    values: Sequence[Matrix], right: Sequence[NDArray[np.bool_]], names: Sequence[str], weights: Matrix
) -> TreeModel:
    """Gradient boosting: each tree learns what those before it got wrong."""
    rows, labels = np.vstack(values), np.concatenate(right)
    fitted = GradientBoostingClassifier(**FOREST).fit(rows, labels, sample_weight=weights)
    share = float(np.average(labels, weights=weights))
    start = float(np.log(share / (1 - share)))
    trees = [_nodes(each.tree_, FOREST["learning_rate"]) for each in fitted.estimators_[:, 0]]
    return TreeModel(tuple(names), start, tuple(trees))


def _nodes(tree: Any, rate: float) -> tuple[Node, ...]:
    """A fitted tree of scikit-learn; a fork adds the mean of its leaves, by how many questions come to each."""
    adds = (tree.value[:, 0, 0] * rate).tolist()
    for at in reversed(range(tree.node_count)):  # children stand behind their parents
        left, right = tree.children_left[at], tree.children_right[at]
        if left >= 0:
            count = tree.n_node_samples
            adds[at] = (adds[left] * count[left] + adds[right] * count[right]) / count[at]
    return tuple(
        (int(tree.feature[at]) if tree.children_left[at] >= 0 else -1, float(tree.threshold[at]),
         int(tree.children_left[at]), int(tree.children_right[at]), adds[at])
        for at in range(tree.node_count)
    )  # fmt: skip
