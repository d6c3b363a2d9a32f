"""The sitemaps that indexes name: which are taken on, which let go, and how many at most.

An index may name sitemaps without end, and each of those may be an index. Five of each are polled,
the newest (finder.py), so a bound on the levels bounds a tree; the bound on a site holds for all.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crawler.frontier.plan import SITEMAPS
from storage.records import FeedRow

LEVELS = 2  # below an index; the protocol has one, and some sites have an index of indexes


class Named(NamedTuple):
    """What becomes of the sitemaps that an index names; `note` says what a bound kept out."""

    taken: Sequence[str]
    dropped: Sequence[str]
    note: str | None = None


class Sitemaps:
    """The sitemaps of a store that were found in an index, and those that this run finds."""

    def __init__(self, known: Iterable[FeedRow]) -> None:
        """Know those of earlier runs."""
        found = [feed for feed in known if feed.found_in is not None]
        self._indexes = {feed.url: feed.found_in for feed in found}
        self.dropped: set[str] = set()  # they may be on their way still
        self._count = Counter(feed.site for feed in found)  # never falls while a run lasts

    def named(self, index: FeedRow, unknown: Sequence[str], all_named: Sequence[str]) -> Named:
        """An index was read: take on what is `unknown`, drop what it names no more."""
        has_room = max(SITEMAPS - self._count[index.site], 0)
        taken = unknown[:has_room] if self._level(index.url) < LEVELS else []
        dropped = [url for url in self._below(index.url) if url not in all_named]
        dropped += [url for each in dropped for url in self._below(each)]
        for url in dropped:
            self._indexes.pop(url, None)
        self.dropped |= set(dropped)
        self.dropped -= set(taken)
        self._indexes |= dict.fromkeys(taken, index.url)
        self._count[index.site] += len(taken)
        n_left = len(unknown) - len(taken)
        if not n_left:
            return Named(taken, dropped)
        bounds = f"{LEVELS} levels below an index, {SITEMAPS} of a site"
        return Named(taken, dropped, f"names {n_left} sitemaps beyond what is polled: {bounds}")

    def _below(self, index: str) -> list[str]:
        return [url for url, found_in in self._indexes.items() if found_in == index]

    def _level(self, url: str) -> int:
        """How many indexes lead to a sitemap; no more than matter are counted."""
        level, above = 0, self._indexes.get(url)
        while above is not None and level < LEVELS:
            level, above = level + 1, self._indexes.get(above)
        return level
