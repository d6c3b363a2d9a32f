"""What a body is, by its first bytes: servers send feeds as text/html and pages as feeds."""

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress

from crawler.byte_order import decoded
from crawler.codings import gunzipped, within
from crawler.urls import is_address

HEAD = 16 << 10  # bytes: declarations, stylesheets and comments before the first element fit in
UNPACKED = 50 << 20  # bytes: the size that the sitemap protocol allows
WHOLE = 5 << 20  # bytes of what can't be read piece by piece: pages, JSON
MOST_JSON = 2 << 20  # bytes: of brackets alone, Python makes objects of 40 times the size
GZIP = b"\x1f\x8b"
LAYERS = 3  # of gzip, one in the other: a packed file that a server packs again has two
NOT_AN_ELEMENT = re.compile(
    rb"\A\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.I
)
ELEMENT = re.compile(rb"\A\s*<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL)
BYTE_ORDER_MARK = re.compile(rb"\A(?:(?:\xef\xbb\xbf)+|\xff\xfe|\xfe\xff)")
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

# JSON Feed's version (https://www.jsonfeed.org/version/1.1/) may stand behind all items: members of
# an object have no order. Some feeds have none; then `items` with a field that only JSON Feed has.
VERSION = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/')
ITEMS = re.compile(rb'"items"\s*:\s*\[')
ITS_OWN = re.compile(rb'"(?:content_(?:html|text)|date_published|external_url)"\s*:')

END_OF_LINE = re.compile(rb"[\r\n]+")
PIECE = 64 << 10  # bytes that are unpacked, and handed on, at a time


def sniff(body: bytes) -> str:
    """One of feed, jsonfeed, sitemap, sitemapindex, html, other; gzip is looked into.

    >>> sniff(b"<?xml version='1.0'?><!-- x --><rss version='2.0'>"), sniff(b"<!doctype html><p>")
    ('feed', 'html')
    """
    head = legible(next(pieces(body), b"")[:HEAD])
    if head.lstrip().startswith(b"{"):
        return "jsonfeed" if _is_json_feed(legible(_beginning(body, MOST_JSON))) else "other"
    if is_list(head):
        return "sitemap"
    is_html = b"<!doctype html" in head[:1024].lower()
    while declaration := NOT_AN_ELEMENT.match(head):
        head = head[declaration.end() :]
    element = ELEMENT.match(head)
    kind = KINDS.get(element.group(1).lower(), "other") if element else "other"
    return "html" if kind == "other" and is_html else kind


def pieces(body: bytes, most: int = UNPACKED) -> Iterator[bytes]:
    """A body piece by piece, with gzip undone if it is gzipped, up to where that is damaged.

    Of what was gzipped twice both layers are undone. Raises TooLargeError where it unpacks to more
    than `most` bytes.
    """
    for _ in range(LAYERS):
        if not body.startswith(GZIP):
            break
        inner = _gathered(_ungzipped(body, most))
        first = next(inner, b"")
        if not first.startswith(GZIP):
            yield first
            yield from inner
            return
        body = first + b"".join(inner)
    yield from (body[start : start + PIECE] for start in range(0, len(body), PIECE))


def unpacked(body: bytes, most: int = WHOLE) -> bytes:
    """A body as a whole, with gzip undone if it is gzipped. Raises TooLargeError."""
    return b"".join(pieces(body, most)) if body.startswith(GZIP) else body


def is_list(text: bytes) -> bool:
    r"""Whether a text begins as a sitemap of text: one address a line and nothing else.

    The last line may be cut (https://www.sitemaps.org/protocol.html#otherformats).

    >>> is_list(b"https://a.example/1\nhttps://a.ex"), is_list(b"See http://a.example/")
    (True, False)
    """
    lines = [decoded(line.strip()) for line in END_OF_LINE.split(text)]
    whole = [line for line in (lines[:-1] if len(lines) > 1 else lines) if line]
    return bool(whole) and all(is_address(line) and len(line.split()) == 1 for line in whole)


def _is_json_feed(text: bytes) -> bool:
    is_like_one = ITEMS.search(text) is not None and ITS_OWN.search(text) is not None
    return is_like_one or VERSION.search(text) is not None


def legible(text: bytes) -> bytes:
    """Bytes without byte order mark and, of UTF-16, without the empty halves."""
    return BYTE_ORDER_MARK.sub(b"", text).replace(b"\x00", b"")


def _beginning(body: bytes, size: int) -> bytes:
    found = bytearray()
    for piece in pieces(body):
        found += piece
        if len(found) >= size:
            break
    return bytes(found[:size])


def _ungzipped(body: bytes, most: int) -> Iterator[bytes]:
    with suppress(zlib.error):
        yield from within(gunzipped(body), most)


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of PIECE and more: a gzip member may hold a word, or nothing."""
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) >= PIECE:
            yield bytes(found)
            found.clear()
    if found:
        yield bytes(found)
