"""Which of the times that a page, its feeds and its sitemaps state an article gets."""

import datetime as dt

import pytest

from crawler.times.stated import Stated, stated
from dedup.words.tokens import digests
from storage.frontier import Announced
from wirecopy.stages.article_rows import UNREAD, dated
from wirecopy.workers.clean import CleanedPage

SEEN = dt.datetime(2026, 3, 2, 10)


def page(time: Stated | None) -> CleanedPage:
    """A page that states a time."""
    article = UNREAD.article._replace(
        published_at=time and time.at,
        published_precision=time and time.precision,
        published_from=time and "page",
    )
    return CleanedPage(article, *digests([""]))


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
