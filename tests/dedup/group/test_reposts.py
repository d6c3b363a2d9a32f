"""Which version of a text a copy was made from."""

import datetime as dt

import pytest

from dedup.group.compared import Compared
from dedup.group.evidence import Contender
from dedup.group.reposts import provenance
from dedup.pairs import Pair

HOURS = [dt.datetime(2026, 3, 2, hour) for hour in (9, 10, 11)]
FLASH = Compared(1.0, 0.3, "edited")  # all of the flash is in the story
STORY = Compared(0.95, 0.95, "edited")
SPUN = Compared(0.6, 0.6, "spun")
CHAIN = {(1, 2): FLASH, (1, 3): FLASH, (2, 3): STORY}
SPINS = {(1, 2): SPUN, (1, 3): SPUN, (2, 3): STORY}


@pytest.mark.parametrize(
    ("name", "compared", "words", "dates", "nearer"),
    [
        ("a copy of the story that a flash grew into", CHAIN, 300, HOURS, {3: 2}),
        ("of so short a text a tenth is a few words", CHAIN, 30, HOURS, {}),
        ("two spins by one program are closer than their source", SPINS, 300, HOURS, {}),
        (
            "the version is no source of what came before",
            CHAIN,
            300,
            [*HOURS[:1], *HOURS[:0:-1]],
            {2: 3},
        ),
        ("nor where nothing is dated", CHAIN, 300, [None, None, None], {}),
    ],
)
def test_a_copy_of_a_later_version_is_named_after_it(
    name: str,
    compared: dict[Pair, Compared],
    words: int,
    dates: list[dt.datetime | None],
    nearer: dict[int, int],
) -> None:
    group = [Contender(n, n, at, words=words) for n, at in enumerate(dates, 1)]

    assert provenance(group, compared).nearer == nearer, name
