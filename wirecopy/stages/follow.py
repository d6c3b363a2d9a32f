"""Extraction that follows a crawl: worker processes clean pages while the reactor fetches more.

The reactor is never held up: a tick hands some pages to the workers or takes finished articles
from them, and returns. `pipeline.derive` does what is left when the crawl ends.
"""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from storage.runs import Run
from storage.snapshot import Regularly
from storage.store import Store
from wirecopy.stages.article_rows import save_cleaned
from wirecopy.stages.extract import arrivals_of, or_first_page
from wirecopy.stages.join import due, save_joined
from wirecopy.stages.report import report_extracted
from wirecopy.workers.clean import LIMITS, CleanedPage, bounded, cleaned
from wirecopy.workers.pool import Workers
from wirecopy.workers.worker import Failed

if TYPE_CHECKING:
    from concurrent.futures import Future

    from crawler.options import Progress
    from wirecopy.stages.arrival import Arrival

AT_ONCE = 200  # pages under way in the workers: 200 pages are 10 to 50 MB


class Follower:
    """Called with the progress of a crawl, about once a second."""

    def __init__(
        self,
        store: Store,
        run: Run,
        workers: Workers,
        publish_every: dt.timedelta,
        show: Callable[["Progress"], None] | None = None,
    ) -> None:
        """`show` tells a person how far the crawl has come."""
        self._store = store
        self._run = run
        self._workers = workers
        self._publish = Regularly(store, publish_every)
        self._show = show
        self._arrivals: list[Arrival] = []
        self._are_joined = False  # pages of articles that are made anew
        self._under_way: list[Future[list[CleanedPage] | Failed]] = []

    def __call__(self, progress: "Progress") -> None:
        """Take what is finished, hand out more, publish when it is time."""
        if self._show is not None:
            self._show(progress)
        if any(not future.done() for future in self._under_way):
            return
        self.finish()
        self._arrivals = due(self._store, self._run)
        self._are_joined = bool(self._arrivals)
        if not self._are_joined:  # what is part of an article is not published as one
            self._publish()
            self._arrivals = arrivals_of(self._store, limit=AT_ONCE)
        alone = [[bounded(arrival.page)] for arrival in self._arrivals]  # nothing to try again here
        self._under_way = self._workers.submit(cleaned, alone, LIMITS)

    def finish(self) -> None:
        """Wait for the pages that the workers have, and save their articles."""
        if self._under_way:
            answers = [future.result() for future in self._under_way]
            pages = [answer if isinstance(answer, Failed) else answer[0] for answer in answers]
            given = zip(self._arrivals, pages, strict=True)
            found = [or_first_page(*each, self._workers) for each in given]
            if self._are_joined:
                save_joined(self._store, self._run, self._arrivals, found)
            else:
                report_extracted(self._run, save_cleaned(self._store, self._arrivals, found))
        self._arrivals, self._under_way = [], []
