"""Sections and front pages: the articles and further sections that their links name."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from crawler.discovery.link import Link, absolute, plain
from crawler.discovery.url_shapes import looks_like_article, looks_like_listing
from crawler.extract.page.encoding import decode
from crawler.extract.page.nesting import flatten
from crawler.urls import canonicalize, site_of

MOST = 200  # links of one section page; a front page has some 150
MOST_BYTES = 2 << 20  # of a page; the reactor waits while it is read, 0.5 s for links alone
MOST_ANCHORS = 5_000  # of all kinds; a front page has some 500
VARIANTS = 5  # of one path by its query: beyond them the query names no articles
LISTINGS = 20  # listing pages that one section may name


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


def tree(body: bytes) -> LexborHTMLParser:
    """The elements of a page's beginning, without the markup that takes a parser minutes."""
    return LexborHTMLParser(flatten(decode(body[:MOST_BYTES])))


def base_of(page: LexborHTMLParser, url: str) -> str:
    """What relative links of a page refer to: its own address, or what its first `<base>` says."""
    node = page.css_first("base[href]")
    return (absolute(node.attributes.get("href") or "", url) if node else None) or url


def _anchors(body: bytes, url: str) -> Iterator[tuple[str, str]]:
    """The links of a page to its own site; so many, and no more text than a page has."""
    site = site_of(url)
    length = 0
    page = tree(body)
    base = base_of(page, url)
    for node in islice(page.css("a[href]"), MOST_ANCHORS):
        address = absolute(node.attributes.get("href") or "", base)
        if address and site_of(address) == site:
            text = node.text(separator=" ", strip=True)
            yield address, text
            length += len(text)
            if length > MOST_BYTES:  # links within links: each has the text of all others
                return
