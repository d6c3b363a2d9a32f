"""The copy model: small trees of questions whose answers are added up.

Each tree asks at most four questions of the kind "is this measure above that number?" and gives so
many nats for the copy or against it. More of a measure that speaks for a copy (word order, facts
that are found again ...) never lowers the sum: the fit was held to that. `benchmarks/fit_copy.py`
wrote copy.json (gradient boosting: Friedman, Greedy function approximation, 2001).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dedup import fast
from dedup.compare import features
from dedup.compare.comparison import Comparison, Feature
from dedup.compare.models import logistic

# A leaf's nats; or number of the measure, threshold, branch if not above it, branch if above.
Tree: TypeAlias = "float | tuple[int, float, Tree, Tree]"


@dataclass(frozen=True, eq=False)
class Trees:
    """Measures, and the trees that ask for them; the answer is yes from .5."""

    asked: tuple[Feature, ...]
    trees: tuple[Tree, ...]
    bias: float

    def score(self, pair: Comparison) -> float:
        """How much speaks for yes, 0..1: the logistic function of the sum of all trees."""
        return logistic(self.sum_of([pair.value(feature) for feature in self.asked]))

    def sum_of(self, values: list[float]) -> float:
        """What the trees add up to, in nats, given the measures."""
        if fast.is_on():
            from dedup.compare.kernels.trees import sum_of  # noqa: PLC0415 (numba)

            return float(sum_of(np.array(values), self._nodes, self.bias))
        total = self.bias
        for tree in self.trees:
            node = tree
            while not isinstance(node, float):
                number, threshold, low, high = node
                node = high if values[number] > threshold else low
            total += node
        return total

    @cached_property
    def _nodes(self) -> tuple[NDArray[Any], ...]:
        """Of each node its measure (-1: a leaf), number, and next nodes; and which are roots."""
        rows: list[list[float]] = []

        def place(node: Tree) -> int:
            at = len(rows)
            rows.append([-1, node, 0, 0] if isinstance(node, float) else [*node[:2], 0, 0])
            if not isinstance(node, float):
                rows[at][2:] = [place(node[2]), place(node[3])]
            return at

        roots = np.array([place(tree) for tree in self.trees], np.int64)
        asked, numbers, low, high = np.array(rows).T.copy()
        return asked.astype(np.int64), numbers, low.astype(np.int64), high.astype(np.int64), roots


class Chance(NamedTuple):
    """How often a relation is right: a logistic curve of what speaks for it, in nats."""

    slope: float
    bias: float

    def of(self, evidence: float) -> float:
        """The chance, where so much (0..1) speaks for the relation."""
        clipped = min(max(evidence, 1e-6), 1 - 1e-6)
        return logistic(self.bias + self.slope * math.log(clipped / (1 - clipped)))


@cache
def copy_model() -> Trees:
    """The fitted model."""
    fitted = _fitted()
    asked = tuple(getattr(features, name) for name in fitted["measures"])
    return Trees(asked, tuple(_tree(tree) for tree in fitted["trees"]), fitted["bias"])


@cache
def chances() -> Mapping[str, Chance]:
    """How sure each relation is, by what speaks for it."""
    return {name: Chance(*curve) for name, curve in _fitted()["chances"].items()}


@cache
def _fitted() -> Any:
    return json.loads(files("dedup.compare").joinpath("copy.json").read_text(encoding="utf-8"))


def _tree(node: Any) -> Tree:
    if not isinstance(node, list):
        return float(node)
    number, threshold, low, high = node
    return int(number), float(threshold), _tree(low), _tree(high)
