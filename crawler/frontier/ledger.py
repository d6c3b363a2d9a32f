"""What a run has to write: raw pages into the archive, then rows into the store, in batches.

Pages that ask not to be kept go into an archive of their own, from which they are let go once their
text has been taken (crawler/archive/opted_out.py).
"""

import hashlib
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from crawler.answer import Answer
from crawler.archive import own
from crawler.archive.files import Place, pack
from crawler.frontier import schedule
from crawler.frontier.events import tell_fault
from crawler.frontier.opt_outs import opt_outs
from storage.frontier import Frontier
from storage.pages import Pages
from storage.records import (
    DiscoveryRow,
    FeedEventRow,
    FeedRow,
    FetchRow,
    RobotsRow,
    UrlRow,
    checked,
    now,
)

LOG = logging.getLogger("crawler")
ROWS_A_COMMIT = 1_000  # rows; a commit takes 30 to 40 ms, however few they are
FIRST_COMMIT = 8  # answers; later ones are at most a quarter of those that are safe already
PACKING = 16 << 20  # bytes of pages that wait for the next commit: what they take of memory


class Fetched(NamedTuple):
    """The row of an answer, and the records of its page on their way into the archive.

    `source` is the name of the source, `asked` the address as it stood before.
    """

    row: FetchRow
    packed: Future[bytes] | None
    folder: str
    source: str
    asked: UrlRow | None = None


