"""RSS, Atom, RDF and JSON Feed: which articles a feed names.

A feed that is well-formed is read as a stream (`xml`). feedparser repairs what is not (three
entries of three from a feed that strict XML loses); it takes 26 times as long, and 44 microseconds
for an element, so that it gets no more than a feed has. It is given a byte stream and nothing else:
a text or even bytes it would try to fetch or open as a file.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import feedparser

from crawler.codings import TooLargeError
from crawler.discovery import xml
from crawler.discovery.link import Link, absolute, announced
from crawler.discovery.sniff import MOST_JSON, WHOLE, pieces, sniff, unpacked
from crawler.times.stated import order_of
from crawler.urls import is_address, is_home

MOST = 2000  # entries; no feed that people poll holds more
NAMES = ("item", "entry")  # of RSS and RDF, of Atom
# The first that leads to a page. Those of NAMED are names of an entry that may be an address.
ADDRESS = ("origLink", "link", "atomLink", "guid", "about", "id", "otherLink")
NAMED = frozenset(("guid", "id"))
DATE = ("pubDate", "published", "issued", "date", "updated", "modified")
HALF = re.compile(  # half a character, by its number
    rb"&#(?:x0*d[89a-f][0-9a-f]{2}"
    rb"|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]));",
    re.IGNORECASE,
)
# A broken feed that has more of either is read by lxml, which drops what it can't repair: at these
# bounds feedparser takes one to two seconds, in which nothing else is fetched.
REPAIRED_BYTES = 512 << 10
REPAIRED_TAGS = 20_000


def entries(body: bytes, url: str) -> list[Link]:
    """The articles that a feed names, in its order; empty for anything that is no feed.

    Raises TooLargeError for what unpacks to more than a feed may hold, and for JSON of that size.

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


def _xml_entries(body: bytes, url: str) -> list[Link]:
    try:
        found = xml.entries(pieces(body), NAMES, MOST, url, is_strict=True)
    except xml.BrokenXMLError:
        return _repaired(body, url)
    return _links(found, url)


def _links(found: list[xml.Entry], url: str) -> list[Link]:
    links = []
    order = order_of(_said(fields, DATE) for fields in found)
    for fields in found:
        address = _address(fields, url)
        if address is not None:
            tag = order or _tag(fields.get("language", ""))
            links.append(announced(address, fields.get("title"), _said(fields, DATE), url, tag))
    return links


def _tag(language: str) -> str:
    """The language of a feed, as far as it tells how dates are written.

    Feeds in any English, and some in no English at all, say en-US: programs write so unasked.
    """
    return "" if language.lower().replace("_", "-") in ("en", "en-us") else language


def _address(fields: xml.Entry, url: str) -> str | None:
    """Where an entry's page is: the first of its links that leads to neither feed nor base."""
    said = (fields[name] for name in ADDRESS if name in fields and _may_lead(name, fields[name]))
    return _leading(said, fields["base"], url)


def _may_lead(name: str, text: str) -> bool:
    return name not in NAMED or is_address(text)


def _leading(said: Iterable[str], base: str, url: str) -> str | None:
    """The first of some addresses that is a page: neither the feed nor what its links refer to.

    A front page is one only where nothing else is said: some feeds link every entry to it.
    """
    found = [each for each in (absolute(text, base) for text in said) if each]
    pages = [each for each in found if each not in (url, base)]
    return next((each for each in pages if not is_home(each)), next(iter(pages), None))


def _said(fields: xml.Entry, names: tuple[str, ...]) -> str:
    return next((fields[name] for name in names if name in fields), "")


def _repaired(body: bytes, url: str) -> list[Link]:
    """What can be read of a feed that is broken."""
    body = HALF.sub(b"", unpacked(body, WHOLE))
    if len(body) > REPAIRED_BYTES or body.count(b"<") > REPAIRED_TAGS:
        return _links(xml.entries(pieces(body), NAMES, MOST, url, is_strict=False), url)
    try:
        parsed = feedparser.parse(
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # noqa: BLE001 (feedparser falls over some texts, each in its own way)
        return _links(xml.entries(pieces(body), NAMES, MOST, url, is_strict=False), url)
    links = []
    for entry in parsed.entries:
        name = str(entry.get("id") or "") if entry.get("guidislink", True) else ""
        said = (
            entry.get("feedburner_origlink"),
            entry.get("link"),
            name if is_address(name) else "",
        )
        address = _leading((str(each) for each in said if each), url, url)
        if address is not None:
            links.append(announced(address, entry.get("title"), _published(entry), url))
    return links


def _published(entry: Any) -> str:
    """When an entry says that it was published, else when it was last changed, in its own words.

    What feedparser makes of them is not asked: it drops zones, and takes 2026/6/29 for 1 November.
    """
    return str(entry.get("published") or entry.get("updated") or "")


def _json_entries(body: bytes, url: str) -> Iterator[Link]:
    """JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/."""
    body = unpacked(body, WHOLE)
    if len(body) > MOST_JSON:
        raise TooLargeError(f"more than {MOST_JSON >> 20} MiB of JSON")
    try:
        text = body.decode(json.detect_encoding(body), "replace")
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        name = _text(item, "id")
        said = (_text(item, "url", "external_url"), name if is_address(name) else "")
        address = _leading(filter(None, said), url, url)
        if address is not None:
            date = _text(item, "date_published", "date_modified")
            yield announced(address, item.get("title"), date, url)


def _text(item: dict[str, Any], *names: str) -> str:
    """The first of some fields that is a text, and says something; what nests is none.

    >>> _text({"url": " ", "external_url": "/storm"}, "url", "external_url")
    '/storm'
    """
    said = (item.get(name) for name in names)
    return next((text for text in said if isinstance(text, str) and text.strip()), "")
