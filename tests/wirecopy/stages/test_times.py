"""Which of the times that a page, its feeds and its sitemaps state an article gets."""

import datetime as dt
from pathlib import Path

import pytest

from crawler.page import RawPage
from crawler.times.stated import Stated, stated
from dedup.words.tokens import digests
from storage.frontier import Announced, Frontier
from storage.records import DiscoveryRow
from storage.store import Store
from storage.url_keys import article_id
from wirecopy.intake.keep import keep_raw
from wirecopy.stages.article_rows import UNREAD, dated
from wirecopy.stages.extract import save_articles
from wirecopy.workers.clean import CleanedPage
from wirecopy.workers.pool import Workers

SEEN = dt.datetime(2026, 3, 2, 10)


def page(time: Stated | None) -> CleanedPage:
    """A page that states a time."""
    article = UNREAD.article._replace(
        published_at=time and time.at,
        published_precision=time and time.precision,
        published_from=time and "page",
    )
    return CleanedPage(article, digests([""])[0])


def said(kind: str, text: str, *, is_old: bool = False) -> Announced:
    """What a feed says, as the store keeps it."""
    time = stated(text)
    assert time is not None
    at = time.at.astimezone(dt.UTC).replace(tzinfo=None) if time.at.tzinfo else time.at
    return Announced(at, None if is_old else time.precision, kind)


FEED = said("feed", "2026-03-02T08:42:00Z")
CASES = {
    "nobody says anything": (None, [], None, None, None),
    "the page alone": ("2026-03-02", [], "2026-03-02", "day", "page"),
    "a feed alone": (None, [FEED], "2026-03-02 08:42", "second", "feed"),
    "a day, and a feed within it": ("2026-03-02", [FEED], "2026-03-02 08:42", "second", "feed"),
    "a day in a zone, and a feed within it": (
        *("2026-03-02T00:00:00+01:00", [FEED]),
        *("2026-03-02 08:42", "second", "feed"),
    ),
    "a day, and a feed of another": (
        *("2026-03-01", [said("feed", "2026-03-05T08:42:00Z")]),
        *("2026-03-01", "day", "page"),
    ),
    "an exact page, and a feed of another minute": (
        *("2026-03-02T07:00:00Z", [FEED]),
        *("2026-03-02 07:00", "second", "page"),
    ),
    "a feed with the day alone, a sitemap with the minute": (
        *(None, [said("feed", "2026-03-02"), said("sitemap", "2026-03-02T08:42Z")]),
        *("2026-03-02 08:42", "minute", "sitemap"),
    ),
    "the feed's zone makes the page's time exact": (
        *("2026-03-02T09:42:00", [FEED]),
        *("2026-03-02 08:42", "second", "feed"),
    ),
    "a local time behind first sight: the day is left": (
        *("2026-03-02T11:00:00", []),
        *("2026-03-02", "day", "page"),
    ),
    "a time without a zone counts as UTC else": (
        *("2026-03-02T09:30:00", []),
        *("2026-03-02 09:30", "second", "page"),
    ),
    "a feed of an earlier version, at midnight": (
        *("2026-03-02", [said("feed", "2026-03-02", is_old=True)]),
        *("2026-03-02", "day", "page"),
    ),
    "a feed of an earlier version": (
        *("2026-03-02", [said("feed", "2026-03-02T08:42Z", is_old=True)]),
        *("2026-03-02 08:42", "second", "feed"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_which_time_stands(name: str) -> None:
    text, announced, at, precision, source = CASES[name]

    article = dated(page(stated(text)), announced, SEEN).article

    found = article.published_at
    assert (found and found.replace(tzinfo=None)) == (at and dt.datetime.fromisoformat(at))
    assert (article.published_precision, article.published_from) == (precision, source)


def test_a_theme_that_prints_the_day_and_a_feed_with_the_minute(tmp_path: Path) -> None:
    """Pelican's default theme: it made a reprint the source of what it reprints."""
    story = (
        "<p>The ferry sailed again on Monday, a week after a storm had torn its pier away.</p>" * 3
    )
    shown = "<abbr class=published title=2026-03-02T00:00:00+01:00>Mon 02 March 2026</abbr>"
    body = f"<html><body><article><h1>Ferry back</h1>{shown}{story}</article>".encode()
    fetched = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    url = "https://paper.example/story"
    found = DiscoveryRow(
        *(article_id(url), "https://paper.example/feed", "feed", None),
        *(dt.datetime(2026, 3, 2, 10, 31), dt.datetime(2026, 3, 2, 11), "minute"),
    )

    with Store.open(tmp_path / "news") as store, Workers(0) as workers:
        Frontier(store).add_discoveries([found])
        save_articles(store, keep_raw(store, [RawPage(url, body, fetched_at=fetched)], 1), workers)

        assert store.rows(
            "SELECT published_at, published_precision, published_from FROM articles"
        ) == [(dt.datetime(2026, 3, 2, 10, 31), "minute", "feed")]
        assert store.rows("SELECT published_precision FROM discoveries") == [("minute",)]
