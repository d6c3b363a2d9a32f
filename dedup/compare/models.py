"""Four small logistic models whose weights are data. `trees.py` has the copy model.

benchmarks/fit_stories.py wrote models.json.

| model | the question | judges |
|---|---|---|
| story | do both report one event? | English |
| story_any_language | the same, by names and numbers | languages with capitals for names |
| story_by_stems | the same, by numbers and the stems of longer words | no capitals for names |
| story_by_order | the same, by neighbouring characters | Chinese |
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from dedup.compare import events, features
from dedup.compare.comparison import Comparison, Feature


class Model(NamedTuple):
    """Weights of features and a bias, so chosen that the answer is yes from .5."""

    weights: tuple[tuple[Feature, float], ...]
    bias: float

    def score(self, pair: Comparison) -> float:
        """How much speaks for yes, 0..1: the logistic function of the weighted features."""
        return logistic(self.bias + sum([weight * pair.value(f) for f, weight in self.weights]))


@cache
def models() -> dict[str, Model]:
    """The fitted models by name."""
    text = files("dedup.compare").joinpath("models.json").read_text(encoding="utf-8")
    return {name: _model(fitted) for name, fitted in json.loads(text).items()}


def _model(fitted: Mapping[str, Any]) -> Model:
    weights = fitted["weights"].items()
    return Model(tuple((feature(name), w) for name, w in weights), fitted["bias"])


def feature(name: str) -> Feature:
    """The feature of this name."""
    found: Feature = getattr(events, name, None) or getattr(features, name)
    return found


def logistic(score: float) -> float:
    """The logistic function.

    >>> logistic(0), round(logistic(2), 2), logistic(-1e9)
    (0.5, 0.88, 0.0)
    """
    return 1 / (1 + math.exp(-score)) if score > -700 else 0.0  # exp overflows beyond 709
