"""Sitemap indexes: the newest are polled, the others dropped, and no tree is endless."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.frontier.plan import SITEMAPS, make
from crawler.frontier.schedule import first_poll
from crawler.frontier.sitemaps import Sitemaps
from crawler.options import CrawlOptions
from crawler.sources.source import Feed, Source
from storage.reader import open_newest
from storage.records import now
from tests.crawler.crawling import crawl, rows, sources
from tests.miniweb.web import Headers, Host, MiniWeb, Reply, outlet, serving
from wirecopy.upkeep.health import Situation, findings

INDEX = '[[source]]\nname = "news1"\nsitemaps = ["http://news1.example/index.xml"]\ndelay = 0\n'
POLLED = "SELECT url FROM internal.feeds ORDER BY url"


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "news"


def index(*named: tuple[str, str | None]) -> Reply:
    """An index of sitemaps, each with the day on which it was changed last."""
    entries = "".join(
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for url, day in named
    )
    return Reply(f"<sitemapindex>{entries}</sitemapindex>".encode(), content_type="text/xml")


def endless(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
    """Every sitemap is an index, and names twenty others that nobody has seen before."""
    if not path.endswith(".xml"):
        return outlet(web, name, path, headers)
    asked = len(web.hits)
    return index(*((f"http://{name}/{asked}-{n}.xml", None) for n in range(20)))


def of_days(named: Sequence[tuple[str, str]]) -> Host:
    """An index of sitemaps without articles: /index.xml names these, with their days."""

    def host(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        if path == "/index.xml":
            return index(*((f"http://{name}{each}", day) for each, day in named))
        if path.endswith(".xml"):
            return Reply(b"<urlset></urlset>", content_type="text/xml")
        return outlet(web, name, path, headers)

    return host


def ago(days: int) -> str:
    return (now() - dt.timedelta(days=days)).date().isoformat()


def polled(store: Path) -> list[str]:
    return [url.rpartition("/")[2] for (url,) in rows(store, POLLED)]


def test_a_tree_of_indexes_has_an_end(store: Path) -> None:
    """Two levels in a run, fifty sitemaps of a site in all, run after run; health names it."""
    asked = []
    with serving({"news1.example": endless}) as web:
        sources(store, INDEX)
        for run in range(1, 4):
            crawl(store, web.resolve, run, everything=True)
            asked.append(sum(path.endswith(".xml") for path in web.paths("news1.example")))
            web.hits.clear()
            assert len(polled(store)) <= 1 + SITEMAPS
    assert asked[0] == 1 + 5 + 25
    assert max(asked) <= 1 + 2 * SITEMAPS

    with open_newest(store) as reader:
        known = [Source("news1", "news1.example")]
        found = findings(Situation(reader, known, "news", 10**12, 0, now()))
    (told,) = [each for each in found if "sitemaps without end" in each.what]
    assert (told.where, told.needs_person) == ("news1.example", True)
    assert "2 levels" in told.what


def test_the_newest_of_an_index(store: Path) -> None:
    """Five, none of a month ago; those that it names no more are not polled any more."""
    days = [(f"/{n}.xml", ago(n)) for n in (3, 2, 40, 50)]
    with serving({"news1.example": of_days(days)}) as web:
        sources(store, INDEX)
        crawl(store, web.resolve)
        first = polled(store)
        days[:] = [(f"/new-{n}.xml", ago(0)) for n in range(4)] + days
        crawl(store, web.resolve, 2, everything=True)
        second = polled(store)
        kept = rows(store, "SELECT DISTINCT feed_url FROM internal.feed_events ORDER BY 1")
        crawl(store, web.resolve, 3, everything=True, since=(now() - dt.timedelta(1)).isoformat())
        third = polled(store)

    assert first == ["2.xml", "3.xml", "index.xml"]
    assert second == ["2.xml", "index.xml", *(f"new-{n}.xml" for n in range(4))]
    assert [url.rpartition("/")[2] for (url,) in kept] == second, "polls go with their sitemap"
    assert third == second, "one run's --since drops nothing"


def test_a_sitemap_of_two_indexes(store: Path) -> None:
    """It stays what it is when one of them names it no more."""
    days = {"/index.xml": ["/a.xml", "/b.xml"], "/other.xml": ["/b.xml"]}

    def host(web: MiniWeb, name: str, path: str, headers: Headers) -> Reply:
        if path in days:
            return index(*((f"http://{name}{each}", ago(1)) for each in days[path]))
        return of_days([])(web, name, path, headers)

    query = "SELECT polls, found_in FROM internal.feeds WHERE url LIKE '%/b.xml'"
    with serving({"news1.example": host}) as web:
        sources(store, INDEX.replace(".xml", '.xml", "http://news1.example/other.xml', 1))
        crawl(store, web.resolve)
        first = rows(store, query)
        days["/index.xml"] = ["/a.xml"]
        days["/other.xml"] += ["/c.xml"]
        crawl(store, web.resolve, 2, everything=True)
        second = rows(store, query)

    both = [f"http://news1.example/{name}.xml" for name in ("index", "other")]
    assert first in [[(1, each)] for each in both], "that which answered last"
    assert second == [(2, "http://news1.example/other.xml")]


def found_as(**found_in: str | None) -> Sitemaps:
    """Sitemaps by one letter, with the index in which each was found."""
    site = "a.example"
    return Sitemaps(first_poll(u, site, "sitemap", now(), index) for u, index in found_in.items())


# What was found where; what indexes name, as they are read in turn; what goes, what is moved.
NAMED: dict[
    str, tuple[dict[str, str | None], list[tuple[str, str]], set[str], dict[str, str | None]]
] = {
    "all stays": ({"b": "a", "c": "b"}, [("a", "b")], set(), {"b": "a", "c": "b"}),
    "with all below": (
        {"b": "a", "c": "b", "d": "c", "e": "d"},
        [("a", "")],
        {"b", "c", "d", "e"},
        {"b": None, "e": None},
    ),
    "named itself": ({"b": "a", "c": "b"}, [("a", "c")], {"b"}, {"c": "a"}),
    "with what is below": ({"b": "a", "c": "b", "d": "c"}, [("a", "c")], {"b"}, {"d": "c"}),
    "by another, read before": ({"b": "a"}, [("x", "b"), ("a", "")], set(), {"b": "x"}),
    "by one after another": (
        {"b": "a"},
        [("x", "b"), ("a", "b"), ("x", ""), ("a", "b")],
        set(),
        {"b": "a"},
    ),
    "by none of two": ({"b": "a"}, [("x", "b"), ("a", "b"), ("x", ""), ("a", "")], {"b"}, {}),
    "by another, dropped": (
        {"b": "a", "x": "a"},
        [("x", "b"), ("a", "")],
        {"b", "x"},
        {"b": None, "x": None},
    ),
    "by itself": ({"b": "a", "c": "b"}, [("b", "bc"), ("a", "")], {"b", "c"}, {"b": None}),
    "by another, unread": ({"b": "a", "c": "x"}, [("a", "")], {"b"}, {"c": "x"}),
    "dropped, and read then": ({"b": "a"}, [("a", ""), ("b", "n")], {"b"}, {"n": None}),
    "by what is below": ({"b": "a", "c": "b"}, [("c", "b"), ("a", "")], {"b", "c"}, {"b": None}),
    "by what is too deep": ({"c": "b", "b": "a", "d": "a"}, [("c", "d")], set(), {"d": "a"}),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_no_index_names_goes(name: str) -> None:
    """And nothing else, on however many levels."""
    found_in, read, dropped, left = NAMED[name]
    sitemaps = found_as(**found_in)
    gone: set[str] = set()
    for index_url, named in read:
        row = first_poll(index_url, "a.example", "sitemap", now())
        unknown = [url for url in named if url not in found_in and url != index_url]
        found = sitemaps.named(row, unknown, list(named))
        gone |= set(found.dropped)
        assert all(sitemaps.index_of(url) == index_url for url in found.moved)

    assert gone == dropped
    assert {url: sitemaps.index_of(url) for url in left} == left


@pytest.mark.parametrize("n_new", [10, 1000])
def test_an_earlier_store_with_a_whole_tree(n_new: int) -> None:
    """It has no record of what named what: the index is polled, those that had news last, no more.

    An index itself never has news.
    """
    moment = now()
    tree = [
        first_poll(f"https://a.example/maps/{n}.xml", "a.example", "sitemap", moment)._replace(
            last_new_at=moment - dt.timedelta(hours=n) if n < n_new else None, polls=7
        )
        for n in range(1500)
    ]
    root = first_poll("https://a.example/maps.xml", "a.example", "sitemap", moment)
    often = root._replace(polls=9, url="https://a.example/a-map-with-a-longer-name.xml")
    for known in (root._replace(polls=7), often):
        listed = Source("a", "a.example", feeds=(Feed(known.url, "sitemap"),))
        for source, others in ((listed, 1), (Source("a", "a.example"), 0)):
            due = make([source], [*tree, known], CrawlOptions(), moment).feeds
            assert len(due) == SITEMAPS + others
            found = {each.feed.url for each in due}
            assert {row.url for row in tree[:10]} | {known.url} <= found


def test_indexes_on_record_stay() -> None:
    """Five that robots.txt names, and all the sitemaps that they may have: none is left out."""
    moment = now()
    roots = [
        first_poll(f"https://a.example/{n}.xml", "a.example", "sitemap", moment) for n in range(5)
    ]
    children = [
        first_poll(
            f"https://a.example/{n}/map.xml", "a.example", "sitemap", moment, roots[n % 5].url
        )._replace(last_new_at=moment)
        for n in range(SITEMAPS)
    ]
    due = make([Source("a", "a.example")], [*roots, *children], CrawlOptions(), moment).feeds
    assert len(due) == len(roots) + SITEMAPS
