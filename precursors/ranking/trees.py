"""Boosted trees as plain data, to be read, hashed and kept. Scoring needs no library and runs no stored code."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

LEAF = -1
"""In place of a feature, where a tree ends."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree; a node is a place in each of the lists, the first one the root."""

    feature: Sequence[int]
    """Which feature a node asks about; LEAF where it ends."""
    threshold: Sequence[float]
    """What is not above it goes left."""
    left: Sequence[int]
    right: Sequence[int]
    unknown_left: Sequence[bool]
    """Where a feature that is not known goes."""
    value: Sequence[float]
    """What a node adds to the score: a leaf's own; of others the mean below, by how many rows get there."""

    def path(self, row: Sequence[float]) -> list[int]:
        """The nodes a row passes, to its leaf."""
        at, passed = 0, [0]
        while self.feature[at] != LEAF:
            told = row[self.feature[at]]
            goes_left = self.unknown_left[at] if math.isnan(told) else told <= self.threshold[at]
            at = self.left[at] if goes_left else self.right[at]
            passed.append(at)
        return passed


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees that add up."""

    base: float
    trees: Sequence[Tree]

    def score(self, row: Sequence[float]) -> float:
        """How likely something is found, 0 to 1, as far as the past goes."""
        total = self.base + sum(tree.value[tree.path(row)[-1]] for tree in self.trees)
        return 1 / (1 + math.exp(-total)) if total > -700 else 0.0

    def weights(self, row: Sequence[float]) -> list[float]:
        """What each feature moved the score by, in logarithms of odds; base and roots are the rest of it."""
        moved = [0.0] * len(row)
        for tree in self.trees:
            passed = tree.path(row)
            for here, there in pairwise(passed):
                moved[tree.feature[here]] += tree.value[there] - tree.value[here]
        return moved


def as_data(forest: Forest) -> dict[str, Any]:
    """The forest as JSON takes it."""
    return {"base": forest.base, "trees": [asdict(tree) for tree in forest.trees]}


def from_data(told: dict[str, Any]) -> Forest:
    """A forest again. Raises KeyError or TypeError where something is missing."""
    return Forest(float(told["base"]), [Tree(**tree) for tree in told["trees"]])
