"""Pieces of HTML of what strangers wrote: everything escaped, links only to the web."""

import datetime as dt
import html
from collections.abc import Sequence

from crawler.urls import is_address
from wirecopy.show.rows import safe


def escaped(text: str) -> str:
    """Text of strangers: no markup, no controls that turn the text around."""
    return html.escape(safe(text))


def web_address(url: str | None) -> str | None:
    """An address that a reader may follow: of the web, or none.

    >>> web_address("https://a.example/x"), web_address("javascript:alert(1)")
    ('https://a.example/x', None)
    """
    return url if url and is_address(url) else None


def link(url: str | None, title: str | None) -> str:
    """A headline, as a link where there is somewhere to go."""
    shown = f"<bdi>{html.escape(title or 'no headline')}</bdi>"
    address = web_address(url)
    if address is None:
        return shown
    return f'<a href="{html.escape(address)}" rel="noopener noreferrer nofollow">{shown}</a>'


def site(name: str) -> str:
    """The name of a site, apart from the text around it."""
    return f"<bdi>{html.escape(name)}</bdi>"


def moment(at: dt.datetime | None) -> str:
    """A time, for people."""
    return f", {at:%Y-%m-%d %H:%M} UTC" if at else ""


def table(headings: Sequence[str], rows: Sequence[str]) -> str:
    """A table of rows that are HTML already."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in headings)
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"
