"""What waits in the queues of the hosts, one request a delay: taken out when it shall not be asked.

A request has passed all policies when it begins to wait. Whoever changes his mind later finds it
here.
"""

from collections.abc import Callable
from typing import Any

from scrapy import Request
from twisted.python.failure import Failure

from crawler.policies.refusal import Refused


def take_out(downloader: Any, refusal: Callable[[Request], Refused | None]) -> None:
    """Refuse the waiting requests for which there is a reason; the others keep their order."""
    for slot in list(downloader.slots.values()):
        waiting = [slot.queue.popleft() for _ in range(len(slot.queue))]
        for request, answer in waiting:
            refused = refusal(request)
            if refused is None:
                slot.queue.append((request, answer))
            else:
                answer.errback(Failure(refused))  # type: ignore[no-untyped-call]  # Twisted's
