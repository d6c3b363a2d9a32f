"""The store: a directory with one writer, its DuckDB files, and the snapshot that everybody reads.

    news/
      news.duckdb      the published snapshot (a symlink): what readers open
      snapshots/       the files behind it
      writer/          news.duckdb and index.duckdb, opened by one process at a time
      raw/             raw pages as WARC
      wirecopy.lock    flock: the kernel drops it when its process dies

With DuckDB an open writer shuts out every other process, even read-only ones, and an open reader
shuts out the writer. Therefore readers never open the writer's file, and the writer never opens
the snapshot. And the writer's file must never be opened through another descriptor in the
writer's process: closing it would drop DuckDB's own lock (POSIX fcntl).
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import duckdb

from storage import disk, snapshot
from storage.migrations import FORMAT, migrate

if TYPE_CHECKING:
    from numpy.typing import NDArray  # who only reads needs no numpy

STORAGE_VERSION = "v1.5.0"  # readable by the DuckDB generation before 2.0; same size on disk
# What readers come for: rows of these tables make the next publish due. The others (runs, feeds,
# fetches) change in every run, also in one that finds nothing new.
CONTENT = {
    *("articles", "removals", "revisions", "furniture", "compared", "common_keys"),
    *("classes", "measures"),
    *("background", "pairs", "directions", "replacements", "tortured"),
    *("copy_groups", "members", "stories"),
}

# Bytes that DuckDB may take at least; more is spilled to `writer/tmp`. Unlimited it took up to 2 GB
# more for 200,000 articles (400 MB on disk), and no less time; with 160 MB it took a tenth longer.
MEMORY = 512_000_000

NEWER = "newer version of DuckDB"  # what DuckDB says of a file whose format it can't know
BY_NEWER = (
    "a newer DuckDB has written it, which comes with a newer wirecopy;"
    " upgrade with: pip install --upgrade wirecopy"
)


class StoreError(Exception):
    """The store can't be used as asked: says what, where and what to do."""


class NoSuchStoreError(StoreError):
    """There is no store at that place."""


class LockedError(StoreError):
    """Another run is writing to the store."""


class NewerStoreError(StoreError):
    """The store was made by a newer wirecopy."""


def rows_to_columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows turned into columns, the shape in which DuckDB takes many rows at once.

    >>> rows_to_columns([(1, "a"), (2, "b")])
    [[1, 2], ['a', 'b']]
    """
    return [list(column) for column in zip(*rows, strict=True)]


def _only(places: Sequence[int], rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [[row[n] for n in places] for row in rows]


@contextmanager
def telling(place: Path) -> Iterator[None]:
    """Let what a full disk makes fail inside end as one OSError that names the place."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        told = None if getattr(error, "filename", None) else disk.full(error, place)
        if told is None:
            raise
        raise told from error


