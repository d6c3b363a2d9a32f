"""The reader's side of a store: the published snapshot, read-only, for whatever query.

Opening it disturbs no run, and no run disturbs it. A query can read the store and nothing else:
no files, no network, no extensions, and it can't turn that back on.
"""

import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeAlias

import duckdb

from storage import snapshot
from storage.asked import Parameters
from storage.errors import (
    BY_NEWER,
    NEWER,
    LockedError,
    NewerStoreError,
    NoSuchStoreError,
    QueryError,
    StoreError,
)
from storage.lock import Lock
from storage.migrations import FORMAT, applied

Connection: TypeAlias = duckdb.DuckDBPyConnection
Relation: TypeAlias = duckdb.DuckDBPyRelation


ROWS_AT_ONCE = 1000  # rows taken at a time: 10 MB of articles
# Of the disk, for what a query can't hold in memory: DuckDB would take 90 % of what is free, on a
# disk that crawls may write to. A minute of sorting writes less.
SPILL = "10GB"
# DuckDB 2.0.0 takes whatever is joined to the one row of an aggregate for one row itself, and then
# drops a LIMIT as needless: `WHERE h = (SELECT max(h) FROM r) LIMIT 3` gives every row. Without
# this optimizer it is kept. The questions of the cookbook took 337 ms instead of 345 on the sample
# newsroom, 3.96 s instead of 3.78 on 20,000 articles: no more than between two runs.
UNSOUND = "statistics_propagation"
UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
MOST_MEMORY = 10**15  # bytes: no machine has as many, and DuckDB takes a negative limit for none


class Rows(NamedTuple):
    """The answer to a query: the names of its columns, and its rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


class Stream(NamedTuple):
    """The answer to a query, row by row. The next query on the same reader ends it."""

    columns: list[str]
    kinds: list[str]  # DuckDB's name for the type of each column
    rows: Iterator[tuple[Any, ...]]


class Reader:
    """A published snapshot, open for queries; see `open_reader`. Use it as a context manager."""

    def __init__(self, connection: Connection, file: Path, timeout: float | None) -> None:
        """Wrap a connection; `file` is the snapshot, `timeout` the seconds a query may take."""
        self.connection = connection
        self.file = file
        self.timeout = timeout

    def query(self, query: str, parameters: Parameters = ()) -> Rows:
        """Answer a query, all rows at once; `?` or `$name` stand for the parameters.

        Raises QueryError.
        """
        with self._guarded():
            answer = self.connection.execute(query, parameters or None)
            if answer is None:  # DuckDB's answer to nothing but white space and comments
                raise QueryError("there is no query in it")
            columns = [str(column[0]) for column in answer.description or []]
            return Rows(columns, answer.fetchall() if columns else [])

    def rows(self, query: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """The rows alone of a query's answer. Raises QueryError."""
        return self.query(query, parameters).rows

    def stream(self, query: str, parameters: Parameters = ()) -> Stream:
        """Answer a query row by row: exports of any size need little memory.

        The time limit is that of all rows together, without the time between them. Raises
        QueryError, also while rows are taken.
        """
        began = time.monotonic()
        with self._guarded():
            answer = self.connection.execute(query, parameters or None)
            if answer is None:
                raise QueryError("there is no query in it")
            description = answer.description or []
        return Stream(
            [str(column[0]) for column in description],
            [str(column[1]) for column in description],
            self._rows(answer, time.monotonic() - began),
        )

    def _rows(self, answer: Connection, spent: float) -> Iterator[tuple[Any, ...]]:
        while True:
            began = time.monotonic()
            with self._guarded(spent):
                batch = answer.fetchmany(ROWS_AT_ONCE)
            spent += time.monotonic() - began
            if not batch:
                return
            yield from batch

    def memory_limit(self) -> int:
        """Bytes that DuckDB lets queries have, which it tells as `1.8 GiB`."""
        return _memory_limit(self.connection)

    def views(self) -> list[str]:
        """List the public views by name."""
        found = self.query(
            "SELECT view_name FROM duckdb_views() WHERE database_name = current_database()"
            " AND schema_name = 'main' AND NOT internal ORDER BY view_name"
        )
        return [name for (name,) in found.rows]

    def write_parquet(self, query: str, file: Path) -> None:
        """Write a query's answer to the file that the reader was opened with as `writes`.

        Raises QueryError, and OSError when the disk is full.
        """
        relation = self.relation(query)
        with self._guarded():
            try:
                relation.write_parquet(str(file), compression="zstd")
            except duckdb.IOException as error:
                raise OSError(f"{file}: can't be written; {one_line(str(error))}") from error

    def relation(self, query: str, parameters: Parameters = ()) -> Relation:
        """Give a query's answer as a DuckDB relation: lazy, and it goes on to Arrow or data frames.

        It keeps this snapshot open for as long as it lives. Raises QueryError.
        """
        with self._guarded():
            found = self.connection.sql(query, params=parameters or None)
            if found is None:
                raise QueryError("there is no query in it")
            return found

    @contextmanager
    def _guarded(self, spent: float = 0.0) -> Iterator[None]:
        """Stop what takes longer than the time limit, and put DuckDB's errors into one line.

        `spent` are the seconds that a query has taken already.
        """
        told = f"stopped at the time limit of {self.timeout or 0:g} s; ask for less"
        if self.timeout and spent >= self.timeout:
            raise QueryError(told)
        limit = threading.Timer((self.timeout or 0) - spent, self.connection.interrupt)
        if self.timeout:
            limit.start()
        try:
            yield
        except duckdb.InterruptException as error:
            raise QueryError(told) from error
        except duckdb.Error as error:
            raise QueryError(one_line(str(error))) from error
        finally:
            limit.cancel()

    def __enter__(self) -> Self:
        """Hand out the reader itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the snapshot."""
        self.close()

    def close(self) -> None:
        """Close the snapshot."""
        self.connection.close()


