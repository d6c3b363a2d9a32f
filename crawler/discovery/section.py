"""HTML pages as finders: the feeds that a page announces, and the articles that a section lists."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.discovery.link import Link, absolute, plain
from crawler.extract.page.nesting import flatten
from crawler.urls import canonicalize
from storage.records import now

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
MOST_BYTES = 2 << 20  # of a page; the reactor waits while it is read, 0.5 s for links alone
MOST_ANCHORS = 5_000  # of all kinds; a front page has some 500
COMMENTS = re.compile(r"/comments?(?:/|\b)", re.IGNORECASE)
# An article's path: a date in it, a long number, or a slug of at least three words.
ARTICLE = re.compile(r"/(?:19|20)\d\d[/-]?[01]?\d?|\d{5,}|[^/]+?[-_][^/]+?[-_][^/]+?$")
# A path that winds through the same part twice, or through a calendar, is a trap.
TRAP = re.compile(
    r"(/[^/]+)(?:/[^/]+)*?\1(?:/[^/]+)*?\1(?:/|$)|/calendar/|/(?:tag|author|login|search)s?/"
)
# A day, month or year with nothing behind it: a page of a calendar, however deep it is nested.
CALENDAR = re.compile(
    r"/(?:19|20)\d\d(?:[/-](?:[01]?\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*))?"
    r"(?:[/-][0-3]?\d)?/?$",
    re.IGNORECASE,
)
DAY = re.compile(r"/((?:19|20)\d\d)(?:[/-]([01]?\d)(?=[/-]|$))?")
# Ways to look at the same things again: sorted, filtered, turned over.
FACET = re.compile(
    r"(?:^|&)(?:page|paged|pg|offset|start|sort\w*|order\w*|dir|filter\w*|facet\w*|date|day|month"
    r"|year|view|display|limit|per_?page|replytocom|print|q|query|search)(?:\[\]|%5B%5D)?=",
    re.IGNORECASE,
)
FIELDS = 3  # of a query; no article needs more to be named
VARIANTS = 5  # of one path by its query: beyond them the query names no articles
PAGED = re.compile(r"/(?:page|p|pagina|seite|archive|archives?)(?:[/-]\d+)?/?$|/\d{1,4}/?$", re.I)
# Pages about the site itself, and those of readers.
FILLER = re.compile(
    r"/(?:about|account|advertis\w+|apps?|careers?|comments?|contact|cookies?|corrections|events?|faqs?"
    r"|feeds?|games?|help|imprint|impressum|jobs|legal|log-?in|masthead|newsletters?|photos?|podcasts?"
    r"|privacy|profile|register|rss|search|share|shop|sign-?(?:in|up)|site-?map|staff|store|subscribe"
    r"|subscriptions?|tags?|authors?|terms|users?|videos?|weather)(?:[/-]|$)",
    re.IGNORECASE,
)
LISTING_DEPTH = 3  # parts of a listing page's path: /news/world/europe/
LISTINGS = 20  # listing pages that one section may name


def feeds(body: bytes, url: str) -> list[str]:
    """The feeds that a page announces by link tags, in its order, comment feeds left out."""
    found: list[str] = []
    for node in tree(body).css('link[rel~="alternate" i][href]'):
        attributes = node.attributes
        address = absolute(attributes.get("href") or "", url)
        is_feed = _media_type(attributes.get("type")) in FEED_TYPES
        if is_feed and address and not COMMENTS.search(urlsplit(address).path):
            found.append(address)
    return list(dict.fromkeys(found))


def links(body: bytes, url: str) -> list[Link]:
    """The links of a section or front page that look like articles of the same site."""
    found: dict[str, Link] = {}
    variants: Counter[str] = Counter()
    for address, text in _anchors(body, url):
        key = canonicalize(address)
        if not looks_like_article(address):
            continue
        known = found.get(key)
        if known is None:
            path = key.partition("?")[0]
            variants[path] += 1
            if len(found) >= MOST or variants[path] > VARIANTS:
                continue
        if known is None or known.title is None:
            found[key] = Link(address, plain(text), None, url)
    return list(found.values())


def listings(body: bytes, url: str) -> list[str]:
    """The further listing pages that a section links to, in its order, at most LISTINGS.

    Short paths of words without a query: neither articles nor archives, calendars and search, which
    go on for ever.
    """
    here = canonicalize(url)
    found: dict[str, str] = {}
    for address, _ in _anchors(body, url):
        key = canonicalize(address)
        if key != here and looks_like_listing(address):
            found.setdefault(key, address)
            if len(found) >= LISTINGS:
                break
    return list(found.values())


def looks_like_article(url: str) -> bool:
    """Whether a path is built as articles' paths are, and not as a trap.

    >>> [looks_like_article(f"https://a.example{path}") for path in ("/2026/03/storm", "/sport/")]
    [True, False]
    """
    return bool(ARTICLE.search(urlsplit(url).path.rstrip("/"))) and not is_trap(url)


def looks_like_listing(url: str) -> bool:
    """Whether an address is built as those of sections are.

    >>> [looks_like_listing(f"https://a.example{path}") for path in ("/sport/", "/sport/page/2")]
    [True, False]
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    is_short = 0 < path.count("/") <= LISTING_DEPTH and "." not in path.rpartition("/")[2]
    is_list = is_short and not parts.query and not PAGED.search(path) and not FILLER.search(path)
    return is_list and not ARTICLE.search(path) and not is_trap(url)


def is_trap(url: str) -> bool:
    """Whether an address leads into what has no end: calendars, facets, paths that wind.

    >>> paths = ("/2031/05/14", "/a/b/a/b/a", "/long-list-of-news?sort=new", "/2026/03/02/storm")
    >>> [is_trap(f"https://a.example{path}") for path in paths]
    [True, True, True, False]
    """
    parts = urlsplit(url)
    path, query = parts.path, parts.query
    winds = TRAP.search(f"{path.rstrip('/')}") or CALENDAR.search(path) or _is_ahead(path)
    return bool(winds or FACET.search(query) or query.count("&") >= FIELDS)


def _is_ahead(path: str) -> bool:
    """Whether a path is dated in a month that has not come: calendars know no end."""
    found = DAY.search(path)
    if not found:
        return False
    today = now()
    return (int(found[1]), int(found[2] or 0)) > (today.year, today.month)


def _media_type(stated: str | None) -> str:
    return (stated or "").partition(";")[0].strip().lower()


def tree(body: bytes) -> LexborHTMLParser:
    """The elements of a page's beginning, without the markup that takes a parser minutes."""
    return LexborHTMLParser(flatten(body[:MOST_BYTES].decode("utf-8", "replace")))


def _anchors(body: bytes, url: str) -> Iterator[tuple[str, str]]:
    """The links of a page to its own site; so many, and no more text than a page has."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    length = 0
    for node in islice(tree(body).css("a[href]"), MOST_ANCHORS):
        address = absolute(node.attributes.get("href") or "", url)
        if address and (urlsplit(address).hostname or "").removeprefix("www.") == host:
            text = node.text(separator=" ", strip=True)
            yield address, text
            length += len(text)
            if length > MOST_BYTES:  # links within links: each has the text of all others
                return
