"""RSS, Atom, RDF and JSON Feed: which articles a feed names.

feedparser repairs what is broken (three entries of three from a feed that strict XML loses). It is
given a byte stream and nothing else: a text or even bytes it would try to fetch or open as a file.
"""

import calendar
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import feedparser

from crawler.discovery.link import Link, absolute, moment, plain
from crawler.discovery.sniff import sniff

MOST = 2000  # entries; no feed that people poll holds more


def entries(body: bytes, url: str) -> list[Link]:
    """The articles that a feed names, in its order; empty for anything that is no feed.

    >>> rss = b"<rss><channel><item><title>Storm</title><link>/storm</link></item></channel></rss>"
    >>> entries(rss, "https://news.example/rss")[0][:2]
    ('https://news.example/storm', 'Storm')
    """
    found = _json_entries(body, url) if sniff(body) == "jsonfeed" else _xml_entries(body, url)
    links: dict[str, Link] = {}
    for link in found:
        links.setdefault(link.url, link)
        if len(links) >= MOST:
            break
    return list(links.values())


def _xml_entries(body: bytes, url: str) -> Iterator[Link]:
    parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    for entry in parsed.entries:
        address = absolute(str(entry.get("feedburner_origlink") or entry.get("link") or ""), url)
        if address is not None and address != url:
            yield Link(address, plain(entry.get("title")), _published(entry), url)


def _published(entry: Any) -> dt.datetime | None:
    """When an entry says that it was published, else when it was last changed."""
    name = "published_parsed" if "published_parsed" in entry else "updated_parsed"
    parts = entry.get(name) if name in entry else None
    if parts is None:
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parts), dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None


def _json_entries(body: bytes, url: str) -> Iterator[Link]:
    """JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        address = absolute(str(item.get("url") or item.get("external_url") or ""), url)
        if address is not None and address != url:
            published = moment(str(item.get("date_published") or item.get("date_modified") or ""))
            yield Link(address, plain(item.get("title")), published, url)
