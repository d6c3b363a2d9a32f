"""A row of JSON, CSV or Parquet -> a raw page, with what the row states about it."""

import datetime as dt
import json
import re

from crawler.byte_order import without_mark
from crawler.page import Given, RawPage
from crawler.urls import is_address, site_of
from storage.records import utc
from wirecopy.intake import bounded
from wirecopy.intake.bounded import LARGEST_ROW

SURROGATE = re.compile(r"[\ud800-\udfff]")


class BadRowError(ValueError):
    """A row of a file that is no article; the message says why and what would be right."""


def page_of(line: bytes) -> RawPage:
    """The raw page of a JSON row.

    >>> page_of(b'{"url": "http://a.example/x", "text": "Rain."}').body
    b'Rain.'
    >>> page_of(b'{"url": "http://a.example/x"}')
    Traceback (most recent call last):
      ...
    wirecopy.intake.rows.BadRowError: neither text nor html in the row; give one of them
    """
    try:
        row = json.loads(without_mark(line).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadRowError(f"not UTF-8 at byte {error.start}; convert the file first") from error
    except json.JSONDecodeError as error:
        raise BadRowError(f"not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise BadRowError("not a row: a number or a nesting in it is beyond all bounds") from error
    if not isinstance(row, dict):
        raise BadRowError('not a JSON object; each line is {"url": ..., "text": ...}')
    return page_of_row(row)


def page_of_row(row: dict[str, object]) -> RawPage:
    """The raw page of a row; raises BadRowError.

    An empty text at an address is a page without an article.
    """
    text, html, url = field(row, "text"), field(row, "html"), field(row, "url") or ""
    is_there = url and "" in (row.get("text"), row.get("html"))
    if max(len(text or ""), len(html or "")) > LARGEST_ROW:
        raise BadRowError(bounded.too_large("text", LARGEST_ROW))
    if not (text or html or is_there):
        raise BadRowError("neither text nor html in the row; give one of them")
    if url and not is_address(url):
        raise BadRowError(f"url is {url[:80]!r}; write it as http://host/path")
    return RawPage(
        url=url,
        body=(text or html or "").encode("utf-8", "replace"),
        content_type="text/html" if html and not text else "text/plain",
        charset="utf-8",
        given=Given(
            site=field(row, "site") or (site_of(url) if url else None),
            title=field(row, "title"),
            authors=authors_of(row),
            published_at=moment_of(row),
            language=field(row, "language"),
        ),
    )


def field(row: dict[str, object], name: str) -> str | None:
    """A text field of a row, or None; raises BadRowError when it is no text."""
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise BadRowError(f"{name} is {json.dumps(value, default=str)[:60]}; it must be a string")
    if value is not None and SURROGATE.search(value):
        raise BadRowError(f"{name} holds half a character (a lone surrogate)")
    return value or None


def authors_of(row: dict[str, object]) -> tuple[str, ...]:
    """The authors of a row: a list of names, or one name."""
    value = row.get("authors") or []
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return tuple(filter(None, (field({"authors": name}, "authors") for name in names)))
    raise BadRowError("authors must be a list of strings")


def moment_of(row: dict[str, object]) -> dt.datetime | None:
    """When a row says that it was published; a time without a zone is taken for UTC."""
    value = field(row, "published_at")
    if value is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
        utc(moment)
    except (ValueError, OverflowError):
        reason = f"published_at is {value[:40]!r}; write it as 2026-03-02T09:42:00Z"
        raise BadRowError(reason) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def shown(row: dict[str, object]) -> str:
    """A row as rejected.jsonl keeps it; nothing of one that is too large for it."""
    text = json.dumps(row, default=str)
    return text if len(text) <= LARGEST_ROW else ""
