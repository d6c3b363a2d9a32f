"""How much each sign of a source weighs: odds, in nats, counted on labelled pairs or judged.

benchmarks/fit_sources.py wrote odds.json. A sign has bands: from `least` on it weighs `nats`, the
logarithm of how much oftener it points to the source than to the copy. `right` and `wrong` are the
labelled pairs behind that; where both are 0 it was judged. A counted weight is the least that any
origin of labelled pairs shows that has twenty or more, and 0 where two contradict each other: a
store may hold texts of one kind alone, and no publisher's or program's habit may decide there.
"""

import json
import math
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


class Band(NamedTuple):
    """What a sign of at least this size weighs, and on how many pairs it was seen: 0 if judged."""

    least: float
    nats: float
    right: int = 0
    wrong: int = 0


class Curve(NamedTuple):
    """How a lead in nats becomes the chance that the source is right, counted on so many copies.

    A logistic curve; a lead over `most` is as good as that.
    """

    slope: float
    offset: float
    most: float
    copies: int = 0

    def chance(self, nats: float) -> float:
        """The chance that a lead of so many nats stands for.

        >>> Curve(1.0, 0.0, most=2.0).chance(0.0), Curve(1.0, 0.0, most=2.0).chance(7.0)
        (0.5, 0.8808)
        """
        score = self.offset + self.slope * max(min(nats, self.most), -self.most)
        return round(1 / (1 + math.exp(-score)), 4)


def _read() -> Mapping[str, Any]:
    text = files("dedup.group").joinpath("odds.json").read_text(encoding="utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def _bands(found: Mapping[str, Any]) -> dict[str, tuple[Band, ...]]:
    return {name: tuple(Band(**row) for row in rows) for name, rows in found["signs"].items()}


SIGNS: Mapping[str, tuple[Band, ...]] = _bands(_read())
# Where dates or credits state the order, and where words alone tell it.
CHANCES: Mapping[str, Curve] = {name: Curve(**row) for name, row in _read()["chances"].items()}


def weighed(sign: str, sizes: Matrix) -> Matrix:
    """What a sign of these sizes weighs; below zero where it points the other way.

    >>> weighed("date", np.array([[0.0, 30.0], [-30.0, 0.0]])).tolist()
    [[0.0, 2.5], [-2.5, 0.0]]
    """
    nats = np.zeros_like(sizes)
    for band in SIGNS[sign]:
        nats[np.abs(sizes) >= band.least] = band.nats
    return np.asarray(np.sign(sizes) * nats, np.float64)
