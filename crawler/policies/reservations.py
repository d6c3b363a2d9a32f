"""Before the first article of a host its tdmrep.json is asked for, once a day."""

import asyncio
from typing import Any

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.byte_order import decoded
from crawler.frontier.opt_outs import ADDRESS
from crawler.policies.policy import Policy
from crawler.policies.refusal import fault
from crawler.policies.robots import FRESH, MAX_BYTES
from crawler.urls import origin_of
from storage.records import RobotsRow, now


class ReservationsMiddleware(Policy):
    """Sees to it that the desk knows what a site reserves when the first of its pages comes."""

    def __init__(self, crawler: Any) -> None:
        """Find the desk on the spider, which is there before the middlewares."""
        super().__init__(crawler)
        self._desk = crawler.spider.desk
        self._asked: dict[str, asyncio.Task[None]] = {}

    async def process_request(self, request: Request) -> None:
        """Wait until the site has been asked, where it has a say."""
        if not request.meta.get("is_article") or request.meta["source"].opt_outs != "respect":
            return
        origin = origin_of(request.url)
        if origin not in self._asked:
            self._asked[origin] = asyncio.ensure_future(self._ask(origin, request))
        await asyncio.shield(self._asked[origin])  # and raise, for each page, what failed in it

    async def _ask(self, origin: str, request: Request) -> None:
        address = f"{origin}{ADDRESS}"
        known = self._desk.robots.get(address)
        if known is not None and known.fetched_at > now() - FRESH:
            return
        meta = {
            "source": request.meta["source"],
            "download_maxsize": MAX_BYTES,
            "max_retry_times": 0,
        }
        try:
            response = await self._crawler.engine.download_async(
                Request(address, callback=NO_CALLBACK, meta=meta)
            )
        except Exception:  # noqa: BLE001 (whatever it is: who says nothing reserves nothing)
            return
        try:
            body = decoded(response.body) if response.status == 200 else ""
            row = RobotsRow(address, now(), response.status, body.replace("\0", ""))
            self._desk.reservations_fetched(row)
        except Exception as error:
            raise fault(request, address, error) from error
