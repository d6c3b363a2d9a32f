"""What came back for a request, good or bad: all that the desk needs, and nothing of Scrapy."""

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from crawler.page import RawPage
from storage.records import now, utc

CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
LONGEST_TYPE = 100  # characters of a media type
Headers = tuple[tuple[str, str], ...]


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
        return (
            (self.header("content-type") or "text/html")
            .partition(";")[0]
            .strip()
            .lower()[:LONGEST_TYPE]
        )

    @property
    def charset(self) -> str | None:
        """The charset that the server claims."""
        found = CHARSET.search(self.header("content-type") or "")
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