class Ledger:
    """The rows that wait for the next commit; the last one of a feed or URL counts."""

    def __init__(self, frontier: Frontier, pages: Pages, raw: Path, run_id: int) -> None:
        """Nothing is opened before there is something to write."""
        self.run_id = run_id
        self.raw = raw
        self.robots: list[RobotsRow] = []
        self.feeds: dict[str, FeedRow] = {}
        self.dropped: set[str] = set()  # addresses of feeds that nobody names any more
        self.moved_feeds: dict[str, str] = {}  # addresses of sitemaps -> of the index they are of
        self.events: list[FeedEventRow] = []
        self.urls: dict[str, UrlRow] = {}
        self.discoveries: list[DiscoveryRow] = []
        self.moved: dict[int, int] = {}  # ids of addresses -> of the articles that they lead to
        self._frontier, self._pages = frontier, pages
        self._archives = {folder: own.archive(raw, pages, folder) for folder in own.FOLDERS}
        self._fetches: list[Fetched] = []
        self._bytes = 0  # of the pages among them
        self._safe = 0  # answers that this run has written
        self.unpacked: list[Fetched] = []  # pages that could not be put into the archive
        self._packer = ThreadPoolExecutor(1, "packer")  # gzip lets the reactor go on meanwhile

    def record(
        self,
        answer: Answer,
        kind: str,
        site: str,
        source: str,
        asked: UrlRow | None = None,
        *,
        folder: str = own.KEPT,
    ) -> None:
        """Keep the bytes of a good answer in a folder of the archive, and a row of every answer.

        `source` is the name of the source, `asked` the address of a page as it stood before.
        """
        packed = None
        if answer.outcome == "ok" and kind != "robots":
            packed = self._packer.submit(
                pack, answer.page(), kind=kind, request=answer.request_headers, ip=answer.ip
            )
            self._bytes += len(answer.body)
        row = fetch_row(
            answer,
            kind,
            site,
            fetch_id=self._pages.next_id(),
            run_id=self.run_id,
            article_id=asked and asked.article_id,
        )
        self._fetches.append(Fetched(row, packed, folder, source, asked))

    def is_newest(self, article_id: int, answer: Answer) -> bool:
        """Whether what was kept last of an article has the bytes of an answer."""
        kept = self._pages.kept([article_id])
        return bool(kept) and kept[-1].payload_sha256 == hashlib.sha256(answer.body).hexdigest()

    def drop_feed(self, url: str) -> None:
        """Have a feed forgotten, and its polls; one that is named again after this is kept."""
        self.feeds.pop(url, None)
        self.moved_feeds.pop(url, None)
        self.events = [event for event in self.events if event.feed_url != url]
        self.dropped.add(url)

    @property
    def is_full(self) -> bool:
        """Whether it is time to write: soon in a young run, which else had nothing when it dies."""
        rows = len(self._fetches) + len(self.urls) + len(self.discoveries)
        is_due = len(self._fetches) >= max(FIRST_COMMIT, self._safe // 4)
        return is_due or rows >= ROWS_A_COMMIT or self._bytes >= PACKING

    def flush(self) -> None:
        """Make everything safe: first the raw pages, then in one transaction the rows."""
        rows = (self._fetches, self.urls, self.feeds, self.dropped, self.discoveries, self.robots)
        if not any(rows):
            return
        for n, fetched in enumerate(self._fetches):
            self._fetches[n] = self._placed(fetched)
        for archive in self._archives.values():
            archive.sync()
        with self._frontier.batch():
            self._frontier.save_robots(self.robots)
            self._frontier.drop_feeds(self.dropped)
            self._frontier.save_feeds(list(self.feeds.values()))
            self._frontier.move_feeds(self.moved_feeds)
            self._frontier.add_events(self.events)
            self._frontier.save_urls(list(self.urls.values()))
            self._frontier.move_discoveries(self.moved)
            self._frontier.add_discoveries(self.discoveries)
            self._pages.add([fetched.row for fetched in self._fetches])
        self._safe += len(self._fetches)
        for each in (*rows, self.moved_feeds, self.events, self.moved):
            each.clear()
        self._bytes = 0

    def _placed(self, fetched: Fetched) -> Fetched:
        """Put a page into the archive, once; its row then has its place."""
        if fetched.packed is None:
            return fetched
        try:
            packed = fetched.packed.result()
        except Exception as error:  # noqa: BLE001 (told, and on record as an outcome)
            return self._unpacked(fetched, error)
        file, offset = self._archives[fetched.folder].add(packed)
        row = fetched.row._replace(warc_file=f"{fetched.folder}{file}", warc_offset=offset)
        return fetched._replace(row=row, packed=None)

    def _unpacked(self, fetched: Fetched, error: Exception) -> Fetched:
        """A page that can't be put into the archive has not come: it is tried again, or given up.

        Its address may stand in the frontier twice, by its own key and by that of where it led.
        """
        row, asked = fetched.row, fetched.asked
        note = tell_fault(fetched.source, row.url, error, LOG)
        failed = Answer(row.url, row.final_url, "failed_here", note=note)
        for key, address in self.urls.items():
            if asked is not None and address.article_id == asked.article_id:
                before = address._replace(state=asked.state, attempts=asked.attempts)
                self.urls[key] = schedule.url_after(before, failed, now())
        unpacked = fetched._replace(row=row._replace(outcome="failed_here", note=note), packed=None)
        self.unpacked.append(unpacked)
        return unpacked

    def close(self) -> None:
        """Write the rest, end the thread, let the files go."""
        self.flush()
        self._packer.shutdown()
        for archive in self._archives.values():
            archive.close()


def fetch_row(
    answer: Answer,
    kind: str,
    site: str,
    *,
    fetch_id: int,
    run_id: int,
    article_id: int | None = None,
    place: Place | None = None,
) -> FetchRow:
    """The row that records an answer, and the place of its bytes where they are kept already."""
    opted_out = opt_outs(answer) if kind == "page" and answer.outcome == "ok" else None
    row = FetchRow(
        fetch_id=fetch_id,
        run_id=run_id,
        article_id=article_id,
        url=answer.url,
        final_url=answer.final_url,
        site=site,
        kind=kind,
        fetched_at=answer.fetched_at or now(),
        http_status=answer.status,
        outcome=answer.outcome,
        content_type=answer.content_type if answer.status is not None else None,
        bytes=len(answer.body),
        payload_sha256=hashlib.sha256(answer.body).hexdigest() if answer.body else None,
        warc_file=place.file if place else None,
        warc_offset=place.offset if place else None,
        note=answer.note or opted_out,
    )
    return checked(row)
