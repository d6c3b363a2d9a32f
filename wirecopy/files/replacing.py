"""Files that appear whole or not at all."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import disk
from wirecopy import exits
from wirecopy.exits import Failure

OF_STORES = (
    "news.duckdb", "snapshots", "writer", "raw", "wirecopy.lock", "rejected.jsonl", "sources.toml"
)  # fmt: skip


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """Give a place to write to; when all went well it is synced and takes the file's name.

    It lies in the same directory, because a rename is one step only within a file system; a
    reader of the file sees the old one or the new one. Raises OSError, which names the file when
    its disk is full, and Failure where the file belongs to a store.
    """
    refuse_store_file(file)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        told = disk.full(error, file)
        if told is None:
            raise
        raise told from error
    finally:
        part.unlink(missing_ok=True)


def refuse_store_file(file: Path) -> None:
    """Raise Failure when a file is one that runs of a store write, as the snapshot."""
    place = file.parent.resolve() / file.name
    for store in place.parents:
        if (store / "writer").is_dir() and place.relative_to(store).parts[0] in OF_STORES:
            raise Failure(
                exits.USAGE, f"{file}: belongs to the store {store}; give the file another name"
            )


def refuse_existing(file: Path, *, force: bool) -> None:
    """Raise Failure when there is such a file already, or no directory for it."""
    if file.is_dir():
        raise Failure(exits.USAGE, f"{file}: is a directory; name a file in it")
    if not file.parent.is_dir():
        raise Failure(exits.USAGE, f"{file}: there is no directory {file.parent}; make it first")
    if file.exists() and not force:
        raise Failure(exits.USAGE, f"{file}: exists; --force replaces it")
