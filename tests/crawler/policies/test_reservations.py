"""What a site reserves is asked for once; where that fails by a fault of ours, its pages wait."""

import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawler.frontier.opt_outs import ADDRESS
from crawler.policies.refusal import Refused
from crawler.policies.reservations import ReservationsMiddleware
from crawler.sources.source import Source
from storage.records import RobotsRow


def test_a_fault_holds_each_page(caplog: pytest.LogCaptureFixture) -> None:
    """The second page, too, for which nothing is asked again; the fault is told once."""
    asked = []

    async def download(request: Request) -> TextResponse:
        asked.append(request.url)
        return TextResponse(request.url, body=b"[]")

    def failing(_: RobotsRow) -> None:
        raise LookupError("odd")

    desk = SimpleNamespace(robots={}, reservations_fetched=failing)
    spider, engine = SimpleNamespace(desk=desk), SimpleNamespace(download_async=download)
    policy = ReservationsMiddleware(SimpleNamespace(spider=spider, engine=engine))
    meta = {"is_article": True, "source": Source("a", "a.example")}

    async def asking() -> None:
        for n in range(2):
            with pytest.raises(Refused, match="LookupError: odd") as refused:
                await policy.process_request(Request(f"https://a.example/{n}", meta=meta))
            assert refused.value.outcome == "failed_here"

    asyncio.run(asking())
    assert asked == [f"https://a.example{ADDRESS}"]
    assert len(caplog.records) == 1
