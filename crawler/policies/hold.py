"""A host that says "later" is not asked for anything before then: Retry-After, RFC 9110, 10.2.3.

429 always means it, 503 when it says for how long. What is left unasked keeps its attempts, and is
due when the host said; nobody is asked sooner by a run that starts in between.
"""

import time
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.answer import retry_after
from crawler.policies.policy import ChangingPolicy
from crawler.policies.refusal import Refused
from storage.records import now

UNSAID = 600.0  # seconds after a 429 that names no time: the shortest interval between two polls
LONGEST = 86400.0  # a host that asks for more is asked once a day whether it has changed its mind


class HoldMiddleware(ChangingPolicy):
    """Remembers until when each host wants to be left alone."""

    def __init__(self, crawler: Any) -> None:
        """Nobody has said anything yet."""
        super().__init__(crawler)
        self._until: dict[str, float] = {}  # on the monotonic clock

    def process_response(self, request: Request, response: Response) -> Response:
        """Take the host at its word; what waits for it is not asked either."""
        wait = asked_to_wait(response)
        if wait is not None:
            host = _host(request)
            self._until[host] = max(time.monotonic() + wait, self._until.get(host, 0.0))
            self.refuse_waiting()
            source = request.meta.get("source")
            if source is not None:
                self._crawler.spider.desk.remark(source, f"{host} asks to wait {wait:.0f} s")
        return response

    def refusal(self, request: Request) -> Refused | None:
        """That the host wants to be left alone."""
        host = _host(request)
        left = self._until.get(host, 0.0) - time.monotonic()
        return Refused("held", f"{host} asks to wait", left) if left > 0 else None


def asked_to_wait(response: Response) -> float | None:
    """The seconds for which an answer asks to be left alone, at most a day; None if it does not."""
    if response.status not in (429, 503):
        return None
    said = (response.headers.get("Retry-After") or b"").decode("latin-1")
    wait = retry_after(said, now())
    if wait is None and response.status == 429:
        wait = UNSAID
    return None if wait is None else min(wait, LONGEST)


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
