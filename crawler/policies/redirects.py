"""Redirects are followed as Scrapy follows them, and nobody is told where they began."""

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response


class Redirects(RedirectMiddleware):
    """Without Referer; Scrapy would look for the middleware that sets it, and complain."""

    def handle_referer(self, request: Request, response: Response) -> None:  # noqa: ARG002 (Scrapy's)
        """Say nothing."""
        request.headers.pop("Referer", None)
