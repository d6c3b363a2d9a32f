"""Files that appear whole or not at all."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import disk
from wirecopy import exits
from wirecopy.exits import Failure


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """Give a place to write to; when all went well it is synced and takes the file's name.

    It lies in the same directory, because a rename is one step only within a file system; a
    reader of the file sees the old one or the new one. Raises OSError, which names the file when
    its disk is full.
    """
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


def refuse_existing(file: Path, *, force: bool) -> None:
    """Raise Failure when there is such a file already, or no directory for it."""
    if file.is_dir():
        raise Failure(exits.USAGE, f"{file}: is a directory; name a file in it")
    if not file.parent.is_dir():
        raise Failure(exits.USAGE, f"{file}: there is no directory {file.parent}; make it first")
    if file.exists() and not force:
        raise Failure(exits.USAGE, f"{file}: exists; --force replaces it")
