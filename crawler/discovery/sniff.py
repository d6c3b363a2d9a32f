"""What a body is, by its first bytes: servers send feeds as text/html and pages as feeds."""

import re
import zlib

HEAD = 4096  # bytes: declarations, stylesheets and comments before the first element fit in
UNPACKED = 50 << 20  # bytes: the size that the sitemap protocol allows
NOT_AN_ELEMENT = re.compile(
    rb"\A\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)", re.DOTALL | re.I
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


PIECE = 1 << 20  # bytes that are unpacked at a time to count them


class TooLargeError(Exception):
    """A compressed body unpacks to more than a sitemap may hold."""


def sniff(body: bytes) -> str:
    """One of feed, jsonfeed, sitemap, sitemapindex, html, other.

    >>> sniff(b"<?xml version='1.0'?><!-- x --><rss version='2.0'>"), sniff(b"<!doctype html><p>")
    ('feed', 'html')
    """
    head = BYTE_ORDER_MARK.sub(b"", body[:HEAD]).replace(b"\x00", b"")  # UTF-16 too
    if head.lstrip().startswith(b"{") and b"jsonfeed.org" in head:
        return "jsonfeed"
    is_html = b"<!doctype html" in head[:1024].lower()
    while declaration := NOT_AN_ELEMENT.match(head):
        head = head[declaration.end() :]
    element = ELEMENT.match(head)
    kind = KINDS.get(element.group(1).lower(), "other") if element else "other"
    return "html" if kind == "other" and is_html else kind


def unpacked(body: bytes) -> bytes:
    """A body with gzip undone, if it is gzipped. Raises TooLargeError before memory is full."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        if _is_larger(body, UNPACKED):
            raise TooLargeError(f"more than {UNPACKED >> 20} MiB unpacked")
        return zlib.decompressobj(wbits=31).decompress(body)
    except zlib.error:
        return b""


def _is_larger(body: bytes, limit: int) -> bool:
    """Whether a body unpacks to more than that: found out piece by piece, nothing is kept."""
    engine = zlib.decompressobj(wbits=31)
    total, rest = 0, body
    while rest and total <= limit:
        total += len(engine.decompress(rest, PIECE))
        rest = engine.unconsumed_tail
    return total > limit
