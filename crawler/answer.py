"""What came back for a request, good or bad: all that the desk needs, and nothing of Scrapy."""

import datetime as dt
import hashlib
import re
from typing import NamedTuple

from crawler.archive import Place
from crawler.page import RawPage
from storage.records import FetchRow, now

Headers = tuple[tuple[str, str], ...]
ROBOTS_META = re.compile(
    rb"<meta[^>]{1,200}?name\s*=\s*[\"']?(?:robots|wirecopy)[\"']?[^>]{0,200}>", re.IGNORECASE
)
TDM_META = re.compile(
    rb"<meta[^>]{1,100}?tdm-reservation[\"']?[^>]{0,50}content\s*=\s*[\"']?1", re.IGNORECASE
)
HEAD = 64 << 10  # bytes of a page in which its head ends


class Answer(NamedTuple):
    """An answer, or the lack of one; `status` is None where none came."""

    url: str
    final_url: str
    outcome: str
    status: int | None = None
    body: bytes = b""
    headers: Headers = ()
    request_headers: Headers = ()
    note: str | None = None
    fetched_at: dt.datetime | None = None

    def header(self, name: str) -> str | None:
        """The first header field of a name in lower case."""
        return next((value for field, value in self.headers if field.lower() == name), None)

    @property
    def content_type(self) -> str:
        """The media type, without parameters; text/html where the server is silent."""
        return (self.header("content-type") or "text/html").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset that the server claims."""
        found = re.search(
            r"charset\s*=\s*[\"']?([\w.:-]+)", self.header("content-type") or "", re.I
        )
        return found.group(1) if found else None

    @property
    def retry_after_s(self) -> float | None:
        """The seconds that the server asks to wait; dates in its place are rare and passed over."""
        value = self.header("retry-after") or ""
        return float(value) if value.isdecimal() else None

    def page(self) -> RawPage:
        """The answer as the page that is kept."""
        return RawPage(
            url=self.url,
            body=self.body,
            content_type=self.content_type,
            charset=self.charset,
            final_url=self.final_url,
            http_status=self.status,
            headers=self.headers,
            fetched_at=self.fetched_at,
        )


def fetch_row(
    answer: Answer,
    kind: str,
    site: str,
    *,
    fetch_id: int,
    run_id: int,
    article_id: int | None = None,
    place: Place | None = None,
    is_kept: bool = False,
) -> FetchRow:
    """The row that records an answer, and the place of its bytes where they are kept already."""
    opted_out = opt_outs(answer) if kind == "page" and (is_kept or place) else None
    return FetchRow(
        fetch_id=fetch_id,
        run_id=run_id,
        article_id=article_id,
        url=answer.url,
        final_url=answer.final_url,
        site=site,
        kind=kind,
        fetched_at=answer.fetched_at or now(),
        http_status=answer.status,
        outcome=answer.outcome,
        content_type=answer.content_type if answer.status is not None else None,
        bytes=len(answer.body),
        payload_sha256=hashlib.sha256(answer.body).hexdigest() if answer.body else None,
        warc_file=place.file if place else None,
        warc_offset=place.offset if place else None,
        note=answer.note or opted_out,
    )


def opt_outs(answer: Answer) -> str | None:
    """What a page says against being kept: `noarchive`, a text and data mining reservation.

    >>> opt_outs(Answer("", "", "ok", headers=(("X-Robots-Tag", "noarchive"),)))
    'noarchive'
    """
    robots = (answer.header("x-robots-tag") or "").lower().encode()
    head = answer.body[:HEAD]
    robots += b"".join(found.group(0).lower() for found in ROBOTS_META.finditer(head))
    found = ["noarchive"] if b"noarchive" in robots else []
    if answer.header("tdm-reservation") == "1" or TDM_META.search(head):
        found.append("tdm-reservation")
    return ", ".join(found) or None
