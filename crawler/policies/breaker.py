"""A source that only fails is left alone for the rest of the run; the others go on."""

from collections import defaultdict
from typing import Any, NamedTuple

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response

from crawler.policies.policy import ChangingPolicy
from crawler.policies.refusal import Refused

IN_A_ROW = 8
AT_LEAST = 10
SHARE = 0.5


class Count(NamedTuple):
    """Answers of one source in this run."""

    total: int = 0
    failed: int = 0
    in_a_row: int = 0

    def after(self, *, failed: bool) -> "Count":
        """One answer more.

        >>> Count().after(failed=True).after(failed=False)
        Count(total=2, failed=1, in_a_row=0)
        """
        return Count(self.total + 1, self.failed + failed, self.in_a_row + 1 if failed else 0)

    @property
    def is_open(self) -> bool:
        """Whether to stop: 8 failures in a row, or more than half of at least 10."""
        return self.in_a_row >= IN_A_ROW or (
            self.total >= AT_LEAST and self.failed > SHARE * self.total
        )


class BreakerMiddleware(ChangingPolicy):
    """Counts each source's failures; what is refused by a policy is no failure of the source."""

    def __init__(self, crawler: Any) -> None:
        """No source has answered yet."""
        super().__init__(crawler)
        self._counts: dict[str, Count] = defaultdict(Count)

    def process_response(self, request: Request, response: Response) -> Response:
        """A server error or a plea to slow down is a failure."""
        self._count(request, failed=response.status >= 500 or response.status == 429)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """So is no answer, unless it was ours to have none."""
        if not isinstance(exception, IgnoreRequest | StopDownload):
            self._count(request, failed=True)

    def _count(self, request: Request, *, failed: bool) -> None:
        name = _name(request)
        if name:
            self._counts[name] = self._counts[name].after(failed=failed)
            if failed and self._counts[name].is_open:
                self.refuse_waiting()

    def refusal(self, request: Request) -> Refused | None:
        """That the source has been given up for this run."""
        name = _name(request)
        if name is None or not self._counts[name].is_open:
            return None
        return Refused("breaker", f"{name}: too many failures, left alone for this run")


def _name(request: Request) -> str | None:
    source = request.meta.get("source")
    return source.name if source is not None else None
