"""Discovery: what feeds, sitemaps and pages name, broken and hostile ones included."""

import datetime as dt
import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.codings import TooLargeError
from crawler.discovery import feed, section, sitemap, xml
from crawler.discovery.announced import feeds
from crawler.discovery.link import Link, absolute
from crawler.discovery.recent import recent
from crawler.discovery.sniff import sniff
from storage.records import now

FEEDS = json.loads((Path(__file__).parent / "feeds.json").read_text("utf-8"))
SITEMAPS = json.loads((Path(__file__).parent / "sitemaps.json").read_text("utf-8"))
NEWS = b"""<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet href="/s.xsl"?>
<!-- made by hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
 <url><loc> https://news.example/a </loc><lastmod>2026-03-03</lastmod>
  <news:news><news:publication><news:name>News</news:name></news:publication>
   <news:publication_date>2026-03-02T09:42:00-05:00</news:publication_date>
   <news:title>Storm &amp; tide</news:title></news:news>
  <image:image><image:loc>https://news.example/a.jpg</image:loc>
   <image:title>A boat</image:title></image:image></url>
 <url><loc>https://news.example/b</loc></url>
 <url><lastmod>2026-03-03</lastmod></url>
</urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
 <sitemap><loc>https://news.example/undated.xml</loc></sitemap>
 <sitemap><loc>https://news.example/2025.xml.gz</loc><lastmod>2025-12-31</lastmod></sitemap>
 <sitemap><loc>https://news.example/2026.xml.gz</loc><lastmod>2026-03-02T00:00:00Z</lastmod></sitemap>
</sitemapindex>"""
HOME = b"""<!doctype html><head>
<link rel="alternate" type="application/rss+xml" href="/feed">
<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="//news.example/atom">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="alternate" hreflang="de" href="/de"></head>
<a href="/2026/03/storm-warning-issued">Storm</a> <a href="/2026/03/storm-warning-issued#c">2</a>
<a href="/about">About</a> <a href="https://other.example/2026/03/a-b-c">Other</a>
<a href="mailto:desk@news.example">Mail</a> <a href="/calendar/2031/01/01">Next</a>
<a href="/tags/2026/03/a-b-c">Tag</a> <a href="/x/y/x/y/x/2026/03">Trap</a>
<a href="https://www.news.example/news/article-20260302"> <img> </a>"""


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in FEEDS])
def test_feeds(case: dict[str, Any]) -> None:
    found = feed.entries(case["body"].encode(), case["url"])

    assert [
        [link.url, link.title, link.published_at and link.published_at.isoformat()]
        for link in found
    ] == case["links"]
    assert {link.found_in for link in found} <= {case["url"]}


@pytest.mark.parametrize("body", [NEWS, gzip.compress(NEWS)], ids=["plain", "gzipped"])
def test_news_sitemap_keeps_title_and_date(body: bytes) -> None:
    first, second = sitemap.entries(body, "https://news.example/news.xml")

    assert first[:2] == ("https://news.example/a", "Storm & tide")
    assert str(first.published_at) == "2026-03-02 14:42:00"
    assert str(first.modified_at) == "2026-03-03 00:00:00"
    assert second == Link("https://news.example/b", None, None, "https://news.example/news.xml")


PACKINGS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "gzip": lambda parts: [b"".join(map(gzip.compress, parts))],
    "gzip members, padded": lambda parts: [gzip.compress(part) + bytes(100) for part in parts],
    "padding": lambda parts: [*parts, bytes(100)],
    "utf-16-le": lambda parts: [part.decode().encode("utf-16-le") for part in parts],
}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in SITEMAPS])
def test_sitemaps_in_every_wrapping(case: dict[str, Any]) -> None:
    parts = [part.encode() for part in case["pieces"]]
    for step in case["packed"]:
        parts = PACKINGS[step](parts)
    body = b"".join(parts)
    found = sitemap.entries(body, "https://a.example/sitemap")

    assert [link.url for link in found] == [f"https://a.example/{n + 1}" for n in range(case["n"])]
    assert (sniff(body) == "sitemap") is (case["n"] > 0)


def test_sitemap_index_newest_first() -> None:
    found = sitemap.children(INDEX, "https://news.example/index.xml")

    assert [link.url.rpartition("/")[2] for link in found] == [
        "2026.xml.gz",
        "2025.xml.gz",
        "undated.xml",
    ]
    assert sitemap.entries(INDEX, "https://news.example/index.xml") == []


def test_of_too_many_links_the_newest_are_wanted() -> None:
    """Ten thousand of a finder, and a thousand of those without a date; old ones are an archive."""
    days = [now() - dt.timedelta(minutes=n) for n in range(12_000)]
    dated = [Link(f"https://a.example/{n}", None, day, "") for n, day in enumerate(days)]
    undated = [Link(f"https://a.example/x{n}", None, None, "") for n in range(1_200)]
    old = [Link("https://a.example/old", None, None, "", now() - dt.timedelta(days=31))]

    assert recent(dated[::-1], "feed", None) == dated[:10_000]
    assert recent(undated, "sitemap", None) == undated[:1_000]
    assert (recent(old, "sitemap", None), recent(old, "feed", None)) == ([], old)
    assert recent(dated, "feed", days[5]) == dated[:6]


def test_bare_ampersands_of_a_sitemap_stay() -> None:
    """Wherever its pieces end, and beside those that are escaped."""
    body = b"<urlset><url><loc>/?a=1&b=2&amp;c=3&#38;d=4&e;&&f</loc></url></urlset>"

    for end in range(len(body)):
        pieces = [body[:end], body[end:]]
        (entry,) = xml.entries(pieces, ("url",), 9, "https://a.example/", is_strict=False)

        assert entry["loc"] == "/?a=1&b=2&c=3&d=4&e;&&f"


