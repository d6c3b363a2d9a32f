"""What the fit of sources makes of labelled copies."""

import pytest

from benchmarks.fit_sources import bands, curves, weight
from benchmarks.source_tables import Case, Copy, interval


@pytest.mark.parametrize(
    ("name", "found", "nats"),
    [
        ("one origin alone decides nothing", [("a", 1.0)] * 90, 0.0),
        ("two that agree", [("a", 1.0)] * 9 + [("b", 1.0)] * 19, 2.3),
        ("two that differ", [("a", 1.0)] * 9 + [("b", -1.0)] * 9, 0.0),
        ("both against it", [("a", -1.0)] * 9 + [("b", -1.0)] * 9, -2.3),
        ("one of them weaker", [("a", 1.0)] * 99 + [("b", 1.0)] * 15 + [("b", -1.0)] * 7, 0.69),
        ("one large one against it", [("a", 1.0)] * 999 + [("b", -1.0)] * 20, 0.0),
        (
            "small ones against it",
            [("a", 1.0)] * 99 + [(n, -1.0) for n in "bcdefghijklmnopqrstu"],
            0.0,
        ),
    ],
)
def test_a_weight_is_the_least_that_any_origin_shows_and_any_leaves(
    name: str, found: list[tuple[str, float]], nats: float
) -> None:
    assert weight(found) == nats, name


def test_a_band_of_few_pairs_is_part_of_the_one_before() -> None:
    found = [("a", 0.1)] * 20 + [("b", -0.3)] * 5

    assert [(band.least, band.right, band.wrong) for band in bands(found, (0.1, 0.2))] == [
        (0.1, 20, 5)
    ]


def test_the_curve_of_words_rises_with_the_lead() -> None:
    copy = Copy("a", "edited", 1, 2, 0)
    rising = [
        Case(copy, False, lead, "words", n < 2 * lead) for lead in range(6) for n in range(10)
    ]

    words = curves(rising)["words"]

    assert words.chance(1) < words.chance(3) < words.chance(5)


def test_wilsons_interval_holds_the_share() -> None:
    least, most = interval(0.5, 100)

    assert (round(least, 2), round(most, 2)) == (0.4, 0.6)
