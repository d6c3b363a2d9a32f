"""Entries as Atom 1.0 (RFC 4287), RSS 2.0 or JSON Feed 1.1."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from email.utils import format_datetime
from typing import Any, NamedTuple

from storage.questions.copies import Copy
from wirecopy.feeds.entries import Entry, content, newest, urn
from wirecopy.show.html import web_address
from wirecopy.show.rows import iso, json_line, unturned
from wirecopy.show.xml import escape

XML = '<?xml version="1.0" encoding="utf-8"?>\n'


class FeedHead(NamedTuple):
    """What a feed says of itself; `url` is where it can be had, if that is known."""

    title: str
    url: str | None

    @property
    def id(self) -> str:
        """Its address, or else a name made of its title."""
        return self.url or urn(f"feed/{self.title}")


def atom(channel: FeedHead, entries: Sequence[Entry]) -> str:
    """A feed in Atom 1.0."""
    parts = [
        f'{XML}<feed xmlns="http://www.w3.org/2005/Atom">',
        element("title", channel.title),
        element("id", channel.id),
        element("updated", iso(newest(entries).replace(microsecond=0))),
        "<author><name>wirecopy</name></author>",
        element("generator", "wirecopy"),
    ]
    if channel.url:
        parts.append(empty("link", rel="self", href=channel.url))
    return "\n".join([*parts, *map(atom_entry, entries), "</feed>", ""])


def atom_entry(entry: Entry) -> str:
    """An entry in Atom; each copy is a related link."""
    parts = [
        "<entry>",
        element("title", entry.title),
        element("id", entry.id),
        element("published", iso(entry.published_at.replace(microsecond=0))),
        element("updated", iso(entry.updated_at.replace(microsecond=0))),
    ]
    if entry.url:
        parts.append(empty("link", rel="alternate", type="text/html", href=entry.url))
    for copy in entry.copies:
        address = web_address(copy.copy_url)
        if address:
            parts.append(empty("link", rel="related", href=address, title=copy.copy_title or ""))
    parts += [empty("category", term=kind) for kind in kinds(entry)]
    parts += [element("content", content(entry), type="html"), "</entry>"]
    return "\n".join(parts)


def rss(channel: FeedHead, entries: Sequence[Entry]) -> str:
    """A feed in RSS 2.0."""
    parts = [
        f'{XML}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
        "<channel>",
        element("title", channel.title),
        element("link", channel.id),
        element("description", "Copy groups: one source, and who reuses its text"),
        element("lastBuildDate", rfc_822(newest(entries))),
        element("generator", "wirecopy"),
    ]
    if channel.url:
        own = {"href": channel.url, "rel": "self", "type": "application/rss+xml"}
        parts.append(empty("atom:link", **own))
    return "\n".join([*parts, *map(rss_item, entries), "</channel>", "</rss>", ""])


def rss_item(entry: Entry) -> str:
    """An entry in RSS."""
    parts = ["<item>", element("title", entry.title)]
    parts += [element("link", entry.url)] if entry.url else []
    parts += [
        element("guid", entry.id, isPermaLink="false"),
        element("pubDate", rfc_822(entry.updated_at)),
        *(element("category", kind) for kind in kinds(entry)),
        element("description", content(entry)),
        "</item>",
    ]
    return "\n".join(parts)


def json_feed(channel: FeedHead, entries: Sequence[Entry]) -> str:
    """A feed in JSON Feed 1.1; `_wirecopy` holds the copies as data."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "authors": [{"name": "wirecopy"}],
        "items": [json_item(entry) for entry in entries],
    }
    if channel.url:
        feed["feed_url"] = channel.url
    return json_line(feed) + "\n"


def json_item(entry: Entry) -> Mapping[str, Any]:
    """An entry in JSON Feed."""
    item = {
        "id": entry.id,
        "title": unturned(entry.title),
        "content_html": content(entry),
        "date_published": entry.published_at,
        "date_modified": entry.updated_at,
        "tags": kinds(entry),
        "_wirecopy": {
            "group_id": str(entry.head.group_id),
            "source_status": entry.head.source_status,
            "copies": [as_data(copy) for copy in entry.copies],
        },
    }
    return item | {"url": entry.url} if entry.url else item


def as_data(copy: Copy) -> Mapping[str, Any]:
    """A copy with its ids as text: names, not numbers to count with."""
    data = copy._asdict()
    ids = {name: str(data[name]) for name in data if name.endswith("_id") and data[name]}
    return data | ids


def kinds(entry: Entry) -> list[str]:
    """The relations of its copies."""
    return sorted({copy.relation for copy in entry.copies})


def rfc_822(moment: dt.datetime) -> str:
    """A moment as RSS has it.

    >>> rfc_822(dt.datetime.fromisoformat("2026-03-02T09:42:00"))
    'Mon, 02 Mar 2026 09:42:00 GMT'
    """
    return format_datetime(moment.replace(tzinfo=dt.UTC), usegmt=True)


def element(name: str, text: str, **attributes: str) -> str:
    """An XML element with a text."""
    return f"<{name}{_attributes(attributes)}>{escape(text)}</{name}>"


def empty(name: str, **attributes: str) -> str:
    """An XML element without content."""
    return f"<{name}{_attributes(attributes)}/>"


def _attributes(given: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in given.items())


FORMATS: Mapping[str, Callable[[FeedHead, Sequence[Entry]], str]] = {
    "atom": atom,
    "rss": rss,
    "json": json_feed,
}
