"""One dictionary of Scrapy settings: everything that is dangerous off, everything polite on."""

from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from crawler.options import CrawlOptions
from crawler.policies.netguard import Guard, NetguardMiddleware
from crawler.sources.source import Source

AGENT = "wirecopy"  # the name that robots.txt knows it by
MIB = 1 << 20


def user_agent(contact: str | None) -> str:
    """Who asks, and where to complain, if anybody has said where.

    >>> user_agent("https://news.example/bot").partition(" ")[2]
    '(+https://news.example/bot)'
    >>> " " in user_agent(None)
    False
    """
    name = f"{AGENT}/{version('wirecopy')}"
    return f"{name} (+{contact})" if contact else name


def settings(options: CrawlOptions, exempted: Sequence[Source] = ()) -> dict[str, Any]:
    """The settings of a run; certificates of the `exempted` sources are not verified."""
    return (
        SECURITY
        | POLITENESS
        | RESOURCES
        | QUIET
        | {
            "NETGUARD": Guard(dict(options.resolve), tuple(options.allow_private)),
            "TLS_INSECURE": tuple(exempted),
            "MAX_TIME": options.max_time,
            "DOWNLOAD_TIMEOUT": options.timeout,
            "USER_AGENT": user_agent(options.contact),
            "ROBOTS_AGENT": AGENT,
            "ASYNCIO_EVENT_LOOP": "uvloop.Loop" if find_spec("uvloop") else None,
        }
    )


SECURITY = {
    "DOWNLOAD_HANDLERS": {
        **dict.fromkeys(("http", "https"), "crawler.policies.handler.Handler"),
        **dict.fromkeys(("data", "file", "ftp", "s3")),
    },
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "REMOTE_CONTROL_ENABLED": False,  # both would run code for whoever reaches the port
    "TELNETCONSOLE_ENABLED": False,
    "HTTPPROXY_ENABLED": False,  # behind a proxy the address connected to is not the site's
    "COOKIES_ENABLED": False,
    "REFERER_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "REDIRECT_MAX_TIMES": 5,
    "DOWNLOAD_MAXSIZE": 5 * MIB,  # Common Crawl's limit; unpacked size counts
    "DOWNLOAD_WARNSIZE": 0,
}
POLITENESS = {
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
        "crawler.policies.offsite.OffsiteMiddleware": 50,
        "crawler.policies.hold.HoldMiddleware": 70,
        "crawler.policies.robots.RobotsMiddleware": 100,
        "crawler.policies.reservations.ReservationsMiddleware": 105,
        "crawler.policies.pace.PaceMiddleware": 110,
        "crawler.policies.breaker.BreakerMiddleware": 560,  # behind retries: each try counts
        "crawler.policies.memory.Unpacking": 590,
        "crawler.policies.redirects.Redirects": 600,
        "crawler.policies.browser.BrowserMiddleware": 940,
        NetguardMiddleware: 950,  # the last door before the network
    },
    "EXTENSIONS": {
        "scrapy.extensions.throttle.AutoThrottle": None,
        "crawler.policies.pace.Throttle": 0,
        "crawler.policies.deadline.Deadline": 0,
        "crawler.policies.memory.Shares": 0,
    },
    "AUTOTHROTTLE_ENABLED": True,
    "AUTOTHROTTLE_START_DELAY": 1.0,
    "AUTOTHROTTLE_MAX_DELAY": 30.0,
    "DOWNLOAD_DELAY": 1.0,
    "DOWNLOAD_DELAY_JITTER": 0.3,
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "RETRY_TIMES": 1,
    # 429 and 503 say "later": the frontier's back-off answers them, not a second try at once.
    "RETRY_HTTP_CODES": [408, 500, 502, 504, 522, 524],
    "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
}
RESOURCES = {
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the frontier knows what was asked
    # Each middleware costs every page an asynchronous generator; statuses are judged by the desk.
    "SPIDER_MIDDLEWARES": {
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
        "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    },
    "DOWNLOADER_STATS": False,  # nobody reads them
    "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    "CONCURRENT_ITEMS": 1,  # Scrapy starts so many tasks for each response; there are no items
    "MEMUSAGE_ENABLED": False,
    "STATS_DUMP": False,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
}
QUIET = {
    "LOG_ENABLED": False,
    "LOG_INSTALL_ROOT_HANDLER": False,
    "LOG_LEVEL": "WARNING",
    "LOG_VERSIONS": [],
    "LOGSTATS_INTERVAL": 0,
}
