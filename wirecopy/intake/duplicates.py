"""Which pages are kept already: what comes twice is there once, what changed back is not lost.

A page is known when the same bytes, with the same statements about them (title, date ...), were
kept for the same article. But where it says when it was fetched, and something else was kept of the
article meanwhile, it has changed back (A, B, A), and is kept again. A row that does not say when it
was seen can't be told from one that is imported a second time.
"""

import datetime as dt
from typing import NamedTuple

import xxhash

from crawler.page import Given
from storage.pages import Kept
from storage.records import now


class Seen(NamedTuple):
    """A page as it came: its article, what it holds, what is said about it, when it was fetched."""

    article_id: int
    digest: str
    given_hash: int | None
    at: dt.datetime | None


class KeptPages:
    """What is kept of some articles, with what is added on the way."""

    def __init__(self, kept: list[Kept]) -> None:
        """Take what the store has, in order of time."""
        self._pages = {row[:3] for row in kept}
        self._last = {row.article_id: (row.fetched_at, row.payload_sha256) for row in kept}

    def has(self, page: Seen) -> bool:
        """Whether a page is there; one that is not counts as there from now on."""
        if page[:3] in self._pages and not self._has_changed_back(page):
            return True
        self._pages.add(page[:3])
        last = self._last.get(page.article_id)
        at = page.at or now()
        if last is None or at > last[0]:
            self._last[page.article_id] = (at, page.digest)
        return False

    def _has_changed_back(self, page: Seen) -> bool:
        at, digest = self._last[page.article_id]
        return page.at is not None and page.at > at and page.digest != digest


def given_hash(given: Given) -> int | None:
    """A hash of what is said about a page; None where nothing is.

    >>> given_hash(Given()), given_hash(Given(title="A")) == given_hash(Given(title="B"))
    (None, False)
    """
    return None if given == Given() else xxhash.xxh3_64_intdigest(repr(given).encode()) >> 1
