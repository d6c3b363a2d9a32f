"""What a fit of `benchmarks.fit_sources` came to: its tables, as they are printed."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from dedup.group.odds import Band, Curve
from dedup.group.source import SURE
from dedup.relations import COPIES

BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
CUTS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
Signs = Mapping[str, tuple[Band, ...]]
Chances = Mapping[str, Curve]


class Copy(NamedTuple):
    """A labelled copy in a copy group; `source_id` is None where its source is not there."""

    origin: str
    label: str
    copy_id: int
    source_id: int | None
    group: int


class Case(NamedTuple):
    """What was said of a copy: by which lead, whether rightly."""

    copy: Copy
    is_dated: bool
    lead: float
    by: str
    is_right: bool
    chance: float = 0.0


def mixtures(judged: Sequence[Case]) -> list[tuple[str, list[Case]]]:
    origins = sorted({case.copy.origin for case in judged})
    return [
        ("as they are", [c for c in judged if c.is_dated]),
        ("without dates", [c for c in judged if not c.is_dated]),
        *(
            (
                f"{origin}, as they are",
                [c for c in judged if c.copy.origin == origin and c.is_dated],
            )
            for origin in origins
        ),
    ]


def print_signs(signs: Signs, count: int) -> None:
    print(f"signs, on {count} labelled copies\n  sign              from    nats  right  wrong")
    for name, found in signs.items():
        for band in found:
            counted = f"{band.right:>7}{band.wrong:>7}" if band.right or band.wrong else " judged"
            print(f"  {name:<16}{band.least:>7g}{band.nats:>8.2f}{counted}")


def print_calibration(name: str, judged: Sequence[Case]) -> None:
    print(f"\nchance and truth, {name}, each origin left out: {len(judged)} copies")
    print("  chance          n   mean  right   95 %")
    error = 0.0
    for low, high in pairwise(BINS):
        inside = [c for c in judged if low <= c.chance < high or c.chance == high == 1]
        if not inside:
            continue
        mean = sum(c.chance for c in inside) / len(inside)
        right = sum(c.is_right for c in inside) / len(inside)
        error += abs(mean - right) * len(inside) / len(judged)
        least, most = interval(right, len(inside))
        told = f"  {low:.2f} - {high:.2f}{len(inside):>7}{mean:>7.3f}{right:>7.3f}"
        print(f"{told}   {least:.2f} - {most:.2f}")
    print(f"  weighted error {error:.3f}")


def interval(share: float, n: int) -> tuple[float, float]:
    """Wilson's interval of 95 %."""
    z = 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


def print_curve(judged: Sequence[Case]) -> None:
    """Right and wrong of all copies, by the chance from which a source is named."""
    for is_dated in (True, False):
        mixture = "as they are" if is_dated else "without dates"
        print(f"\nnamed from a chance on, {mixture}: right / wrong")
        print("  from      " + "".join(f"{label:>16}" for label in COPIES))
        for cut in CUTS:
            told = []
            for label in COPIES:
                its = [
                    c
                    for c in judged
                    if c.copy.label == label and c.is_dated == is_dated and c.copy.source_id
                ]
                right = sum(c.is_right and c.chance >= cut for c in its)
                wrong = sum(not c.is_right and c.chance >= cut for c in its)
                n = max(1, len(its))
                told.append(f"{right / n:>8.3f} /{wrong / n:>6.3f}")
            print(f"  {cut:.2f}{' *' if cut == SURE else '  '}    " + "".join(told))


def print_chances(seen: Chances) -> None:
    """The curves from lead to chance."""
    print("\nlead to chance, fitted on all\n  by        slope  offset    most  copies  named from")
    for by, curve in seen.items():
        needed = (math.log(SURE / (1 - SURE)) - curve.offset) / curve.slope
        numbers = f"{curve.slope:>8.3f}{curve.offset:>8.3f}{curve.most:>8.2f}{curve.copies:>8}"
        print(f"  {by:<7}{numbers}{needed:>12.2f}")
