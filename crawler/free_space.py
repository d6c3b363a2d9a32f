"""Free space on the disk: a run ends before there is none, and can still write what it has."""

import errno
import shutil
from pathlib import Path

# Bytes. A run of 1,000 pages writes 50 MB of raw pages, and the snapshot is a second database.
MIN_FREE = 500_000_000
OF_DISK = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS))


class DiskNearlyFullError(OSError):
    """The disk is nearly full; ends a run with the exit code of a full one."""


def is_of_disk(error: BaseException) -> bool:
    """Whether the disk is to blame, and not what was being done; DuckDB has a word of its own.

    >>> is_of_disk(OSError(errno.ENOSPC, "full")), is_of_disk(OSError("not a gzipped file"))
    (True, False)
    """
    if isinstance(error, OSError):
        return error.errno in OF_DISK
    return any(kind.__name__ == "IOException" for kind in type(error).__mro__)


def require_space(directory: Path, min_free: int) -> None:
    """Raise DiskNearlyFullError where fewer than `min_free` bytes are left; 0 checks nothing."""
    if not min_free:
        return
    free = free_bytes(directory)
    if free < min_free:
        told = f"{free / 1e6:,.0f} MB are free, less than {min_free / 1e6:,.0f} MB; make room"
        raise DiskNearlyFullError(
            errno.ENOSPC, f"{told}, or allow less with --min-free", str(directory)
        )


def free_bytes(directory: Path) -> int:
    """The bytes that are free for us where a directory lies, or will lie.

    >>> free_bytes(Path("/no/such/directory")) == free_bytes(Path("/"))
    True
    """
    place = next(each for each in (directory, *directory.absolute().parents) if each.exists())
    return shutil.disk_usage(place).free
