"""What a body is, by its first bytes: servers send feeds as text/html and pages as feeds."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress

from crawler.codings import gunzipped, within

HEAD = 4096  # bytes: declarations, stylesheets and comments before the first element fit in
UNPACKED = 50 << 20  # bytes: the size that the sitemap protocol allows
WHOLE = 5 << 20  # bytes of what can't be read piece by piece: pages, JSON
NOT_AN_ELEMENT = re.compile(
    rb"\A\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.I
)
ELEMENT = re.compile(rb"\A\s*<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL)
BYTE_ORDER_MARK = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)")
KINDS = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemapindex",
    b"html": "html",
    b"head": "html",
    b"body": "html",
}

PIECE = 64 << 10  # bytes that are unpacked, and handed on, at a time


def sniff(body: bytes) -> str:
    """One of feed, jsonfeed, sitemap, sitemapindex, html, other; gzip is looked into.

    >>> sniff(b"<?xml version='1.0'?><!-- x --><rss version='2.0'>"), sniff(b"<!doctype html><p>")
    ('feed', 'html')
    """
    first = next(pieces(body), b"")
    head = BYTE_ORDER_MARK.sub(b"", first[:HEAD]).replace(b"\x00", b"")  # UTF-16 too
    if head.lstrip().startswith(b"{") and b"jsonfeed.org" in head:
        return "jsonfeed"
    is_html = b"<!doctype html" in head[:1024].lower()
    while declaration := NOT_AN_ELEMENT.match(head):
        head = head[declaration.end() :]
    element = ELEMENT.match(head)
    kind = KINDS.get(element.group(1).lower(), "other") if element else "other"
    return "html" if kind == "other" and is_html else kind


def pieces(body: bytes, most: int = UNPACKED) -> Iterator[bytes]:
    """A body piece by piece, with gzip undone if it is gzipped, up to where that is damaged.

    Raises TooLargeError where it unpacks to more than `most` bytes.
    """
    if not body.startswith(b"\x1f\x8b"):
        yield from (body[start : start + PIECE] for start in range(0, len(body), PIECE))
        return
    with suppress(zlib.error):
        yield from within(gunzipped(body), most)


def unpacked(body: bytes, most: int = WHOLE) -> bytes:
    """A body as a whole, with gzip undone if it is gzipped. Raises TooLargeError."""
    return b"".join(pieces(body, most)) if body.startswith(b"\x1f\x8b") else body
