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

from crawler.policies import browser_door
from crawler.policies.refusal import Refused
from crawler.sources.source import Source
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
        request.meta["playwright_page_init_callback"] = stay_near
        request.meta["playwright_page_methods"] = [PageMethod(settle)]

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 (Scrapy's interface)
        """A page that was not loaded may have led elsewhere."""
        if "led_to" in request.meta:
            told = f"leads to {request.meta['led_to'][:200]}, which is another site"
            raise Refused("offsite", told)


async def stay_near(page: Any, request: Request) -> None:
    """Let no document but those of the source be asked for, whether a server or a script leads.

    Redirects of a browser can't be seen by its routes; its debugging protocol stops each before it
    is followed.
    """
    from playwright.async_api import Error  # noqa: PLC0415 (an extra)

    session = await page.context.new_cdp_session(page)

    async def judge(paused: dict[str, Any]) -> None:
        url = paused["request"]["url"]
        step: dict[str, Any] = {"requestId": paused["requestId"]}
        with suppress(Error):  # the page has been closed meanwhile
            if is_near(url, request):
                await session.send("Fetch.continueRequest", step)
                return
            request.meta["led_to"] = url
            # For any other reason the browser puts a page of its own in the place of this one.
            await session.send("Fetch.failRequest", step | {"errorReason": "Aborted"})

    session.on("Fetch.requestPaused", judge)
    documents = {"urlPattern": "*", "resourceType": "Document", "requestStage": "Request"}
    await session.send("Fetch.enable", {"patterns": [documents]})


def is_near(url: str, request: Request) -> bool:
    """Whether a document is the source's, or of the site that was asked for."""
    source = request.meta.get("source")
    host = urlsplit(url).hostname or ""
    return source is None or source.owns(host) or site_of(host) == site_of(request.url)
