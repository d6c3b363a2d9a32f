"""One page, fetched under the same policies as all others."""

from collections.abc import AsyncIterator

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answer import Answer
from crawler.sources import Source
from crawler.spiders.answers import from_failure, from_response
from storage.records import RobotsRow


class NoDesk:
    """What the policies want of a desk, for a run that writes nothing."""

    def __init__(self) -> None:
        """Know nothing, remember nothing."""
        self.robots: dict[str, RobotsRow] = {}
        self.stopped_by: str | None = None

    def robots_fetched(self, row: RobotsRow) -> None:
        """The run is over before it would be asked for again."""

    def remark(self, source: Source, text: str) -> None:
        """Nobody reads a tally of one page."""


class SingleSpider(Spider):
    """Puts the one answer into the list `answers`."""

    name = "single"
    desk = NoDesk()
    url: str
    source: Source
    answers: list[Answer]

    async def start(self) -> AsyncIterator[Request]:
        """Ask once."""
        meta = {"source": self.source}
        yield Request(self.url, callback=self.came, errback=self.failed, meta=meta)

    def came(self, response: Response) -> None:
        """An answer, good or bad."""
        self.answers.append(from_response(response))

    def failed(self, failure: Failure) -> None:
        """No answer."""
        self.answers.append(from_failure(failure))
