"""A page as a WARC record, and a WARC record as a page (ISO 28500).

What WARC has no exact field for travels as JSON in `WARC-JSON-Metadata`, so that a page comes back
equal in every field; of records that others wrote, the standard's fields are read.
"""

import base64
import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from fastwarc.warc import WarcRecord, WarcRecordType

from crawler.codings import coding_of, unpacked
from crawler.page import Given, RawPage, is_html

MAX_BODY = 64 << 20  # a larger record is no news page; it is skipped, not read into memory
# Bytes of what is said of a page in the header of its record; other fields take some 600. fastwarc
# reads no header of more than 32 KiB, nor what stands behind it.
MOST_SAID = 30_000
KEPT_DECODED = ("content-encoding", "transfer-encoding", "content-length")
PART_OF = "isPartOf: "  # a field of warcinfo records (DCMI terms, as ISO 28500 names them)
RENAMED = "X-Crawler-"  # as Common Crawl names header fields that no longer fit the stored body

PAGES = ("page", "row")  # kinds of records that hold pages: crawled, taken in from elsewhere

OK = 200
HEAD_END = re.compile(rb"\r?\n\r?\n")
# The first line of an answer, as servers of any age write it; HTTP/2 has none, tools make one up.
STATUS = re.compile(rb"\s*(?:HTTP/[\d.]+|h[23]|ICY)\s+(\d{3})", re.IGNORECASE)
CONNECTED = re.compile(rb"[^\n]*connection established", re.IGNORECASE)  # what a proxy says first
UNTOLD = (
    *("", "unknown/unknown", "application/unknown", "*/*", "application/octet-stream"),
    *("binary/octet-stream", "application/html", "application/x-httpd-php", "text/xml"),
    *("application/xml", "application/force-download", "application/x-unknown-content-type"),
    "application/vnd.wap.xhtml+xml",
)
MEDIA = re.compile(r"[\s\"']*([\w.+*-]+/[\w.+*-]+)")

# Addresses of pages, and those without a scheme, as some tools write them.
PAGE = re.compile(r"(?:https?|ftp|file):|urn:uuid:|(?![a-z][a-z0-9+.-]*:(?!\d))", re.IGNORECASE)
SITE_FILE = re.compile(  # what a site tells machines, by the names of RFC 8615, RFC 9309 and others
    r"https?://[^/]+/(?:\.well-known/.*|(?:robots|ads|app-ads|sellers|humans|security|llms)\.txt)"
    r"(?:[?#].*)?",
    re.IGNORECASE,
)

Fields = Sequence[tuple[str, str]]


def _record(kind: WarcRecordType, target: str, when: dt.datetime | None) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Target-URI"] = _quoted(target) or "urn:x-text"
    if when is not None:
        record.record_date = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return record


def _quoted(target: str) -> str:
    return quote(target, safe="%/:?#[]@!$&'()*+,;=~")


def has_room(page: RawPage) -> bool:
    """Whether all that is said of a page fits into the header of a record."""
    said = (_quoted(page.final_url or page.url), page.content_type, _said(page, "page"))
    return sum(map(len, said)) <= MOST_SAID


def response(page: RawPage, kind: str, ip: str | None = None) -> WarcRecord:
    """The record of a page: `response` when it was crawled, `resource` when it was imported.

    `ip` is the address that has answered.
    """
    crawled = page.http_status is not None
    record_type = WarcRecordType.response if crawled else WarcRecordType.resource
    record = _record(record_type, page.final_url or page.url, page.fetched_at)
    record.headers["WARC-JSON-Metadata"] = _said(page, kind)
    if ip is not None:
        record.headers["WARC-IP-Address"] = ip
    head = _head(f"HTTP/1.1 {page.http_status} -", _renamed(page.headers)) if crawled else b""
    if crawled:
        digest = hashlib.sha1(
            page.body, usedforsecurity=False
        ).digest()  # as all WARC tools have it
        record.headers["WARC-Payload-Digest"] = f"sha1:{base64.b32encode(digest).decode()}"
    record.is_http = crawled
    record.set_bytes_content(head + page.body)
    if not crawled:
        record.headers["Content-Type"] = _one_line(page.content_type) or "application/octet-stream"
    return record


