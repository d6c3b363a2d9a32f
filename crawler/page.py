"""The raw page: what a crawl or an import hands on, and all that extraction needs."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import NamedTuple


class Given(NamedTuple):
    """What an imported row states about its text; it outranks what extraction finds."""

    site: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published_at: dt.datetime | None = None
    language: str | None = None


class Selectors(NamedTuple):
    """Where an article stands on the pages of one site: CSS selectors, each may be missing."""

    title: str | None = None
    body: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it came, or a text from a file.

    `url` is empty for a text without an address; `content_type` is the media type without
    parameters (`text/html`, `text/plain`); `charset` is what the sender claimed, if anything.
    `http_status` and `headers` are those of the answer, None and empty for imported rows.
    `external_id` is what a row of a file calls itself; `origin` is the file, and the line of it.
    `is_clean` is a plain text of which somebody has cut all that is not the article.
    `selectors` are the site's as they are set today, `later` the pages on which an article may go
    on, in any order; both are no part of what is kept.
    A frozen dataclass, because Scrapy hands it on and takes no NamedTuple for an item.
    """

    url: str
    body: bytes
    content_type: str = "text/html"
    charset: str | None = None
    final_url: str = ""
    http_status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    fetched_at: dt.datetime | None = None
    given: Given = Given()  # noqa: RUF009 (immutable)
    selectors: Selectors | None = None
    external_id: str | None = None
    origin: str | None = None
    is_clean: bool = False
    later: tuple["RawPage", ...] = ()


START = 4096  # bytes in which a page says what it is
# How HTML begins (WHATWG MIME Sniffing, 7.1), but for tags that other files begin with too.
BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,4000}?-->\s*)?"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|article|section|main|header|nav|table|center"
    rb"|font|h[1-6]|p|br)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)


def is_html(body: bytes) -> bool:
    """Whether bytes begin as an HTML page does.

    >>> is_html(b"  <!DOCTYPE html>"), is_html(b"<?php echo 1;"), is_html(b"<svg>")
    (True, False, False)
    """
    return BEGINNING.match(body[:START].replace(b"\0", b"")) is not None  # also in UTF-16
