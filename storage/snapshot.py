"""Publish: the file that everybody reads becomes a copy of what the writer has committed.

    news.duckdb -> snapshots/news-20261122T101500.000000Z.duckdb

Checkpoint, copy, fsync, rename of the symlink, in this order: a crash between any two steps leaves
the old snapshot in place, and the next publish clears away what the crash left. A new file behind a
symlink is seen by every process that connects again; a file replaced under its own name is not,
because DuckDB keeps one instance for a path in a process.
"""

import datetime as dt
import fcntl
import os
import shutil
import subprocess
import time
from itertools import pairwise
from pathlib import Path

from storage.database import Database
from storage.disk import sync
from storage.records import now
from storage.state import Published

NEWS = "news.duckdb"
# What readers of `runs` and `feed_health` may miss: else a crawl every few minutes that finds
# nothing new would copy the whole store each time.
QUIET = dt.timedelta(minutes=15)
# A reader that has just resolved the symlink still finds its file: with 5 s none of 2,000 readers
# beside 158 publishes missed one.
GRACE_S = 5.0


def publish(store: Database) -> Path | None:
    """Copy what is committed to a new snapshot and point `news.duckdb` to it; None if all is old.

    Not to be called inside a transaction. Raises OSError (a full disk, say) with the old snapshot
    still in place.
    """
    if not is_due(store):
        return None
    changes, moment = store.state.changes, now()
    snapshot = store.path / "snapshots" / f"news-{moment:%Y%m%dT%H%M%S.%f}Z.duckdb"
    snapshot.parent.mkdir(exist_ok=True)
    _clear_leftovers(store.path)
    drop_superseded(store.path)
    store.rows("CHECKPOINT news")
    _copy(store.path / "writer" / NEWS, snapshot)
    _point(store.path / NEWS, snapshot)
    with store.transaction():
        store.state.set_published(Published(changes, moment))
    drop_superseded(store.path)
    return snapshot


class Regularly:
    """Publishes so often during a long run: readers need not wait for its end."""

    def __init__(self, store: Database, every: dt.timedelta) -> None:
        self._store = store
        self._every = every.total_seconds()
        self._last = time.monotonic()

    def __call__(self) -> None:
        """Publish if it is time; to be called where nothing is half done."""
        if time.monotonic() - self._last >= self._every:
            publish(self._store)
            self._last = time.monotonic()


def is_due(store: Database) -> bool:
    """Whether readers lack something: any article or derived row, or runs older than 15 minutes.

    Never while verdicts are half derived, unless there is no snapshot at all.
    """
    published = store.state.published
    if published is None or current(store.path) is None:
        return True
    if store.state.is_deriving:
        return False
    if store.state.changes != published.changes:
        return True
    return now() - published.at >= QUIET and _has_run_since(store, published.at)


def current(path: Path) -> Path | None:
    """Find the snapshot file that readers of a store open now, or None."""
    link = path / NEWS
    return link.resolve() if link.exists() else None


def _has_run_since(store: Database, moment: dt.datetime) -> bool:
    """Run and health rows change in a run only, so the runs tell of both."""
    query = "SELECT count(*) FROM internal.runs WHERE greatest(started_at, ended_at) > ?"
    return bool(store.rows(query, [moment])[0][0])


def _copy(source: Path, target: Path) -> None:
    """Copy the writer's file, by a child: closing a copy's descriptor here drops DuckDB's lock."""
    part = target.with_suffix(".part")
    cp = shutil.which("cp") or shutil.which("cp", path=os.defpath)  # PATH may be empty
    copied = subprocess.run(  # noqa: S603 (our own paths, no shell)
        [cp or "cp", "--reflink=auto", "--", str(source), str(part)],
        capture_output=True,
        text=True,
        check=False,
        process_group=0,  # Ctrl-C is for this process, which ends the child
    )
    if copied.returncode:
        part.unlink(missing_ok=True)
        reason = copied.stderr.strip() or f"cp ended with {copied.returncode}"
        raise OSError(f"{target}: no snapshot could be written; {reason}")
    sync(part)
    part.rename(target)
    sync(target.parent)


def _point(link: Path, snapshot: Path) -> None:
    """Let the symlink name the snapshot, in one step; relative, so that a store can be moved."""
    new = link.with_suffix(".new")
    new.symlink_to(snapshot.relative_to(link.parent))
    new.replace(link)
    sync(link.parent)


def _snapshots(path: Path) -> list[Path]:
    """List the snapshot files of a store, newest first."""
    return sorted((path / "snapshots").glob("news-*.duckdb"), reverse=True)


def _clear_leftovers(path: Path) -> None:
    """Remove what a crash in an earlier publish left: half a copy, a link, a copy never named."""
    (path / NEWS).with_suffix(".new").unlink(missing_ok=True)
    for part in (path / "snapshots").glob("*.part"):
        part.unlink()
    named = current(path)
    for snapshot in _snapshots(path):
        if named is not None and snapshot.name > named.name:
            snapshot.unlink()


def drop_superseded(path: Path) -> None:
    """Remove all but the newest, those in their grace period and those that are read now.

    So there are never more than three copies of a store on the disk: the writer's, the newest
    snapshot, and the one before or the one that is being made. Those that are read come on top.
    """
    named = current(path)
    known = [snapshot for snapshot in _snapshots(path) if named and snapshot.name <= named.name]
    since = time.time() - GRACE_S
    old = [snapshot for newer, snapshot in pairwise(known) if newer.stat().st_mtime < since]
    for snapshot in old:
        if not is_open(snapshot):
            snapshot.unlink()


def drop_others(path: Path) -> int:
    """Remove every snapshot but the one that readers open now; how many there were.

    Who has one open keeps its bytes until they close it.
    """
    named = current(path)
    others = [snapshot for snapshot in _snapshots(path) if named and snapshot.name != named.name]
    for snapshot in others:
        snapshot.unlink()
    return len(others)


def is_open(snapshot: Path) -> bool:
    """Whether another process reads the file: each of them holds DuckDB's shared lock on it.

    A reader in this process is not seen (POSIX locks are the process's own), which does no harm:
    an open file outlives its name.
    """
    try:
        with snapshot.open("r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return True
    return False
