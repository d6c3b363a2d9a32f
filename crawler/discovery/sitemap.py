"""News sitemaps, sitemaps and sitemap indexes, plain or gzipped: which articles they name.

Own parser, because feedparser and Scrapy both lose the title and the publication date of a news
sitemap (https://www.sitemaps.org/protocol.html, and Google's news extension). lxml is told to
expand no entity, load no DTD and open no connection.
"""

from collections.abc import Iterator
from operator import attrgetter

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from crawler.discovery.link import Link, absolute, moment, plain
from crawler.discovery.sniff import unpacked

MOST = 50_000  # entries, as the protocol allows


def entries(body: bytes, url: str) -> list[Link]:
    """The pages that a sitemap names, in its order; empty for anything else.

    >>> body = b"<urlset><url><loc>https://a.example/1</loc></url></urlset>"
    >>> [link.url for link in entries(body, "https://a.example/sitemap.xml")]
    ['https://a.example/1']
    """
    return list(_links(body, url, "url"))


def children(body: bytes, url: str) -> list[Link]:
    """The sitemaps that a sitemap index names, the newest first (by lastmod, undated ones last)."""
    found = list(_links(body, url, "sitemap"))
    dated = sorted(
        (link for link in found if link.modified_at),
        key=attrgetter("modified_at"),
        reverse=True,
    )
    return dated + [link for link in found if not link.modified_at]


def _links(body: bytes, url: str, name: str) -> Iterator[Link]:
    root = _root(unpacked(body))
    if root is None:
        return
    for number, element in enumerate(each for each in root if _name(each) == name):
        if number >= MOST:
            return
        fields = _fields(element)
        address = absolute(fields.get("loc", ""), url)
        if address is not None and address != url:
            yield Link(
                address,
                plain(fields.get("title")),
                moment(fields.get("publication_date")),
                url,
                moment(fields.get("lastmod")),
            )


def _root(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        return etree.fromstring(body, parser) if body else None
    except etree.XMLSyntaxError:
        return None


def _fields(element: etree._Element) -> dict[str, str]:
    """The texts of an entry by local name, those of the news extension among them.

    Images and videos have a `loc` and a `title` of their own, therefore only two levels are read.
    """
    fields: dict[str, str] = {}
    for child in element:
        for field in child if _name(child) == "news" else (child,):
            fields.setdefault(_name(field), "".join(field.itertext()))
    return fields


def _name(element: etree._Element) -> str:
    """The local name of an element; empty for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
