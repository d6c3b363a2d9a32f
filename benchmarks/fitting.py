"""What the scripts that fit models have in common: reading labelled rows, logistic regression."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Values = NDArray[np.float64]


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a packed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def logistic_regression(
    columns: Values, is_yes: Flags, ridge: float, counts: Values | None = None
) -> Values:
    """Weights and bias by Newton's method, on standardised columns with an L2 penalty.

    `counts` says how much each row counts; without it, all count the same.
    """
    share = np.ones(len(is_yes)) if counts is None else counts
    share = share / share.sum()
    mean, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    standard = np.column_stack([(columns - mean) / spread, np.ones(len(columns))])
    penalty = np.append(np.full(columns.shape[1], ridge), 0.0)
    weights = np.zeros(standard.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(standard @ weights, -30, 30)))
        slope = standard.T @ (share * (chance - is_yes)) + penalty * weights
        bend = (standard.T * (share * chance * (1 - chance))) @ standard
        step = np.linalg.solve(bend + np.diag(penalty + 1e-9), slope)
        weights -= step
        if np.abs(step).max() < 1e-7:
            break
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ mean)
