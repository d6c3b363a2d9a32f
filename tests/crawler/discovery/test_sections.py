"""Sections: two levels deep and no deeper, past calendars, pagination and query explosions."""

import datetime as dt
import json
from pathlib import Path

import pytest

from crawler.discovery import json_listing, section, url_shapes
from crawler.discovery.section import VARIANTS
from crawler.frontier.desk import SECTIONS
from tests.crawler.crawling import crawl, rows, sources
from tests.miniweb.web import Headers, MiniWeb, Reply, article, serving

CASES = json.loads((Path(__file__).parent / "sections.json").read_text("utf-8"))
WORDS = ("harbour", "council", "storm", "ferry", "market")


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    return tmp_path / "news"


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_what_an_address_looks_like(case: dict[str, str]) -> None:
    url = f"https://news.example{case['path']}"
    found = "article" if url_shapes.looks_like_article(url) else "listing"
    is_neither = not (url_shapes.looks_like_article(url) or url_shapes.looks_like_listing(url))

    assert ("neither" if is_neither else found) == case["is"]


def test_a_calendar_of_days_to_come_is_a_trap() -> None:
    ahead = dt.datetime.now(dt.UTC) + dt.timedelta(days=70)

    assert url_shapes.is_trap(f"https://news.example/events/{ahead:%Y/%m}/a-long-dance")
    assert not url_shapes.is_trap("https://news.example/events/2026/03/a-long-dance")


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "koi8-r", "utf-16"])
def test_headlines_are_read_in_every_charset(charset: str) -> None:
    headline = "Мост на Карьерной улице закрыт для грузовиков до весны"
    page = f"<html><body><a href=/2026/03/most-zakryt-do-vesny>{headline}</a>"

    (link,) = section.links(page.encode(charset), "https://news.example/")

    assert link.title == headline


def test_variants_of_one_path_are_few() -> None:
    body = "".join(f'<a href="/a-long-story?v={n}">x</a>' for n in range(50)).encode()

    assert len(section.links(body, "https://news.example/")) == VARIANTS


def links(*paths: str) -> bytes:
    anchors = "".join(f'<a href="{path}">Report from {path}</a> ' for path in paths)
    return f"<!doctype html><p>{anchors}".encode()


def trapping(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
    """A site whose sections lead to articles, and into everything that has no end."""
    place, _, query = path.partition("?")
    if "-in-the-news" in place:
        return Reply(article(host, 1) + place.encode())
    if place == "/robots.txt":
        return Reply(status=404)
    traps = (
        "/calendar/2026/11",
        "/2026/11/",
        "/2031/05/14/a-day-to-come",
        f"{place}?sort=new&page={len(query) + 2}",
        f"{place.rstrip('/')}/page/{len(place)}",
        f"{place}again/a/b/a/b/a/b/",
        "/search?q=ferry",
        "/tag/ferry/",
    )
    own = place.strip("/").replace("/", "-") or "home"
    stories = [f"/{word}-{own}-in-the-news" for word in WORDS]
    deeper = [f"{place}{name}/" for name in ("world", "sport")]
    return Reply(links(*stories, *deeper, *traps))


@pytest.mark.parametrize(("depth", "listings"), [(1, 1), (2, 3)])
def test_sections_of_sections_are_read_when_asked_for(
    store: Path, depth: int, listings: int
) -> None:
    with serving({"trap.example": trapping}) as web:
        block = (
            '[[source]]\nname = "trap"\nhome = "http://trap.example/"\n'
            f'sections = ["http://trap.example/"]\ndepth = {depth}\ndelay = 0\n'
        )
        sources(store, block)
        first = crawl(store, web.resolve)
        second = crawl(store, web.resolve, 2, everything=True)
        asked = web.paths("trap.example")

    assert (first.exit_code, first.report["pages"]) == (0, 5 * listings)
    assert (second.exit_code, second.report["pages"]) == (0, 0)
    expected = ["/", "/sport/", "/world/"][:listings]
    assert rows(store, "SELECT url FROM internal.feeds ORDER BY url") == [
        (f"http://trap.example{path}",) for path in expected
    ]
    assert len(asked) == 5 * listings + 2 * listings


def test_a_site_that_names_ever_new_sections_is_bounded(store: Path) -> None:
    def endless(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
        n = len(web.hits)
        return Reply(links(*(f"/t{n}x/x{each}/" for each in range(200))))

    with serving({"endless.example": endless}) as web:
        home = "http://endless.example/"
        sources(
            store,
            f'[[source]]\nname = "e"\nsections = ["{home}"]\ndepth = 2\ndelay = 0\n',
        )
        for run in range(1, 5):
            crawl(store, web.resolve, run, targets=["e"])

    assert rows(store, "SELECT count(*) FROM internal.feeds") == [(SECTIONS,)]
    assert rows(store, "SELECT count(*) FROM internal.urls") == [(0,)]


LISTING = {
    "data": [
        {"type": "ad", "url": "/buy"},
        {
            "item": {
                "webUrl": "/n/1",
                "headline": "Storm & <b>tide</b>",
                "publishedAt": "2026-03-02T09:42:00Z",
            }
        },
        {"url": "javascript:alert(1)", "title": "Bad"},
        {"url": "/n/2", "title": 3},
    ]
}


def test_a_reader_of_a_sites_own(store: Path) -> None:
    """The section is JSON, and its addresses look like no article's: the reader knows better."""

    def scripted(web: MiniWeb, host: str, path: str, headers: Headers) -> Reply:
        if path == "/api/front":
            return Reply(json.dumps(LISTING).encode(), content_type="application/json")
        return Reply(article(host, 1)) if path == "/n/1" else Reply(status=404)

    with serving({"scripted.example": scripted}) as web:
        sources(
            store,
            '[[source]]\nname = "s"\nsections = ["http://scripted.example/api/front"]\n'
            'reader = "json_listing"\ndelay = 0\n',
        )
        crawled = crawl(store, web.resolve)

    assert (crawled.exit_code, crawled.report["pages"]) == (0, 1)
    found = "SELECT title, published_at::VARCHAR, kind FROM internal.discoveries"
    assert rows(store, found) == [("Storm & tide", "2026-03-02 09:42:00", "section")]


@pytest.mark.parametrize("body", [b"", b"[", b"[" * 100_000, b"null", b'{"url": 1}', b"\xff"])
def test_a_listing_that_is_none_names_nothing(body: bytes) -> None:
    assert json_listing.links(body, "https://news.example/") == []
