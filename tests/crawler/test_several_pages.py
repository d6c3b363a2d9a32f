"""Crawls of articles that go on on further pages: what is asked for, and what becomes of it."""

import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.console import HANGS
from tests.crawler.crawling import crawl_and_signal, rows, run, source, sources
from tests.miniweb.web import Headers, MiniWeb, Reply, serving
from tests.several_pages import page, told

SITE = "http://serial.example"
FERRY, MILL, OWLS = (f"{SITE}/2026/{name}" for name in ("ferry", "mill", "owls"))
LISTED = (FERRY, f"{FERRY}?page=3", MILL, OWLS, f"{SITE}/2026/heron?page=2")
TEXTS = "SELECT url, body_status FROM articles ORDER BY url"
PAGES = """
SELECT f.page, f.outcome FROM fetches f JOIN articles a USING (article_id) WHERE a.url = ?
ORDER BY fetch_id
"""


class Serial(NamedTuple):
    """A site whose stories have pages, what it says instead of some, when it says more."""

    web: MiniWeb
    instead: dict[str, bytes]
    goes_on: threading.Event  # before it is set, second pages do not come


@pytest.fixture(name="serial")
def _serial() -> Iterator[Serial]:
    instead: dict[str, bytes] = {}
    goes_on = threading.Event()
    goes_on.set()

    def host(_web: MiniWeb, _name: str, path: str, _headers: Headers) -> Reply:
        if path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /2026/mill?page=", content_type="text/plain")
        if path == "/feed":
            items = "".join(f"<item><link>{url}</link></item>" for url in LISTED)
            feed = f"<rss version='2.0'><channel>{items}</channel></rss>"
            return Reply(feed.encode(), content_type="application/rss+xml")
        if path.endswith("?page=2"):
            goes_on.wait(HANGS)
        body = instead.get(path, STORIES.get(path))
        return Reply(b"<p>gone", status=404) if body is None else Reply(body)

    with serving({"serial.example": host}) as web:
        yield Serial(web, instead, goes_on)


def path_of(url: str) -> str:
    return url.removeprefix(SITE)


def of(url: str, n: int, title: str, more: str = "") -> dict[str, bytes]:
    """Page n of three, by its path."""
    made = page(n, url=url, title=title, more=more)
    return {path_of(made.url): made.body}


STORIES = {
    **of(FERRY, 1, "Ferry sails again after the storm"),
    **of(FERRY, 2, "Ferry sails again after the storm"),
    **of(FERRY, 3, "Ferry sails again after the storm", more=f'<a rel="next" href="{FERRY}">1</a>'),
    **of(MILL, 1, "Mill pond drained by mistake"),
    # the next story of a blog, and its comments
    "/2026/owls": page(
        1,
        of=1,
        url=OWLS,
        title="Owls return to Ostley",
        more='<link rel="next" href="/2026/bakery"><a rel="next" href="?cpage=2">Older</a>',
    ).body,
    "/2026/heron": page(1, of=2, url=f"{SITE}/2026/heron", title="Heron seen at the pier").body,
    "/2026/heron?page=2": page(
        2,
        of=2,
        url=f"{SITE}/2026/heron",
        title="Heron seen at the pier",
        more='<link rel="prev" href="/2026/heron">',
    ).body,
}


def crawled(serial: Serial, store: Path, *named: str) -> list[str]:
    """What a crawl asked for, robots.txt and feeds aside, sorted."""
    before = len(serial.web.hits)
    done = run(serial.web, "crawl", *named, "--store", store)
    assert done.returncode == 0, done.stderr
    hits = serial.web.hits[before:]
    return sorted(hit.path for hit in hits if hit.path.startswith("/2026/"))


def text_of(store: Path, url: str, table: str = "articles") -> list[str]:
    found = rows(
        store,
        f"SELECT r.text FROM {table} r JOIN articles a USING (article_id) WHERE a.url = ?",
        [url],
    )
    return [text for ((text),) in found]


def test_an_article_is_followed_over_its_pages(serial: Serial, tmp_path: Path) -> None:
    store = tmp_path / "news"
    sources(store, source("serial"))

    assert crawled(serial, store) == sorted(STORIES)
    assert rows(store, TEXTS) == [
        (FERRY, "full"),
        (f"{SITE}/2026/heron", "full"),
        (MILL, "part"),
        (OWLS, "full"),
    ]
    whole = "\n".join(told(1) + told(2) + told(3))
    assert text_of(store, FERRY) == [whole]
    assert sorted(rows(store, PAGES, [FERRY])) == [(1, "ok"), (2, "ok"), (3, "ok")]
    assert sorted(rows(store, PAGES, [MILL])) == [(1, "ok"), (2, "robots")]

    assert crawled(serial, store, FERRY) == ["/2026/ferry"]  # it is as it was, and so is the rest
    serial.instead["/2026/ferry"] = STORIES["/2026/ferry"].replace(b"Monday", b"Tuesday")
    assert crawled(serial, store, FERRY) == ["/2026/ferry", "/2026/ferry?page=2"]
    assert text_of(store, FERRY) == [whole]
    changed = "\n".join(told(1)).replace("Monday", "Tuesday")
    assert text_of(store, FERRY, "revisions") == ["\n".join([changed, *told(2), *told(3)])]


def test_crawl_that_is_killed_between_two_pages(serial: Serial, tmp_path: Path) -> None:
    store, second = tmp_path / "news", path_of(f"{FERRY}?page=2")
    sources(store, source("serial"))
    serial.goes_on.clear()

    def is_asked() -> bool:
        return second in serial.web.paths("serial.example")

    code, log = crawl_and_signal(store, serial.web.resolve, signal.SIGKILL, is_asked)
    assert code == -signal.SIGKILL, log
    serial.goes_on.set()

    assert second in crawled(serial, store)
    assert rows(store, TEXTS)[0] == (FERRY, "full")
