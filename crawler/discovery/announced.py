"""The feeds that a page announces by link tags, and where feeds usually lie."""

import re
from urllib.parse import urlsplit

from crawler.discovery.link import absolute
from crawler.discovery.section import base_of, tree

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
COMMENTS = re.compile(r"/comments?(?:/|\b)", re.IGNORECASE)


def feeds(body: bytes, url: str) -> list[str]:
    """The feeds that a page announces by link tags, in its order, comment feeds left out."""
    found: list[str] = []
    page = tree(body)
    base = base_of(page, url)
    for node in page.css('link[rel~="alternate" i][href]'):
        attributes = node.attributes
        address = absolute(attributes.get("href") or "", base)
        is_feed = _media_type(attributes.get("type")) in FEED_TYPES
        if is_feed and address and not COMMENTS.search(urlsplit(address).path):
            found.append(address)
    return list(dict.fromkeys(found))


def _media_type(stated: str | None) -> str:
    return (stated or "").partition(";")[0].strip().lower()
