"""A run with the clock ahead, which is then set right: nothing waits for the clock to come by."""

import datetime as dt
from pathlib import Path

import pytest

from crawler.frontier.schedule import DAY, RAREST, first_poll, is_due
from storage.reader import open_newest
from storage.records import FeedRow, now
from storage.store import Store
from tests.crawler.crawling import crawl, rows, source, sources
from tests.crawler.policies.test_politeness import only
from tests.miniweb.web import Reply, serving
from wirecopy.upkeep.health import Situation, findings

AHEAD = "INTERVAL 10 DAY"
MOVED = (
    f"UPDATE internal.feeds SET due_at = due_at + {AHEAD},"
    f" last_polled_at = last_polled_at + {AHEAD}, last_new_at = last_new_at + {AHEAD}",
    f"UPDATE internal.urls SET next_try_at = next_try_at + {AHEAD}",
    f"UPDATE internal.robots SET fetched_at = fetched_at + {AHEAD}",
)
NOW = dt.datetime(2026, 3, 2, 9, 42)
FEED = first_poll("https://a.example/rss", "a.example", "feed", NOW)


def told(store: Path) -> list[str]:
    with open_newest(store) as reader:
        found = findings(Situation(reader, [], str(store), 10**12, 0, now()))
    return [each.line() for each in found if "clock" in each.what]


def test_a_clock_that_was_ten_days_ahead(tmp_path: Path) -> None:
    """Feeds are polled again, pages that failed are tried again, robots.txt is asked for again."""
    store = tmp_path / "news"
    hosts = {"news1.example": only("/2026/11/story-number-2", lambda n: FAILS if n == 1 else COMES)}
    with serving(hosts) as web:
        sources(store, source("news1"))
        crawl(store, web.resolve)
        assert told(store) == []
        with Store.open(store) as opened:
            for each in MOVED:
                opened.rows(each)
        (line,) = told(store)
        assert line.startswith("! ")
        before = len(web.hits)
        done = crawl(store, web.resolve, 2)
        asked = [hit.path.partition("?")[0] for hit in web.hits[before:]]

    assert (done.exit_code, done.report["feeds"], done.report["pages"]) == (0, 1, 1)
    assert asked == ["/robots.txt", "/feed", "/2026/11/story-number-2"]
    assert told(store) == []
    ahead = "SELECT count(*) FROM internal.feeds WHERE due_at > now()::TIMESTAMP + INTERVAL 2 DAY"
    assert rows(store, ahead) == [(0,)]


FAILS = Reply(b"later", status=503)
COMES = Reply(b"<title>Tide</title><p>" + b"The tide came in at noon and left again. " * 20)


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        (FEED._replace(due_at=NOW), True),
        (FEED._replace(due_at=NOW + dt.timedelta(seconds=DAY)), False),
        (FEED._replace(due_at=NOW + dt.timedelta(days=10)), True),
        (FEED._replace(due_at=NOW + dt.timedelta(days=10), score=20.0), False),
        (FEED._replace(due_at=NOW + dt.timedelta(seconds=2 * RAREST), score=99.0), True),
        (FEED._replace(due_at=NOW + dt.timedelta(hours=5), last_polled_at=NOW), False),
        (
            FEED._replace(
                due_at=NOW + dt.timedelta(hours=5), last_polled_at=NOW + dt.timedelta(hours=4)
            ),
            True,
        ),
    ],
)
def test_what_is_due(feed: FeedRow, expected: bool) -> None:
    assert is_due(feed, NOW) == expected
