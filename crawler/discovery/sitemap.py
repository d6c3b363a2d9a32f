"""News sitemaps, sitemaps, sitemap indexes and lists of addresses: which articles they name.

Own parser, because feedparser and Scrapy both lose the title and the publication date of a news
sitemap (https://www.sitemaps.org/protocol.html, and Google's news extension). lxml is told to
expand no entity, load no DTD and open no connection.
"""

import re
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter

from crawler.byte_order import decoded
from crawler.discovery import xml
from crawler.discovery.link import Link, absolute, announced, moment
from crawler.discovery.sniff import HEAD, UNPACKED, is_list, legible, pieces, unpacked

MOST = 50_000  # entries, as the protocol allows
LINE = re.compile(r"[^\r\n]+")


def entries(body: bytes, url: str) -> list[Link]:
    """The pages that a sitemap names, in its order; empty for anything else. Raises TooLargeError.

    >>> body = b"<urlset><url><loc>https://a.example/1</loc></url></urlset>"
    >>> [link.url for link in entries(body, "https://a.example/sitemap.xml")]
    ['https://a.example/1']
    """
    head = next(pieces(body), b"")[:HEAD]
    is_text = is_list(legible(head))
    return list(_lines(body, url) if is_text else _links(body, url, "url"))


def children(body: bytes, url: str) -> list[Link]:
    """The sitemaps that a sitemap index names, the newest first (by lastmod, undated ones last)."""
    found = list(_links(body, url, "sitemap"))
    dated = sorted(
        (link for link in found if link.modified_at),
        key=attrgetter("modified_at"),
        reverse=True,
    )
    return dated + [link for link in found if not link.modified_at]


def _lines(body: bytes, url: str) -> Iterator[Link]:
    """Those of a text with one address a line."""
    text = decoded(unpacked(body, UNPACKED)).replace("\0", "")
    for line in islice(LINE.finditer(text), MOST):
        address = absolute(line[0], "")
        if address is not None and address != url:
            yield Link(address, None, None, url)


def _links(body: bytes, url: str, name: str) -> Iterator[Link]:
    for fields in xml.entries(pieces(body), (name,), MOST, url, is_strict=False):
        address = absolute(fields.get("loc", ""), fields["base"])
        if address is not None and address != url:
            link = announced(address, fields.get("title"), fields.get("publication_date"), url)
            yield link._replace(modified_at=moment(fields.get("lastmod")))
