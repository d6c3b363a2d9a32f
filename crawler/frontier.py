"""The desk between spider and store: takes what came back, decides what becomes of it, writes it.

Rows are written in batches, after the fsync of the raw pages that they speak of: a run that dies
leaves either pages without rows, which the next run takes up, or nothing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import xxhash

from crawler import plan as plans
from crawler import schedule
from crawler.answer import Answer, fetch_row
from crawler.archive import TEXT_TYPES, Archive, pack
from crawler.discovery.link import Link
from crawler.options import CrawlOptions, Progress
from crawler.outcomes import BY_NAME, PUT_BACK
from crawler.plan import Plan
from crawler.sources import Source
from crawler.tally import Tally
from crawler.urls import canonicalize, site_of
from storage.frontier import Frontier
from storage.pages import Pages
from storage.records import (
    DiscoveryRow,
    FeedEventRow,
    FeedRow,
    FetchRow,
    RobotsRow,
    UrlRow,
    article_id,
    now,
)

BATCH = 1_000  # rows; a commit takes 30 to 40 ms, however few they are
PACKING = 32 << 20  # bytes of pages that wait for the next commit: what they take of memory
OLDEST = dt.timedelta(days=30)  # what a plain sitemap names from before is archive, not news
SECTIONS = 50  # of a site, those that other sections named included: a big paper has some 40
UNDATED = 1000  # links without a date that are taken from one finder


class Fetched(NamedTuple):
    """The row of an answer, and the records of its page on their way into the archive."""

    row: FetchRow
    packed: Future[bytes] | None


class Desk:
    """What one run knows, and everything it still has to write."""

    def __init__(
        self,
        frontier: Frontier,
        pages: Pages,
        archive: Archive,
        plan: Plan,
        options: CrawlOptions,
        run_id: int,
    ) -> None:
        """Open for business; nothing is read before it is needed."""
        self.plan = plan
        self.options = options
        self.stopped_by: str | None = None
        self.trouble: BaseException | None = None  # of ours, raised when everything is safe
        self.robots: Mapping[str, RobotsRow] = frontier.robots(now() - dt.timedelta(days=1))
        self.tallies = {source.name: Tally(source.name) for source in plan.sources}
        self._frontier, self._pages, self._archive = frontier, pages, archive
        self._run_id = run_id
        self._seen: dict[str, UrlRow] = {}
        self._named: set[tuple[int, str]] = set()
        self._new_robots: list[RobotsRow] = []
        self._feeds: dict[str, FeedRow] = {}
        self._events: list[FeedEventRow] = []
        self._urls: dict[str, UrlRow] = {}
        self._discoveries: list[DiscoveryRow] = []
        self._moved: dict[int, int] = {}  # ids of addresses -> of the articles that they lead to
        self._fetches: list[Fetched] = []
        self._bytes = 0  # of the pages among them
        self._packer = ThreadPoolExecutor(1, "packer")  # gzip lets the reactor go on meanwhile
        known = frontier.feeds()
        self._known_feeds = {feed.url for feed in known} | {task.feed.url for task in plan.tasks}
        self._sections = Counter(feed.site for feed in known if feed.kind == "section")
        self.in_hand: set[str] = set()  # keys of the URLs that this run has not done with
        self.unpolled = {task.feed.url for task in plan.tasks}

    # What is due ------------------------------------------------------------------------------

    def waiting(self) -> list[tuple[Source, UrlRow]]:
        """The URLs of earlier runs that are due, and those that were named."""
        rows = [row for row in self._frontier.due_urls(now()) if plans.is_ours(row, self.plan)]
        found = [(plans.source_of(row.site, self.plan.sources), row) for row in rows]
        found += [(source, self._asked_for(source, url)) for source, url in self.plan.addresses]
        first = {row.url_key: (source, row) for source, row in found}
        self._seen |= {row.url_key: row for _, row in first.values()}
        self.in_hand |= first.keys()
        return list(first.values())

    def _asked_for(self, source: Source, url: str) -> UrlRow:
        row = self._known([canonicalize(url)]).get(canonicalize(url))
        if row is None:
            row = self._first_sight(source, url)
        self._discoveries.append(
            DiscoveryRow(row.article_id, "command line", "argument", None, None, now())
        )
        return row

    # What came back ---------------------------------------------------------------------------

    def robots_fetched(self, row: RobotsRow) -> None:
        """A robots.txt, to be used for a day."""
        self.robots = {**self.robots, row.origin: row}
        self._new_robots.append(row)
        url = f"{row.origin}/robots.txt"
        outcome = "ok" if row.http_status < 300 else "gone"
        answer = Answer(url, url, outcome, row.http_status, row.body.encode())
        self._record(answer, "robots", site_of(url))

    def polled(
        self,
        source: Source,
        feed: FeedRow,
        answer: Answer,
        links: Sequence[Link] = (),
        *,
        was_full: bool = True,
    ) -> list[UrlRow]:
        """A feed was asked; the articles that it names and that nobody has seen before."""
        tally = self._tally(source)
        if answer.outcome in PUT_BACK:
            return []
        self.unpolled.discard(feed.url)
        body_hash = xxhash.xxh3_64_intdigest(answer.body) >> 1 if answer.body else None
        if answer.outcome == "ok" and body_hash == feed.body_hash:
            answer = answer._replace(outcome="unchanged")
        new = self._discovered(source, feed.kind, links)
        poll = schedule.Poll(
            outcome=answer.outcome,
            polled_at=now(),
            found=len(links),
            new=len(new),
            dates=[link.published_at for link in links if link.published_at],
            etag=answer.header("etag"),
            last_modified=answer.header("last-modified"),
            body_hash=body_hash,
            was_full=was_full,
            retry_after_s=answer.retry_after_s,
        )
        self._feeds[feed.url] = schedule.after(feed, poll)
        self._events.append(
            FeedEventRow(
                self._run_id,
                feed.url,
                poll.polled_at,
                poll.outcome,
                answer.status,
                poll.found,
                poll.new,
                answer.note,
            )
        )
        self._record(answer, feed.kind, source.site)
        self._count(tally, answer, is_feed=True)
        tally.new += len(new)
        return new

    def fetched(self, source: Source, row: UrlRow, answer: Answer) -> None:
        """An article was asked for; it is kept when it came, tried again when that may help."""
        if answer.outcome in PUT_BACK:
            return
        self.in_hand.discard(row.url_key)
        if answer.outcome == "ok" and answer.content_type not in TEXT_TYPES:
            answer = answer._replace(outcome="not_text", note=answer.content_type[:100])
        if answer.outcome == "ok":
            row, answer = self._same_page(source, row, answer)
        self._record(answer, "page", row.site, row.article_id)
        self._remember(_judged(row, answer))
        self._count(self._tally(source), answer, is_feed=False)

    def adopt(self, source: Source, url: str, kind: str) -> FeedRow | None:
        """A feed that the site itself named, ready for its first poll; None when it is known."""
        is_full = kind == "section" and self._sections[source.site] >= SECTIONS
        if url in self._known_feeds or is_full:
            return None
        self._known_feeds.add(url)
        self._sections[source.site] += kind == "section"
        return schedule.first_poll(url, source.site, kind, now())

    def _same_page(self, source: Source, row: UrlRow, answer: Answer) -> tuple[UrlRow, Answer]:
        """Two addresses that end at one page are one article: the one that it ends at.

        The key of the other end stands in the frontier, too, so that nobody fetches it again. An
        address whose article is stored already keeps it: no id is ever given anew.
        """
        key = canonicalize(answer.final_url)
        other = self._known([key]).get(key)
        if key == row.url_key or (other is not None and other.article_id == row.article_id):
            return row, answer
        end = other.article_id if other is not None else article_id(key)
        is_end = plans.place_of(row.url, answer.final_url) == key
        if row.state != "fetched" and (is_end or (other is not None and end == article_id(key))):
            site = source.site_for(answer.final_url)
            row = self._led(row, end)._replace(site=site)
        if other is not None and other.state in ("fetched", "pending"):
            return row, answer._replace(outcome="same_page", note=f"leads to {other.url[:200]}")
        self._remember(row._replace(url_key=key, url=answer.final_url, state="fetched"))
        return row, answer

    def _led(self, row: UrlRow, article: int) -> UrlRow:
        """An address that leads to another article, which takes over where it was found."""
        self._moved[row.article_id] = article
        self._discoveries = [
            each._replace(article_id=article) if each.article_id == row.article_id else each
            for each in self._discoveries
        ]
        return row._replace(article_id=article)

    # Discovery ----------------------------------------------------------------------------------

    def _discovered(self, source: Source, kind: str, links: Sequence[Link]) -> list[UrlRow]:
        tally = self._tally(source)
        wanted = self._wanted(source, kind, links)
        tally.skipped += len(links) - len(wanted)
        keyed = {canonicalize(link.url): link for link in reversed(wanted)}
        known = self._known(list(keyed))
        new = []
        for key, link in reversed(keyed.items()):
            row = known.get(key)
            if row is None:
                row = self._first_sight(source, link.url)
                new.append(row)
            if (row.article_id, link.found_in) not in self._named:
                self._named.add((row.article_id, link.found_in))
                self._discoveries.append(
                    DiscoveryRow(
                        row.article_id, link.found_in, kind, link.title, link.published_at, now()
                    )
                )
        self.in_hand |= {row.url_key for row in new}
        return new

    def _wanted(self, source: Source, kind: str, links: Sequence[Link]) -> list[Link]:
        """Without what is too old, and what only the publisher's own feeds may name.

        What a news sitemap or a feed dates is news as long as it stands there; the rest of a
        sitemap is an archive.
        """
        archive = now() - OLDEST if kind == "sitemap" else None
        wanted, undated = [], 0
        for link in links:
            dated = link.published_at or link.modified_at
            undated += dated is None
            oldest = self.options.since or (None if link.published_at else archive)
            too_old = dated is not None and oldest is not None and dated < oldest
            off_site = kind != "feed" and not source.owns(site_of(link.url))
            if not too_old and not off_site and (dated is not None or undated <= UNDATED):
                wanted.append(link)
        return wanted

    def _first_sight(self, source: Source, url: str) -> UrlRow:
        key = article_id(canonicalize(url))
        row = plans.url_row(url, source.site_for(url), key, now())
        self._remember(row)
        return row

    def _known(self, keys: Sequence[str]) -> dict[str, UrlRow]:
        unseen = [key for key in keys if key not in self._seen]
        if unseen:
            self._seen |= self._frontier.known(unseen)
        return {key: self._seen[key] for key in keys if key in self._seen}

    def _remember(self, row: UrlRow) -> None:
        self._seen[row.url_key] = self._urls[row.url_key] = row

    # Writing ------------------------------------------------------------------------------------

    def _record(self, answer: Answer, kind: str, site: str, article: int | None = None) -> None:
        """Keep the bytes of a good answer, and a row of every answer."""
        packed = None
        if answer.outcome == "ok" and kind != "robots":
            packed = self._packer.submit(
                pack, answer.page(), kind=kind, request=answer.request_headers
            )
            self._bytes += len(answer.body)
        row = fetch_row(
            answer,
            kind,
            site,
            fetch_id=self._pages.next_id(),
            run_id=self._run_id,
            article_id=article,
            is_kept=packed is not None,
        )
        self._fetches.append(Fetched(row, packed))
        rows = len(self._fetches) + len(self._urls) + len(self._discoveries)
        if rows >= BATCH or self._bytes >= PACKING:
            self.flush()

    def flush(self) -> None:
        """Make everything safe: first the raw pages, then in one transaction the rows."""
        rows = (self._fetches, self._urls, self._feeds, self._discoveries, self._new_robots)
        if any(rows):
            for n, fetched in enumerate(self._fetches):
                self._fetches[n] = self._placed(fetched)
            self._archive.sync()
            with self._frontier.batch():
                self._frontier.save_robots(self._new_robots)
                self._frontier.save_feeds(list(self._feeds.values()))
                self._frontier.add_events(self._events)
                self._frontier.save_urls(list(self._urls.values()))
                self._frontier.move_discoveries(self._moved)
                self._frontier.add_discoveries(self._discoveries)
                self._pages.add([fetched.row for fetched in self._fetches])
            for each in (*rows, self._events):
                each.clear()
            self._moved.clear()
            self._bytes = 0
        if self.options.on_progress is not None:
            self.options.on_progress(self.progress())

    def _placed(self, fetched: Fetched) -> Fetched:
        """Put a page into the archive, once; its row then has its place."""
        if fetched.packed is None:
            return fetched
        place = self._archive.add(fetched.packed.result())
        return Fetched(fetched.row._replace(warc_file=place.file, warc_offset=place.offset), None)

    def close(self) -> None:
        """Write the rest, and end the thread."""
        self.flush()
        self._packer.shutdown()

    def progress(self) -> Progress:
        """How far the run has come."""
        tallies = self.tallies.values()
        return Progress(
            pages=sum(tally.fetched for tally in tallies),
            feeds=sum(tally.polled for tally in tallies),
            new=sum(tally.new for tally in tallies),
            waiting=len(self.in_hand),
        )

    def _tally(self, source: Source) -> Tally:
        return self.tallies.setdefault(source.name, Tally(source.name))

    def _count(self, tally: Tally, answer: Answer, *, is_feed: bool) -> None:
        failed = BY_NAME[answer.outcome].weight > 0
        if failed:
            tally.trouble = f"{answer.url}: {answer.note or answer.outcome}"
        if is_feed:
            tally.polls_failed += failed
            tally.polled += not failed
        else:
            tally.fetches_failed += failed
            tally.fetched += answer.outcome == "ok"


def _judged(row: UrlRow, answer: Answer) -> UrlRow:
    """The URL as it stands after an answer; a page that is safe stays so whatever comes later."""
    state = BY_NAME[answer.outcome].state
    if row.state == "fetched" and state != "fetched":
        return row
    attempts = row.attempts + 1
    wait = schedule.next_try(attempts, answer.retry_after_s) if state == "pending" else None
    return row._replace(
        state="failed" if state == "pending" and wait is None else state,
        attempts=attempts,
        next_try_at=None if wait is None else now() + dt.timedelta(seconds=wait),
        note=None if state == "fetched" else answer.note or answer.outcome,
    )
