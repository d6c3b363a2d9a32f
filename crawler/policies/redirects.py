"""Redirects are followed as Scrapy follows them, and nobody is told where they began."""

from typing import Any, Self

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware


class Redirects(RedirectMiddleware):
    """Never sets a Referer; Scrapy's own would complain that there is no middleware that does."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """As Scrapy makes it, but for the look-out for that middleware."""
        made = cls(crawler.settings)
        made.crawler = crawler
        return made
