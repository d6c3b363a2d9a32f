"""A row of JSON, CSV or Parquet -> a raw page, with what the row states about it."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from crawler.byte_order import without_mark
from crawler.page import Given, RawPage, is_html
from crawler.urls import site_of
from wirecopy.intake import bounded, fields
from wirecopy.intake.bounded import LARGEST_ROW

FIELDS = ("url", "text", "html", "site", "title", "authors", "published_at", "language", "id")
Columns = Mapping[str, str]  # the column of each field
PLAIN: Columns = {field: field for field in FIELDS}
READERS: dict[str, Callable[[object], Any]] = {
    "url": fields.address,
    "site": fields.site,
    "title": fields.headline,
    "authors": fields.people,
    "published_at": fields.moment,
    "language": fields.language,
    "id": fields.line,
}
START = 4096  # characters in which a text shows that it is a page
LONG = 200  # characters that may be a text


class BadRowError(ValueError):
    """A row of a file that is no article; the message says why and what would be right."""


class Row(NamedTuple):
    """The raw page of a row, and what was left out of it: a sentence a field."""

    page: RawPage
    left_out: tuple[str, ...] = ()


def page_of(line: bytes, columns: Columns = PLAIN) -> Row:
    """The raw page of a JSON row.

    >>> page_of(b'{"url": "http://a.example/x", "text": "Rain."}').page.body
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
    return page_of_row(row, columns)


def page_of_row(row: Mapping[str, object], columns: Columns = PLAIN) -> Row:
    """The raw page of a row; raises BadRowError where it has no text.

    Another field that can't be read is left out. An empty text at an address is a page without an
    article.
    """
    named = {field: cell(row, column) for field, column in columns.items()}
    left_out: list[str] = []
    values = {field: _read(field, read, named, left_out) for field, read in READERS.items()}
    text, html = (_text(name, named) for name in ("text", "html"))
    url = values["url"] or ""
    is_there = url and "" in (named["text"], named["html"])
    if max(len(text or ""), len(html or "")) > LARGEST_ROW:
        raise BadRowError(bounded.too_large("text", LARGEST_ROW))
    if not (text or html or is_there):
        raise BadRowError(_without_text(row))
    is_page = (html and not text) or _is_page(text or "")
    page = RawPage(
        url=url,
        body=(text or html or "").encode("utf-8", "replace"),
        content_type="text/html" if is_page else "text/plain",
        charset="utf-8",
        given=Given(
            site=values["site"] or (site_of(url) if url else None),
            title=values["title"],
            authors=values["authors"] or (),
            published_at=values["published_at"],
            language=values["language"],
        ),
        external_id=values["id"],
    )
    return Row(page, tuple(left_out))


def cell(row: Mapping[str, object], column: str) -> object:
    """What a row has in a column; `a.b` is the field b of the object in a.

    >>> cell({"article": {"body": "Rain."}}, "article.body"), cell({}, "text")
    ('Rain.', None)
    """
    if column in row or "." not in column:
        return row.get(column)
    outer, _, inner = column.partition(".")
    found = row.get(outer)
    return cell(found, inner) if isinstance(found, dict) else None


def _read(
    field: str,
    read: Callable[[object], Any],
    named: Mapping[str, object],
    left_out: list[str],
) -> Any:
    """A field, or None with a word on why."""
    try:
        return read(named[field])
    except ValueError as error:
        left_out.append(f"{field} left out: it {error}")
        return None


def _text(field: str, named: Mapping[str, object]) -> str | None:
    """A text, without which there is no row. Raises BadRowError."""
    value = fields.unwrapped(named[field])
    is_page = field == "html" or (isinstance(value, str) and _is_page(value))
    try:
        return fields.markup(value) if is_page else fields.text(value)
    except ValueError as error:
        raise BadRowError(f"{field} {error}") from None


def _is_page(text: str) -> bool:
    return is_html(text[:START].encode("utf-8", "replace"))


def _without_text(row: Mapping[str, object]) -> str:
    """What to do about a row without a text: it may have one under another name."""
    inner = {f"{a}.{b}": v for a, d in row.items() if isinstance(d, dict) for b, v in d.items()}
    every = {**row, **inner}.items()
    others = [name for name, value in every if isinstance(value, str) and len(value) > LONG]
    if others:
        return f"neither text nor html in the row; try --map text={others[0]}"
    return "neither text nor html in the row; give one of them"


def shown(row: dict[str, object]) -> str:
    """A row as rejected.jsonl keeps it; nothing of one that is too large for it."""
    text = json.dumps(row, default=str)
    return text if len(text) <= LARGEST_ROW else ""
