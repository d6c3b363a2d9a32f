"""Extraction that follows a crawl: worker processes clean pages while the reactor fetches more.

The reactor is never held up: a tick hands some pages to the workers or takes finished articles
from them, and returns. What is not done when the crawl ends is done by `pipeline.derive`.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from storage import snapshot
from wirecopy.extracting import CHUNK, Arrival, arrivals_of, extract_chunk, save_found
from wirecopy.workers import chunks

if TYPE_CHECKING:
    from concurrent.futures import Future

    from crawler.extract.article import Article
    from crawler.options import Progress
    from wirecopy.work import Work

AT_ONCE = 4 * CHUNK  # pages under way in the workers: 200 pages are 10 to 50 MB


class Follower:
    """Called with the progress of a crawl, about once a second."""

    def __init__(
        self, work: "Work", publish_every: float, show: Callable[["Progress"], None] | None = None
    ) -> None:
        """`publish_every` is in seconds; `show` tells a person how far the crawl has come."""
        self._work = work
        self._publish_every = publish_every
        self._show = show
        self._published = time.monotonic()
        self._arrivals: list[Arrival] = []
        self._under_way: list[Future[list[Article]]] = []

    def __call__(self, progress: "Progress") -> None:
        """Take what is finished, hand out more, publish when it is time."""
        if self._show is not None:
            self._show(progress)
        if any(not future.done() for future in self._under_way):
            return
        self.finish()
        if time.monotonic() - self._published >= self._publish_every:
            snapshot.publish(self._work.store)
            self._published = time.monotonic()
        self._arrivals = arrivals_of(self._work.store, limit=AT_ONCE)
        pages = [arrival.page for arrival in self._arrivals]
        self._under_way = self._work.workers.submit(extract_chunk, chunks(pages, CHUNK))

    def finish(self) -> None:
        """Save what the workers were asked for, waiting for it where need be."""
        found = [article for future in self._under_way for article in future.result()]
        if found:
            added = save_found(self._work.store, self._arrivals, found)
            self._work.run.count(articles=added.articles)
        self._arrivals, self._under_way = [], []
