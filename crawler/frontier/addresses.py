"""The article addresses that a run has met: their rows, and which of them lead to one article."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crawler.answer import Answer
from crawler.frontier import plan as plans
from crawler.frontier import schedule
from crawler.frontier.ledger import Ledger
from crawler.sources.source import Source
from crawler.urls import canonicalize, site_of
from storage.frontier import Frontier
from storage.records import UrlRow, checked, now


class Landing(NamedTuple):
    """Where an address has led: its row, perhaps of another article now, and what came.

    `end` is the key of the other end, where nobody knew it.
    """

    row: UrlRow
    answer: Answer
    end: str | None = None


class Addresses:
    """The rows of URLs as they stand in this run, whether written yet or not."""

    def __init__(self, frontier: Frontier, ledger: Ledger) -> None:
        """Nothing is read before it is asked for, but what was erased."""
        self._frontier, self._ledger = frontier, ledger
        self._seen: dict[str, UrlRow] = {}
        self._forgotten = frontier.forgotten()
        self._ids = frontier.ids()

    def take_up(self, rows: Iterable[UrlRow]) -> None:
        """Know rows that are in the store already."""
        self._seen |= {row.url_key: row for row in rows}

    def known(self, keys: Sequence[str]) -> dict[str, UrlRow]:
        """The rows of those keys that somebody has seen before."""
        unseen = [key for key in keys if key not in self._seen]
        if unseen:
            self._seen |= self._frontier.known(unseen)
        return {key: self._seen[key] for key in keys if key in self._seen}

    def remember(self, row: UrlRow) -> None:
        """Take a row as it stands now; it is written with the next batch."""
        self._seen[row.url_key] = self._ledger.urls[row.url_key] = checked(row)

    def first_sight(self, source: Source, url: str) -> UrlRow:
        """The row of an address that nobody has seen before; to be fetched at once."""
        article_id = self._ids.of(canonicalize(url))
        row = plans.url_row(url, source.site_for(url), article_id, now())
        self.remember(row)
        return row

    def is_forgotten(self, url: str) -> bool:
        """Whether somebody had this erased, so that it must not come back."""
        return url in self.forgotten([url])

    def forgotten(self, urls: Sequence[str]) -> set[str]:
        """Those of some addresses that somebody had erased."""
        if not any(self._forgotten):
            return set()
        ids = self._ids.of_all([canonicalize(url) for url in urls])
        return {
            url
            for url, article in zip(urls, ids, strict=True)
            if self._forgotten.holds(article, site_of(url))
        }

    def prepare(self, keys: Sequence[str]) -> None:
        """Look up who has the ids of some keys, in one go."""
        self._ids.of_all(keys)

    def landing(self, source: Source, row: UrlRow, answer: Answer) -> Landing:
        """Two addresses that end at one page are one article: the one that it ends at.

        An address whose article is stored already keeps it: no id is ever given anew.
        """
        key = canonicalize(answer.final_url)
        other = self.known([key]).get(key)
        if key == row.url_key or (other is not None and other.article_id == row.article_id):
            return Landing(row, answer)
        own = self._ids.of(key)
        end = other.article_id if other is not None else own
        is_end = plans.place_of(row.url, answer.final_url) == key
        if row.state != "fetched" and (is_end or (other is not None and end == own)):
            row = row._replace(article_id=end, site=source.site_for(answer.final_url))
        if other is not None and other.state in ("fetched", "pending"):
            return Landing(
                row, answer._replace(outcome="same_page", note=f"leads to {other.url[:200]}")
            )
        return Landing(row, answer, key)

    def landed(self, asked: UrlRow, landing: Landing, moment: dt.datetime) -> None:
        """Take what has become of an address that was asked, when its page is recorded.

        The key of the other end stands in the frontier, too, so that nobody fetches it again.
        """
        row = schedule.url_after(landing.row, landing.answer, moment)
        self.remember(row)
        if landing.end is not None:
            self.remember(row._replace(url_key=landing.end, url=landing.answer.final_url))
        if row.article_id != asked.article_id:
            self._move(asked.article_id, row.article_id)

    def _move(self, before: int, article: int) -> None:
        """An address leads to another article, which takes over where it was found."""
        self._ledger.moved[before] = article
        self._ledger.discoveries = [
            each._replace(article_id=article) if each.article_id == before else each
            for each in self._ledger.discoveries
        ]
