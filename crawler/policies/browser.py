"""Sites that are drawn by scripts: their pages go through a browser, for those that ask for it.

`javascript = true` in sources.toml, and the extra `js`. The browser has no network of its own: all
that it loads passes a proxy in this process (`browser_door`), whose lookups are guarded as the
crawl's own are. Pictures, fonts and media are not loaded, and nothing is sent that is no GET.
"""

import logging
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.policies import browser_door
from crawler.policies.refusal import Refused
from crawler.sources import Source
from crawler.urls import site_of

MISSING = (
    "javascript = true needs the extra js: pip install 'wirecopy[js]', playwright install chromium"
)
NAVIGATION_MS = 20_000  # as for a page without a browser
SETTLE_MS = 5_000  # for what scripts load after the page: some pages go on loading for ever
PAGES = 2  # open at once; each takes some 100 MB
INSTALLED = ("chromium", "chromium-browser", "google-chrome")
NEEDLESS = frozenset(("image", "media", "font"))
HANDLER = "crawler.policies.browser_handler.BrowserHandler"


def is_installed() -> bool:
    """Whether the extra is there; the browser itself shows when it is started."""
    return find_spec("scrapy_playwright") is not None


def settings(reactor: Any, sources: Iterable[Source], agent: str) -> dict[str, Any]:
    """What Scrapy needs for a browser; nothing where no source asks for one."""
    if not any(source.javascript for source in sources) or not is_installed():
        return {}
    logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)  # failures are told by us
    port = browser_door.open_door(reactor)
    return {
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3"))
        | {"http": HANDLER, "https": HANDLER},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "headless": True,
            "chromium_sandbox": os.geteuid() != 0,  # it refuses to have one as root
            "executable_path": next(filter(None, map(shutil.which, INSTALLED)), None),
            "proxy": {"server": f"http://127.0.0.1:{port}", "bypass": "<-loopback>"},
        },
        "PLAYWRIGHT_CONTEXT_KWARGS": {
            "user_agent": agent,
            "accept_downloads": False,
            "service_workers": "block",
        },
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": NAVIGATION_MS,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": PAGES,
        "PLAYWRIGHT_ABORT_REQUEST": is_needless,
    }


def is_needless(request: Any) -> bool:
    """Whether a request of a page brings no text, or could change something on a server."""
    return request.resource_type in NEEDLESS or request.method != "GET"


async def settle(page: Any) -> None:
    """Wait for what scripts load after the page itself, for so long and no longer."""
    from playwright.async_api import Error  # noqa: PLC0415 (an extra)

    with suppress(Error):
        await page.wait_for_load_state("networkidle", timeout=SETTLE_MS)


class BrowserMiddleware:
    """Has the browser fetch what is marked with `is_drawn`; refuses where there is none."""

    def __init__(self, context: dict[str, Any]) -> None:
        """Give each page this context."""
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """As Scrapy makes it."""
        return cls(crawler.settings.getdict("PLAYWRIGHT_CONTEXT_KWARGS"))

    def process_request(self, request: Request) -> None:
        """Mark the request for the browser's handler."""
        if not request.meta.get("is_drawn"):
            return
        if not is_installed():
            raise Refused("failed", MISSING)
        from scrapy_playwright.page import PageMethod  # noqa: PLC0415 (an extra)

        request.meta["playwright"] = True
        request.meta["playwright_context_kwargs"] = self._context
        request.meta["playwright_page_methods"] = [PageMethod(settle)]

    def process_response(self, request: Request, response: Response) -> Response:
        """A browser follows redirects by itself: where it ended is looked at afterwards."""
        source = request.meta.get("source")
        host = urlsplit(response.url).hostname or ""
        is_near = source is None or source.owns(host) or site_of(host) == site_of(request.url)
        if request.meta.get("playwright") and not is_near:
            raise Refused("offsite", f"leads to {response.url[:200]}, which is another site")
        return response
