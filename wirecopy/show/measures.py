"""The evidence behind a pair as lines for eyes and for JSON."""

import math
from collections.abc import Sequence
from typing import Protocol, TextIO

from storage.questions.pair_evidence import MeasureLine
from wirecopy.show.rows import write


class Held(Protocol):
    """A measure and what it is held to."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def threshold(self) -> float | None:
        """What it is held to, or None."""

    @property
    def is_minimum(self) -> bool:
        """Whether the threshold is a lower bound."""


def measured(measures: Sequence[Held], values: Sequence[float]) -> list[MeasureLine]:
    """The values of a pair beside what each is held to; empty when none were kept."""
    if not values:
        return []
    return [
        MeasureLine(m.name, round(value, 4), m.threshold, is_met(value, m.threshold, m.is_minimum))
        for m, value in zip(measures, values, strict=True)
        if not math.isnan(value)  # costly, and not asked of this pair
    ]


def is_met(value: float, threshold: float | None, is_minimum: bool) -> bool | None:
    """Whether a value meets its threshold.

    >>> is_met(0.2, 0.1, True), is_met(0.2, 0.1, False), is_met(0.2, None, True)
    (True, False, None)
    """
    if threshold is None:
        return None
    return value >= threshold if is_minimum else value <= threshold


def mark(met: bool | None) -> str:
    """A sign for a table."""
    return {True: "yes", False: "no", None: ""}[met]


def held_to(threshold: float | None, is_minimum: bool) -> str:
    """A threshold for a table.

    >>> held_to(0.4, is_minimum=False), held_to(None, is_minimum=True)
    ('<= 0.4', '')
    """
    return "" if threshold is None else f"{'>=' if is_minimum else '<='} {threshold:g}"


def measure_table(lines: Sequence[MeasureLine], stream: TextIO) -> None:
    """Print measures as a table."""
    write(
        [(line.measure, line.value, line.threshold, mark(line.met)) for line in lines],
        ["measure", "value", "threshold", "met"],
        "table",
        stream,
    )
