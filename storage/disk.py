"""A full disk, told as what it is: DuckDB words it as half a dozen kinds of error."""

import errno
import os

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
