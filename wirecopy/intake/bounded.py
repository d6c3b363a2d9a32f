"""Files of others as bytes and lines that fit into memory: what is longer is told, not held.

A megabyte of `.gz` may hold gigabytes, in one page or one line.
"""

import codecs
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from crawler.archive.record import MAX_BODY
from crawler.codings import TooLargeError

MIB = 1 << 20
LARGEST_PAGE = MAX_BODY  # bytes of a page; extraction reads the first 10 MB
# Bytes of a text, and of a row with all its fields: what a crawl takes of a page. A text of 4 MB in
# one line takes 350 MB and 10 s of CPU, one of 10 MB more memory than a worker has.
LARGEST_ROW = 5 * MIB


def too_large(what: str, most: int) -> str:
    """What is said of a page, a text or a row that is too large.

    >>> too_large("row", LARGEST_ROW)
    'a row of more than 5 MiB; split it, or leave it out'
    """
    return f"a {what} of more than {most // MIB} MiB; split it, or leave it out"


def opened(path: Path) -> BinaryIO:
    """The bytes of a file, unzipped when its name ends in `.gz`."""
    is_zipped = path.suffix.lower() == ".gz"
    return cast("BinaryIO", gzip.open(path)) if is_zipped else path.open("rb")


def part_read(file: Any, path: Path) -> float | None:
    """How much of an open file was read by now, from 0 to 1; None of what has no length."""
    raw = getattr(file, "fileobj", None) or file  # of a zipped file: what lies on the disk
    try:
        return min(1.0, float(raw.tell()) / max(1, path.stat().st_size))
    except OSError:
        return None


def contents(path: Path, what: str, most: int) -> bytes:
    """All of a file. Raises TooLargeError when that is more than `most` bytes."""
    with opened(path) as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise TooLargeError(too_large(what, most))
    return found


def is_utf16(path: Path) -> bool:
    """Whether a file begins with the byte order mark of UTF-16, as Excel's Unicode text does."""
    with opened(path) as file:
        return file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}


def lines(file: BinaryIO, most: int) -> Iterator[bytes | None]:
    """The lines of a file; None in the place of one that is longer than `most` bytes."""
    while line := file.readline(most + 1):
        if len(line) <= most:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(MIB)
        yield None


class RowLines:
    """The lines of a text, for a reader of rows that may go over several of them.

    Where a row becomes longer than `most` characters, TooLargeError is raised and what is left of
    its line is passed over; the next line begins a row.
    """

    def __init__(self, file: TextIO, most: int) -> None:
        self._file = file
        self._most = most
        self._taken = 0  # characters of the row so far

    def begin(self) -> None:
        """Say that the next line begins a row."""
        self._taken = 0

    def __iter__(self) -> "RowLines":
        return self

    def __next__(self) -> str:
        room = self._most - self._taken
        line = self._file.readline(room + 1)
        if not line:
            raise StopIteration
        self._taken += len(line)
        if len(line) <= room:
            return line
        while line and not line.endswith("\n"):
            line = self._file.readline(MIB)
        raise TooLargeError(too_large("row", self._most))
