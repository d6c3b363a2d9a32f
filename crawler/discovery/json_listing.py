"""Sites whose front page is drawn by a script: the JSON listing that the script loads.

An example of a site's own code. Open the site's front page with the network tab of a browser's
tools, find the request that brings the headlines, and set its address as a section.
"""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from crawler.discovery.link import Link, absolute, announced, plain

MOST = 200  # links of one listing, as of one section page
DEEPEST = 20  # levels of nesting; real listings have less than ten
ADDRESS = ("url", "link", "href", "permalink", "canonical_url", "canonicalUrl", "webUrl", "path")
TITLE = ("headline", "title", "name", "webTitle")
DATE = ("published_at", "publishedAt", "published", "datePublished", "date", "webPublicationDate")


def links(body: bytes, url: str) -> list[Link]:
    """The objects of a JSON text that have an address and a headline; none in anything else.

    >>> links(b'{"items": [{"url": "/a-storm", "headline": "Storm"}]}', "https://a.example/x")[0][:2]
    ('https://a.example/a-storm', 'Storm')
    """
    try:
        listing = json.loads(body)
    except (ValueError, RecursionError):
        return []
    found = (link for each in _objects(listing) if (link := _link(each, url)))
    return list({link.url: link for link in islice(found, MOST)}.values())


def _objects(value: Any, level: int = 0) -> Iterator[dict[str, Any]]:
    if level > DEEPEST:
        return
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _objects(each, level + 1)


def _link(item: dict[str, Any], url: str) -> Link | None:
    address, title = _first(item, ADDRESS), plain(_first(item, TITLE))
    place = absolute(address, url) if address else None
    return announced(place, title, _first(item, DATE), url) if place and title else None


def _first(item: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((item[name] for name in names if isinstance(item.get(name), str)), None)
