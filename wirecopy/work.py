"""One run that writes: the store under its lock, the row in `runs`, workers, and the publishing."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.extract.article import EXTRACTOR
from dedup.measures import MEASURES
from storage import index, pruning, runs, snapshot
from storage.store import Store
from wirecopy import __version__
from wirecopy.workers import Workers


@dataclass(frozen=True)
class Work:
    """One run that writes: the store, its row in `runs`, worker processes and settings."""

    store: Store
    run: runs.Run
    workers: Workers
    window: dt.timedelta

    def summary(self) -> str:
        """What the run did, in one line."""
        count = {name: self.run.counts.get(name, 0) for name in runs.COUNTS}
        failed = f" {count['failed']} pages that gave none," if count["failed"] else ""
        return (
            f"run {self.run.run_id}: {count['pages']} pages, {count['articles']} new articles,"
            f"{failed}"
            f" {count['verified']} of {count['candidates']} candidate pairs compared,"
            f" {count['groups']} copy groups; read {self.store.path / snapshot.NEWS}"
        )


@contextmanager
def writing(
    path: Path, command: str, window: dt.timedelta, wait: dt.timedelta, *, create: bool = True
) -> Iterator[Work]:
    """Open a store for one run, write the run down, publish what came of it.

    Raises LockedError, NoSuchStoreError, NewerStoreError.
    """
    with Store.open(path, create=create, wait=wait.total_seconds()) as store, Workers() as workers:
        with runs.run(store, command, __version__, config_hash(window)) as run:
            work = Work(store, run, workers, window)
            take_up(work)
            yield work
        snapshot.publish(store)


def take_up(work: Work) -> None:
    """Finish what a killed run has begun to remove."""
    from wirecopy import forgetting  # noqa: PLC0415 (it knows the pipeline, which knows this)

    pruning.finish(work.store)
    forgetting.take_up(work)


def config_hash(window: dt.timedelta) -> str:
    """A short hash of all that decides verdicts besides the texts."""
    deciding = [
        EXTRACTOR,
        [measure[:4] for measure in MEASURES],
        index.FORMAT,
        index.CHANNELS,
        window.total_seconds(),
    ]
    return hashlib.sha256(json.dumps(deciding, default=str).encode()).hexdigest()[:12]
