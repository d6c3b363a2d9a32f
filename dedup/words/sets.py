"""Sets of numbers as sorted arrays: eight bytes each, and near each other when they are compared.

With them, a text made ready takes 70 KB at 380 words, where Python's sets and dictionaries took
130.
"""

from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.integer[Any])


class Weighted(NamedTuple):
    """A set whose members have weights."""

    values: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def total(self) -> float:
        """The weight of all of them."""
        return summed(self.weights)


def distinct(values: NDArray[Number]) -> NDArray[Number]:
    """The different values, sorted.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values)
    is_new = np.ones(len(ordered), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]


def among(some: NDArray[Number], others: NDArray[Number]) -> NDArray[np.bool_]:
    """Which of some values, in any order, are among sorted others.

    >>> among(np.array([3, 1, 3]), np.array([2, 3])).tolist()
    [True, False, True]
    """
    if not len(others):
        return np.zeros(len(some), np.bool_)
    found: NDArray[np.bool_] = others.take(others.searchsorted(some), mode="clip") == some
    return found


def in_common(one: NDArray[Number], two: NDArray[Number]) -> int:
    """How many values two sets have in common."""
    return int(np.count_nonzero(among(one, two)))


def shared_weight(one: Weighted, two: Weighted) -> float:
    """What the members weigh that both sets have, as the first one weighs them."""
    return summed(one.weights[among(one.values, two.values)])


def summed(weights: NDArray[np.float64]) -> float:
    """The sum, added up in order: other orders, as numpy's own sum has, differ in the last bits.

    >>> summed(np.array([0.1, 0.2, 0.3])) == 0.1 + 0.2 + 0.3
    True
    """
    return float(weights.cumsum()[-1]) if len(weights) else 0.0
