"""What came back for a request, good or bad: all that the desk needs, and nothing of Scrapy."""

import datetime as dt
import hashlib
import re
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from crawler.archive.files import Place
from crawler.page import RawPage
from storage.records import FetchRow, now, utc

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
    wait_s: float | None = None  # how long a policy leaves the host alone
    ip: str | None = None  # the address that has answered

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
        """The seconds that the server, or a policy that remembers its word, asks to wait."""
        if self.wait_s is not None:
            return self.wait_s
        return retry_after(self.header("retry-after") or "", self.fetched_at or now())

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


def retry_after(value: str, asked_at: dt.datetime) -> float | None:
    """The seconds that a Retry-After field asks for: a number or a date, RFC 9110, 10.2.3.

    None for what is neither; `asked_at` is naive UTC.

    >>> noon = dt.datetime(2026, 3, 2, 12)
    >>> retry_after("120", noon), retry_after("Mon, 02 Mar 2026 12:30:00 GMT", noon)
    (120.0, 1800.0)
    """
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return float(value[:12])
    try:
        moment = utc(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return None if moment is None else max((moment - asked_at).total_seconds(), 0.0)


def fetch_row(
    answer: Answer,
    kind: str,
    site: str,
    *,
    fetch_id: int,
    run_id: int,
    article_id: int | None = None,
    place: Place | None = None,
) -> FetchRow:
    """The row that records an answer, and the place of its bytes where they are kept already."""
    opted_out = opt_outs(answer) if kind == "page" and answer.outcome == "ok" else None
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

    X-Robots-Tag may come more than once, and may speak to one robot only: "googlebot: noarchive".
    The reservation is that of the TDM Reservation Protocol (W3C community group, 2024).

    >>> opt_outs(Answer("", "", "ok", headers=(("X-Robots-Tag", "noarchive"),)))
    'noarchive'
    """
    head = answer.body[:HEAD]
    tags = (value for name, value in answer.headers if name.lower() == "x-robots-tag")
    said = " ".join(value for value in map(str.lower, tags) if _is_for_us(value)).encode()
    said += b" ".join(found.group(0).lower() for found in ROBOTS_META.finditer(head))
    found = ["noarchive"] if b"noarchive" in said else []
    if answer.header("tdm-reservation") == "1" or TDM_META.search(head):
        found.append("tdm-reservation")
    return ", ".join(found) or None


def _is_for_us(tag: str) -> bool:
    """Whether an X-Robots-Tag speaks to every robot, or to this one by name."""
    robot, colon, _ = tag.partition(":")
    is_rule = "," in robot or robot.strip() in DATED_RULES
    return not colon or is_rule or robot.strip() == "wirecopy"


DATED_RULES = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