class Lock:
    """The writer's lock on a store directory, held until `release` or the death of the process."""

    def __init__(self, store: Path, wait: float = 0.0) -> None:
        """Take the lock, trying for `wait` seconds; raises LockedError when it stays held."""
        self._file = (store / "wirecopy.lock").open("a+")
        deadline = time.monotonic() + wait
        while not self._taken():
            if time.monotonic() >= deadline:
                self._file.seek(0)
                holder = self._file.read(20).strip() or "unknown"
                self._file.close()
                raise LockedError(
                    f"{store}: another run (process {holder}) holds the lock;"
                    " wait for it, or give --wait TIME"
                )
            time.sleep(0.1)
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def _taken(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Let the next run in."""
        self._file.close()


class Store:
    """The writer's side of a store. Use it as a context manager: `with Store.open(path) as store:`.

    `connection` is DuckDB's, with the main database as default catalog `news` and the
    index (bands, trigrams, names: derivable, never published) attached as `idx`.
    """

    def __init__(self, path: Path, lock: Lock) -> None:
        """Open the writer's files under a lock that is already held; see `Store.open`."""
        self.path = path
        self._lock = lock
        self._tables: dict[str, list[tuple[str, str]]] = {}
        self._connect()

    def _connect(self) -> None:
        self.connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False})
        try:
            self._prepare()
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self) -> None:
        """Attach both files, bring the main one to today's format, publish a first snapshot."""
        writer = self.path / "writer"
        shutil.rmtree(writer / "tmp", ignore_errors=True)  # what sorts of a killed run have spilled
        self.connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = true")
        self.connection.execute("SET enable_progress_bar = false")  # it would go to standard output
        self.connection.execute("SET temp_directory = ?", [str(writer / "tmp")])
        self._attach("news", writer / "news.duckdb")
        self.limit_memory()
        self.connection.execute("USE news")
        found = migrate(self.connection)
        if found > FORMAT:
            raise NewerStoreError(
                f"{self.path}: store format {found} is newer than this wirecopy's {FORMAT};"
                " upgrade with: pip install --upgrade wirecopy"
            )
        self._attach_index(writer / "index.duckdb")
        self._make_views()
        if snapshot.current(self.path) is None:
            snapshot.publish(self)

    def limit_memory(self) -> None:
        """Let DuckDB take half of what the store holds by now, or MEMORY where that is more."""
        held = (self.path / "writer" / "news.duckdb").stat().st_size
        self.connection.execute("SET memory_limit = ?", [f"{max(MEMORY, held // 2)}B"])

    def _attach_index(self, file: Path) -> None:
        """Attach the index; a broken one is thrown away, because the next run makes it again."""
        try:
            self._attach("idx", file)
        except LockedError:
            raise
        except StoreError:  # also one that a newer DuckDB has written
            for part in (file, file.with_name(f"{file.name}.wal")):
                part.unlink(missing_ok=True)
            self._attach("idx", file)

    def _make_views(self) -> None:
        """Make the public views anew, if they are not those of this version (150 ms)."""
        views = (files("storage") / "views.sql").read_text("utf-8")
        version = f"{FORMAT} {hashlib.sha256(views.encode()).hexdigest()}"
        if self.state("views") == version:
            return
        with self.transaction():
            self.connection.execute(views)
            self.set_state("views", version)
            snapshot.mark_changed(self)

    @classmethod
    def open(cls, path: Path, *, create: bool = True, wait: float = 0.0) -> Self:
        """Open a store for writing, making it where there is none.

        Raises NoSuchStoreError (create=False), LockedError, NewerStoreError, OSError, and
        StoreError where only what readers open is there: an empty database of the writer's own
        would be published over it.
        """
        own, readers = path / "writer" / "news.duckdb", path / snapshot.NEWS
        if readers.exists() and not own.exists():
            raise StoreError(
                f"{own}: no such file; bring it back first:"
                f" mkdir -p {own.parent} && cp {readers} {own}"
            )
        if not (path / "writer").is_dir() and not create:
            raise NoSuchStoreError(
                f"{path}: no store here; make one with: wirecopy import FILE --store {path}"
            )
        with telling(path):
            for part in ("writer", "raw", "snapshots"):
                (path / part).mkdir(parents=True, exist_ok=True)
            lock = Lock(path, wait)
            try:
                return cls(path, lock)
            except BaseException:
                lock.release()
                raise

    def _attach(self, name: str, file: Path) -> None:
        place = str(file).replace("'", "''")  # ATTACH takes no parameters
        try:
            self.connection.execute(
                f"ATTACH '{place}' AS {name} (STORAGE_VERSION '{STORAGE_VERSION}')"
            )
        except duckdb.Error as error:
            if disk.full(error, file):
                raise
            if NEWER in str(error):
                raise NewerStoreError(f"{file}: {BY_NEWER}") from error
            reason = str(error).partition("\n")[0]
            if "lock" in reason:
                raise LockedError(
                    f"{file}: another program has it open; close that, and read"
                    f" {self.path / 'news.duckdb'} instead ({reason})"
                ) from error
            raise StoreError(f"{file}: can't be opened; {reason}") from error

    def __enter__(self) -> Self:
        """Hand out the store itself."""
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Close the files and drop the lock. Raises OSError in the place of a full disk's error."""
        with telling(self.path):
            try:
                self.close()
            finally:
                if error is not None:
                    raise error

    def close(self) -> None:
        """Close the files, then drop the lock."""
        try:
            self.connection.close()
        finally:
            self._lock.release()

    def compact(self) -> None:
        """Write the main file anew, so that nothing is left in it of rows that were deleted.

        Not to be called inside a transaction. One rename takes it over: a crash leaves the old file
        or the new one.
        """
        file = self.path / "writer" / "news.duckdb"
        fresh = file.with_suffix(".fresh")
        for part in (fresh, fresh.with_name(f"{fresh.name}.wal")):
            part.unlink(missing_ok=True)
        self.set_state("views", "")
        self._attach("fresh", fresh)
        self.connection.execute("USE fresh")
        migrate(self.connection)
        for (table,) in self.rows(
            "SELECT table_name FROM duckdb_tables()"
            " WHERE database_name = 'fresh' AND schema_name = 'internal'"
        ):
            self.rows(f"DELETE FROM fresh.internal.{table}")  # noqa: S608 (our own name)
            self.rows(f"INSERT INTO fresh.internal.{table} BY NAME FROM news.internal.{table}")
        self.connection.execute("CHECKPOINT fresh; USE news; DETACH fresh; CHECKPOINT news")
        self.connection.close()
        snapshot.sync(fresh)
        file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
        fresh.replace(file)
        snapshot.sync(file.parent)
        self._connect()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside, or nothing of it. One transaction writes one database."""
        self.connection.execute("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):  # a disk that is full has ended the transaction itself
                self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Append records to `internal.<table>`; their fields are its columns, in order.

        Whole columns travel as list parameters: 20,000 rows with texts in 0.7 s, where
        executemany took 14 s.
        """
        if not rows:
            return
        if table in CONTENT:
            snapshot.mark_changed(self)
        columns = self._columns(table)
        values = ", ".join(f"unnest(${n}::{kind}[])" for n, (_, kind) in enumerate(columns, 1))
        self.connection.execute(
            f"INSERT INTO internal.{table} SELECT {values}",
            rows_to_columns(rows),
        ).fetchall()

    def replace(self, table: str, rows: Sequence[tuple[Any, ...]]) -> bool:
        """Let `internal.<table>` hold these records and no others; whether that changed anything.

        Records that differ from those there in nothing but their run are left as they are: a run
        that finds nothing new leaves nothing to publish.
        """
        lasting = [n for n, (name, _) in enumerate(self._columns(table)) if name != "run_id"]
        before = self.rows(f"SELECT * FROM internal.{table}")  # noqa: S608 (our own name)
        if _only(lasting, before) == _only(lasting, rows):
            return False
        self.rows(f"DELETE FROM internal.{table}")  # noqa: S608 (our own name)
        snapshot.mark_changed(self)
        self.insert(table, rows)
        return True

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

    def state(self, name: str) -> str | None:
        """Look up a small fact about the store itself, or None."""
        found = self.rows("SELECT value FROM internal.state WHERE name = ?", [name])
        return str(found[0][0]) if found else None

    def set_state(self, name: str, value: str) -> None:
        """Remember a small fact about the store itself."""
        known = self.rows("UPDATE internal.state SET value = ? WHERE name = ?", [value, name])
        if known == [(0,)]:
            self.rows("INSERT INTO internal.state VALUES (?, ?)", [name, value])
