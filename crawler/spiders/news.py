"""The spider: feeds, sitemaps and front pages name articles; the articles are fetched.

It knows where links come from and nothing of how they are kept: what comes back goes to the desk,
which says what is new.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, cast
from urllib.parse import urljoin

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

from crawler.answer import Answer
from crawler.discovery import announced
from crawler.discovery.link import absolute
from crawler.discovery.sniff import sniff
from crawler.free_space import is_of_disk
from crawler.frontier import schedule
from crawler.frontier.desk import Desk
from crawler.frontier.finder import read
from crawler.frontier.plan import DueFeed
from crawler.policies.deadline import Deadline
from crawler.policies.memory import LARGEST
from crawler.policies.robots import sitemaps
from crawler.sources.source import Source
from crawler.spiders.answers import from_failure, from_response
from crawler.urls import origin_of
from storage.records import FeedRow, UrlRow

FLUSH_EVERY = 1.0  # seconds: what a run that dies has to take up again
ANNOUNCED = 5  # feeds and sitemaps of each kind that are tried on a site without a list
FEED_KINDS = {"feed": "feed", "jsonfeed": "feed", "sitemap": "sitemap", "sitemapindex": "sitemap"}


class NewsSpider(Spider):
    """Polls what is due, fetches what is new."""

    name = "news"
    desk: Desk  # given as an argument
    _flushing: Any = None  # none when the run is over before it has begun

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "NewsSpider":
        """Hear of exceptions in callbacks, which Scrapy only logs."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.error_came, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Feeds first, then what earlier runs left; what has come is written every second."""
        self._flushing = create_looping_call(self.write)
        self._flushing.start(FLUSH_EVERY, now=False)
        waiting = self.desk.waiting()  # before anything new joins what waits
        for due in self.desk.plan.feeds:
            with self.desk.handling(due.source, due.feed):
                yield self.ask_home(due) if due.is_home else self.ask_feed(due.source, due.feed)
        for source, row in waiting:
            with self.desk.handling(source, row):
                yield self.ask_page(source, row)

    def closed(self, reason: str) -> None:  # noqa: ARG002 (Scrapy's interface)
        """The end of the run writes the rest."""
        if self._flushing is not None and self._flushing.running:
            self._flushing.stop()

    def write(self) -> None:
        """Make safe what has come; where that fails there is no point in going on."""
        try:
            self.desk.flush()
            self.desk.require_space()
        except Exception as error:  # noqa: BLE001 (kept, and raised when the run has ended)
            self.broken(error)

    def error_came(self, failure: Failure) -> None:
        """An exception that no answer is to blame for: the others go on, unless it is the disk."""
        error = failure.value or RuntimeError(str(failure))
        if isinstance(error, OSError) or is_of_disk(error):
            self.broken(error)
        self.desk.trouble = self.desk.trouble or error

    def broken(self, error: BaseException) -> None:
        """End the run."""
        self.desk.trouble = self.desk.trouble or error
        deadline = self.crawler.get_extension(Deadline)
        if deadline is not None:
            deadline.stop("broken")

    # Articles -----------------------------------------------------------------------------------

    def ask_page(self, source: Source, row: UrlRow) -> Request:
        """A request for an article."""
        return Request(
            row.url,
            callback=self.page_came,
            errback=self.page_failed,
            meta={"source": source, "is_drawn": source.javascript, "is_article": True},
            cb_kwargs={"source": source, "row": row},
        )

    def page_came(self, response: Response, source: Source, row: UrlRow) -> Iterator[Request]:
        """A page of an article, or a feed whose address was given for one."""
        feed, further = None, []
        with self.desk.handling(source, row):
            answer = from_response(response)
            kind = FEED_KINDS.get(sniff(answer.body)) if answer.outcome == "ok" else None
            feed = self.desk.adopt(source, row.url, kind) if kind else None
            if feed is not None:
                answer = answer._replace(outcome="not_text", note="a feed")
            further = self.desk.fetched(source, row, answer)
        yield from self.ask_pages(source, further)
        if feed is not None:
            yield from self.feed_came(response, source, feed, was_full=True)

    def page_failed(self, failure: Failure) -> None:
        """An article that did not come."""
        given = failure.request.cb_kwargs  # type: ignore[attr-defined]  # Scrapy puts it there
        with self.desk.handling(given["source"], given["row"]):
            self.desk.fetched(given["source"], given["row"], from_failure(failure))

    def ask_pages(self, source: Source, rows: Iterable[UrlRow]) -> Iterator[Request]:
        """Requests for articles that have just been discovered."""
        return (self.ask_page(source, row) for row in rows)

    # Feeds, sitemaps, sections ------------------------------------------------------------------

    def ask_feed(self, source: Source, feed: FeedRow) -> Request:
        """A request for a feed: conditional, unless the whole feed is wanted this time."""
        was_full = schedule.wants_full(feed) and not self.desk.options.everything
        headers = {} if was_full else _validators(feed)
        return Request(
            feed.url,
            headers=headers,
            callback=self.feed_came,
            errback=self.feed_failed,
            priority=100,
            meta={
                "source": source,
                "is_drawn": source.javascript and feed.kind == "section" and not source.reader,
            }
            | ({"download_maxsize": LARGEST} if feed.kind == "sitemap" else {}),
            cb_kwargs={"source": source, "feed": feed, "was_full": not headers},
        )

    def feed_came(
        self, response: Response, source: Source, feed: FeedRow, was_full: bool
    ) -> Iterator[Request]:
        """A feed, or something else in its place."""
        with self.desk.handling(source, feed):
            yield from self.feed_answered(from_response(response), source, feed, was_full=was_full)

    def feed_failed(self, failure: Failure) -> None:
        """A feed that did not come."""
        given = failure.request.cb_kwargs  # type: ignore[attr-defined]  # Scrapy puts it there
        with self.desk.handling(given["source"], given["feed"]):
            self.desk.polled(given["source"], given["feed"], from_failure(failure))

    def feed_answered(
        self, answer: Answer, source: Source, feed: FeedRow, *, was_full: bool
    ) -> Iterator[Request]:
        """Hand on what the feed names; ask for what is new, and for the sitemaps of an index."""
        answer, links, named = read(answer, feed, source, self.desk.options.since)
        answer, further = self.desk.adopt_named(source, feed, answer, named)
        new = self.desk.polled(source, feed, answer, links, was_full=was_full)
        yield from self.ask_pages(source, new)
        for row in further:
            yield self.ask_feed(source, row)

    # Sites without a list of feeds --------------------------------------------------------------

    def ask_home(self, due: DueFeed) -> Request:
        """A request for a front page, which is to name the site's feeds."""
        request = self.ask_feed(due.source, due.feed)
        return request.replace(callback=self.home_came, errback=self.home_failed, headers={})

    def home_failed(self, failure: Failure) -> Iterator[Request]:
        """A site that does not speak https may speak http."""
        given = cast("Request", failure.request).cb_kwargs  # type: ignore[attr-defined]  # Scrapy puts it there
        feed: FeedRow = given["feed"]
        if feed.url.startswith("https:") and given["source"].home == feed.url and not feed.polls:
            self.desk.unpolled.discard(feed.url)
            plain = feed._replace(url="http" + feed.url.removeprefix("https"))
            yield self.ask_home(DueFeed(given["source"], plain, True))
        else:
            self.feed_failed(failure)

    def home_came(
        self, response: Response, source: Source, feed: FeedRow, was_full: bool
    ) -> Iterator[Request]:
        """Try what the site announces; failing that, the usual addresses; failing that, itself."""
        with self.desk.handling(source, feed):
            yield from self.home_answered(from_response(response), source, feed, was_full)

    def home_answered(
        self, answer: Answer, source: Source, feed: FeedRow, was_full: bool
    ) -> Iterator[Request]:
        """The same, of an answer."""
        self.desk.unpolled.discard(feed.url)
        if answer.outcome != "ok" or sniff(answer.body) in FEED_KINDS:
            yield from self.feed_answered(answer, source, feed, was_full=was_full)
            return
        robots = self.desk.robots.get(origin_of(answer.final_url))
        named = announced.feeds(answer.body, answer.final_url)[:ANNOUNCED]
        stated = sitemaps(robots.body) if robots else []
        named += [url for each in stated if (url := absolute(each, answer.final_url))][:ANNOUNCED]
        if not named and not feed.polls:
            named = [urljoin(answer.final_url, path) for path in announced.WELL_KNOWN]
        trial = Trial(source, feed, answer, left=len(named))
        for url in named:
            yield self.ask_candidate(trial, url)
        if not named:
            yield from self.feed_answered(answer, source, feed, was_full=True)

    def ask_candidate(self, trial: "Trial", url: str) -> Request:
        """A request for what may be a feed."""
        return Request(
            url,
            callback=self.candidate_came,
            errback=self.candidate_failed,
            priority=100,
            meta={"source": trial.source, "download_maxsize": LARGEST, "max_retry_times": 0},
            cb_kwargs={"trial": trial},
        )

    def candidate_came(self, response: Response, trial: "Trial") -> Iterator[Request]:
        """A feed is taken on; anything else is forgotten."""
        feed = None
        with self.desk.handling(trial.source, response.url):
            answer = from_response(response)
            kind = FEED_KINDS.get(sniff(answer.body)) if answer.outcome == "ok" else None
            feed = self.desk.adopt(trial.source, answer.final_url, kind) if kind else None
        if feed is not None:
            trial.found += 1
            yield from self.feed_came(response, trial.source, feed, was_full=True)
        yield from self.candidate_done(trial)

    def candidate_failed(self, failure: Failure) -> Iterator[Request]:
        """An address that was only guessed is no failure."""
        trial: Trial = failure.request.cb_kwargs["trial"]  # type: ignore[attr-defined]  # as above
        return self.candidate_done(trial)

    def candidate_done(self, trial: "Trial") -> Iterator[Request]:
        """After the last candidate: a site without any feed has its front page read."""
        trial.left -= 1
        if trial.left == 0 and trial.found == 0:
            with self.desk.handling(trial.source, trial.feed):
                yield from self.feed_answered(trial.answer, trial.source, trial.feed, was_full=True)


class Trial:
    """The candidates of one site: how many are still out, how many were feeds."""

    def __init__(self, source: Source, feed: FeedRow, answer: Answer, left: int) -> None:
        """Keep the front page, in case that nothing else is found."""
        self.source, self.feed, self.answer = source, feed, answer
        self.left, self.found = left, 0


def _validators(feed: FeedRow) -> dict[str, str]:
    """The header fields of a conditional request, RFC 9110, 13.1."""
    found = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in found.items() if value}
