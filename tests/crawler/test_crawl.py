"""Whole crawls of the mini web: what comes in, what is asked again, how runs end."""

import signal
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive.files import Place, read
from crawler.fetch import FetchError, fetch
from crawler.options import CrawlOptions
from storage import articles
from storage.store import Store
from storage.url_keys import article_id
from tests.crawler.crawling import crawl, crawl_and_signal, rows, source, sources
from tests.miniweb.web import (
    Headers,
    MiniWeb,
    Reply,
    front_page,
    news_sitemap,
    outlet,
    rss,
    serving,
    unused_port,
)

EVERY_ARTICLE_ONCE = """
    SELECT count(*), count(DISTINCT article_id) FROM internal.fetches
    WHERE kind = 'page' AND outcome = 'ok'
"""


@pytest.fixture(name="web")
def _web() -> Iterator[MiniWeb]:
    with serving() as web:
        yield web


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "news"


def test_feed_sitemap_and_section_make_one_article_each(web: MiniWeb, store: Path) -> None:
    """Found three times, fetched once; then an idle run fetches nothing, and news comes in."""
    more = (
        'sitemaps = ["http://news1.example/news.xml"]\nsections = ["http://news1.example/section/"]'
    )
    sources(store, source("news1", more=more) + source("news2"))

    first = crawl(store, web.resolve)
    assert (first.exit_code, first.report["pages"], first.report["new"]) == (0, 10, 10)
    assert rows(store, EVERY_ARTICLE_ONCE) == [(10, 10)]
    assert rows(store, "SELECT kind, count(*) FROM internal.discoveries GROUP BY 1 ORDER BY 1") == [
        ("feed", 10),
        ("section", 5),
        ("sitemap", 5),
    ]
    assert "crawler news1: 3 feeds, 5 new, 5 pages" in first.log

    asked = len(web.hits)
    second = crawl(store, web.resolve, 2)
    assert (second.exit_code, second.report["feeds"], len(web.hits)) == (0, 0, asked)

    third = crawl(store, web.resolve, 3, everything=True)
    again = web.hits[asked:]
    assert (third.exit_code, third.report["pages"], third.report["feeds"]) == (0, 0, 4)
    assert {hit.path for hit in again} == {"/feed", "/news.xml", "/section/"}
    assert all("If-None-Match" in hit.headers for hit in again if hit.path != "/section/")

    web.published = 8
    fourth = crawl(store, web.resolve, 4, everything=True)
    assert (fourth.report["pages"], fourth.report["new"]) == (6, 6)
    assert rows(store, EVERY_ARTICLE_ONCE) == [(16, 16)]


def test_pages_lie_where_their_rows_say(web: MiniWeb, store: Path) -> None:
    sources(store, source("news1"))
    crawl(store, web.resolve)

    with Store.open(store) as opened:
        fetched = articles.pending(opened)
    assert len(fetched) == 5
    for row in fetched:
        assert row.warc_file is not None
        assert row.warc_offset is not None
        page = read(store / "raw", Place(row.warc_file, row.warc_offset))
        assert (page.url, page.http_status, len(page.body)) == (row.url, 200, row.bytes)
        assert b"harbour pilots" in page.body


@pytest.mark.parametrize(
    ("target", "pages"),
    [
        ("news5.example", 5),
        ("http://news5.example/", 5),
        ("http://news5.example/2026/11/story-number-2", 1),
        ("http://news5.example/feed", 5),
    ],
)
def test_a_site_or_address_on_the_command_line(
    web: MiniWeb, store: Path, target: str, pages: int
) -> None:
    """A bare site has its feeds found; an article's address is fetched itself; a feed is read."""
    sources(store, '[[source]]\nname = "five"\nhome = "http://news5.example/"\ndelay = 0\n')
    crawled = crawl(store, web.resolve, targets=[target])

    assert (crawled.exit_code, crawled.report["pages"]) == (0, pages)


