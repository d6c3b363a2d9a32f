"""What a site forbids and reserves is read as it is written, and asked for once."""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.frontier.opt_outs import ADDRESS, reserves
from crawler.policies.refusal import Refused
from crawler.policies.reservations import ReservationsMiddleware
from crawler.policies.robots import RobotsMiddleware, sitemaps
from crawler.sources.source import Source
from storage.records import RobotsRow

MARKS = json.loads((Path(__file__).parent / "byte_order.json").read_text("utf-8"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in MARKS])
def test_rules_behind_a_byte_order_mark_hold(case: dict[str, Any]) -> None:
    """Those of robots.txt and of tdmrep.json, as they are read and as they are kept."""
    robots, reserved = (
        text.replace("@", case["mark"]).encode(case["coding"])
        for text in (
            "@User-agent: *\nDisallow: /private/\n@Sitemap: https://a.example/n.xml\n",
            '@[{"location": "/private/*", "tdm-reservation": 1}]',
        )
    )
    kept: list[RobotsRow] = []

    async def download(request: Request) -> Response:
        body = robots if request.url.endswith("/robots.txt") else reserved
        return Response(request.url, body=body)

    desk = SimpleNamespace(robots={}, robots_fetched=kept.append, reservations_fetched=kept.append)
    spider, engine = SimpleNamespace(desk=desk), SimpleNamespace(download_async=download)
    crawler = SimpleNamespace(spider=spider, engine=engine, settings={"ROBOTS_AGENT": "wirecopy"})
    meta = {"is_article": True, "source": Source("a", "a.example")}
    page = Request("https://a.example/private/1", meta=meta)

    async def asking() -> None:
        await ReservationsMiddleware(crawler).process_request(page)
        with pytest.raises(Refused, match="forbids it"):
            await RobotsMiddleware(crawler).process_request(page)

    asyncio.run(asking())
    assert reserves(kept[0].body, page.url)
    assert sitemaps(kept[1].body) == ["https://a.example/n.xml"]


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
