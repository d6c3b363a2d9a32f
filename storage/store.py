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

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import duckdb

from storage import disk, snapshot, views
from storage.database import Database
from storage.errors import (
    BY_NEWER,
    NEWER,
    LockedError,
    NewerStoreError,
    NoSuchStoreError,
    StoreError,
)
from storage.lock import Lock
from storage.migrations import FORMAT, migrate

STORAGE_VERSION = "v1.5.0"  # readable by the DuckDB generation before 2.0; same size on disk
# Bytes of a block of the files that are made: DuckDB's smallest unit on disk. Its own default of
# 256 KiB leaves much of it empty with tables as small as ours: 20,000 articles take 47 MB (52), and
# after eleven runs of 100 a file has 9 MB (18). Questions take as long. With 16 KiB it is 59 MB.
BLOCK = 65_536
# Bytes that DuckDB may take at least; more is spilled to `writer/tmp`. Unlimited it took up to 2 GB
# more for 200,000 articles (400 MB on disk), and no less time; with 160 MB it took a tenth longer.
MEMORY = 512_000_000
# What runs write besides archive files, of which they touch their own alone (`raw` may be a link to
# a larger disk), and `news.duckdb`, which is a link that is replaced and not followed.
OWN_PLACES = (
    "wirecopy.lock",
    "rejected.jsonl",
    "rejected.fresh",
    "faults.log",
    "faults.log.1",
    "snapshots",
    "cursors",
    "writer",
    "writer/tmp",
    *(f"writer/{name}.duckdb{end}" for name in ("news", "index") for end in ("", ".wal")),
)


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


def refuse_links(path: Path) -> None:
    """Raise StoreError where something that runs write, empty or remove is a link to elsewhere."""
    for name in OWN_PLACES:
        if (path / name).is_symlink():
            raise StoreError(
                f"{path / name}: a symbolic link, and what it points to would be written to;"
                " put the file or directory itself there"
            )


class Store(Database):
    """The writer's side of a store.

    Use it as a context manager: `with Store.open(path) as store:`.
    """

    def __init__(self, path: Path, lock: Lock) -> None:
        """Open the writer's files under a lock that is already held; see `Store.open`."""
        super().__init__(path, _connection())
        self._lock = lock
        self._prepare_or_close()

    def _prepare_or_close(self) -> None:
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

    @property
    def size(self) -> int:
        """Bytes of the writer's main file; what is in its log is not counted."""
        return (self.path / "writer" / "news.duckdb").stat().st_size

    def limit_memory(self) -> None:
        """Let DuckDB take half of what the store holds by now, or MEMORY where that is more."""
        self.connection.execute("SET memory_limit = ?", [f"{max(MEMORY, self.size // 2)}B"])

    def _attach_index(self, file: Path) -> None:
        """Attach the index; a broken one is thrown away, because the next run makes it again."""
        try:
            self._attach("idx", file)
        except LockedError:
            raise
        except StoreError:  # also one that a newer DuckDB has written
            _remove(file)
            self._attach("idx", file)

    def _make_views(self) -> None:
        """Make the public views anew, if they are not those of this version (150 ms)."""
        made = views.sql()
        version = f"{FORMAT} {hashlib.sha256(made.encode()).hexdigest()}"
        if self.state.views == version:
            return
        with self.transaction():
            self.connection.execute(made)
            self.state.set_views(version)
            self.state.mark_changed()

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
        refuse_links(path)
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
        options = f"STORAGE_VERSION '{STORAGE_VERSION}'"
        if not file.exists():  # a file keeps the blocks that it was made with
            options += f", BLOCK_SIZE {BLOCK}"
        try:
            self.connection.execute(f"ATTACH '{place}' AS {name} ({options})")
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
        _remove(fresh)
        try:
            self._copy_to(fresh)
        except BaseException:
            _remove(fresh)  # also where the disk is full
            raise
        self.connection.close()
        disk.sync(fresh)
        file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
        fresh.replace(file)
        disk.sync(file.parent)
        self.connection = _connection()
        self._prepare_or_close()
        self.rows("CHECKPOINT news")  # the views, which have just been made
        self.state.set_compacted(self.size)

    def _copy_to(self, fresh: Path) -> None:
        self.state.set_views("")
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


def _remove(file: Path) -> None:
    """Remove a database file with its log."""
    for part in (file, file.with_name(f"{file.name}.wal")):
        part.unlink(missing_ok=True)


def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"autoinstall_known_extensions": False})
