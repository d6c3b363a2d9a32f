"""Compaction: the writer's file is written anew where it has grown by three tenths since it was.

What runs delete and write again leaves holes and half filled blocks behind. Readers would get a
copy of these with each snapshot. A store grows, so that a file which is never larger than 1.3 times
what it was after the last compaction is never larger than 1.3 times a new one of the same rows; and
a store that grows to a hundred times its size is written anew 18 times.
"""

import shutil

from storage import snapshot
from storage.store import Store

GROWN = 1.3  # times what it was
LEAST = 4_000_000  # bytes; a smaller file is let be: to write it anew takes .2 s of a run
ROOM = 2.5  # times its size: the new file, a snapshot of it, and what else a run writes


def refresh(store: Store) -> str | None:
    """Write the file anew where that is due and has room. Says by how much it shrank.

    Not to be called inside a transaction. Raises OSError where the disk fills up meanwhile.
    """
    if not snapshot.is_due(store):
        return None  # nobody gets a copy
    store.rows("CHECKPOINT news")
    before = store.size
    if before < max(LEAST, GROWN * store.state.compacted) or not _has_room(store, before):
        return None
    snapshot.drop_superseded(store.path)
    store.compact()
    return f"the database was written anew: {_megabytes(before)}, now {_megabytes(store.size)}"


def _has_room(store: Store, size: int) -> bool:
    return shutil.disk_usage(store.path).free >= ROOM * size


def _megabytes(size: int) -> str:
    """A size for people.

    >>> _megabytes(69_440_000)
    '69.4 MB'
    """
    return f"{size / 1e6:.1f} MB"
