"""How hosts are treated that want to be treated otherwise: later, slower, or not at all."""

import codecs
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path

import pytest
from protego import Protego

from crawler.policies.robots import crawl_delay
from tests.crawler.crawling import crawl, rows, source, sources
from tests.miniweb.web import Headers, Host, MiniWeb, Reply, outlet, serving


def only(path: str, reply: Callable[[int], Reply]) -> Host:
    """An outlet but for what begins with a path; `reply` is told how often that was asked."""

    def host(web: MiniWeb, name: str, asked: str, headers: Headers) -> Reply:
        if not asked.startswith(path):
            return outlet(web, name, asked, headers)
        return reply(sum(each.startswith(path) for each in web.paths(name)))

    return host


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "news"


WAITING = """
    SELECT attempts, count(*), min(date_diff('minute', now()::TIMESTAMP, next_try_at))
    FROM internal.urls WHERE state = 'pending' GROUP BY 1 ORDER BY 1
"""


@pytest.mark.parametrize(
    "after", [lambda: "7200", lambda: formatdate(time.time() + 7200, usegmt=True)]
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_says_later_is_left_alone_until_then(
    store: Path, status: int, after: Callable[[], str]
) -> None:
    """One page is asked, also of those that wait in the queue; the next run asks nothing either."""
    busy = only("/2026/", lambda _: Reply(status=status, headers=(("Retry-After", after()),)))
    with serving({"busy.example": busy}) as web:
        sources(store, source("busy", delay=0.05) + source("news1"))
        first = crawl(store, web.resolve)
        asked = web.articles("busy.example")
        crawl(store, web.resolve, 2)
        again = web.articles("busy.example")

    assert len(asked) == len(again) == 1
    assert (first.exit_code, first.report["pages"]) == (3, 5)
    assert "busy.example asks to wait" in first.report["failures"][0]
    (tried, n_tried, _), (untried, n_untried, minutes) = reversed(rows(store, WAITING))
    assert (tried, n_tried, untried, n_untried) == (1, 1, 0, 4)
    assert 115 <= minutes <= 120


def test_a_feed_of_a_host_that_says_later_is_only_put_off(store: Path) -> None:
    """The second feed is not asked: no failure of its own, and due when the host said."""
    busy = only("/feed", lambda _: Reply(status=429, headers=(("Retry-After", "7200"),)))
    more = 'sitemaps = ["http://busy.example/news.xml"]'
    with serving({"busy.example": busy}) as web:
        sources(store, source("busy", delay=0.05, more=more))
        crawl(store, web.resolve)

    assert rows(
        store,
        "SELECT url[21:], status, score, polls, round(date_diff('minute', now()::TIMESTAMP, due_at)"
        " / 10) FROM internal.feeds ORDER BY url",
    ) == [("feed", "busy", 0.5, 1, 12), ("news.xml", "new", 0.0, 0, 12)]


def test_a_source_that_the_breaker_stops_has_failed(store: Path) -> None:
    """Five good pages do not make a run good whose source had to be given up."""
    failing = only("/2026/", lambda times: Reply(b"oops", status=500 if times > 5 else 404))
    with serving({"failing.example": failing}) as web:
        web.published = 20
        sources(store, source("failing", delay=0.01))
        crawled = crawl(store, web.resolve)
        asked = len(web.articles("failing.example"))

    assert crawled.exit_code == 4
    assert "left alone for the rest of the run" in crawled.report["failures"][0]
    assert 13 <= asked <= 15  # 5, and 8 failures in a row
    put_back = "SELECT count(*) FROM internal.urls WHERE state = 'pending' AND attempts = 0"
    assert rows(store, put_back)[0][0] >= 8


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("Crawl-delay: 2.5", 2.5),
        ("Crawl-delay: nan", 0),
        ("Crawl-delay: -5", 0),
        ("Crawl-delay: 1e400", 0),
        ("Crawl-delay: 3600", 30),
        ("Request-rate: 1/10", 10),
        ("Request-rate: 0/10", 0),
        ("Request-rate: 1/" + "9" * 400, 30),
        ("Request-rate: " + "9" * 400 + "/1", 0),
        ("Crawl-delay: nan\nRequest-rate: 1/5", 5),
    ],
)
def test_the_delay_that_a_site_asks_for(asked: str, seconds: float) -> None:
    rules = Protego.parse(f"User-agent: *\n{asked}\n")

    assert crawl_delay(rules, "wirecopy") == seconds


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plain", "marked"])
def test_a_crawl_delay_beyond_reason_is_cut_and_reported(store: Path, mark: bytes) -> None:
    robots = only("/robots.txt", lambda _: Reply(mark + b"User-agent: *\nCrawl-delay: 600\n"))
    with serving({"resting.example": robots}) as web:
        sources(store, source("resting"))
        crawled = crawl(store, web.resolve, max_time=1)

    told = "Crawl-delay of http://resting.example is 600 s, 30 s are kept"
    assert told in crawled.log
    assert (crawled.exit_code, web.paths("resting.example")) == (15, [])


def test_the_throttle_starts_from_the_delay_of_the_source(store: Path) -> None:
    """Not from Scrapy's own, and it stretches for slow answers."""
    with serving() as web:
        sources(store, source("news1", delay=0.2))
        crawl(store, web.resolve)
        times = [hit.at for hit in web.hits]

    gap = (times[-1] - times[0]) / (len(times) - 1)
    assert 0.13 < gap < 2.5  # 0.2 s give or take 30 %, and more on a busy machine; Scrapy's are 5 s
