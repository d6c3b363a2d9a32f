"""Scrapy's download handler with two doors more: whose certificates count, and what heads may be.

Scrapy limits bodies only: a header without end took 370 MB in two seconds.
"""

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

from crawler.policies.refusal import Refused
from crawler.policies.tls import PerHost

MAX_HEAD = 256 << 10  # bytes; browsers and servers end at 8 to 256 KiB


class Handler(HTTP11DownloadHandler):
    """For http and https; the setting TLS_INSECURE names the sources exempted from verification."""

    def __init__(self, crawler: Any) -> None:
        """As Scrapy makes it."""
        super().__init__(crawler)
        put_doors(self, crawler)


def put_doors(handler: Any, crawler: Any) -> None:
    """Put both doors into a handler of Scrapy's, or one that is derived of it."""
    handler._contextFactory = PerHost(handler._contextFactory, crawler.settings["TLS_INSECURE"])
    handler._pool._factory = Factory


class Parser(_LenientHTTPClientParser):
    """Takes no answer whose status has not three digits, as all of HTTP have."""

    def statusReceived(self, status: bytes) -> None:  # noqa: N802 (Twisted's interface)
        """The first line. Raises Refused, so that nobody waits for what comes after it."""
        super().statusReceived(status)  # type: ignore[no-untyped-call]
        code: Any = self.response.code
        if not 100 <= code <= 999:
            raise Refused("failed", f"no HTTP: its status is {code!r:.40}")


class Protocol(_LenientHTTP11ClientProtocol):
    """Ends a connection whose answer has not come to its body after MAX_HEAD bytes."""

    _head = 0

    def request(self, request: Any) -> Any:
        """Count anew for each answer."""
        self._head = 0
        answer = super().request(request)
        parser: Any = self._parser
        parser.__class__ = Parser  # as Scrapy does: neither adds any state
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's interface)
        """Bytes of the head, perhaps with the first of the body."""
        parser: Any = self._parser
        if parser is not None and parser.state not in (BODY, DONE):
            self._head += len(data)
            if self._head > MAX_HEAD:
                told = f"a header of more than {MAX_HEAD >> 10} KiB"
                self._giveUp(Failure(Refused("too_large", told)))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class Factory(_LenientHTTP11ClientFactory):
    """Makes them."""

    def buildProtocol(self, addr: Any) -> Protocol:  # noqa: ARG002, N802 (Twisted's interface)
        """One connection."""
        return Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
