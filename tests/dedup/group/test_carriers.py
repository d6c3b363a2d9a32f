"""Which sentences stand in many different stories, decided in memory."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from dedup.group.carriers import MANY, MOST, RARE, SAMPLED, Carrier, boilerplate, leaders

DAY = dt.datetime(2026, 3, 2)
TRAILER = 7


def posted(n: int, n_sites: int, days: float) -> list[Carrier]:
    """Texts of so many sites in turn, spread over so many days."""
    return [
        Carrier(100 + i, f"s{i % n_sites}.example", DAY + dt.timedelta(days=days * i / (n - 1)))
        for i in range(n)
    ]


def own(n: int, common: int = 0) -> list[NDArray[np.int64]]:
    """Samples of 20 trigrams, of which so many are in all."""
    return [
        np.array([*range(common), *range(100 * i + 50, 100 * i + 70 - common)])
        for i in range(1, n + 1)
    ]


def is_found(
    carriers: Sequence[Carrier],
    samples: Sequence[NDArray[np.int64]],
    others: Sequence[set[int]] = (),
) -> bool:
    """Whether the sentence of all these texts is found; `others` are who holds other sentences."""
    texts = [each.text for each in carriers]
    held = {TRAILER: set(texts)} | dict(enumerate(others, TRAILER + 1))
    at = {each.text: each for each in carriers}
    return TRAILER in boilerplate(held, at, dict(zip(texts, samples, strict=True)))


@pytest.mark.parametrize(
    ("n", "n_sites", "days", "expected"),
    [
        (MANY, 3, 0, True),
        (MANY - 1, 3, 30, False),
        (MANY, 2, 13.9, False),
        (MANY, 1, 14, True),
        (2 * SAMPLED, 3, 0, True),
    ],
)
def test_many_carriers_over_weeks_or_sites(
    n: int, n_sites: int, days: float, expected: bool
) -> None:
    assert is_found(posted(n, n_sites, days), own(n)) == expected


def test_undated_carriers_count_by_their_sites() -> None:
    undated = [each._replace(at=None) for each in posted(MANY, 3, 0)]
    assert is_found(undated, own(MANY))
    assert not is_found([each._replace(site="one.example") for each in undated], own(MANY))


def test_texts_that_share_a_rare_sentence_are_one_carrier() -> None:
    assert not is_found(posted(MANY, 3, 0), own(MANY), [{100, 103}])
    many = posted(20, 3, 0)
    chain = [{100 + n, 101 + n} for n in range(19)]
    assert not is_found(many, own(20), chain)
    assert is_found(many, own(20), chain[:12])
    assert is_found(many, own(20), [{each.text for each in many[:-1]}])  # too common to tie
    assert not is_found(many[:12], own(12), [{100 + n for n in range(RARE - 1)}])


def test_texts_that_are_made_of_the_others_are_one_carrier() -> None:
    carriers = posted(20, 3, 0)
    assert is_found(carriers, own(20, common=6))
    assert not is_found(carriers, own(20, common=7))
    assert not is_found(carriers, [np.empty(0, np.int64)] * 20)  # nothing is known of them


def test_versions_and_stories_are_told_apart() -> None:
    """Forty versions of one story hide no trailer that eight other stories have."""
    samples = [*own(MANY - 1), *[np.arange(10_000, 10_020)] * 40]
    assert is_found(posted(MANY + 39, 3, 0), samples)


def test_holds_a_bounded_number_of_carriers_against_each_other() -> None:
    assert len(leaders(range(10 * MOST), [])) == SAMPLED


@pytest.mark.parametrize(("n_alone", "expected"), [(MANY - 1, True), (MANY - 2, False)])
def test_looks_at_a_bounded_number_of_texts(n_alone: int, expected: bool) -> None:
    """Of those it looks at all but some are one carrier; many more carriers come behind them."""
    story = [{100 + n, 101 + n} for n in range(MOST - n_alone - 1)]
    assert is_found(posted(2 * MOST, 3, 0), own(2 * MOST), story) == expected
