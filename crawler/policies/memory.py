"""What is under way at once takes so much memory and no more, however many hosts are hostile.

Each answer has a limit of its own, which says nothing of many: 32 endless bodies of 5 MiB each took
160 MB, and as many packed sitemaps may unpack to 10 MiB each. While too much arrives, whoever has
brought more than an equal share is cut off: who is hostile, hardly ever anybody else. And packed
bodies are unpacked when those before them have been dealt with, which takes milliseconds.
"""

import asyncio
import weakref
from typing import Any

from scrapy import Request, signals
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response

from crawler.policies.policy import Policy
from crawler.policies.refusal import Refused

# Bytes of a sitemap as it is kept, which takes three times as many meanwhile; 50,000 entries.
# One that is a gzip file may hold 50 MiB, as the protocol allows: it is never unpacked as a whole.
LARGEST = 10 << 20
ARRIVING = 16 << 20  # bytes as they travel: one such sitemap, or 32 pages of 500 kB
UNPACKED = 16 << 20  # bytes of bodies beyond which nothing more is unpacked
WAIT, WAITS = 0.01, 200  # seconds, and how often; nothing waits for ever


class CrowdedError(StopDownload):
    """Too much came at once, and this was the biggest part of it."""

    def __str__(self) -> str:
        """The note of its outcome."""
        return "cut off: too much came at once"


class Shares(Policy):
    """Counts what arrives, and cuts off who takes more than an equal share when it is too much."""

    def __init__(self, crawler: Any) -> None:
        """Nothing is under way yet."""
        super().__init__(crawler)
        self._came: dict[Request, int] = {}
        self._total = 0
        crawler.signals.connect(self.came, signals.bytes_received)
        crawler.signals.connect(self.left, signals.request_left_downloader)

    def came(self, data: bytes, request: Request) -> None:
        """A piece of a body. Raises CrowdedError."""
        self._came[request] = self._came.get(request, 0) + len(data)
        self._total += len(data)
        if self._total > ARRIVING and self._came[request] >= self._total / len(self._came):
            raise CrowdedError

    def left(self, request: Request) -> None:
        """A body has come, or will not."""
        self._total -= self._came.pop(request, 0)


class Unpacking(HttpCompressionMiddleware):
    """Unpacks bodies as Scrapy does, while those that are unpacked and not dealt with are few."""

    _unpacked = 0  # bytes of responses that still live

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # Scrapy awaits what is awaitable
        """Wait for one's turn where there is something to unpack."""
        if "Content-Encoding" not in response.headers:
            return response
        for _ in range(WAITS):
            if self._unpacked <= UNPACKED:
                break
            await asyncio.sleep(WAIT)
        most = request.meta.get("download_maxsize", self._max_size)
        try:
            return self._counted(super().process_response(request, response))
        except IgnoreRequest:
            told = f"{len(response.body)} bytes unpack to more than {most} bytes"
            refused = Refused("too_large", told)
        except Exception:  # noqa: BLE001 (each kind of packing has errors of its own)
            refused = Refused("failed", "packed in a way that can't be unpacked")
        raise refused  # out here nothing holds what was unpacked: of each bomb 5 MiB

    def _counted(self, whole: Request | Response) -> Request | Response:
        if isinstance(whole, Response):
            self._unpacked += len(whole.body)
            weakref.finalize(whole, self._gone, len(whole.body)).atexit = False
        return whole

    def _gone(self, size: int) -> None:
        self._unpacked -= size
