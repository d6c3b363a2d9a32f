"""A few addresses, asked for under the same policies as all others, by a job that knows which.

A job is a coroutine function that is given the spider: it asks, looks at the answer, asks on. What
it returns is put into `results`.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scrapy import Request, Spider
from scrapy.http.request import NO_CALLBACK

from crawler.answer import Answer
from crawler.frontier.events import tell_fault
from crawler.policies.memory import LARGEST
from crawler.policies.refusal import meaning
from crawler.policies.robots import sitemaps
from crawler.sources.source import Source
from crawler.spiders.answers import from_response
from crawler.urls import origin_of
from storage.records import RobotsRow, now


class NoDesk:
    """What the policies want of a desk, for a run that writes nothing."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.robots: dict[str, RobotsRow] = {}
        self.stopped_by: str | None = None

    def robots_fetched(self, row: RobotsRow) -> None:
        """Remember it for as long as the run lasts."""
        self.robots[row.origin] = row

    def remark(self, source: Source, text: str) -> None:
        """A probe tells what it has found, not how it was received."""


class ProbeSpider(Spider):
    """Does one job."""

    name = "probe"
    job: Callable[["ProbeSpider"], Awaitable[Any]]
    results: list[Any]

    def __init__(self, **arguments: Any) -> None:
        """Take `job` and `results`."""
        super().__init__(**arguments)
        self.desk = NoDesk()

    async def start(self) -> AsyncIterator[Request]:
        """Do the job; Scrapy has nothing to schedule."""
        self.results.append(await self.job(self))
        nothing: tuple[Request, ...] = ()
        for each in nothing:
            yield each

    async def ask(self, url: str, source: Source, *, is_page: bool = False) -> Answer:
        """One answer, good or bad."""
        meta: dict[str, Any] = {"source": source}
        if not is_page:
            meta |= {"download_maxsize": LARGEST, "max_retry_times": 0}
        request = Request(url, callback=NO_CALLBACK, meta=meta)
        try:
            if self.crawler.engine is None:
                raise RuntimeError("the run is over")
            response = await self.crawler.engine.download_async(request)
        except Exception as failure:  # noqa: BLE001 (whatever it is, it is the answer)
            outcome, note = meaning(failure)
            return Answer(url, url, outcome, note=note, fetched_at=now())
        try:
            return from_response(response)
        except Exception as error:  # noqa: BLE001 (told, and the answer)
            note = tell_fault(source.name, url, error, logging.getLogger("crawler"))
            return Answer(url, url, "failed_here", note=note, fetched_at=now())

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of an address names, as far as it has been asked for."""
        row = self.desk.robots.get(origin_of(url))
        return sitemaps(row.body) if row else []
