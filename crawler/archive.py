"""Raw pages as WARC files (ISO 28500): what a crawl fetched, kept as it came, for ever readable.

A crawled page is a `response` record, an imported row a `resource` record; each is its own gzip
member, so that its place (file and byte offset) is enough to read it again. What WARC has no field
for travels as JSON in `WARC-JSON-Metadata`: a page comes back equal in every field.

Each `Archive` writes files of its own and never touches older ones; a torn last record, left by a
process that died, ends a reading quietly.
"""

import datetime as dt
import io
import json
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import quote

from fastwarc import GzipWriter
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.page import Given, RawPage

MAX_BYTES = 1 << 30  # a file of 1 GiB is what WARC tools and web archives are used to
MAX_BODY = 64 << 20  # a larger record is no news page; it is skipped, not read into memory
LEVEL = 4  # gzip: 4 is twice as fast as 6 on news pages and 3 % larger
TEXT_TYPES = frozenset(("text/html", "application/xhtml+xml", "text/plain"))
KEPT_DECODED = ("content-encoding", "transfer-encoding", "content-length")
RENAMED = "X-Crawler-"  # as Common Crawl names header fields that no longer fit the stored body

Headers = Sequence[tuple[str, str]]


class Place(NamedTuple):
    """Where a page lies: a file under the raw directory, and the byte where its record begins."""

    file: str
    offset: int


class Archive:
    """The files that one run writes. Pages are safe after `sync`, not before."""

    def __init__(self, directory: Path, max_bytes: int = MAX_BYTES) -> None:
        """Write under `directory`; the first file is made with the first page."""
        self._directory = directory
        self._max_bytes = max_bytes
        self._file: BinaryIO | None = None

    def append(self, page: RawPage, *, kind: str = "page", request: Headers = ()) -> Place:
        """Add a page, and its request when the header fields of one are given; where it lies.

        `kind` tells feeds and sitemaps from pages, which alone `pages` gives back.
        """
        file = self._open()
        place = Place(Path(file.name).name, file.tell())
        response = _response(page, kind)
        _write(file, response)
        if request:
            _write(file, _request(page, request, response))
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
            self._file = _new_file(self._directory)
            _write(self._file, _warcinfo(Path(self._file.name).name))
        return self._file


def read(directory: Path, place: Place) -> RawPage:
    """The page at a place; raises OSError for a missing file, ValueError for a broken record."""
    with (directory / place.file).open("rb") as file:
        file.seek(place.offset)
        for record in _records(file):
            page = _page(record)
            if page is not None:
                return page
            break
    raise ValueError(f"{directory / place.file}: no whole page at byte {place.offset}")


def pages(path: Path, start: int = 0) -> Iterator[tuple[Place, RawPage]]:
    """The pages of any WARC file, plain or gzipped, from byte `start` on.

    Response and resource records with text are taken; revisits, requests, images, feeds and bodies
    over 64 MiB are passed over; a torn last record ends the iteration.
    """
    wanted = WarcRecordType.response | WarcRecordType.resource
    with path.open("rb") as file:
        file.seek(start)
        for record in _records(file, wanted):
            if record.content_length > MAX_BODY or _kind(record) != "page":
                continue
            page = _page(record)
            if page is None:
                return
            if page.content_type in TEXT_TYPES:
                yield Place(path.name, record.stream_pos), page


def whole(path: Path, start: int = 0) -> int:
    """Where the last whole record of one of our files ends: beyond it, the file is torn.

    Each record is one gzip member, written at once; a member that ends is a record that is whole.
    """
    end = start
    with path.open("rb") as file:
        file.seek(start)
        while _ends_member(file):
            end = file.tell()
    return end


def _ends_member(file: BinaryIO) -> bool:
    """Whether a whole gzip member begins here; the file then stands at its end."""
    member = zlib.decompressobj(wbits=31)
    while chunk := file.read(1 << 16):
        try:
            member.decompress(chunk)
        except zlib.error:
            return False
        if member.eof:
            file.seek(-len(member.unused_data), os.SEEK_CUR)
            return True
    return False


def _records(
    file: BinaryIO, types: WarcRecordType = WarcRecordType.any_type
) -> Iterator[WarcRecord]:
    """The records from here on, up to where the file is no WARC any more."""
    with suppress(OSError):
        yield from ArchiveIterator(file, record_types=types, parse_http=False)


def _new_file(directory: Path) -> BinaryIO:
    """A file named by the time: names sort as they were made, and no page has a say in them."""
    directory.mkdir(parents=True, exist_ok=True)
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
    for number in range(10_000):
        try:
            return (directory / f"wirecopy-{stamp}-{number:04}.warc.gz").open("xb")
        except FileExistsError:
            continue
    raise FileExistsError(f"{directory}: 10,000 archive files within a second")


def _write(file: BinaryIO, record: WarcRecord) -> None:
    """One record as one gzip member, in one write."""
    member = io.BytesIO()
    writer = GzipWriter(member, compression_level=LEVEL)
    record.write(writer, checksum_data=True)
    writer.close()
    file.write(member.getvalue())


# Page -> record -----------------------------------------------------------------------------------


def _record(kind: WarcRecordType, target: str, when: dt.datetime | None) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Target-URI"] = quote(target, safe="%/:?#[]@!$&'()*+,;=~") or "urn:x-text"
    if when is not None:
        record.record_date = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return record