def open_reader(
    path: Path,
    *,
    allow_external: bool = False,
    memory_limit: str | None = None,
    timeout: float | None = None,
    writes: Path | None = None,
) -> Reader:
    """Open what a store has published last; `path` is the store, or a copy of its news.duckdb.

    `allow_external` lets queries read and write files and load extensions; `memory_limit` is
    DuckDB's ("2GB"); `timeout` is in seconds, for each query; 0 or None for none;
    `writes` is the one file that `Reader.write_parquet` may write.
    Raises NoSuchStoreError, NewerStoreError, StoreError.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "python_enable_replacements": allow_external,  # FROM x would read a variable x of ours
        },
    )
    try:
        _configure(connection, memory_limit)
        file = _attach(connection, path)
        _check_format(connection, path)
        if not allow_external:
            _harden(connection, writes)
    except BaseException:
        connection.close()
        raise
    return Reader(connection, file, timeout)


def published(path: Path) -> Path | None:
    """Find the file to read: the newest snapshot of a store, or the file that is named itself."""
    return path.resolve() if path.is_file() else snapshot.current(path)


def open_newest(path: Path) -> Reader:
    """Open the writer's own file while no run holds the lock, else the published snapshot.

    For `runs` and health: their rows alone are published every 15 minutes at most. The lock is
    held until the reader is closed, so that no run starts beside it. Raises as `open_reader`.
    """
    file = path / "writer" / "news.duckdb"
    try:
        lock = Lock(path) if file.exists() else None
    except (LockedError, OSError):  # a run holds it, or the store may only be read
        lock = None
    if lock is None:
        return open_reader(path)
    try:
        return LockingReader(open_reader(file), lock)
    except BaseException:
        lock.release()
        raise


class LockingReader(Reader):
    """A reader of the writer's file; it lets the next run in when it is closed."""

    def __init__(self, reader: Reader, lock: Lock) -> None:
        """Take over a reader and the lock under which it was opened."""
        super().__init__(reader.connection, reader.file, reader.timeout)
        self._lock = lock

    def close(self) -> None:
        """Close the file, then drop the lock."""
        try:
            super().close()
        finally:
            self._lock.release()


def one_line(message: str) -> str:
    r"""Put what DuckDB says in one line, without the excerpt of the query, with a remedy.

    >>> one_line('Catalog Error: Table x does not exist!\nDid you mean "y"?\n\nLINE 1: SELECT')
    'Catalog Error: Table x does not exist! Did you mean "y"?'
    """
    said = " ".join(message.partition("\nLINE ")[0].split())
    if "disabled by configuration" in said or "disabled through configuration" in said:
        said += "; --allow-external turns it on, for queries that you trust"
    return said


def _configure(connection: Connection, memory_limit: str | None) -> None:
    """Set time zone, limits and a place for sorts that outgrow memory, gone when it is closed."""
    spill = Path(tempfile.gettempdir()) / f"wirecopy-{uuid.uuid4().hex}"
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    connection.execute("SET disabled_optimizers = ?", [UNSOUND])
    connection.execute("SET temp_directory = ?", [str(spill)])
    connection.execute("SET max_temp_directory_size = ?", [SPILL])
    if memory_limit is not None:
        try:
            connection.execute("SET memory_limit = ?", [memory_limit])
            limit = _memory_limit(connection)
        except duckdb.Error as error:
            raise QueryError(f"memory limit {memory_limit!r}: {one_line(str(error))}") from error
        if limit > MOST_MEMORY:
            raise QueryError(f"memory limit {memory_limit!r}: more than any machine has")


def _memory_limit(connection: Connection) -> int:
    ((told,),) = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    number, _, unit = str(told).partition(" ")
    return int(float(number) * 1024 ** UNITS.index(unit))


def _attach(connection: Connection, path: Path, tries: int = 3) -> Path:
    """Attach the newest snapshot as `news`, which is the name it has for everybody; its file.

    Between finding and opening it a publish may remove it: then there is a newer one to find.
    """
    file = published(path)
    if file is None:
        raise NoSuchStoreError(
            f"{path}: no store here; make one with: wirecopy import FILE --store {path}"
        )
    place = str(file).replace("'", "''")  # ATTACH takes no parameters
    try:
        connection.execute(f"ATTACH '{place}' AS news (READ_ONLY)")
    except duckdb.Error as error:
        if tries > 1 and not file.exists():
            return _attach(connection, path, tries - 1)
        if NEWER in str(error):
            raise NewerStoreError(f"{file}: {BY_NEWER}") from error
        raise StoreError(f"{file}: can't be opened; {one_line(str(error))}") from error
    connection.execute("USE news")
    return file


def _check_format(connection: Connection, path: Path) -> None:
    """Refuse a DuckDB file that is not a store, and a store of a format that is not known here."""
    found = applied(connection)
    if found == 0:
        raise NoSuchStoreError(f"{path}: a DuckDB file, but not one that wirecopy has published")
    if found > FORMAT:
        raise NewerStoreError(
            f"{path}: store format {found} is newer than this wirecopy's {FORMAT};"
            " upgrade with: pip install --upgrade wirecopy"
        )


def _harden(connection: Connection, writes: Path | None) -> None:
    """Shut out all files but one, network and extensions, for good."""
    if writes is not None:
        connection.execute("SET allowed_paths = ?", [[str(writes)]])
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
