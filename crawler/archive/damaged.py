"""Any WARC file from its first record to its last, whatever is broken in between.

Others' archives are read once, and are large: a record that is damaged is named with its place, and
the reading goes on at the next one that is whole. Our own archive ends where it is torn, and is
read by `crawler.archive`.
"""

import gzip
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.archive import record as warc
from crawler.archive.files import TEXT_TYPES
from crawler.archive.members import WARC, member_at
from crawler.codings import TooLargeError
from crawler.page import RawPage

WANTED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
LENGTH = re.compile(rb"^content-length:\s*(\d{1,18})\s*$", re.IGNORECASE | re.MULTILINE)
MAGIC = b"\x1f\x8b\x08"  # how a gzip member begins
CHUNK = 1 << 20
MOST_HEAD = 1 << 15  # bytes of a record's header that fastwarc reads; others have 600
NO_RECORD = "no whole WARC record"
LONG_HEAD = f"a WARC header of more than {MOST_HEAD >> 10} KiB; passed over"
LINE = 4096  # bytes in which the first line ends
TORN = "the file ends, or is damaged, within the record"


class IntactPage(NamedTuple):
    """A page and the byte where its record begins: of the file, zipped as it may be."""

    offset: int
    page: RawPage


class Damage(NamedTuple):
    """A record, or what stands in its place, that can't be read: where it begins, and why."""

    offset: int
    reason: str


def pages(path: Path, start: int = 0) -> Iterator[IntactPage | Damage]:
    """The pages of a WARC file, plain or gzipped, from byte `start` on, where a record begins.

    Taken are text and HTML that came with a status of 2xx, or without any; requests, revisits,
    metadata, logs, robots.txt, images, feeds and error pages are passed over. Where a file is one
    single gzip stream, as `gzip FILE` makes it, offsets count in what it holds.
    """
    with _opened(path) as file:
        offset: int | None = start
        while offset is not None:
            reached = offset
            try:
                for record in _records(file, offset):
                    reached = record.stream_pos
                    page = _page(record)
                    if page is not None:
                        yield page
                    if isinstance(page, Damage) and page.reason == TORN:
                        break
                else:
                    reached = _first_damage(file, reached)
                    if reached < file.seek(0, os.SEEK_END):
                        yield Damage(reached, TORN)
                    return
            except (OSError, EOFError, zlib.error):
                reached = _first_damage(file, reached)
                yield Damage(reached, LONG_HEAD if _has_long_head(file, reached) else NO_RECORD)
            offset = _next(file, reached + 1)


def is_warc(path: Path) -> bool:
    """Whether a file begins with a whole record, of whatever kind."""
    with _opened(path) as file:
        file.seek(0)
        return next(_all(file), None) is not None


def _records(file: BinaryIO, start: int) -> Iterator[WarcRecord]:
    is_bare = _has_bare_lines(file)
    file.seek(start)
    yield from ArchiveIterator(file, record_types=WANTED, parse_http=False, quirks_mode=is_bare)


def _has_bare_lines(file: BinaryIO) -> bool:
    """Whether the lines of a file end in LF alone; noise between such records is passed over."""
    file.seek(0)
    start = file.read(LINE)
    if start.startswith(MAGIC):
        with suppress(zlib.error):
            start = zlib.decompressobj(wbits=31).decompress(start, LINE)
    first, line_feed, _ = start.partition(b"\n")
    return bool(line_feed) and not first.endswith(b"\r")


def _page(record: WarcRecord) -> IntactPage | Damage | None:
    """The page of a record, None where it holds none that is wanted."""
    offset = record.stream_pos
    if warc.kind_of(record) not in warc.PAGES or not warc.is_of_a_page(record):
        return None
    if record.content_length > warc.MAX_BODY:
        reason = f"{record.content_length >> 20} MiB are no news page; passed over"
        return Damage(offset, reason)
    try:
        page = warc.page_of(record)
    except TooLargeError as error:
        return Damage(offset, f"{error}; passed over")
    if page is None:
        return Damage(offset, TORN)
    is_good = page.http_status is None or 200 <= page.http_status < 300
    return IntactPage(offset, page) if is_good and page.content_type in TEXT_TYPES else None


def _opened(path: Path) -> BinaryIO:
    """The file; unzipped where it is one gzip stream, in which no record begins a member."""
    file = path.open("rb")
    if not _is_stream(file):
        file.seek(0)
        return file
    file.close()
    return cast("BinaryIO", gzip.open(path))


def _is_stream(file: BinaryIO) -> bool:
    if file.read(3) != MAGIC:
        return False
    file.seek(0)
    try:
        second = [record.stream_pos for record, _ in zip(_all(file), "ab", strict=False)][1:]
    except OSError:
        return False
    if not second:
        return False
    file.seek(second[0])
    return file.read(3) != MAGIC


def _all(file: BinaryIO) -> Iterator[WarcRecord]:
    place = file.tell()
    is_bare = _has_bare_lines(file)
    file.seek(place)
    yield from ArchiveIterator(file, parse_http=False, quirks_mode=is_bare)


def _first_damage(file: BinaryIO, start: int) -> int:
    """Where the first record is that is no whole one or has a long head, at `start` or after it."""
    end_of = _member_end if _is_zipped(file) else _record_end
    end: int | None = start
    while end is not None:
        start, end = end, None if _has_long_head(file, end) else end_of(file, end)
    return start


def _has_long_head(file: BinaryIO, start: int) -> bool:
    """Whether the record that begins here has a header that fastwarc does not read."""
    is_zipped = _is_zipped(file)
    file.seek(start)
    head = file.read(MOST_HEAD)
    if is_zipped:
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, MOST_HEAD)
        except zlib.error:
            return False
    return head.startswith(WARC) and len(head) == MOST_HEAD and b"\r\n\r\n" not in head


def _is_zipped(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(3) == MAGIC


def _member_end(file: BinaryIO, start: int) -> int | None:
    """Where the gzip member ends that begins here and holds a record; None if none does."""
    member = member_at(file, start)
    return member.end if member and member.is_record else None


def _record_end(file: BinaryIO, start: int) -> int | None:
    """Where the record ends that begins here in a plain file; None if none does."""
    file.seek(start)
    chunk = file.read(CHUNK)
    blank = warc.HEAD_END.search(chunk)
    length = LENGTH.search(chunk, 0, blank.start() + 1) if blank else None
    if not (chunk.startswith(WARC) and blank and length):
        return None
    return start + blank.end() + int(length[1]) + len(blank[0])


def _next(file: BinaryIO, start: int) -> int | None:
    """Where the next record begins at or after a byte; None when there is no further one."""
    is_zipped = _is_zipped(file)
    mark = MAGIC if is_zipped else b"\n" + WARC
    for place in _places(file, mark, start):
        if not is_zipped:
            return place + 1
        if _begins(file, place):
            return place
    return None


def _places(file: BinaryIO, mark: bytes, start: int) -> Iterator[int]:
    """The places of some bytes in a file, from a byte on."""
    kept, end = b"", start
    while True:
        file.seek(end)
        chunk = file.read(CHUNK)
        if not chunk:
            return
        end += len(chunk)
        window = kept + chunk
        place = window.find(mark)
        while place >= 0:
            yield end - len(window) + place
            place = window.find(mark, place + 1)
        kept = window[-(len(mark) - 1) :]


def _begins(file: BinaryIO, place: int) -> bool:
    """Whether a gzip member with a record begins at a byte."""
    file.seek(place)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(4096), 5) == WARC
    except zlib.error:
        return False
