"""The handler of runs that have a browser: whatever is not for it goes as in other runs."""

from typing import Any

from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.policies.handler import put_doors


class BrowserHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # untyped, an extra
    """Pages of a browser, and all others, through the doors of the ordinary handler."""

    def __init__(self, crawler: Any) -> None:
        """As Scrapy makes it."""
        super().__init__(crawler)
        put_doors(self, crawler)
