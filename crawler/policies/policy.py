"""What stands between spider and network: made by Scrapy, for one crawl."""

from abc import ABC, abstractmethod
from typing import Any, Self

from scrapy import Request

from crawler.policies.queues import take_out
from crawler.policies.refusal import Refused


class Policy:
    """A middleware or extension that knows the crawler which it serves."""

    def __init__(self, crawler: Any) -> None:
        """Start with a clean slate: nothing is carried over from the last run."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """As Scrapy makes it."""
        return cls(crawler)


class ChangingPolicy(Policy, ABC):
    """One that forbids later what it has let pass: `refuse_waiting` after each change of mind."""

    @abstractmethod
    def refusal(self, request: Request) -> Refused | None:
        """Why a request is not to be made, as things stand."""

    def process_request(self, request: Request) -> None:
        """Raise what `refusal` gives."""
        refused = self.refusal(request)
        if refused is not None:
            raise refused

    def refuse_waiting(self) -> None:
        """Take out of the hosts' queues what has passed already."""
        take_out(self._crawler.engine.downloader, self.refusal)
