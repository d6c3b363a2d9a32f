"""One run that writes: the store under its lock, the row in `runs`, workers, and the publishing."""

import datetime as dt
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.extract.article import EXTRACTOR
from crawler.recovery import recover
from dedup import stamp
from storage import pruning, runs, snapshot
from storage.frontier import Frontier
from storage.pages import Pages
from storage.store import Store
from wirecopy import __version__
from wirecopy.show.words import counted
from wirecopy.workers.fork_server import RARELY
from wirecopy.workers.pool import Workers


@dataclass(frozen=True)
class Work:
    """One run that writes: the store, its row in `runs`, worker processes and settings."""

    store: Store
    run: runs.Run
    workers: Workers
    window: dt.timedelta

    def summary(self, *, is_again: bool = False) -> str:
        """What the run did, in one line; `is_again`: its articles had been extracted before.

        More pairs may be compared than were candidates: who copied whom also asks for others.
        """
        count = {name: self.run.counts.get(name, 0) for name in runs.COUNTS}
        articles, failed = count["articles"], count["failed"]
        told = [
            counted(count["pages"], "page"),
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
    path: Path, command: str, window: dt.timedelta, wait: dt.timedelta, *, create: bool = True
) -> Iterator[Work]:
    """Open a store for one run, write the run down, publish what came of it.

    Raises LockedError, NoSuchStoreError, NewerStoreError.
    """
    gc.set_threshold(RARELY)
    with Store.open(path, create=create, wait=wait.total_seconds()) as store, Workers() as workers:
        with runs.run(store, command, __version__, stamp.of_run(EXTRACTOR, window)) as run:
            work = Work(store, run, workers, window)
            take_up(work)
            yield work
            derive_left(work)
        snapshot.publish(store)


def derive_left(work: Work) -> None:
    """Derive what a killed run has left half derived, where this one hasn't done so by itself."""
    from wirecopy import pipeline  # noqa: PLC0415 (it knows this module)

    if work.store.state.is_deriving:
        pipeline.derive(work)


class Regularly:
    """Publishes so often during a long run: readers need not wait for its end."""

    def __init__(self, store: Store, every: dt.timedelta) -> None:
        self._store = store
        self._every = every.total_seconds()
        self._last = time.monotonic()

    def __call__(self) -> None:
        """Publish if it is time; to be called where nothing is half done."""
        if time.monotonic() - self._last >= self._every:
            snapshot.publish(self._store)
            self._last = time.monotonic()


def take_up(work: Work) -> None:
    """Finish what a killed run has begun to remove, and record what it has fetched."""
    from wirecopy.upkeep import forget  # noqa: PLC0415 (it knows the pipeline, which knows this)

    pruning.finish(work.store)
    forget.take_up(work)
    recover(Frontier(work.store), Pages(work.store), work.store.path / "raw", work.run.run_id)
