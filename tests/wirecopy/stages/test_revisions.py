"""Texts that change: every turn is kept once, and the first one decides."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.page import Given, RawPage
from storage.frontier import Frontier
from storage.records import DiscoveryRow, now, utc
from storage.store import Store
from storage.url_keys import article_id
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.extract import save_articles
from wirecopy.workers.pool import Workers

DAY = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
URL = "https://paper.example/story"
NOTHING = Given()


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news") as store:
        yield store


def page(letter: str, hour: int | None = None, given: Given = NOTHING) -> RawPage:
    """A version of the story, fetched at an hour of the day."""
    text = f"Version {letter} of a report on the harbour. " * 10
    at = None if hour is None else DAY + dt.timedelta(hours=hour)
    return RawPage(URL, text.encode(), "text/plain", "utf-8", fetched_at=at, given=given)


def add(store: Store, *pages: RawPage) -> int:
    """Import some pages; how many were kept."""
    with Workers(0) as workers:
        arrivals = keep_raw(store, pages, run_id=1)
        save_articles(store, arrivals, workers)
    return len(arrivals)


def versions(store: Store) -> list[str]:
    """The letters of the article and its revisions, in order."""
    found = store.rows(
        "SELECT text FROM (SELECT fetch_id, text FROM internal.articles"
        " UNION ALL SELECT fetch_id, text FROM internal.revisions) ORDER BY fetch_id"
    )
    return [text.split()[1] for (text,) in found]


def test_every_turn_is_kept(store: Store) -> None:
    turns = [page("A", 0), page("B", 1), page("A", 2), page("A", 3), page("B", 4)]
    for each in turns:
        add(store, each)

    assert versions(store) == ["A", "B", "A", "B"]
    assert add(store, *turns) == 0
    assert store.rows("SELECT words_changed > 0 FROM revisions") == [(True,)] * 3


@pytest.mark.parametrize("seed", range(5))
def test_split_does_not_matter(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    turns = [page(chance.choice("AB"), hour) for hour in range(8)]
    cut = chance.randrange(9)
    add(store, *turns[:cut])
    add(store, *turns[cut:])
    changes = [
        turn.body.split()[1].decode()
        for n, turn in enumerate(turns)
        if n == 0 or turn.body != turns[n - 1].body
    ]

    assert versions(store) == changes


def test_time_of_a_revision_is_that_of_its_page(store: Store) -> None:
    add(store, page("A", 0), page("B", 5))

    assert store.rows("SELECT seen_at FROM revisions") == [(DAY.replace(tzinfo=None, hour=17),)]


def test_row_without_time_is_taken_once(store: Store) -> None:
    rows = [page("A"), page("B"), page("A")]

    assert add(store, *rows) == 2
    assert add(store, *rows) == 0
    assert versions(store) == ["A", "B"]


@pytest.mark.parametrize(
    "later",
    [
        Given(title="New headline", published_at=DAY),
        Given(title="Headline", published_at=DAY + dt.timedelta(days=1)),
    ],
)
def test_new_headline_or_date_alone_is_a_revision(store: Store, later: Given) -> None:
    add(store, page("A", given=Given(title="Headline", published_at=DAY)))
    add(store, page("A", given=later))

    assert store.rows("SELECT title, published_at, words_changed FROM revisions") == [
        (later.title, utc(later.published_at), 0)
    ]
    assert store.rows("SELECT title, published_at FROM articles") == [("Headline", utc(DAY))]


def test_same_words_in_other_bytes_are_no_revision(store: Store) -> None:
    add(store, page("A", 0))
    spaced = page("A", 1)
    add(store, replace(spaced, body=spaced.body + b"  \n"))

    assert versions(store) == ["A"]


TOLD = [
    ("the first finder", [(-3, 2, "feed"), (-1, 1, "other")], -3, False),
    ("one that has a time", [(None, 2, "section"), (-3, 1, "feed")], -3, False),
    ("named after it was fetched", [(-3, -1, "feed")], None, False),
    ("a time to come", [(9, 2, "feed")], None, False),
    ("a default", [(-24 * 400, 2, "feed")], None, False),
    ("the page knows better", [(-3, 2, "feed")], 5, True),
]


@pytest.mark.parametrize(("finders", "hour", "is_dated"), [case[1:] for case in TOLD])
def test_feeds_date_what_has_no_date(
    store: Store,
    finders: list[tuple[int | None, int, str]],
    hour: int | None,
    is_dated: bool,
) -> None:
    """Each finder with the hour that it told, and how long before the fetch it was seen.

    A later version of the page is no revision for having no date of its own.
    """
    rows = [
        DiscoveryRow(
            article_id(URL),
            name,
            "feed",
            None,
            None if told is None else utc(DAY + dt.timedelta(hours=told)),
            utc(DAY - dt.timedelta(hours=before)) or now(),
        )
        for told, before, name in finders
    ]
    Frontier(store).add_discoveries(rows)
    given = Given(published_at=DAY + dt.timedelta(hours=5)) if is_dated else NOTHING
    add(store, page("A", 0, given))
    add(store, page("A", 1, given))

    expected = None if hour is None else utc(DAY + dt.timedelta(hours=hour))
    assert store.rows("SELECT published_at FROM articles") == [(expected,)]
    assert store.rows("FROM revisions") == []
