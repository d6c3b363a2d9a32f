"""Copy groups as the entries of a feed: one source, and who reuses its text."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from dedup.relations import COPIES
from storage.questions import copies
from storage.questions.copies import Copy, CopyFilter, Head
from storage.reader import Reader
from wirecopy.show.html import link, moment, site, web_address
from wirecopy.show.words import counted

UNKNOWN = {
    "absent": "The common source is not in the store; the earliest copy is shown in its place.",
    "unknown": "Which of them was first is not known; the earliest is shown as the source.",
}
EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 (moments in the store are naive UTC)


class Entry(NamedTuple):
    """A copy group in a feed."""

    head: Head
    copies: Sequence[Copy]

    @property
    def id(self) -> str:
        """An id that stays as long as the group has its earliest member (RFC 9562, version 5)."""
        return urn(f"group/{self.head.group_id}")

    @property
    def url(self) -> str | None:
        """The address of the source, where it is one of the web."""
        return web_address(self.head.url)

    @property
    def title(self) -> str:
        """What happened, in one line."""
        sites = len({copy.copy_site for copy in self.copies})
        counts = Counter(copy.relation for copy in self.copies)
        kinds = ", ".join(f"{counts[kind]} {kind}" for kind in COPIES if counts[kind])
        title = f"“{self.head.title}”" if self.head.title else "A text without a headline"
        return f"{title} ({self.head.site}): reused on {counted(sites, 'site')}, {kinds}"

    @property
    def published_at(self) -> dt.datetime:
        """When the first copy appeared."""
        return min((copy.appeared_at for copy in self.copies if copy.appeared_at), default=EPOCH)

    @property
    def updated_at(self) -> dt.datetime:
        """When the latest copy appeared: a reader shows the entry again."""
        return max((copy.appeared_at for copy in self.copies if copy.appeared_at), default=EPOCH)


def entries(reader: Reader, wanted: CopyFilter) -> list[Entry]:
    """The groups that match and have a new copy, those with the latest copy first."""
    groups = [list(found) for _, found in groupby(copies.by_group(reader, wanted), _group_of)]
    ids = [found[0].group_id for found in groups]
    heads = copies.heads(reader, ids)
    return [Entry(heads[found[0].group_id], found) for found in groups]


def _group_of(copy: Copy) -> int:
    return copy.group_id


def urn(name: str) -> str:
    """A name that is the same on every machine and at any time.

    >>> urn("group/1")
    'urn:uuid:50b74e2f-021d-5371-8600-cf0197b8afdb'
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, f"wirecopy:{name}").urn


def content(entry: Entry) -> str:
    """An entry as HTML: the source, and each copy with what it is; everything escaped."""
    head = entry.head
    parts = [
        f"<p>Source: {link(head.url, head.title)}, {site(head.site)}{moment(head.effective_at)}</p>"
    ]
    if head.source_status in UNKNOWN:
        parts.append(f"<p>{UNKNOWN[head.source_status]}</p>")
    tells = not all(copy.is_new for copy in entry.copies)
    parts += ["<ul>", *(line(copy, marks_new=tells) for copy in entry.copies), "</ul>"]
    return "\n".join(parts)


def line(copy: Copy, *, marks_new: bool) -> str:
    """A copy as an item of a list."""
    said = [f"{copy.relation}", f"{copy.share:.0%} of its words"]
    said += [lag(copy.lag_minutes)] if copy.lag_minutes is not None else []
    said += ["licensed"] if copy.is_licensed else []
    new = "<strong>new</strong> " if copy.is_new and marks_new else ""
    named = f"{link(copy.copy_url, copy.copy_title)}, {site(copy.copy_site)}"
    return f"<li>{new}{named}: {', '.join(said)}</li>"


def lag(minutes: float) -> str:
    """How long after the source.

    >>> lag(90), lag(-30), lag(4000)
    ('1.5 h later', '0.5 h earlier', '2.8 days later')
    """
    hours = abs(minutes) / 60
    length = f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"
    return f"{length} {'earlier' if minutes < 0 else 'later'}"


def newest(of: Sequence[Entry]) -> dt.datetime:
    """When the latest copy of all appeared."""
    return max((entry.updated_at for entry in of), default=EPOCH)


def shown(of: Sequence[Entry]) -> Iterator[int]:
    """All copies that some entries show."""
    return (copy.copy_id for entry in of for copy in entry.copies)