def request(page: RawPage, headers: Fields, response_id: str) -> WarcRecord:
    """The record of the request that a page answers."""
    record = _record(WarcRecordType.request, page.final_url or page.url, page.fetched_at)
    record.headers["WARC-Concurrent-To"] = response_id
    record.is_http = True
    host, _, path = (page.final_url or page.url).partition("://")[2].partition("/")
    fields = headers if any(name.lower() == "host" for name, _ in headers) else _with(host, headers)
    record.set_bytes_content(_head(f"GET {quote(f'/{path}', safe='/?&=%')} HTTP/1.1", fields))
    record.headers["Content-Type"] = "application/http; msgtype=request"
    return record


def _with(host: str, headers: Fields) -> Fields:
    """Header fields with the one that is added last of all, on the way out."""
    return [("Host", host), *headers]


def warcinfo(name: str, part_of: str = "") -> WarcRecord:
    """The record that a file begins with: who wrote it, by which rules, as part of what."""
    record = WarcRecord()
    record.init_headers(WarcRecordType.warcinfo)
    record.headers["WARC-Filename"] = name
    record.headers["Content-Type"] = "application/warc-fields"
    lines = (
        f"software: wirecopy/{version('wirecopy')}",
        "format: WARC File Format 1.1",
        "robots: obey",
        *([f"{PART_OF}{part_of}"] if part_of else []),
    )
    record.set_bytes_content("".join(f"{line}\r\n" for line in lines).encode())
    return record


def part_of(info: bytes) -> str:
    r"""What a `warcinfo` record says that its file is part of.

    >>> part_of(b"format: WARC\r\nisPartOf: urn:uuid:1\r\n")
    'urn:uuid:1'
    """
    lines = info.decode("utf-8", "replace").splitlines()
    return next((line.removeprefix(PART_OF) for line in lines if line.startswith(PART_OF)), "")


def _said(page: RawPage, kind: str) -> str:
    return json.dumps({"wirecopy": _metadata(page, kind)})


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
        **({"external_id": page.external_id} if page.external_id else {}),
        **({"origin": page.origin} if page.origin else {}),
        **({"is_clean": True} if page.is_clean else {}),
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _one_line(text: str) -> str:
    """Header fields end where their line ends: a line break inside could only be an attack."""
    return text.replace("\r", " ").replace("\n", " ")


