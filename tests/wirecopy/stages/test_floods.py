"""One text many times over: exactly, in variants, or with one sentence everywhere."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from crawler.page import Given, RawPage
from storage.store import Store
from wirecopy.demo.newsroom import load
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import save_articles
from wirecopy.stages.group import Grouped, group
from wirecopy.workers.pool import Workers

# The agency's: the first page on the ship is a roundup, whose variants may have no story in common.
STORY = next(
    page.paragraphs
    for page in load().pages
    if (page.story, page.outlet.host) == ("s05-ship", "northwire.example")
)
NOTICE = "Our readers keep this newsroom alive, and who can afford it may become a member today."
SYLLABLES = ["ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo"]


def exact(_: random.Random) -> str:
    return "\n".join(STORY)


def variant(chance: random.Random) -> str:
    """The story with a paragraph left out and a few words gone, as twelve hundred desks edit it."""
    kept = [paragraph for paragraph in STORY if chance.random() > 0.1]
    return "\n".join(
        " ".join(word for word in paragraph.split() if chance.random() > 0.02) for paragraph in kept
    )


def noticed(chance: random.Random) -> str:
    """Words that nobody knows, and one sentence that every article has."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(120)]
    return "\n".join([*(" ".join(words[n : n + 30]) for n in range(0, 120, 30)), NOTICE])


def flooded(
    place: Path, write: Callable[[random.Random], str], count: int, sites: int = 40
) -> tuple[Grouped, int]:
    """What grouping finds in so many texts of so many sites; the members of its largest group."""
    chance = random.Random(count)
    pages: Sequence[RawPage] = [
        RawPage(
            f"http://s{n % sites}.example/{n}",
            write(chance).encode(),
            "text/plain",
            "utf-8",
            given=Given(site=f"s{n % sites}.example"),
        )
        for n in range(count)
    ]
    with Store.open(place) as store, Workers(2) as workers:
        save_articles(store, keep_raw(store, pages, run_id=1), workers)
        found = group(store, 1, workers)
        members = store.rows(
            "SELECT coalesce(max(n), 0) FROM"
            " (SELECT count(*) AS n FROM internal.members GROUP BY group_id)"
        )
    return found, int(members[0][0])


@pytest.mark.parametrize(
    ("count"), [300, pytest.param(20_000, marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_equal_texts_are_never_compared(tmp_path: Path, count: int) -> None:
    found, members = flooded(tmp_path / "news", exact, count)
    assert (found.verified, members) == (0, count)


@pytest.mark.parametrize(
    ("count", "sites", "most"),
    [(120, 40, 53), pytest.param(1_200, 1_200, 80, marks=pytest.mark.soak)],
    ids=["some", "many"],
)
def test_variants_cost_a_bounded_number_each(
    tmp_path: Path, count: int, sites: int, most: int
) -> None:
    """Each with each would be 60 and 600 for a text; it is 30 to 70, whatever their number.

    Of few on each site: what one repeats in thirty edited versions of a text would be taken for
    its furniture.
    """
    found, members = flooded(tmp_path / "news", variant, count, sites)
    assert found.verified < most * count
    assert members == count


@pytest.mark.parametrize(
    ("count"), [300, pytest.param(10_000, marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_sentence_of_all_brings_nobody_together(tmp_path: Path, count: int) -> None:
    found, members = flooded(tmp_path / "news", noticed, count)
    assert found.verified < 2 * count
    assert members == 0
