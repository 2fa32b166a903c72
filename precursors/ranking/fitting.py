"""Fit boosted trees: the only place that needs scikit-learn. What comes out is data, the library is left behind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from precursors.ranking.trees import LEAF, Forest, Tree

AVAILABLE = find_spec("sklearn") is not None
"""Whether models can be fitted here. The library is loaded with the first one: it is large."""

SETTINGS = {"learning_rate": 0.05, "max_iter": 200, "max_leaf_nodes": 15, "l2_regularization": 1.0}
SETTINGS |= {"min_samples_leaf": 40, "random_state": 0, "early_stopping": False}
"""Fixed, so that the same rows give the same model; a few settings about these were tried, none was better by much."""


def fitted(rows: Sequence[Sequence[float]], found: Sequence[bool]) -> Forest:
    """Trees for features and answers, both kinds of answer among them.

    Raises ModuleNotFoundError where the extra `ranking` is not installed.
    """
    library: Any = import_module("sklearn.ensemble")
    least = min(int(SETTINGS["min_samples_leaf"]), max(len(rows) // 20, 1))
    made = library.HistGradientBoostingClassifier(**SETTINGS | {"min_samples_leaf": least})
    # One thread: sums in one order, so the same rows give the same model on every machine, and others may work too.
    with import_module("threadpoolctl").threadpool_limits(1):
        made.fit(_with_something(rows), list(found))
    # Its trees are read from where the library keeps them; a test holds our sum against its own.
    return Forest(float(made._baseline_prediction.item()), [_tree(each[0].nodes) for each in made._predictors])


def _with_something(rows: Sequence[Sequence[float]]) -> list[list[float]]:
    """The rows, with noughts for features that no row knows: the library cannot cut nothing, no tree asks for them."""
    empty = [all(math.isnan(each) for each in column) for column in zip(*rows, strict=True)]
    return [[0.0 if nothing else each for nothing, each in zip(empty, row, strict=True)] for row in rows]


def _tree(nodes: Any) -> Tree:  # noqa: ANN401 - a structured array of the library
    leaf = [bool(each) for each in nodes["is_leaf"]]
    left, right = ([int(each) for each in nodes[side]] for side in ("left", "right"))
    count, value = [int(each) for each in nodes["count"]], [float(each) for each in nodes["value"]]
    for at in reversed(range(len(leaf))):  # children come after their parents
        if not leaf[at]:
            value[at] = (value[left[at]] * count[left[at]] + value[right[at]] * count[right[at]]) / count[at]
    return Tree(
        [LEAF if end else int(each) for end, each in zip(leaf, nodes["feature_idx"], strict=True)],
        [0.0 if end else float(each) for end, each in zip(leaf, nodes["num_threshold"], strict=True)],
        left,
        right,
        [bool(each) for each in nodes["missing_go_to_left"]],
        value,
    )
