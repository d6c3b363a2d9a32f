"""What grouping came to, run by run: a row for each change, so that any two runs can be compared.

Copy groups are made anew in each run, so that what stood before is gone when a run ends. These
tables hold what changed and nothing else: a run that finds nothing new adds no row. What stood
after a run is, for each pair, article and group, the last row of that run or an earlier one.
"""

from collections.abc import Collection
from typing import NamedTuple

from storage.store import Store


class History(NamedTuple):
    """A table of changes: what its rows are about, what it keeps of it, and where that stands."""

    table: str
    keys: str
    values: str
    current: str


HISTORIES = (
    History(
        "pair_history",
        "article_id, other_id",
        "relation",
        "SELECT article_id, other_id, relation FROM internal.judged WHERE relation <> 'unrelated'",
    ),
    History(
        "member_history",
        "article_id",
        "group_id, source_id, relation",
        "SELECT article_id, group_id, source_id, relation FROM internal.members",
    ),
    History(
        "group_history",
        "group_id",
        "source_id, source_status",
        "SELECT group_id, source_id, source_status FROM internal.copy_groups",
    ),
)


def record(store: Store, run_id: int, touched: Collection[int]) -> None:
    """Write down what a run changed; belongs into the transaction that changes it.

    `touched` holds an article of every pair, and every article and group, that may have changed.
    """
    store.keep("touched", touched)
    for each in HISTORIES:
        _record(store, each, run_id)


def _record(store: Store, history: History, run_id: int) -> None:
    table, keys, values, current = history
    is_touched = " OR ".join(f"{key} IN (FROM touched)" for key in keys.split(", "))
    store.rows(
        f"""
        CREATE OR REPLACE TEMP TABLE changed AS
        WITH last AS (
            SELECT * EXCLUDE (run_id) FROM internal.{table} WHERE {is_touched}
            QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY run_id DESC) = 1),
        now AS (FROM ({current}) WHERE {is_touched})
        SELECT {keys}, {_of("now", values)} FROM now FULL JOIN last USING ({keys})
        WHERE ({_of("now", values)}) IS DISTINCT FROM ({_of("last", values)})
        """  # noqa: S608 (our own names)
    )
    if store.rows("SELECT 1 FROM changed LIMIT 1"):
        store.rows(
            f"DELETE FROM internal.{table}"  # noqa: S608 (our own names)
            f" WHERE run_id = ? AND ({keys}) IN (SELECT ({keys}) FROM changed)",
            [run_id],
        )
        store.rows(
            f"INSERT INTO internal.{table} SELECT ?, {keys}, {values} FROM changed",  # noqa: S608
            [run_id],
        )
        store.state.mark_changed()


def _of(table: str, names: str) -> str:
    """Columns by their full names.

    >>> _of("now", "group_id, relation")
    'now.group_id, now.relation'
    """
    return ", ".join(f"{table}.{name}" for name in names.split(", "))
