"""One run that writes: the store under its lock, the row in `runs`, workers, and the publishing."""

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.extract.article import EXTRACTOR
from crawler.recovery import recover
from dedup import stamp
from storage import compaction, next_pages, pruning, runs, snapshot
from storage.frontier import Frontier
from storage.pages import Pages
from storage.store import Store
from wirecopy.progress import RunProgress, shown
from wirecopy.show.words import counted
from wirecopy.upkeep import forget
from wirecopy.version import VERSION
from wirecopy.workers.fork_server import RARELY
from wirecopy.workers.pool import Workers


@dataclass(frozen=True)
class Work:
    """One run that writes: the store, its row in `runs`, worker processes, settings, progress."""

    store: Store
    run: runs.Run
    workers: Workers
    window: dt.timedelta
    progress: RunProgress

    def summary(self, *, is_again: bool = False) -> str:
        """Return what the run did, in one line.

        `is_again` says that its articles had been extracted before. More pairs may be compared than
        were candidates, because grouping asks for others.
        """
        count = {name: self.run.counts.get(name, 0) for name in runs.COUNTS}
        articles, failed = count["articles"], count["failed"]
        there, bad = count["known"], count["rejected"]
        told = [
            f"{count['pages'] + there + bad} read" if there or bad else "",
            counted(count["pages"], "page"),
            f"{there} known" if there else "",
            f"{bad} rejected" if bad else "",
            f"{counted(articles, 'article')} re-extracted"
            if is_again
            else counted(articles, "new article"),
            f"{counted(failed, 'page')} that gave none" if failed else "",
            counted(count["candidates"], "candidate pair"),
            f"{count['verified']} compared",
            f"{counted(count['groups'], 'copy group')} in all",
        ]
        place = self.store.path / snapshot.NEWS
        return f"run {self.run.run_id}: {', '.join(filter(None, told))}; read {place}"


@contextmanager
def writing(
    path: Path,
    command: str,
    window: dt.timedelta,
    wait: dt.timedelta,
    derive: Callable[[Work], None],
    *,
    create: bool = True,
) -> Iterator[Work]:
    """Open a store for one run, record the run in `runs`, and publish its results.

    `derive` derives all that is missing. It is called where a killed run has left that half done,
    or pages of one article apart, and this run has not done it itself. Raises LockedError,
    NoSuchStoreError, NewerStoreError.
    """
    gc.set_threshold(RARELY)
    progress = RunProgress()
    with (
        shown(progress),
        Store.open(path, create=create, wait=wait.total_seconds()) as store,
        Workers() as workers,
    ):
        with runs.run(store, command, VERSION, stamp.of_run(EXTRACTOR, window)) as run:
            work = Work(store, run, workers, window, progress)
            take_up(work, derive)
            yield work
            if store.state.is_deriving or next_pages.due(store):
                derive(work)
            progress.begin("publish")
            run.say(compaction.refresh(store))
        snapshot.publish(store)


def take_up(work: Work, derive: Callable[[Work], None]) -> None:
    """Repair what killed runs have left, before anything else is written.

    In this order: rows of pages that nobody keeps (`end_unarchived`), pruned archive files and the
    rows of their pages (`pruning.finish`), an erasure (`forget.take_up`), and pages in the archive
    without rows (`crawler.recovery.recover`).
    """
    Pages(work.store).end_unarchived()
    pruning.finish(work.store)
    forget.take_up(work.store, lambda: derive(work))
    recover(Frontier(work.store), Pages(work.store), work.store.path / "raw", work.run.run_id)
