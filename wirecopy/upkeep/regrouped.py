"""Whether grouping all at once comes to what the runs came to, each with what it touched.

It is tried on a copy of what is published. All keys, candidates, classes, groups and stories are
made anew there, from the texts and the verdicts that the store has; pairs that nobody has compared
yet are compared. That takes as long as a rebuild from pairs.
"""

import datetime as dt
import shutil
import tempfile
from pathlib import Path

from storage import differences
from storage.state import BY_NOTHING
from storage.store import Store
from wirecopy.durations import DAY
from wirecopy.stages.group import group
from wirecopy.workers.pool import Workers


def differing(snapshot: Path, window: dt.timedelta) -> dict[str, int]:
    """How many rows of each table come out otherwise; raises OSError where the disk is full."""
    with tempfile.TemporaryDirectory(prefix="wirecopy-") as place:
        copy = Path(place) / "writer" / "news.duckdb"
        copy.parent.mkdir()
        shutil.copyfile(snapshot, copy)
        with Store.open(Path(place)) as store, Workers() as workers:
            differences.forget_groups(store)
            store.state.set_grouped(BY_NOTHING)
            group(store, 0, workers, window / DAY)
            return differences.count(store, snapshot)
