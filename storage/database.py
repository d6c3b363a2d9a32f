"""The writer's database: rows in and out, in transactions (`storage.store` opens it)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from storage.state import State
from storage.tables import BY_NAME

if TYPE_CHECKING:
    from numpy.typing import NDArray  # who only reads needs no numpy


def rows_to_columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows turned into columns, the shape in which DuckDB takes many rows at once.

    >>> rows_to_columns([(1, "a"), (2, "b")])
    [[1, 2], ['a', 'b']]
    """
    return [list(column) for column in zip(*rows, strict=True)]


def _only(places: Sequence[int], rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [[row[n] for n in places] for row in rows]


def _same(one: list[list[Any]], other: list[list[Any]]) -> bool:
    """Whether records are the same in any order, which asks nothing of values that are missing."""
    return sorted(one, key=repr) == sorted(other, key=repr)


class Database:
    """A connection to the writer's files of the store at `path`.

    `connection` is DuckDB's, with the main database as default catalog `news` and the
    index (bands, trigrams, names, sentences: derivable, never published) attached as `idx`.
    """

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        """Work on a connection that is open for writing."""
        self.path = path
        self.connection = connection
        self._tables: dict[str, list[tuple[str, str]]] = {}
        self._is_in_transaction = False

    @property
    def state(self) -> State:
        """The small facts about the store itself."""
        return State(self.connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside, or nothing of it. One transaction writes one database."""
        self.connection.execute("BEGIN TRANSACTION")
        self._is_in_transaction = True
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):  # a disk that is full has ended the transaction itself
                self.connection.execute("ROLLBACK")
            raise
        finally:
            self._is_in_transaction = False
        self.connection.execute("COMMIT")

    def _demand_transaction(self) -> None:
        """Raise RuntimeError outside a transaction: a kill after the deletion would lose rows."""
        if not self._is_in_transaction:
            raise RuntimeError("rows are replaced in a transaction only")

    def insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Append records to `internal.<table>`; their fields are its columns, in order.

        Whole columns travel as list parameters: 20,000 rows with texts in 0.7 s, where
        executemany took 14 s.
        """
        if not rows:
            return
        if BY_NAME[table].is_content:
            self.state.mark_changed()
        columns = self._columns(table)
        values = ", ".join(f"unnest(${n}::{kind}[])" for n, (_, kind) in enumerate(columns, 1))
        self.connection.execute(
            f"INSERT INTO internal.{table} SELECT {values}",
            rows_to_columns(rows),
        ).fetchall()

    def replace(self, table: str, rows: Sequence[tuple[Any, ...]]) -> bool:
        """Let `internal.<table>` hold these records and no others; whether that changed anything.

        Records that differ from those there in nothing but their run are left as they are: a run
        that finds nothing new leaves nothing to publish. Raises RuntimeError outside a transaction.
        """
        self._demand_transaction()
        lasting = [n for n, (name, _) in enumerate(self._columns(table)) if name != "run_id"]
        before = self.rows(f"SELECT * FROM internal.{table}")  # noqa: S608 (our own name)
        if _only(lasting, before) == _only(lasting, rows):
            return False
        self.rows(f"DELETE FROM internal.{table}")  # noqa: S608 (our own name)
        self.state.mark_changed()
        self.insert(table, rows)
        return True

    def replace_those(
        self, table: str, column: str, ids: Collection[int], rows: Sequence[tuple[Any, ...]]
    ) -> bool:
        """Let these records be those of `internal.<table>` whose `column` holds one of some ids.

        All others stay. Otherwise as `replace`, but for the order of the records, which is open.
        """
        self._demand_transaction()
        lasting = [n for n, (name, _) in enumerate(self._columns(table)) if name != "run_id"]
        self.keep("those", ids)
        before = self.rows(f"SELECT t.* FROM internal.{table} t SEMI JOIN those ON {column} = id")  # noqa: S608 (our own name)
        if len(before) == len(rows) and _same(_only(lasting, before), _only(lasting, rows)):
            return False
        self.rows(f"DELETE FROM internal.{table} WHERE {column} IN (FROM those)")  # noqa: S608 (our own name)
        self.state.mark_changed()
        self.insert(table, rows)
        return True

    def upsert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put records into `internal.<table>`, each in the place of that with its key.

        The key is one column. Raises RuntimeError outside a transaction.
        """
        self._demand_transaction()
        if not rows:
            return
        (key,) = BY_NAME[table].key
        names = [name for name, _ in self._columns(table)]
        kind = dict(self._columns(table))[key]
        place = names.index(key)
        self.rows(
            f"DELETE FROM internal.{table} WHERE {key} IN (SELECT unnest($1::{kind}[]))",  # noqa: S608 (our own names)
            [[row[place] for row in rows]],
        )
        self.insert(table, rows)

    def _columns(self, table: str) -> list[tuple[str, str]]:
        """Look up, once, the names and types of a table's columns, in order."""
        if table not in self._tables:
            self._tables[table] = self._described(table)
        return self._tables[table]

    def _described(self, table: str) -> list[tuple[str, str]]:
        found = self.rows(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = 'news'"
            " AND schema_name = 'internal' AND table_name = ? ORDER BY column_index",
            [table],
        )
        return [(str(name), str(kind)) for name, kind in found]

    def rows(
        self, query: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[tuple[Any, ...]]:
        """All rows of a query, fetched at once."""
        return self.connection.execute(query, parameters or None).fetchall()

    def run_over(
        self, columns: "Mapping[str, NDArray[Any]]", query: str, parameters: Sequence[Any] = ()
    ) -> None:
        """Run a query over numpy columns, which it names `columns`."""
        self.connection.register("columns", dict(columns))
        self.connection.execute(query, parameters or None).fetchall()
        self.connection.unregister("columns")

    def keep(self, table: str, ids: Collection[int]) -> None:
        """Keep ids in a temporary table of that name, for joins; its column is `id`."""
        import numpy as np  # noqa: PLC0415 (who only reads needs none)

        query = f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT id FROM columns"  # noqa: S608 (ours)
        self.run_over({"id": np.fromiter(ids, np.int64, len(ids))}, query)
