"""HTML pages as finders: the feeds that a page announces, and the articles that a section lists."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.discovery.link import Link, absolute, plain
from crawler.urls import canonicalize

FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
)
# Tried on a site that announces nothing, the usual ones first.
WELL_KNOWN = (
    "/feed",
    "/rss.xml",
    "/rss",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/sitemap.xml",
)
MOST = 200  # links of one section page; a front page has some 150
COMMENTS = re.compile(r"/comments?(?:/|\b)", re.IGNORECASE)
# An article's path: a date in it, a long number, or a slug of at least three words.
ARTICLE = re.compile(r"/(?:19|20)\d\d[/-]?[01]?\d?|\d{5,}|[^/]+?[-_][^/]+?[-_][^/]+?$")
# A path that winds through the same part twice, or through a calendar, is a trap.
TRAP = re.compile(
    r"(/[^/]+)(?:/[^/]+)*?\1(?:/[^/]+)*?\1(?:/|$)|/calendar/|/(?:tag|author|login|search)s?/"
)


def feeds(body: bytes, url: str) -> list[str]:
    """The feeds that a page announces by link tags, in its order, comment feeds left out."""
    found: list[str] = []
    for node in LexborHTMLParser(body).css('link[rel~="alternate" i][href]'):
        attributes = node.attributes
        address = absolute(attributes.get("href") or "", url)
        is_feed = _media_type(attributes.get("type")) in FEED_TYPES
        if is_feed and address and not COMMENTS.search(urlsplit(address).path):
            found.append(address)
    return list(dict.fromkeys(found))


def links(body: bytes, url: str) -> list[Link]:
    """The links of a section or front page that look like articles of the same site."""
    found: dict[str, Link] = {}
    for address, text in _anchors(body, url):
        key = canonicalize(address)
        if not looks_like_article(address):
            continue
        if key not in found and len(found) >= MOST:
            break
        known = found.get(key)
        if known is None or known.title is None:
            found[key] = Link(address, plain(text), None, url)
    return list(found.values())


def looks_like_article(url: str) -> bool:
    """Whether a path is built as articles' paths are, and not as a trap.

    >>> [looks_like_article(f"https://a.example{path}") for path in ("/2026/03/storm", "/sport/")]
    [True, False]
    """
    path = urlsplit(url).path.rstrip("/")
    return bool(ARTICLE.search(path)) and not TRAP.search(path)


def _media_type(stated: str | None) -> str:
    return (stated or "").partition(";")[0].strip().lower()


def _anchors(body: bytes, url: str) -> Iterator[tuple[str, str]]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    for node in LexborHTMLParser(body).css("a[href]"):
        address = absolute(node.attributes.get("href") or "", url)
        if address and (urlsplit(address).hostname or "").removeprefix("www.") == host:
            yield address, node.text(separator=" ", strip=True)
