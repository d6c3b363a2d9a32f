"""Threads that ask for the addresses of hosts; a run that ends does not wait for them.

A name server that does not answer holds a lookup for half a minute, and nothing can break it off.
Twisted would have ten of them, so that ten such names hold up all others, and would wait for each
at the end.
"""

from functools import partial
from threading import Thread
from typing import Any

from twisted.python.threadpool import ThreadPool

AT_ONCE = 32  # as many as there are requests under way


class Lookups(ThreadPool):
    """A pool of threads that end with the process."""

    threadFactory = staticmethod(partial(Thread, daemon=True))  # type: ignore[assignment]  # noqa: N815 (Twisted's name)

    def stop(self) -> None:
        """Take nothing more; who is still waiting for an answer may do so."""
        self.threads.clear()
        super().stop()


def install(reactor: Any) -> Lookups:
    """Let a reactor that has not begun look names up in these; `stop` them when it has ended."""
    pool = Lookups(0, AT_ONCE, "lookups")
    reactor.threadpool = pool
    reactor.callWhenRunning(pool.start)
    return pool
