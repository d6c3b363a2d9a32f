"""The desk between spider and store: takes what came back, decides what becomes of it, writes it.

Rows are written in batches, after the fsync of the raw pages that they speak of: a run that dies
leaves either pages without rows, which the next run takes up, or nothing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import xxhash

from crawler.answer import Answer
from crawler.archive.files import TEXT_TYPES
from crawler.archive.opted_out import PASSING
from crawler.archive.own import KEPT
from crawler.discovery.interval import stated_interval
from crawler.discovery.link import Link
from crawler.discovery.recent import recent
from crawler.free_space import is_of_disk, require_space
from crawler.frontier import plan as plans
from crawler.frontier import schedule
from crawler.frontier.addresses import Addresses, Landing
from crawler.frontier.events import tell, tell_fault
from crawler.frontier.ledger import Ledger
from crawler.frontier.neighbours import neighbours
from crawler.frontier.opt_outs import ADDRESS, opt_outs, reserves
from crawler.frontier.outcomes import BY_NAME, PUT_BACK
from crawler.frontier.plan import Plan
from crawler.frontier.sitemaps import Sitemaps
from crawler.frontier.tally import Tally
from crawler.options import CrawlOptions, Progress
from crawler.sources.source import Source
from crawler.urls import canonicalize, origin_of, site_of
from storage.frontier import Frontier
from storage.records import (
    DiscoveryRow,
    FeedEventRow,
    FeedRow,
    RobotsRow,
    UrlRow,
    checked,
    now,
)

LONGEST_VALIDATOR = 1_000  # characters of an ETag or Last-Modified; others have ten to forty
LONGEST_TYPE = 100  # characters of a media type in a note; RFC 6838 has 127 for each half
SECTIONS = 50  # of a site, those that other sections named included: a big paper has some 40


class Desk:
    """What one run knows, and everything it still has to write."""

    def __init__(
        self,
        frontier: Frontier,
        ledger: Ledger,
        plan: Plan,
        options: CrawlOptions,
    ) -> None:
        """Open for business; nothing is read before it is needed."""
        self.plan = plan
        self.options = options
        self.stopped_by: str | None = None
        self.faults = 0  # answers on which code of ours failed
        self.trouble: BaseException | None = None  # of ours, raised when everything is safe
        self.robots: Mapping[str, RobotsRow] = frontier.robots(now() - dt.timedelta(days=1), now())
        self.tallies = {source.name: Tally(source.name) for source in plan.sources}
        self._frontier, self._ledger = frontier, ledger
        self._addresses = Addresses(frontier, ledger)
        self._named: set[tuple[int, str]] = set()
        known = frontier.feeds()
        self._known_feeds = {feed.url for feed in known} | {due.feed.url for due in plan.feeds}
        self._sections = Counter(feed.site for feed in known if feed.kind == "section")
        self._sitemaps = Sitemaps(known)
        self.in_hand: set[str] = set()  # keys of the URLs that this run has not done with
        self.unpolled = {due.feed.url for due in plan.feeds}

    # What is due ------------------------------------------------------------------------------

    def waiting(self) -> list[tuple[Source, UrlRow]]:
        """The URLs of earlier runs that are due, and those that were named."""
        rows = [row for row in self._frontier.due_urls(now()) if plans.is_ours(row, self.plan)]
        found = [(plans.source_of(row.site, self.plan.sources), row) for row in rows]
        found += [
            (source, self._asked_for(source, url))
            for source, url in self.plan.addresses
            if not self._addresses.is_forgotten(url)
        ]
        first = {row.url_key: (source, row) for source, row in found}
        self._addresses.take_up(row for _, row in first.values())
        self.in_hand |= first.keys()
        return list(first.values())

    def _asked_for(self, source: Source, url: str) -> UrlRow:
        row = self._addresses.known([canonicalize(url)]).get(canonicalize(url))
        if row is None:
            row = self._addresses.first_sight(source, url)
        self._ledger.discoveries.append(
            DiscoveryRow(row.article_id, "command line", "argument", None, None, now())
        )
        return row

    # What came back ---------------------------------------------------------------------------

    @contextmanager
    def handling(self, source: Source, asked: FeedRow | UrlRow | str) -> Iterator[None]:
        """Inside, an answer for a feed, an article or a mere guess is handled; it alone may fail.

        A disk that fails is another matter. What has come is written afterwards where it is time;
        therefore none of these stands inside another.
        """
        try:
            yield
        except Exception as error:
            if is_of_disk(error):
                raise
            url = asked if isinstance(asked, str) else asked.url
            note = tell_fault(source.name, url, error, self.options.log)
            answer = Answer(url, url, "failed_here", note=note, fetched_at=now())
            if isinstance(asked, FeedRow):
                self.polled(source, asked, answer)
            elif isinstance(asked, UrlRow):
                self.fetched(source, asked, answer)
            else:  # no feed is made of an address that nobody knows for one
                self._ledger.record(answer, "feed", source.site, source.name)
                self._count(self._tally(source), answer, is_feed=True)
        if self._ledger.is_full:
            self.flush()

    def robots_fetched(self, row: RobotsRow) -> None:
        """A robots.txt, to be used for a day."""
        self.robots = {**self.robots, row.origin: row}
        self._ledger.robots.append(checked(row))
        url = f"{row.origin}/robots.txt"
        outcome = "ok" if row.http_status < 300 else "gone"
        answer = Answer(url, url, outcome, row.http_status, row.body.encode())
        self._ledger.record(answer, "robots", site_of(url), site_of(url))

    def reservations_fetched(self, row: RobotsRow) -> None:
        """What a site reserves, by the address of its tdmrep.json; to be used for a day."""
        self.robots = {**self.robots, row.origin: row}
        self._ledger.robots.append(checked(row))

    def _is_reserved(self, url: str) -> bool:
        row = self.robots.get(f"{origin_of(url)}{ADDRESS}")
        return row is not None and reserves(row.body, url)

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
            self._put_back(tally, answer)
            if answer.outcome == "held":
                self.unpolled.discard(feed.url)
                self._keep(feed._replace(due_at=_later(answer)))
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
            etag=_validator(answer, "etag"),
            last_modified=_validator(answer, "last-modified"),
            body_hash=body_hash,
            was_full=was_full,
            retry_after_s=answer.retry_after_s,
            hint_s=stated_interval(answer.body) if feed.kind == "feed" else None,
            new_dates=_dates_of(new, links),
        )
        event = FeedEventRow(
            self._ledger.run_id,
            feed.url,
            poll.polled_at,
            poll.outcome,
            answer.status,
            poll.found,
            poll.new,
            answer.note,
        )
        self._keep(schedule.feed_after(feed, poll), event)
        self._ledger.record(answer, feed.kind, source.site, source.name)
        self._count(tally, answer, is_feed=True)
        tell("poll", source, answer, found=poll.found, new=poll.new)
        tally.new += len(new)
        return new

    def _keep(self, feed: FeedRow, event: FeedEventRow | None = None) -> None:
        """Write a feed as it stands now, unless it was dropped while it was on its way."""
        if feed.url in self._sitemaps.dropped:
            return
        found_in = self._sitemaps.index_of(feed.url)
        self._ledger.feeds[feed.url] = checked(feed._replace(found_in=found_in))
        self._ledger.events += [checked(event)] if event is not None else []

    def fetched(self, source: Source, row: UrlRow, answer: Answer) -> list[UrlRow]:
        """An article was asked for; it is kept when it came, tried again when that may help.

        Further pages of it that are to be asked for come back.
        """
        if answer.outcome in PUT_BACK:
            self._put_back(self._tally(source), answer)
            if answer.outcome == "held":
                self.in_hand.discard(row.url_key)
                self._addresses.remember(row._replace(next_try_at=_later(answer), note=answer.note))
            return []
        self.in_hand.discard(row.url_key)
        if answer.outcome == "ok" and self._addresses.is_forgotten(answer.final_url):
            answer = answer._replace(outcome="gone", note="erased here before")
        if answer.outcome == "ok" and answer.content_type not in TEXT_TYPES:
            named = answer.content_type[:LONGEST_TYPE]
            answer = answer._replace(outcome="not_text", note=named)
        landing = Landing(row, answer)
        if answer.outcome == "ok":
            landing = self._addresses.landing(source, row, answer)
            answer = landing.answer
        if answer.outcome == "ok" and self._is_reserved(answer.final_url):
            answer = answer._replace(note="tdm-reservation")
        is_reserved = answer.note == "tdm-reservation"
        is_opted_out = answer.outcome == "ok" and (is_reserved or opt_outs(answer) is not None)
        folder = PASSING if source.opt_outs == "respect" and is_opted_out else KEPT
        led = landing.row
        self._ledger.record(answer, "page", led.site, source.name, led, folder=folder)
        self._addresses.landed(row, landing._replace(answer=answer), now())
        self._count(self._tally(source), answer, is_feed=False)
        if BY_NAME[answer.outcome].weight:
            tell("page", source, answer)
        return self._further(source, row, answer) if answer.outcome == "ok" else []

    def _further(self, source: Source, asked: UrlRow, answer: Answer) -> list[UrlRow]:
        """The pages of an article that are to be asked for, because one of them has come.

        What was fetched before is asked for again only where it stands behind a page that has
        changed: so nothing goes round in circles.
        """
        near = neighbours(answer)
        named = [url for url in near if url and not self._addresses.is_forgotten(url)]
        known = self._addresses.known([canonicalize(url) for url in named])
        rows = []
        for url in named:
            row = known.get(canonicalize(url)) or self._addresses.first_sight(source, url)
            is_lost = row.state in ("gone", "blocked", "failed")
            is_old = row.state == "fetched" and url == near.following
            if row.url_key not in self.in_hand and (
                row.url_key not in known or is_lost or (is_old and self._has_changed(asked, answer))
            ):
                rows.append(row)
        self.in_hand |= {row.url_key for row in rows}
        return rows

    def _has_changed(self, asked: UrlRow, answer: Answer) -> bool:
        """Whether a page that was fetched before is another one now."""
        return asked.state == "fetched" and not self._ledger.is_newest(asked.article_id, answer)

    def adopt(self, source: Source, url: str, kind: str) -> FeedRow | None:
        """A feed that the site itself named, ready for its first poll; None when it is known."""
        is_full = kind == "section" and self._sections[source.site] >= SECTIONS
        if url in self._known_feeds or is_full:
            return None
        self._known_feeds.add(url)
        self._sections[source.site] += kind == "section"
        return schedule.first_poll(url, source.site, kind, now())

    def adopt_named(
        self, source: Source, feed: FeedRow, answer: Answer, named: Sequence[str]
    ) -> tuple[Answer, list[FeedRow]]:
        """The further pages that a feed names and that nobody knew, ready for their first poll.

        Where a bound keeps some out, the answer comes back with a note on it.
        """
        if feed.kind != "sitemap":
            return answer, [row for url in named if (row := self.adopt(source, url, feed.kind))]
        if answer.outcome != "ok":
            return answer, []
        unknown = [url for url in named if url not in self._known_feeds]
        found = self._sitemaps.named(feed, unknown, named)
        for url in found.dropped:
            self._known_feeds.discard(url)
            self._ledger.drop_feed(url)
        self._ledger.moved_feeds |= dict.fromkeys(found.moved, feed.url)
        rows = [
            schedule.first_poll(url, source.site, "sitemap", now(), feed.url) for url in found.taken
        ]
        self._known_feeds |= {row.url for row in rows}
        self._ledger.feeds |= {row.url: row for row in rows}  # a run that ends here polls them next
        return answer._replace(note=found.note or answer.note), rows

    # Discovery ----------------------------------------------------------------------------------

    def _discovered(self, source: Source, kind: str, links: Sequence[Link]) -> list[UrlRow]:
        tally = self._tally(source)
        wanted = self._wanted(source, kind, links)
        tally.skipped += len(links) - len(wanted)
        keyed = {canonicalize(link.url): link for link in reversed(wanted)}
        known = self._addresses.known(list(keyed))
        self._addresses.prepare([key for key in keyed if key not in known])
        new = []
        for key, link in reversed(keyed.items()):
            row = known.get(key)
            if row is None:
                row = self._addresses.first_sight(source, link.url)
                new.append(row)
            if (row.article_id, link.found_in) not in self._named:
                self._named.add((row.article_id, link.found_in))
                self._ledger.discoveries.append(
                    checked(
                        DiscoveryRow(
                            row.article_id,
                            link.found_in,
                            kind,
                            link.title,
                            link.published_at,
                            now(),
                            link.published_precision,
                        )
                    )
                )
        self.in_hand |= {row.url_key for row in new}
        return new

    def _wanted(self, source: Source, kind: str, links: Sequence[Link]) -> list[Link]:
        """Without what only the publisher's own feeds may name, and what was erased here."""
        own = [
            link
            for link in recent(links, kind, self.options.since)
            if kind == "feed" or source.owns(site_of(link.url))
        ]
        erased = self._addresses.forgotten([link.url for link in own])
        return [link for link in own if link.url not in erased]

    # How it goes --------------------------------------------------------------------------------

    def close(self) -> None:
        """Write the rest."""
        self._ledger.close()
        self._take_back()

    def flush(self) -> None:
        """Make everything safe, and say how far the run has come."""
        self._ledger.flush()
        self._take_back()
        if self.options.on_progress is not None:
            self.options.on_progress(self.progress())

    def _take_back(self) -> None:
        """Pages that could not be put into the archive were counted when they came: they failed."""
        for fetched in self._ledger.unpacked:
            tally, row = self.tallies[fetched.source], fetched.row
            tally.take_back(is_feed=fetched.asked is None)
            failed = Answer(row.url, row.final_url, row.outcome, note=row.note)
            self._count(tally, failed, is_feed=fetched.asked is None)
        self._ledger.unpacked.clear()

    def require_space(self) -> None:
        """Raise DiskNearlyFullError; what has come is written by then."""
        require_space(self._ledger.raw, self.options.min_free)

    def progress(self) -> Progress:
        """How far the run has come."""
        tallies = self.tallies.values()
        return Progress(
            pages=sum(tally.fetched for tally in tallies),
            feeds=sum(tally.polled for tally in tallies),
            new=sum(tally.new for tally in tallies),
            waiting=len(self.in_hand),
        )

    def remark(self, source: Source, text: str) -> None:
        """Something about a source that a person should know; it stands in the source's line."""
        self._tally(source).remarks[text] = None

    def _put_back(self, tally: Tally, answer: Answer) -> None:
        """Not asked at all; a source that the breaker stopped has failed all the same."""
        tally.is_stopped = tally.is_stopped or answer.outcome == "breaker"

    def _tally(self, source: Source) -> Tally:
        return self.tallies.setdefault(source.name, Tally(source.name))

    def _count(self, tally: Tally, answer: Answer, *, is_feed: bool) -> None:
        failed = BY_NAME[answer.outcome].weight > 0
        self.faults += answer.outcome == "failed_here"
        if failed:
            tally.trouble = f"{answer.url}: {answer.note or answer.outcome}"
        if is_feed:
            tally.polls_failed += failed
            tally.polled += not failed
        else:
            tally.fetches_failed += failed
            tally.fetched += answer.outcome == "ok"


def _dates_of(rows: Sequence[UrlRow], links: Sequence[Link]) -> list[dt.datetime]:
    """When articles were published, as far as their links say."""
    dates = {canonicalize(link.url): link.published_at for link in links}
    return [date for row in rows if (date := dates.get(row.url_key)) is not None]


def _validator(answer: Answer, name: str) -> str | None:
    """A header field that is sent back with the next poll; none where it is no honest one."""
    value = answer.header(name)
    return value if value is not None and len(value) <= LONGEST_VALIDATOR else None


def _later(answer: Answer) -> dt.datetime:
    """When a host that asked to be left alone may be asked again."""
    return now() + dt.timedelta(seconds=answer.retry_after_s or 0.0)
