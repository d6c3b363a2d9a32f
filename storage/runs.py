"""The runs: one row for every command that wrote to the store, from its start to its exit code.

The row is committed before any work is done, so that a run that was killed shows as a run
without an end.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import duckdb

from storage import disk
from storage.records import RunRow, now
from storage.store import Store

COUNTS = (
    "pages",
    "articles",
    "failed",
    "rejected",
    "known",
    "candidates",
    "verified",
    "pairs",
    "groups",
)

INTERRUPTED = "Query interrupted"  # DuckDB's RuntimeError in the place of a KeyboardInterrupt


def begin(store: Store, command: str, version: str, config_hash: str) -> int:
    """Write down that a run has begun; its number, one more than the largest so far."""
    ((run_id,),) = store.rows("SELECT coalesce(max(run_id), 0) + 1 FROM internal.runs")
    store.insert("runs", [RunRow(run_id, command, version, config_hash, started_at=now())])
    return int(run_id)


def finish(
    store: Store, run_id: int, exit_code: int, *, note: str | None = None, **counts: int
) -> None:
    """Write down how a run ended and what it counted (the names in COUNTS; others ValueError)."""
    unknown = counts.keys() - set(COUNTS)
    if unknown:
        raise ValueError(f"no such count: {', '.join(sorted(unknown))}; one of {', '.join(COUNTS)}")
    ((*row,),) = store.rows("SELECT * FROM internal.runs WHERE run_id = ?", [run_id])
    ended = dict(zip(RunRow._fields, row, strict=True)) | counts
    ended |= {"ended_at": now(), "exit_code": exit_code, "note": note}
    with store.transaction():
        store.rows("DELETE FROM internal.runs WHERE run_id = ?", [run_id])
        store.insert("runs", [RunRow(**ended)])


@dataclass
class Run:
    """A run under way: its number, what it has counted so far, and the exit code it will have."""

    run_id: int
    exit_code: int = 0
    note: str | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, **more: int) -> None:
        """Add to the counts: `run.count(articles=3, rejected=1)`."""
        for name, number in more.items():
            self.counts[name] = self.counts.get(name, 0) + number

    def say(self, note: str | None) -> None:
        """Add what else there is to say of the run; None says nothing."""
        self.note = "; ".join(filter(None, (self.note, note))) or None


@contextmanager
def run(store: Store, command: str, version: str, config_hash: str) -> Iterator[Run]:
    """Write down a run from begin to finish, also one that leaves by an exception."""
    it = Run(begin(store, command, version, config_hash))
    try:
        yield it
    except BaseException as error:
        with suppress(duckdb.Error):  # a disk that is full must not hide what failed first
            finish(store, it.run_id, it.exit_code or exit_code(error), note=it.note, **it.counts)
        raise
    finish(store, it.run_id, it.exit_code, note=it.note, **it.counts)


def exit_code(error: BaseException) -> int:
    """Give the exit code that an exception stands for: its own `exit_code`, if it has one.

    >>> exit_code(KeyboardInterrupt()), exit_code(OSError("disk full")), exit_code(KeyError())
    (130, 74, 70)
    >>> exit_code(duckdb.TransactionException("Failed to commit: No space left on device"))
    74
    >>> exit_code(RuntimeError("Query interrupted"))
    130
    """
    own = getattr(error, "exit_code", None)
    if isinstance(own, int):
        return own
    if isinstance(error, KeyboardInterrupt) or str(error) == INTERRUPTED:
        return 130
    return 74 if isinstance(error, OSError) or disk.full(error, "") else 70
