"""How what grouping came to differs from what it was in another file of the same store."""

from pathlib import Path

from storage.store import Store

# What readers go by. How sure verdicts are is compared to nine digits: sums may differ in the last.
COMPARED = ("pairs", "classes", "copy_groups", "members", "stories", "twins", "overruled")
NAMES_OF_PARTS = ("run_id", "family_id", "tale_id", "facts")  # these may have other values
DIGITS = 9


def forget_groups(store: Store) -> None:
    """Empty what grouping makes anew: all of `COMPARED` but the pairs. Lists stay as they are."""
    with store.transaction():
        for table in (*COMPARED[1:], "components"):
            store.rows(f"DELETE FROM internal.{table}")  # noqa: S608 (our own name)


def count(store: Store, before: Path) -> dict[str, int]:
    """How many rows of each table only one of the two has."""
    place = str(before).replace("'", "''")  # ATTACH takes no parameters
    store.connection.execute(f"ATTACH '{place}' AS before (READ_ONLY)")
    try:
        return {table: _differing(store, table) for table in COMPARED}
    finally:
        store.connection.execute("DETACH before")


def _differing(store: Store, table: str) -> int:
    columns = store.rows(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = 'news'"
        " AND schema_name = 'internal' AND table_name = ? ORDER BY column_index",
        [table],
    )
    said = ", ".join(
        f"round({name}, {DIGITS})" if kind in ("DOUBLE", "FLOAT") else name
        for name, kind in columns
        if name not in NAMES_OF_PARTS
    )
    one, other = (f"SELECT {said} FROM {where}.internal.{table}" for where in ("news", "before"))  # noqa: S608 (ours)
    ((n_rows,),) = store.rows(
        f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"  # noqa: S608
    )
    return int(n_rows)
