"""The frontier: what the crawler knows of feeds and article URLs, and what is due.

Tables are kept unique by deleting before inserting, all within `batch`, which is one transaction.
The caller decides what becomes of a feed or URL; this only remembers it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Literal, NamedTuple

from storage import forgotten
from storage.forgotten import Forgotten
from storage.ids import Ids
from storage.records import DiscoveryRow, FeedEventRow, FeedRow, RobotsRow, SiteRow, UrlRow
from storage.store import Store

LONGEST_WAIT = dt.timedelta(days=1)  # of a URL: what Retry-After is believed (frontier/schedule.py)
EVENTS_KEPT = 30  # per feed: a month of daily polls, or the last hours of a busy one


class Announced(NamedTuple):
    """When a feed, sitemap or section says that an article was published: naive UTC."""

    at: dt.datetime
    precision: Literal["second", "minute", "day"] | None  # None: kept by an earlier version
    kind: str


class Frontier:
    """Feeds, URLs, discoveries and robots.txt of a store."""

    def __init__(self, store: Store) -> None:
        """Work on a store that is open for writing."""
        self._store = store

    def batch(self) -> AbstractContextManager[None]:
        """Everything inside is committed together, with what `Pages` of the same store adds."""
        return self._store.transaction()

    def state(self, name: str) -> str | None:
        """A fact that the crawler left for its next run."""
        return self._store.state.crawl(name)

    def set_state(self, name: str, value: str) -> None:
        """Leave a fact for the next run."""
        self._store.state.set_crawl(name, value)

    def ids(self) -> Ids:
        """Which ids keys have, and those that are given to new ones."""
        return Ids(self._store)

    def forgotten(self) -> Forgotten:
        """What was erased and must not come back."""
        return forgotten.listed(self._store)

    def save_sites(self, rows: Sequence[SiteRow]) -> None:
        """Take sites as the sources file now describes them."""
        self._store.upsert("sites", rows)

    def sites(self) -> list[SiteRow]:
        """All sites."""
        return [SiteRow(*row) for row in self._store.rows("SELECT * FROM internal.sites")]

    def feeds(self) -> list[FeedRow]:
        """All feeds, sitemaps and sections, the longest overdue first."""
        found = self._store.rows("SELECT * FROM internal.feeds ORDER BY due_at, url")
        return [FeedRow(*row) for row in found]

    def save_feeds(self, rows: Sequence[FeedRow]) -> None:
        """Remember feeds as they stand now, new ones included."""
        self._store.upsert("feeds", rows)

    def drop_feeds(self, urls: Collection[str]) -> None:
        """Forget feeds that nobody names any more, and what their polls brought."""
        for query in (
            "DELETE FROM internal.feeds WHERE url IN (SELECT unnest($1::VARCHAR[]))",
            "DELETE FROM internal.feed_events WHERE feed_url IN (SELECT unnest($1::VARCHAR[]))",
        ):
            if urls:
                self._store.rows(query, [list(urls)])

    def move_feeds(self, moved: Mapping[str, str]) -> None:
        """Give sitemaps to another index, which names them now."""
        for url, index in moved.items():
            self._store.rows("UPDATE internal.feeds SET found_in = $2 WHERE url = $1", [url, index])

    def add_events(self, rows: Sequence[FeedEventRow]) -> None:
        """Add what polls brought, and drop what is older than the last 30 of each feed."""
        if not rows:
            return
        self._store.insert("feed_events", rows)
        self._store.rows(
            """
            DELETE FROM internal.feed_events WHERE rowid IN (
                SELECT rowid FROM internal.feed_events
                WHERE feed_url IN (SELECT unnest($1::VARCHAR[]))
                QUALIFY row_number() OVER (PARTITION BY feed_url ORDER BY polled_at DESC) > $2)
            """,
            [[row.feed_url for row in rows], EVENTS_KEPT],
        )

    def robots(self, since: dt.datetime, until: dt.datetime) -> dict[str, RobotsRow]:
        """The robots.txt files fetched between two moments, by origin."""
        found = self._store.rows(
            "SELECT * FROM internal.robots WHERE fetched_at BETWEEN ? AND ?", [since, until]
        )
        return {row[0]: RobotsRow(*row) for row in found}

    def save_robots(self, rows: Sequence[RobotsRow]) -> None:
        """Remember robots.txt files."""
        self._store.upsert("robots", rows)

    def known(self, url_keys: Collection[str]) -> dict[str, UrlRow]:
        """The URLs among these keys that have been seen before, by key."""
        found = self._store.rows(
            "SELECT * FROM internal.urls WHERE url_key IN (SELECT unnest($1::VARCHAR[]))",
            [list(url_keys)],
        )
        return {row[0]: UrlRow(*row) for row in found}

    def due_urls(self, now: dt.datetime) -> list[UrlRow]:
        """The URLs that are to be fetched now, the newest first: news ages.

        What waits for longer than anybody waits has its time from a clock that ran ahead.
        """
        found = self._store.rows(
            "SELECT * FROM internal.urls"
            " WHERE state = 'pending' AND NOT (next_try_at > $1 AND next_try_at <= $2)"
            " ORDER BY first_seen_at DESC, url_key",
            [now, now + LONGEST_WAIT],
        )
        return [UrlRow(*row) for row in found]

    def save_urls(self, rows: Sequence[UrlRow]) -> None:
        """Remember URLs as they stand now, new ones included; the last row of a key counts."""
        self._store.upsert("urls", list({row.url_key: row for row in rows}.values()))

    def add_discoveries(self, rows: Sequence[DiscoveryRow]) -> None:
        """Add where articles were found; a finder is named once for each article."""
        first = {(row.article_id, row.found_in): row for row in reversed(rows)}
        if not first:
            return
        known = self._store.rows(
            """
            SELECT article_id, found_in FROM internal.discoveries
            WHERE article_id IN (SELECT unnest($1::BIGINT[]))
            """,
            [[article_id for article_id, _ in first]],
        )
        for key in known:
            first.pop((key[0], key[1]), None)
        self._store.insert("discoveries", list(first.values()))

    def published(self, article_ids: Collection[int]) -> dict[int, list[Announced]]:
        """When those who named these articles say that they were published, the first finder first.

        Finders that named an article after it had been fetched don't count: what is derived again
        shall come out as before. Nor do times to come, or more than a year old: those are defaults.
        """
        found = self._store.rows(
            """
            SELECT d.article_id, d.published_at, d.published_precision, d.kind
            FROM internal.discoveries d JOIN (
                SELECT article_id, min(fetched_at) AS fetched_at FROM internal.fetches
                WHERE warc_file IS NOT NULL AND article_id IN (SELECT unnest($1::BIGINT[]))
                GROUP BY article_id) f USING (article_id)
            WHERE d.seen_at <= f.fetched_at
              AND d.published_at BETWEEN d.seen_at - INTERVAL 1 YEAR AND d.seen_at
            ORDER BY d.article_id, d.seen_at, d.found_in
            """,
            [list(article_ids)],
        )
        announced: defaultdict[int, list[Announced]] = defaultdict(list)
        for article_id, *said in found:
            announced[article_id].append(Announced(*said))
        return announced

    def move_discoveries(self, moved: Mapping[int, int]) -> None:
        """Give what led to some ids to others: addresses that turned out to lead elsewhere."""
        for before, after in moved.items():
            self._store.rows(
                """
                DELETE FROM internal.discoveries WHERE article_id = $1 AND found_in IN (
                    SELECT found_in FROM internal.discoveries WHERE article_id = $2)
                """,
                [before, after],
            )
            self._store.rows(
                "UPDATE internal.discoveries SET article_id = $2 WHERE article_id = $1",
                [before, after],
            )
