"""Raw pages as WARC files (ISO 28500): what a crawl fetched, kept as it came, for ever readable.

A crawled page is a `response` record, an imported row a `resource` record; each is its own gzip
member, so that its place (file and byte offset) is enough to read it again. What WARC has no field
for travels as JSON in `WARC-JSON-Metadata`: a page comes back equal in every field.

Each `Archive` writes files of its own and never touches older ones; a torn last record, left by a
process that died, ends a reading quietly.
"""

import datetime as dt
import io
import os
import re
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.archive import record as warc
from crawler.archive.members import Member, member_at
from crawler.page import RawPage

MAX_BYTES = 1 << 30  # a file of 1 GiB is what WARC tools and web archives are used to
# gzip: 2.6 ms for a news page of 250 kB; 6 takes 3.2 ms and saves 3 %, 1 costs 36 %. Python's zlib,
# because fastwarc's writer takes 0.3 ms to set up, for each record, and holds the GIL meanwhile.
LEVEL = 4
OPENING = 4096  # bytes of a file in which it says whose it is: our first record has 310, zipped
OURS = re.compile(r"wirecopy-(\d{8}T\d{6})-\d{4}\.warc\.gz")  # how files are named
TEXT_TYPES = frozenset(("text/html", "application/xhtml+xml", "text/plain"))


class Place(NamedTuple):
    """Where a page lies: a file under the raw directory, and the byte where its record begins."""

    file: str
    offset: int


class Archive:
    """The files that one run writes. Pages are safe after `sync`, not before."""

    def __init__(
        self,
        directory: Path,
        tell_name: Callable[[str], None] = lambda _: None,
        *,
        part_of: str = "",
        after: str = "",
        max_bytes: int = MAX_BYTES,
    ) -> None:
        """Write under `directory`; the first file is made with the first page.

        `tell_name` is called with the name of each file before it is made; files say that they are
        `part_of` something. Both tell a store's own files from others (crawler/archive/own.py).
        The names of files sort behind the name `after`.
        """
        self.directory = directory
        self._part_of = part_of
        self._tell_name = tell_name
        self._max_bytes = max_bytes
        self._file: BinaryIO | None = None
        self._name = after  # of that file, or of the one before it

    def append(self, page: RawPage, *, kind: str = "page") -> Place:
        """Add a page as `pack` packs it, without a request; where it lies."""
        return self.add(pack(page, kind=kind))

    def add(self, packed: bytes) -> Place:
        """Add a page that is packed already; where it lies."""
        file = self._open()
        place = Place(self._name, file.tell())
        file.write(packed)
        return place

    def sync(self) -> None:
        """Return when everything appended so far is on the disk."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Sync, and let the file go; a later append begins a new one."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def _open(self) -> BinaryIO:
        if self._file is not None and self._file.tell() >= self._max_bytes:
            self.close()
        if self._file is None:
            self._name = _new_name(self.directory, self._name)
            self._tell_name(self._name)
            self._file = (self.directory / self._name).open("xb")
            _sync_directory(self.directory)
            self._file.write(opening(self._name, self._part_of))
        return self._file


def opening(name: str, part_of: str = "") -> bytes:
    """The record that a file of this name begins with."""
    return _member(warc.warcinfo(name, part_of))


def part_of(path: Path) -> str:
    """What a file says in its first record that it is part of; empty where it says nothing.

    So does a file that can't be read. Of others' files, which may be large, only the start is read.
    """
    with suppress(OSError), path.open("rb") as file:
        first = next(_records(io.BytesIO(file.read(OPENING))), None)
        if first is not None and first.record_type == WarcRecordType.warcinfo:
            return warc.part_of(bytes(first.reader.read(OPENING)))
    return ""


def pack(
    page: RawPage, *, kind: str = "page", request: warc.Fields = (), ip: str | None = None
) -> bytes:
    """The records of a page, and of its request when the header fields of one are given.

    `kind` tells what was crawled from what was taken in, and feeds and sitemaps from pages, which
    alone `pages` gives back. Most of it runs
    without the GIL: a thread can do it while others go on.
    """
    response = warc.response(page, kind, ip)
    records = [response]
    if request:
        records.append(warc.request(page, request, response.record_id or ""))
    return b"".join(map(_member, records))


def read(directory: Path, place: Place) -> RawPage:
    """The page at a place; raises OSError for a missing file, ValueError for a broken record."""
    with _named(directory, place).open("rb") as file:
        file.seek(place.offset)
        for record in _records(file):
            page = warc.page_of(record)
            if page is not None:
                return page
            break
    raise ValueError(f"{directory / place.file}: no whole page at byte {place.offset}")


def records_at(directory: Path, place: Place) -> Iterator[bytes]:
    """The records of the page at a place as they lie there: its own, and that of its request.

    Each is one gzip member. Raises OSError for a missing file, ValueError for a broken record.
    """
    with _named(directory, place).open("rb") as file:
        first = member_at(file, place.offset)
        if first is None:
            raise ValueError(f"{directory / place.file}: no whole page at byte {place.offset}")
        yield _bytes_of(file, first)
        second = member_at(file, first.end)
        if second is not None and second.is_request:
            yield _bytes_of(file, second)


def is_inside(directory: Path, name: str) -> bool:
    """Whether the file of a place lies under the directory, links and all: names may be others'."""
    return (directory / name).resolve().is_relative_to(directory.resolve())


