"""The disk: what is safe on it, and whether it is full, which DuckDB words in half a dozen ways."""

import errno
import os
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
OF_SQLITE = "database or disk is full"


def full(error: BaseException, place: os.PathLike[str] | str) -> OSError | None:
    """The OSError that names the place and the remedy, for an error of a disk that is full.

    DuckDB hands on the system's own words, whatever it was doing: writing, committing, opening.

    >>> full(RuntimeError("Failed to commit: No space left on device"), "news")
    OSError(28, 'No space left on device; make room, and run the same again')
    >>> full(RuntimeError("Failed to commit"), "news") is None
    True
    """
    for number in FULL:
        words = os.strerror(number)
        said = str(error).replace(OF_SQLITE, os.strerror(errno.ENOSPC))
        if getattr(error, "errno", None) == number or words in said:
            remedy = f"{words}; make room, and run the same again"
            return OSError(number, remedy, os.fspath(place))
    return None


def no_link(path: str, flags: int) -> int:
    """Open a file of a store as `open` asks its opener to; a link to another raises OSError."""
    return os.open(path, flags | os.O_NOFOLLOW, 0o666)


def sync(path: Path) -> None:
    """Return when a file, or the names in a directory, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