def test_a_site_that_is_in_no_file(web: MiniWeb, store: Path) -> None:
    crawled = crawl(store, web.resolve, targets=["http://news6.example/2026/11/story-number-1"])

    assert (crawled.exit_code, crawled.report["pages"]) == (0, 1)
    assert rows(store, "SELECT site, state FROM internal.urls") == [("news6.example", "fetched")]
    assert rows(store, "SELECT kind FROM internal.discoveries") == [("argument",)]


@pytest.mark.parametrize(
    ("offers", "kinds"),
    [
        ({"/rss.xml"}, {("http://shy.example/rss.xml", "feed")}),
        ({"/sitemap.xml"}, {("http://shy.example/sitemap.xml", "sitemap")}),
        (set(), {("http://shy.example/", "section")}),
    ],
    ids=["a feed nobody announces", "a sitemap nobody announces", "nothing but a front page"],
)
def test_a_site_that_announces_nothing(
    store: Path, offers: set[str], kinds: set[tuple[str, str]]
) -> None:
    """The usual addresses are tried once; failing those, the front page is read as a section."""

    def shy(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
        if path == "/":
            return Reply(front_page(host, 5).replace(b"alternate", b"stylesheet"))
        if path == "/rss.xml" and path in offers:
            return Reply(rss(host, 5), content_type="text/html")
        if path == "/sitemap.xml" and path in offers:
            return Reply(news_sitemap(host, 5), content_type="text/plain")
        return outlet(web, host, path, headers) if path.startswith("/2026/") else Reply(status=404)

    with serving({"shy.example": shy}) as web:
        sources(store, '[[source]]\nname = "shy"\nhome = "http://shy.example/"\ndelay = 0\n')
        first = crawl(store, web.resolve)
        asked = len(web.hits)
        second = crawl(store, web.resolve, 2, everything=True)

    assert (first.exit_code, first.report["pages"]) == (0, 5)
    assert (second.exit_code, second.report["pages"]) == (0, 0)
    assert set(rows(store, "SELECT url, kind FROM internal.feeds")) == kinds
    assert len(web.hits) - asked == 1


def test_a_dry_run_asks_nobody_and_writes_nothing(web: MiniWeb, store: Path) -> None:
    sources(store, source("news1"))
    crawled = crawl(store, web.resolve, dry_run=True)

    assert crawled.report["planned"] == ["http://news1.example/feed"]
    assert web.hits == []
    assert rows(store, "SELECT count(*) FROM internal.feeds") == [(0,)]


def test_robots(web: MiniWeb, store: Path) -> None:
    """Disallow is obeyed, Crawl-delay kept, 503 holds the site, and who we are is said."""
    sources(store, source("forbidding") + source("delaying") + source("unavailable"))
    crawled = crawl(store, web.resolve)

    assert len(web.articles("forbidding.example")) == 4
    assert rows(store, "SELECT url, note FROM internal.urls WHERE state = 'blocked'") == [
        (
            "http://forbidding.example/2026/11/story-number-3?utm_source=rss",
            "robots.txt of http://forbidding.example forbids it",
        ),
    ]
    times = [hit.at for hit in web.hits if hit.host == "delaying.example"][1:]
    assert min(b - a for a, b in pairwise(times)) > 0.3  # 0.5 s less 30 %
    assert web.paths("unavailable.example") == []
    assert (crawled.exit_code, len(crawled.report["failures"])) == (3, 1)
    assert "robots.txt answers 503" in crawled.report["failures"][0]
    assert {hit.headers["User-Agent"] for hit in web.hits} == {"wirecopy/0.1.0"}
    assert not any({"Referer", "Cookie"} & hit.headers.keys() for hit in web.hits)


def test_one_request_at_a_time(store: Path) -> None:
    """With a delay, no host is asked for two things at once."""
    with serving() as web:
        web.pause = 0.1
        sources(store, source("news1", delay=0.05))
        crawl(store, web.resolve)
        times = [hit.at for hit in web.hits if hit.path.startswith("/2026/")]

    assert min(b - a for a, b in pairwise(times)) > 0.09


def test_what_fails_is_named_and_stops_nobody(web: MiniWeb, store: Path) -> None:
    nobody = '[[source]]\nname = "nobody"\nfeeds = ["http://nobody.test/feed"]\ndelay = 0\n'
    sources(store, source("broken") + source("notafeed") + nobody + source("news1"))
    crawled = crawl(store, {**web.resolve, "nobody.test": ("127.0.0.1", unused_port())})

    assert (crawled.exit_code, crawled.report["pages"]) == (3, 5)
    failures = "\n".join(crawled.report["failures"])
    assert "robots.txt answers 500" in failures
    assert "not a feed: looks like html" in failures
    assert "nobody: 0 feeds, 0 new, 0 pages, 1 failed (http://nobody.test/feed: " in failures
    assert all("\n" not in line for line in crawled.report["failures"])
    statuses = rows(store, "SELECT status, score > 0, due_at > last_polled_at FROM internal.feeds")
    assert sorted(statuses) == [
        ("connection", True, True),
        ("not_a_feed", True, True),
        ("ok", False, True),
        ("robots_unavailable", True, True),
    ]
    assert crawl(store, web.resolve, 2, targets=["broken"]).exit_code == 4


def test_the_archive_says_who_was_asked_and_who_answered(web: MiniWeb, store: Path) -> None:
    """As another reader sees it: each answer with its address, and beside it the request."""
    sources(store, source("news1"))
    crawl(store, web.resolve)
    (file,) = (store / "raw").glob("*.warc.gz")
    with file.open("rb") as opened:
        heads = [
            (record.rec_type, record.rec_headers.get_header("WARC-IP-Address"))
            for record in ArchiveIterator(opened, check_digests="raise")
        ]

    assert heads == [("warcinfo", None), *[("response", "127.0.0.1"), ("request", None)] * 6]


def test_hostile_hosts(web: MiniWeb, store: Path) -> None:
    """Endless bodies, bombs and loops end early; private and foreign targets are not asked."""
    names = ("endless", "bomb", "looping", "offsite")
    literals = ("127.0.0.1", "2130706433", "0x7f.1", "localhost")
    private = f"feeds = {[f'http://{host}:{web.port}/feed' for host in literals]}"
    inward = '[[source]]\nname = "inward"\nhosts = ["127.0.0.1"]\ndelay = 0\n'
    sources(
        store,
        "".join(source(name, delay=0.01) for name in names)  # one request at a time
        + f'[[source]]\nname = "private"\n{private}\ndelay = 0\n'
        + f'{inward}feeds = ["http://inward.example/feed"]\n',
    )
    crawled = crawl(store, web.resolve)

    assert crawled.report["pages"] == 0
    assert crawled.report["peak_mib"] < 250
    assert rows(
        store,
        "SELECT site, outcome, count(*) FROM internal.fetches WHERE kind = 'page'"
        " GROUP BY ALL ORDER BY ALL",
    ) == [
        ("bomb.example", "too_large", 5),
        ("endless.example", "too_large", 5),
        ("inward.example", "private_address", 5),
        ("looping.example", "redirects", 5),
        ("offsite.example", "offsite", 5),
    ]
    assert web.paths("elsewhere.example") == []
    assert [hit for hit in web.hits if not hit.host.endswith(".example")] == []
    assert rows(store, "SELECT DISTINCT status FROM internal.feeds WHERE status <> 'ok'") == [
        ("private_address",)
    ]


def test_two_addresses_that_end_at_one_page_are_one_article(store: Path) -> None:
    """The short links of a feed and the addresses of a sitemap: each page is kept once."""

    def short(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
        if path.startswith("/s/"):
            return Reply(status=301, headers=(("Location", f"/2026/11/story-number-{path[3:]}"),))
        if path == "/feed":
            body = rss(host, 5).replace(b"/2026/11/story-number-", b"/s/")
            return Reply(body, content_type="application/rss+xml")
        return outlet(web, host, path, headers)

    with serving({"short.example": short}) as web:
        sources(store, source("short", more='sitemaps = ["http://short.example/news.xml"]'))
        crawl(store, web.resolve)
        crawl(store, web.resolve, 2, everything=True)

    assert rows(store, EVERY_ARTICLE_ONCE) == [(5, 5)]
    assert rows(store, "SELECT DISTINCT state FROM internal.urls") == [("fetched",)]
    # Whichever was asked first: the article has the id of the page, and both found it.
    ids = {article_id(f"https://short.example/2026/11/story-number-{n}") for n in range(5)}
    assert {row[0] for row in rows(store, "SELECT article_id FROM internal.urls")} == ids
    found = "SELECT article_id, count(*) FROM internal.discoveries GROUP BY 1"
    assert dict(rows(store, found)) == dict.fromkeys(ids, 2)


@pytest.mark.parametrize(
    ("to", "end"),
    [
        (
            "http://told.example/2026/11/story-number-1",
            "https://told.example/2026/11/story-number-1",
        ),
        ("http://told.example/", "https://told.example/x/the-storm-of-monday"),
        ("http://told.example/consent?then=x", "https://told.example/x/the-storm-of-monday"),
    ],
    ids=["an article", "the front page", "a consent wall"],
)
def test_a_redirect_ends_at_the_article_it_leads_to(store: Path, to: str, end: str) -> None:
    """Also for a run later; what is no article's address is none, however many lead there."""

    def told(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
        if path.startswith("/x/"):
            return Reply(status=302, headers=(("Location", to),))
        if path.startswith("/consent"):
            return Reply(b"<p>May we?")
        if path == "/feed":
            item = f"<item><link>http://{host}/x/the-storm-of-monday</link></item>"
            return Reply(f"<rss><channel>{item}</channel></rss>".encode())
        return outlet(web, host, path, headers)

    with serving({"told.example": told}) as web:
        sources(store, source("told"))
        crawl(store, web.resolve)
        sources(store, source("told", more='sitemaps = ["http://told.example/news.xml"]'))
        crawl(store, web.resolve, 2, everything=True)

    assert rows(store, EVERY_ARTICLE_ONCE) == [
        (5 + (end not in to.replace("http:", "https:")),) * 2
    ]
    fed = "SELECT article_id FROM internal.discoveries WHERE kind = 'feed'"
    assert rows(store, fed) == [(article_id(end),)]


def test_the_time_budget_is_kept(web: MiniWeb, store: Path) -> None:
    """Slow hosts and waiting queues do not stretch a run; what was not fetched comes next time."""
    sources(store, source("slow") + source("dripping") + source("news1", delay=3))
    crawled = crawl(store, web.resolve, max_time=2)

    assert crawled.exit_code == 15
    given = "SELECT count(*) FROM internal.urls WHERE site = 'slow.example' AND state <> 'pending'"
    assert rows(store, given) == [(0,)], "it would answer in the end"
    states = dict(rows(store, "SELECT state, count(*) FROM internal.urls GROUP BY 1"))
    assert states.keys() <= {"pending", "fetched"}
    assert states["pending"] == crawled.report["unfinished"] >= 10


def test_an_interrupt_ends_a_run_in_order(web: MiniWeb, store: Path) -> None:
    """SIGTERM: what was fetched is committed, the code is 130, the next run does the rest."""
    web.pause, web.published = 0.05, 20
    sources(store, source("news1", delay=0.05))
    code, log = crawl_and_signal(
        store, web.resolve, signal.SIGTERM, lambda: len(web.articles("news1.example")) >= 5
    )

    assert code == 130, log
    assert "Traceback" not in log
    asked = len(set(web.articles("news1.example")))
    fetched, _ = rows(store, EVERY_ARTICLE_ONCE)[0]
    assert 4 <= asked - 1 <= fetched <= asked < 20
    sources(store, source("news1"))
    crawl(store, web.resolve, 2)
    assert rows(store, EVERY_ARTICLE_ONCE) == [(20, 20)]


def test_one_page_is_fetched_under_the_same_rules(web: MiniWeb) -> None:
    options = CrawlOptions(resolve=web.resolve)
    page = fetch("http://news1.example/2026/11/story-number-1", options)

    assert (page.http_status, page.content_type, page.charset) == (200, "text/html", "utf-8")
    with pytest.raises(FetchError, match="not a public address"):
        fetch(f"http://127.0.0.1:{web.port}/", options)
    with pytest.raises(FetchError, match="HTTP 404"):
        fetch("http://news1.example/2026/11/none", options)
