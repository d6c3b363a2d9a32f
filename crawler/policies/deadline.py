"""The end of a run: in time, and in order, also when somebody presses Ctrl-C.

Scrapy's own time limit only stops scheduling: requests that wait in a host's queue still run, one
per delay (52 seconds of a limit of 5 were measured). Here the queues are emptied as well, what is
being downloaded has `GRACE` seconds to arrive, and then the reactor is stopped whatever happens.
URLs that were not fetched stay in the frontier.
"""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any

from scrapy import signals

from crawler.policies.policy import Policy
from crawler.policies.queues import take_out
from crawler.policies.refusal import Refused

GRACE = 5.0  # seconds: nearly every page that has begun to arrive arrives within them
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """Let signals wait until the end of this: Twisted would drop the exception that they raise.

    A crawl that is open listens by itself. Afterwards they are heard as before.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


class Deadline(Policy):
    """Stops the crawl after MAX_TIME seconds, or at SIGINT and SIGTERM."""

    def __init__(self, crawler: Any) -> None:
        """Wait for the spider to open."""
        super().__init__(crawler)
        self._timers: list[asyncio.TimerHandle] = []
        self._closed = False
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)

    def opened(self) -> None:
        """Start the clock, and listen."""
        loop = asyncio.get_running_loop()
        max_time = self._crawler.settings["MAX_TIME"]
        if max_time is not None:
            self._timers.append(loop.call_later(max_time, self.stop, "deadline"))
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                loop.add_signal_handler(number, self.stop, "interrupted")
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def closed(self) -> None:
        """All is done: nothing left to stop."""
        self._closed = True
        for timer in self._timers:
            timer.cancel()
        self._listen_no_more()

    def _listen_no_more(self) -> None:
        """Leave the signals to whoever runs after the crawl (`held_back`)."""
        if threading.current_thread() is threading.main_thread():
            signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
            for number in SIGNALS:  # one that has come, and that the loop has not told yet, waits
                asyncio.get_running_loop().add_signal_handler(number, signal.raise_signal, number)

    def stop(self, reason: str) -> None:
        """Ask nothing more, let arrive what arrives within the grace, then leave."""
        desk = self._crawler.spider.desk
        if desk.stopped_by is not None:
            return
        desk.stopped_by = reason
        loop = asyncio.get_running_loop()
        self._timers.append(loop.call_later(GRACE, self._leave))
        self._closing = loop.create_task(self._crawler.engine.close_spider_async(reason=reason))
        refused = Refused("deadline", "not asked: the time was used")
        take_out(self._crawler.engine.downloader, lambda _: refused)

    def _leave(self) -> None:
        if self._closed:
            return
        self._listen_no_more()
        from twisted.internet import reactor  # noqa: PLC0415 (importing it installs it)

        for task in asyncio.all_tasks():
            task.cancel()
        with contextlib.suppress(RuntimeError):
            reactor.crash()  # type: ignore[misc]  # a zope interface
