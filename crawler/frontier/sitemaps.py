"""The sitemaps that indexes name: which are taken on, which let go, and how many at most.

An index may name sitemaps without end, and each of those may be an index. Five of each are polled,
the newest (finder.py), so a bound on the levels bounds a tree; the bound on a site holds for all.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from crawler.frontier.plan import SITEMAPS
from storage.records import FeedRow

LEVELS = 2  # below an index; the protocol has one, and some sites have an index of indexes


class Named(NamedTuple):
    """What becomes of the sitemaps that an index names; `note` says what a bound kept out.

    `moved` are known ones of another index.
    """

    taken: Collection[str] = ()
    dropped: Collection[str] = ()
    moved: Collection[str] = ()
    note: str | None = None


class Sitemaps:
    """The sitemaps of a store that were found in an index, and those that this run finds.

    Each is on record for the last index that was read and named it.
    """

    def __init__(self, known: Iterable[FeedRow]) -> None:
        """Know those of earlier runs."""
        found = [feed for feed in known if feed.found_in is not None]
        self._indexes = {feed.url: feed.found_in for feed in found}
        self.dropped: set[str] = set()  # they may be on their way still
        self._count = Counter(feed.site for feed in found)  # never falls while a run lasts

    def index_of(self, url: str) -> str | None:
        """The index on record for a sitemap, None for one that was found otherwise."""
        return self._indexes.get(url)

    def named(self, index: FeedRow, unknown: Sequence[str], all_named: Collection[str]) -> Named:
        """An index was read: take on what is `unknown`, drop what no index names any more.

        Of an index that was dropped while it was on its way nothing is taken.
        """
        if index.url in self.dropped:
            return Named()
        has_room = max(SITEMAPS - self._count[index.site], 0)
        is_deep = self._level(index.url) >= LEVELS
        taken = [] if is_deep else unknown[:has_room]
        moved = [] if is_deep else [url for url in all_named if self._can_move(url, index.url)]
        self._indexes |= dict.fromkeys((*taken, *moved), index.url)
        dropped = self._below(index.url, frozenset(all_named))
        for url in dropped:
            del self._indexes[url]
        self.dropped |= dropped
        self.dropped -= set(taken)
        self._count[index.site] += len(taken)
        n_left = len(unknown) - len(taken)
        bounds = f"{LEVELS} levels below an index, {SITEMAPS} of a site"
        note = f"names {n_left} sitemaps beyond what is polled: {bounds}" if n_left else None
        return Named(taken, dropped, moved, note)

    def _can_move(self, url: str, index: str) -> bool:
        """Whether a sitemap was found in another index, and this one is not below or it itself."""
        is_of_another = self._indexes.get(url, index) != index
        return is_of_another and index != url and index not in self._below(url)

    def _below(self, index: str, but: Collection[str] = ()) -> set[str]:
        """All that lies below an index, on however many levels, but for some and what is theirs."""
        found, level = set[str](), {index}
        while level:
            named = {url for url, above in self._indexes.items() if above in level}
            level = named - found - set(but)
            found |= level
        return found

    def _level(self, url: str) -> int:
        """How many indexes lead to a sitemap; no more than matter are counted."""
        level, above = 0, self._indexes.get(url)
        while above is not None and level < LEVELS:
            level, above = level + 1, self._indexes.get(above)
        return level
