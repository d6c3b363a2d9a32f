"""Scrapy's responses and failures, turned into answers."""

import asyncio
import gc

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answer import Answer, Headers
from crawler.discovery.link import LONGEST_URL
from crawler.frontier.outcomes import of_status
from crawler.policies.refusal import meaning
from storage.records import now, plain


def from_response(response: Response) -> Answer:
    """An answer with a status, whatever the status."""
    request = response.request
    if request is not None and len(response.url) > max(LONGEST_URL, len(_asked(request))):
        asked, told = _asked(request), f"leads to an address of {len(response.url):,} characters"
        return Answer(asked, asked, "redirects", response.status, note=told, fetched_at=now())
    outcome = of_status(response.status)
    note = None if outcome in ("ok", "not_modified") else f"HTTP {response.status}"
    if outcome == "not_modified" and not _is_conditional(request):
        outcome, note = "failed", "HTTP 304, though nobody asked whether it had changed"
    return Answer(
        url=_asked(request) if request else response.url,
        final_url=response.url,
        outcome=outcome,
        status=response.status,
        body=response.body,
        headers=_headers(response),
        request_headers=_headers(request) if request else (),
        note=note,
        fetched_at=now(),
        ip=_address(response),
    )


def _is_conditional(request: Request | None) -> bool:
    """Whether a request asked for a page only if it had changed."""
    fields = ("If-None-Match", "If-Modified-Since")
    return request is not None and any(field in request.headers for field in fields)


def _address(response: Response) -> str | None:
    """Who has answered; a browser knows no more than its own door."""
    is_drawn = response.request is not None and "playwright" in response.request.meta
    return None if is_drawn or response.ip_address is None else str(response.ip_address)


def from_failure(failure: Failure) -> Answer:
    """No answer, and why."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
    outcome, note = meaning(failure.value) if failure.value else ("failed", "no reason given")
    if outcome in ("too_large", "crowded"):
        # What had come of it hangs in a ring of exceptions and frames: up to 5 MiB each.
        asyncio.get_running_loop().call_soon(gc.collect)
    wait_s = getattr(failure.value, "wait_s", None)  # of a refusal
    return Answer(_asked(request), request.url, outcome, note=note, fetched_at=now(), wait_s=wait_s)


def _asked(request: Request) -> str:
    """The address that was asked for first, before any redirect."""
    redirected: list[str] = request.meta.get("redirect_urls", [])
    return redirected[0] if redirected else request.url


def _headers(message: Request | Response) -> Headers:
    return tuple(
        (plain(name.decode("latin-1")), plain(value.decode("latin-1")))
        for name, values in message.headers.items()
        for value in values
    )
