"""What discovery finds: a link to an article, with what the finder said about it."""

import datetime as dt
import html
import re
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

from crawler.times.stated import Precision, stated
from crawler.urls import ascii_host, route, tidied
from storage.records import utc

LONGEST_URL = 2083  # longer ones are traps or data, not addresses
LONGEST_TITLE = 500
TAG = re.compile(r"<[^<>]{0,200}>")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
UNSENDABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # what no address may hold


class Link(NamedTuple):
    """An address that may be an article; times are naive UTC, as the store keeps them.

    `published_at` is what the finder calls the time of publication, `modified_at` a sitemap's
    lastmod, which is often the time of anything else. `published_precision` says how exact the
    former is.
    """

    url: str
    title: str | None
    published_at: dt.datetime | None
    found_in: str
    modified_at: dt.datetime | None = None
    published_precision: Precision | None = None


def absolute(url: str, base: str) -> str | None:
    """A link made absolute, without user, password and place in the page; None for no web address.

    It is read as browsers do; blanks within it are escaped. What indents a broken line goes.

    >>> absolute("//news.example/a#top", "https://x.example/feed")
    'https://news.example/a'
    >>> absolute(" /bridge closed.html ", "https://x.example/feed")
    'https://x.example/bridge%20closed.html'
    >>> absolute("javascript:alert(1)", "https://x.example/")
    """
    url = tidied(url)
    if UNSENDABLE.search(url):
        return None
    try:
        parts = urlsplit(urljoin(base, url))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or " " in host:
        return None
    place = f"[{host}]" if ":" in host else ascii_host(host)
    netloc = place if port is None else f"{place}:{port}"
    whole = urlunsplit(
        (parts.scheme, netloc, parts.path or "/", parts.query, route(parts.fragment))
    )
    escaped = whole.replace(" ", "%20")
    return escaped if len(escaped) <= LONGEST_URL else None


def plain(title: object) -> str | None:
    r"""A headline as one line of text: no tags, no control or direction characters, not endless.

    >>> plain(" <b>Storm</b> &amp; tide\x1b[31m ")
    'Storm & tide [31m'
    """
    if not isinstance(title, str):
        return None
    text = CONTROL.sub(" ", html.unescape(TAG.sub("", title)))
    return " ".join(text.split())[:LONGEST_TITLE] or None


def moment(text: str | None) -> dt.datetime | None:
    """A time as naive UTC; None for what says none. One without a zone counts as UTC.

    >>> moment("2026-03-02T09:42:00-05:00"), moment("Mon, 02 Mar 2026 09:42:00 CET").hour
    (datetime.datetime(2026, 3, 2, 14, 42), 8)
    """
    found = stated(text)
    return utc(found.at) if found else None


def announced(
    address: str, title: object, date: str | None, found_in: str, language: str = ""
) -> Link:
    """The link to an article with what its finder says of it: a headline, a time in any form.

    `language` is the tag of a language that writes day and month as the finder does.

    >>> announced("https://a.example/x", "<b>Storm</b>", "2026-03-02", "feed").published_precision
    'day'
    """
    time = stated(date, language)
    at, precision = (utc(time.at), time.precision) if time else (None, None)
    return Link(address, plain(title), at, found_in, published_precision=precision)
