"""Redirects are followed as Scrapy follows them, and nobody is told where they began."""

from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from crawler.policies.refusal import Refused


class Redirects(RedirectMiddleware):
    """Never sets a Referer; Scrapy's own would complain that there is no middleware that does."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """As Scrapy makes it, but for the look-out for that middleware."""
        made = cls(crawler.settings)
        made.crawler = crawler
        return made

    def process_response(  # type: ignore[override]  # the third argument is of old spiders
        self, request: Request, response: Response
    ) -> Request | Response:
        """Raise Refused where a site leads to what is no address at all."""
        try:
            led = super().process_response(request, response)
            _ = urlsplit(led.url).port  # of all parts the one that is not looked at before
        except ValueError as error:
            raise Refused("redirects", "leads to what is no address") from error
        return led
