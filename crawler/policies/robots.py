"""robots.txt as RFC 9309 has it: rules obeyed, Crawl-delay kept, no answer holds the site.

Scrapy's own middleware takes a robots.txt that answers 503 for permission, ignores Crawl-delay and
asks again in every run. Here a good answer is kept for a day, and for want of a fresh one used that
long; without one the site waits for the next run.
"""

import asyncio
import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from protego import Protego
from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.byte_order import decoded
from crawler.frontier.outcomes import BY_NAME
from crawler.policies.policy import Policy
from crawler.policies.refusal import Refused, fault, meaning
from crawler.sources.source import Source
from crawler.urls import origin_of
from storage.records import RobotsRow, now

MAX_BYTES = 512 << 10  # RFC 9309 asks for at least 500 KiB; what is beyond is not read
FRESH = dt.timedelta(hours=24)  # RFC 9309, 2.4
MAX_CRAWL_DELAY = 30.0  # seconds; some files say hours, which means "go away" to no human reader
UNREACHABLE = frozenset((429,))  # besides 5xx: the site is there and wants to be left alone


class RobotsKeeper(Protocol):
    """Who remembers robots.txt files between runs."""

    robots: Mapping[str, RobotsRow]

    def robots_fetched(self, row: RobotsRow) -> None:
        """A good answer came."""

    def remark(self, source: Source, text: str) -> None:
        """Something about a source that a person should know."""


class Rules(NamedTuple):
    """A parsed robots.txt and the delay it asks for, or the reason why its site is held."""

    parsed: Protego | None
    held: Refused | None = None
    delay: float = 0.0


class RobotsMiddleware(Policy):
    """Asks an origin's robots.txt once a run, before anything else of that origin."""

    def __init__(self, crawler: Any) -> None:
        """Find the keeper on the spider, which is there before the middlewares."""
        super().__init__(crawler)
        self._agent = crawler.settings["ROBOTS_AGENT"]
        self._keeper: RobotsKeeper = crawler.spider.desk
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    async def process_request(self, request: Request) -> None:
        """Raise Refused for what robots.txt forbids; slow down where it asks for it."""
        if request.meta.get("is_robots"):
            return
        origin = origin_of(request.url)
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._loaded(origin, request))
        loading = self._rules[origin]
        rules = loading.result() if loading.done() else await asyncio.shield(loading)
        if rules.held is not None:
            raise Refused(rules.held.outcome, rules.held.note, rules.held.wait_s)
        if rules.parsed is None:
            return
        if not rules.parsed.can_fetch(request.url, self._agent):
            raise Refused("robots", f"robots.txt of {origin} forbids it")
        request.meta["crawl_delay"] = rules.delay

    async def _loaded(self, origin: str, request: Request) -> Rules:
        try:
            rules = await self._load(origin, request)
            self._remark(origin, request.meta.get("source"), rules)
        except Exception as error:  # noqa: BLE001 (what fails here costs this site alone)
            return Rules(None, fault(request, f"{origin}/robots.txt", error))
        return rules

    def _remark(self, origin: str, source: Source | None, rules: Rules) -> None:
        asked = 0.0 if rules.parsed is None else asked_delay(rules.parsed, self._agent)
        if asked > MAX_CRAWL_DELAY and source is not None:
            told = f"Crawl-delay of {origin} is {asked:g} s, {MAX_CRAWL_DELAY:g} s are kept"
            self._keeper.remark(source, told)

    async def _load(self, origin: str, request: Request) -> Rules:
        known = self._keeper.robots.get(origin)
        if known is not None and known.fetched_at > now() - FRESH:
            return self._parsed(known.body)
        try:
            response = await self._crawler.engine.download_async(_robots_request(origin, request))
        except Refused as refused:
            return Rules(None, refused)
        except Exception as failure:  # noqa: BLE001 (whatever it is, the site waits and the note says it)
            return Rules(None, _held(*meaning(failure)))
        return self._judge(origin, response)

    def _judge(self, origin: str, response: Response) -> Rules:
        status = response.status
        if status >= 500 or status in UNREACHABLE:
            return Rules(
                None, Refused("robots_unavailable", f"robots.txt answers {status}: site held")
            )
        body = decoded(response.body[:MAX_BYTES]) if status < 300 else ""
        self._keeper.robots_fetched(RobotsRow(origin, now(), status, body.replace("\0", "")))
        return self._parsed(body)

    def _parsed(self, body: str) -> Rules:
        rules = Protego.parse(body)
        return Rules(rules, delay=crawl_delay(rules, self._agent))


def _held(outcome: str, note: str) -> Refused:
    """Why a site is held: what is wrong with its robots.txt is no fault of its articles."""
    if BY_NAME[outcome].state == "blocked" and outcome != "private_address":
        return Refused("robots_unavailable", f"robots.txt can't be had: {note}")
    return Refused(outcome, note)


def crawl_delay(rules: Protego, agent: str) -> float:
    r"""The delay that a robots.txt asks for, in seconds, at most 30.

    >>> crawl_delay(Protego.parse("User-agent: *\nCrawl-delay: 2"), "wirecopy")
    2.0
    """
    return min(asked_delay(rules, agent), MAX_CRAWL_DELAY)


def asked_delay(rules: Protego, agent: str) -> float:
    """The delay that a robots.txt asks for, however long: Crawl-delay or Request-rate, seconds."""
    rate = rules.request_rate(agent)
    try:
        by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
    except OverflowError:
        by_rate = math.inf
    asked = rules.crawl_delay(agent) or 0.0
    return max(asked, by_rate) if asked >= 0 else by_rate  # not for NaN


def sitemaps(body: str) -> list[str]:
    """The sitemaps that a robots.txt names.

    >>> sitemaps("Sitemap: https://news.example/news.xml")
    ['https://news.example/news.xml']
    """
    return list(Protego.parse(body).sitemaps)


def _robots_request(origin: str, request: Request) -> Request:
    meta = {
        "is_robots": True,
        "source": request.meta.get("source"),
        "download_maxsize": 4 * MAX_BYTES,
    }
    return Request(f"{origin}/robots.txt", callback=NO_CALLBACK, priority=1000, meta=meta)