def test_a_broken_sitemap_gives_what_can_be_read() -> None:
    broken = NEWS[: NEWS.index(b"<url><lastmod>")]

    assert len(sitemap.entries(broken, "https://news.example/news.xml")) == 2


def test_sitemaps_expand_no_entity() -> None:
    """A billion laughs and a local file: neither is expanded."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<!DOCTYPE urlset [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<urlset><url><loc>https://news.example/&l9;</loc></url>"
        "<url><loc>https://news.example/&f;</loc></url></urlset>"
    )
    found = sitemap.entries(body.encode(), "https://news.example/s.xml")

    assert all(len(link.url) < 100 and "root" not in link.url for link in found)


def test_a_sitemap_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(TooLargeError, match="50 MiB"):
        sitemap.entries(gzip.compress(b"<urlset>" + b" " * (51 << 20)), "https://news.example/s")


@pytest.mark.parametrize(
    ("base", "place"),
    [
        ("", "https://news.example/x/"),
        ("<base target=_top>", "https://news.example/x/"),
        ("<base href=/2026/ >", "https://news.example/2026/"),
        ("<base href='https://news.example/a b/'><base href=/c/>", "https://news.example/a%20b/"),
    ],
)
def test_a_page_may_say_what_its_links_refer_to(base: str, place: str) -> None:
    page = (
        f"<head>{base}<link rel=alternate type=application/rss+xml href=rss></head>"
        "<a href=storm-hits-the-coast>Storm</a>"
    ).encode()

    assert feeds(page, "https://news.example/x/") == [f"{place}rss"]
    assert section.links(page, "https://news.example/x/")[0].url == f"{place}storm-hits-the-coast"


def test_front_page_announces_feeds_and_lists_articles() -> None:
    assert feeds(HOME, "https://news.example/") == [
        "https://news.example/feed",
        "https://news.example/atom",
    ]
    assert [link[:2] for link in section.links(HOME, "https://news.example/")] == [
        ("https://news.example/2026/03/storm-warning-issued", "Storm"),
        ("https://www.news.example/news/article-20260302", None),
    ]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<rss version='2.0'>", "feed"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?>\n<!-- a --><feed xmlns='x'>", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'>", "feed"),
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>", "feed"),
        ("<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16"), "feed"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "jsonfeed"),
        (b'{"version": "1"}', "other"),
        (NEWS, "sitemap"),
        (INDEX, "sitemapindex"),
        (b"<!DOCTYPE html>\n<html>", "html"),
        (b"<!doctype html><p>", "html"),
        (b"", "other"),
        (b"\x89PNG", "other"),
    ],
)
def test_sniffing(body: bytes, kind: str) -> None:
    assert sniff(body) == kind


# What is repeated to the end of a body, after the beginning of a feed or of a sitemap.
ENDLESS = {
    "elements": "<a/>",
    "broken items": "<item><title>a<b",
    "nesting": "<a>",
    "ampersands": "&",
    "comments": "<!--",
    "addresses": "<url><loc>http://a.example/x</loc></url>",
    "attributes": " a='b'",
}
ENDLESS_PAGES = {
    "nesting": "<div>",
    "attributes": " a='b'",
    "formatting": "<b><p>",
    "links": "<a href=/2026/03/storm-warning-issued>Storm</a>",
    "links in links": "<a href=/a><table><tr><td>",
}
READING = """
import json, re, sys, time
from pathlib import Path
from crawler.discovery import announced, feed, section, sitemap
def all_of(body, url):
    return section.links(body, url), section.listings(body, url), announced.feeds(body, url)
kinds = ((feed.entries, "<rss><channel>", 5), (sitemap.entries, "<urlset>", 50))
feeds, pages = json.load(sys.stdin)
for units, kinds in ((feeds, kinds), (pages, ((all_of, "<body>", 5),))):
    for unit in units.values():
        for read, head, size in kinds:
            head += "<item" * unit.startswith(" ")
            body = head.encode() + unit.encode() * ((size << 20) // len(unit))
            began = time.process_time()
            read(body, "http://a.example/f")
            print(time.process_time() - began)
            del body
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def test_nothing_that_is_read_holds_up_the_others() -> None:
    """The largest bodies that are taken, made of the cheapest that there is: seconds, not minutes.

    The reactor waits meanwhile. In trees they took up to 2.3 GB and, by feedparser, two minutes.
    """
    done = subprocess.run(
        [sys.executable, "-c", READING],
        input=json.dumps((ENDLESS, ENDLESS_PAGES)),
        capture_output=True,
        text=True,
        check=True,
    )
    *seconds, peak = map(float, done.stdout.split())

    assert len(seconds) == 2 * len(ENDLESS) + len(ENDLESS_PAGES)
    assert max(seconds) < 8
    assert peak / 1024 < 250, "a body of 50 MiB among it"


@given(
    st.binary(max_size=300),
    st.sampled_from((b"", b"<rss>", b"<urlset><url><loc>", b"{", b"<a href=")),
)
def test_no_bytes_raise(body: bytes, start: bytes) -> None:
    """Whatever a server sends, discovery answers with links or with none."""
    url = "https://news.example/x"
    found = [*feed.entries(start + body, url), *sitemap.entries(start + body, url)]
    found += section.links(start + body, url)
    sniff(start + body)

    assert all(link.url.startswith(("http://", "https://")) for link in found)


@given(st.text(), st.sampled_from(("https://news.example/", "")))
def test_links_are_web_addresses_or_nothing(url: str, base: str) -> None:
    found = absolute(url, base)

    assert found is None or found.startswith(("http://", "https://"))
    assert found is None or "@" not in found.partition("://")[2].partition("/")[0]