def _head(first: str, headers: Fields) -> bytes:
    lines = [first, *(f"{_one_line(name)}: {_one_line(value)}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _renamed(headers: Fields) -> list[tuple[str, str]]:
    """Bodies are kept decoded, so the fields that tell how to decode them change their name."""
    return [(RENAMED + n if n.lower() in KEPT_DECODED else n, value) for n, value in headers]


def is_of_a_page(record: WarcRecord) -> bool:
    """Whether a record is of an address that pages have.

    Crawlers keep their logs, texts of pages and answers of name servers under addresses of their
    own (`metadata:`, `urn:X-wpull:log`, `urn:text:`, `whois:`), and what sites tell them.
    """
    target = (record.headers.get("WARC-Target-URI") or "").strip("<> \t")
    if _known(record):
        return True
    return PAGE.match(target) is not None and SITE_FILE.fullmatch(target) is None


def _known(record: WarcRecord) -> dict[str, Any]:
    """Our own metadata of a record; empty for records of other writers."""
    try:
        found = json.loads(record.headers.get("WARC-JSON-Metadata") or "{}")
    except ValueError:
        return {}
    known = found.get("wirecopy") if isinstance(found, dict) else None
    return known if isinstance(known, dict) else {}


def kind_of(record: WarcRecord) -> str:
    """What a record holds: page, row, feed, sitemap or section; records of others are pages."""
    return str(_known(record).get("kind") or "page")


def page_of(record: WarcRecord) -> RawPage | None:
    """The page of a record, or None when the file ends within it.

    Raises TooLargeError where the body is packed and larger than MAX_BODY when it is unpacked.
    """
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
    media, body = (known["content_type"], body) if "content_type" in known else _shown(stated, body)
    return RawPage(
        url=str(known.get("url", target)),
        body=body,
        content_type=str(media),
        charset=_text(known["charset"]) if "charset" in known else _charset(stated),
        final_url=str(known.get("final_url", target)),
        http_status=status,
        headers=headers,
        fetched_at=_moment(known["fetched_at"]) if "fetched_at" in known else record.record_date,
        given=_given(known.get("given")),
        external_id=_text(known.get("external_id")),
        origin=_text(known.get("origin")),
        is_clean=known.get("is_clean") is True,
    )


def _http(block: bytes) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Status, header fields and decoded body of an HTTP message.

    Lines may end in LF alone (RFC 9112, 2.2); what has no head at all is a body (HTTP/0.9).
    """
    block = _final(block)
    status = STATUS.match(block)
    if not status:
        return OK, (), block
    head, body = _parted(block)
    _, *lines = head.split("\r\n")
    fields = [line.partition(":") for line in lines if ":" in line]
    headers = tuple(
        (name.removeprefix(RENAMED), text.removeprefix(" ")) for name, _, text in fields
    )
    encoded = {name.lower() for name, _, _ in fields} & {"content-encoding", "transfer-encoding"}
    codings = ",".join(v for name, _, v in fields if name.lower() == "content-encoding")
    return int(status[1]), headers, _unpacked(head, body, codings) if encoded else body


def _final(block: bytes) -> bytes:
    """A message without those before it: 100 Continue, 103 Early Hints, what a proxy said."""
    while (status := STATUS.match(block)) and (status[1] < b"200" or CONNECTED.match(block)):
        end = HEAD_END.search(block)
        if not end or not STATUS.match(block, end.end()):
            break
        block = block[end.end() :]
    return block.lstrip() if status else block


def _parted(block: bytes) -> tuple[str, bytes]:
    """Head and body of a message; the lines of the head end in CRLF, whatever they ended in."""
    end = HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    return "\r\n".join(_decoded(head).replace("\r\n", "\n").split("\n")), body


def _unpacked(head: str, body: bytes, codings: str) -> bytes:
    """The body of another writer's HTTP message, with transfer and content codings undone."""
    message = WarcRecord()
    message.init_headers(WarcRecordType.response)
    message.is_http = True
    message.set_bytes_content(head.encode() + b"\r\n\r\n" + body)
    try:
        message.parse_http(auto_decode="transfer")
        body = bytes(message.reader.read(MAX_BODY))
    except (ValueError, OSError):
        return body
    return unpacked(body, codings, MAX_BODY)


def _shown(stated: str, body: bytes) -> tuple[str, bytes]:
    """Media type and body as a browser would show them.

    HTML whose type is missing is told by how it begins (WHATWG MIME Sniffing, 7.1), and so is
    gzip, zlib or zstd that nobody has declared.
    """
    media = _media_type(stated)
    if media in UNTOLD or media.startswith("text/"):
        body = unpacked(body, coding_of(body), MAX_BODY)
    return ("text/html" if media in UNTOLD and is_html(body) else media), body


def _decoded(head: bytes) -> str:
    """Header text: UTF-8 as we write it, else Latin-1 as HTTP once said."""
    try:
        return head.decode()
    except UnicodeDecodeError:
        return head.decode("latin-1")


def _field(headers: Fields, name: str) -> str:
    return next((value for field, value in headers if field.lower() == name), "")


def _media_type(stated: str) -> str:
    """The first type that is stated, empty where it is none: "html", "text"."""
    found = MEDIA.match(stated)
    return found[1].lower() if found else ""


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