def _named(directory: Path, place: Place) -> Path:
    name = PurePath(place.file)
    if name.is_absolute() or ".." in name.parts:
        raise ValueError(f"{place.file}: no archive file of {directory}, but one outside of it")
    return directory / name


def _bytes_of(file: BinaryIO, member: Member) -> bytes:
    file.seek(member.start)
    return file.read(member.end - member.start)


def pages(
    path: Path, start: int = 0, kinds: Collection[str] = warc.PAGES
) -> Iterator[tuple[Place, RawPage]]:
    """The pages of any WARC file, plain or gzipped, from byte `start` on.

    Response and resource records with text are taken; revisits, requests, images, feeds and bodies
    over 64 MiB are passed over; a torn last record ends the iteration. `kinds` may ask for those
    alone that were crawled ("page") or taken in from elsewhere ("row").
    """
    wanted = WarcRecordType.response | WarcRecordType.resource
    with path.open("rb") as file:
        file.seek(start)
        for record in _records(file, wanted):
            if record.content_length > warc.MAX_BODY or warc.kind_of(record) not in kinds:
                continue
            page = warc.page_of(record)
            if page is None:
                return
            if page.content_type in TEXT_TYPES:
                yield Place(path.name, record.stream_pos), page


def _records(
    file: BinaryIO, types: WarcRecordType = WarcRecordType.any_type
) -> Iterator[WarcRecord]:
    """The records from here on, up to where the file is no WARC any more."""
    with suppress(OSError):
        yield from ArchiveIterator(file, record_types=types, parse_http=False)


def _new_name(directory: Path, last: str) -> str:
    """The next file is named by the time: names sort as they were made, and no page has a say.

    Also where the clock was set back: recovery begins at the `last` name that it knows. Files of
    others that lie there have no say either.
    """
    directory.mkdir(parents=True, exist_ok=True)
    taken = {path.name for path in directory.iterdir()}
    stamp = max([dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S"), *OURS.findall(last)])
    for number in range(10_000):
        name = f"wirecopy-{stamp}-{number:04}.warc.gz"
        if name > last and name not in taken:
            return name
    raise FileExistsError(f"{directory}: 10,000 archive files within a second")


def _sync_directory(directory: Path) -> None:
    """Make the name of a new file as safe as its bytes will be."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _member(record: WarcRecord) -> bytes:
    """A record, with digests, as a gzip member of its own."""
    plain = io.BytesIO()
    record.write(plain, checksum_data=True)
    zipped = zlib.compressobj(LEVEL, wbits=31)
    return zipped.compress(plain.getbuffer()) + zipped.flush()
