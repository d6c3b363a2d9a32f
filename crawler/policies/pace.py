"""How fast one host is asked: a source's delay, stretched by Crawl-delay and by slow answers.

One request at a time, with the delay between them give or take 30 %. A source with delay 0 is one's
own server: several at once, no throttle.
"""

from scrapy import Request, Spider
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from crawler.policies.policy import Policy

AT_ONCE = 8  # requests to a host with delay 0
JITTER = 0.3


class PaceMiddleware(Policy):
    """Sets the pace of each host before its first request, and slows it when robots.txt asks."""

    def process_request(self, request: Request) -> None:
        """The slower of source and robots.txt counts."""
        request.meta.pop("download_slot", None)  # a redirect brings the slot of another host
        downloader = self._crawler.engine.downloader
        host = downloader.get_slot_key(request)
        source = request.meta.get("source")
        asked = source.delay if source is not None else self._crawler.settings["DOWNLOAD_DELAY"]
        delay = max(asked, request.meta.get("crawl_delay", 0.0))
        pace = downloader.per_slot_settings.setdefault(host, {"delay": delay, "jitter": JITTER})
        pace["delay"] = max(pace["delay"], delay)
        pace["concurrency"] = 1 if pace["delay"] else AT_ONCE
        request.meta["autothrottle_dont_adjust_delay"] = not pace["delay"]
        slot = downloader.slots.get(host)
        if slot is not None and slot.delay < pace["delay"]:
            slot.delay, slot.concurrency = pace["delay"], pace["concurrency"]


class Throttle(AutoThrottle):
    """Scrapy's AutoThrottle slows down for slow hosts; here never below a host's own delay."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        pace = self.crawler.engine.downloader.per_slot_settings
        host = request.meta.get("download_slot", "")
        self.mindelay = pace.get(host, {}).get("delay", self._min_delay())
        super()._response_downloaded(response, request, spider)
