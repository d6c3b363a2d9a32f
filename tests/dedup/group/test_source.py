"""Who had it first: each kind of evidence alone, and when they disagree."""

import datetime as dt

import pytest

from dedup.compare.direction import Oddness
from dedup.group.compared import Compared
from dedup.group.source import Contender, attribute

DAY = dt.datetime(2026, 3, 2, 9, 0)


def at(minutes: float) -> dt.datetime:
    return DAY + dt.timedelta(minutes=minutes)


def spun(direction: float, a_oddness: float = 0.4) -> Compared:
    return Compared(0.7, 0.7, True, Oddness(a_oddness, a_oddness + direction, 0.4))


def test_dates_name_the_source() -> None:
    found = attribute([Contender(7, 7, at(60)), Contender(8, 8, at(0))], {})

    assert (found.source_id, found.status) == (8, "named")
    assert found.reasons == ("first by 60 minutes",)


def test_without_any_evidence_the_source_is_unknown() -> None:
    found = attribute([Contender(7, 7), Contender(8, 8)], {})

    assert (found.source_id, found.status, found.confidence) == (None, "unknown", 0.5)


@pytest.mark.parametrize("direction", [0.2, -0.2])
def test_replacements_name_the_source_without_dates(direction: float) -> None:
    found = attribute([Contender(7, 7), Contender(8, 8)], {(7, 8): spun(direction)})

    assert found.source_id == (7 if direction > 0 else 8)


def test_faint_direction_names_nobody() -> None:
    assert attribute([Contender(7, 7), Contender(8, 8)], {(7, 8): spun(0.01)}).status == "unknown"


def test_a_named_origin_outweighs_a_later_date() -> None:
    """An outlet that says where it has the text from is believed over its own clock."""
    agency = Contender(7, 7, at(20), known_as=frozenset({"northwire.example"}))
    reprint = Contender(8, 8, at(0), points_to=frozenset({"northwire.example"}))
    other = Contender(9, 7, at(40), points_to=frozenset({"northwire.example"}))

    assert attribute([agency, reprint, other], {}).source_id == 7


def test_origin_that_is_not_in_the_group_names_nobody() -> None:
    group = [Contender(n, n, points_to=frozenset({"elsewhere.example"})) for n in (7, 8)]

    assert attribute(group, {}).status == "unknown"


def test_two_spins_of_an_absent_source() -> None:
    """Both sides have odd word pairs: what they were made of is not in the store."""
    group = [Contender(7, 7, at(0)), Contender(8, 8, at(60))]

    found = attribute(group, {(7, 8): spun(0.01, a_oddness=0.6)})

    assert (found.source_id, found.status) == (None, "absent")


def test_the_fuller_text_breaks_a_tie() -> None:
    """Without dates, the text that holds what the others lack is the likelier source."""
    cut = Compared(0.6, 0.98, False)

    found = attribute([Contender(7, 7), Contender(8, 8)], {(7, 8): cut})

    assert found.source_id == 7


def test_an_earlier_roundup_does_not_hide_which_reprint_was_first() -> None:
    """The roundup holds the earliest date; of the two reprints that are the source one is older."""
    group = [
        Contender(1, 1, at(0)),
        Contender(7, 7, at(600)),
        Contender(8, 7, at(900)),
        Contender(9, 9, at(960)),
    ]
    half = Compared(0.45, 0.5, False)

    found = attribute(
        group,
        {(1, 7): half, (1, 9): half, (7, 9): Compared(0.85, 0.95, True, Oddness(0.4, 0.6, 0.4))},
    )

    assert found.source_id == 7
