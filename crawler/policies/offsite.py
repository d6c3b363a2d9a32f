"""A redirect to a host that is not the source's is recorded, not followed."""

from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request

from crawler.policies.refusal import Refused
from crawler.urls import site_of


class OffsiteMiddleware:
    """Looks at redirected requests only: where a feed itself points is the publisher's word."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:  # noqa: ARG003 (Scrapy's interface)
        """As Scrapy makes it."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Raise Refused for a redirect away from the source and from where it began."""
        began = request.meta.get("redirect_urls")
        source = request.meta.get("source")
        if not began or source is None or request.meta.get("is_robots"):
            return
        host = urlsplit(request.url).hostname or ""
        if not source.owns(host) and not _is_near(site_of(host), site_of(began[0])):
            raise Refused("offsite", f"redirects to {request.url[:200]}, which is another site")


def _is_near(site: str, other: str) -> bool:
    """Whether two sites are one, or one lies below the other."""
    return site == other or site.endswith(f".{other}") or other.endswith(f".{site}")