def _response(page: RawPage, kind: str) -> WarcRecord:
    crawled = page.http_status is not None
    record_type = WarcRecordType.response if crawled else WarcRecordType.resource
    record = _record(record_type, page.final_url or page.url, page.fetched_at)
    record.headers["WARC-JSON-Metadata"] = json.dumps({"wirecopy": _metadata(page, kind)})
    head = _head(f"HTTP/1.1 {page.http_status} -", _renamed(page.headers)) if crawled else b""
    record.is_http = crawled
    record.set_bytes_content(head + page.body)
    if not crawled:
        record.headers["Content-Type"] = _one_line(page.content_type) or "application/octet-stream"
    return record


def _request(page: RawPage, headers: Headers, response: WarcRecord) -> WarcRecord:
    record = _record(WarcRecordType.request, page.final_url or page.url, page.fetched_at)
    record.headers["WARC-Concurrent-To"] = response.record_id or ""
    record.is_http = True
    target = "/" + (page.final_url or page.url).partition("://")[2].partition("/")[2]
    record.set_bytes_content(_head(f"GET {quote(target, safe='/?&=%')} HTTP/1.1", headers))
    record.headers["Content-Type"] = "application/http; msgtype=request"
    return record


def _warcinfo(name: str) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(WarcRecordType.warcinfo)
    record.headers["WARC-Filename"] = name
    record.headers["Content-Type"] = "application/warc-fields"
    lines = (
        f"software: wirecopy/{version('wirecopy')}",
        "format: WARC File Format 1.1",
        "robots: obey",
    )
    record.set_bytes_content("".join(f"{line}\r\n" for line in lines).encode())
    return record


def _metadata(page: RawPage, kind: str) -> dict[str, Any]:
    """What WARC has no exact field for."""
    given = page.given._asdict() | {"published_at": _iso(page.given.published_at)}
    return {
        "kind": kind,
        "url": page.url,
        "final_url": page.final_url,
        "content_type": page.content_type,
        "charset": page.charset,
        "fetched_at": _iso(page.fetched_at),
        "given": given,
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _one_line(text: str) -> str:
    """Header fields end where their line ends: a line break inside could only be an attack."""
    return text.replace("\r", " ").replace("\n", " ")


def _head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{_one_line(name)}: {_one_line(value)}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _renamed(headers: Headers) -> list[tuple[str, str]]:
    """Bodies are kept decoded, so the fields that tell how to decode them change their name."""
    return [(RENAMED + n if n.lower() in KEPT_DECODED else n, value) for n, value in headers]


# Record -> page -----------------------------------------------------------------------------------


def _known(record: WarcRecord) -> dict[str, Any]:
    """Our own metadata of a record; empty for records of other writers."""
    try:
        found = json.loads(record.headers.get("WARC-JSON-Metadata") or "{}")
    except ValueError:
        return {}
    known = found.get("wirecopy") if isinstance(found, dict) else None
    return known if isinstance(known, dict) else {}


def _kind(record: WarcRecord) -> str:
    return str(_known(record).get("kind") or "page")


def _page(record: WarcRecord) -> RawPage | None:
    """The page of a record, or None when the file ends within it."""
    try:
        block = record.reader.read()
    except OSError:
        return None
    if len(block) < record.content_length:
        return None
    known = _known(record)
    target = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    is_http = record.record_type == WarcRecordType.response
    status, headers, body = _http(block) if is_http else (None, (), block)
    stated = _field(headers, "content-type") or (
        "" if status is not None else record.headers.get("Content-Type") or ""
    )
    return RawPage(
        url=str(known.get("url", target)),
        body=body,
        content_type=str(known.get("content_type", _media_type(stated))),
        charset=_text(known["charset"]) if "charset" in known else _charset(stated),
        final_url=str(known.get("final_url", target)),
        http_status=status,
        headers=headers,
        fetched_at=_moment(known["fetched_at"]) if "fetched_at" in known else record.record_date,
        given=_given(known.get("given")),
    )


def _http(block: bytes) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Status, header fields and decoded body of an HTTP message."""
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = _decoded(head).split("\r\n")
    fields = [line.partition(":") for line in lines if ":" in line]
    headers = tuple(
        (name.removeprefix(RENAMED), text.removeprefix(" ")) for name, _, text in fields
    )
    encoded = {name.lower() for name, _, _ in fields} & {"content-encoding", "transfer-encoding"}
    status = first.split(" ")[1:2]
    code = int(status[0]) if status and status[0].isdecimal() else 0
    return code, headers, _unpacked(block, body) if encoded else body


def _unpacked(block: bytes, body: bytes) -> bytes:
    """The body of another writer's HTTP message, with content and transfer codings undone."""
    message = WarcRecord()
    message.init_headers(WarcRecordType.response)
    message.is_http = True
    message.set_bytes_content(block)
    try:
        message.parse_http(auto_decode="all")
        return bytes(message.reader.read(MAX_BODY))
    except (ValueError, OSError):
        return body


def _decoded(head: bytes) -> str:
    """Header text: UTF-8 as we write it, else Latin-1 as HTTP once said."""
    try:
        return head.decode()
    except UnicodeDecodeError:
        return head.decode("latin-1")


def _field(headers: Headers, name: str) -> str:
    return next((value for field, value in headers if field.lower() == name), "")


def _media_type(stated: str) -> str:
    return stated.partition(";")[0].strip().lower()


def _charset(stated: str) -> str | None:
    for parameter in stated.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'") or None
    return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _moment(value: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _given(stated: object) -> Given:
    """What a row stated about itself; anything of another shape is passed over."""
    if not isinstance(stated, dict):
        return Given()
    authors = stated.get("authors")
    return Given(
        site=_text(stated.get("site")),
        title=_text(stated.get("title")),
        authors=tuple(a for a in authors if isinstance(a, str))
        if isinstance(authors, list)
        else (),
        published_at=_moment(stated.get("published_at")),
        language=_text(stated.get("language")),
    )
