"""Odd WARC records, and pages under odd names: each is taken, or told with a reason."""

import gzip
import sys
import zlib
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.extract.article import extract
from tests.wirecopy.intake.by_hand import record
from wirecopy.intake.files import Item, Rejected, read

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STORY = "Rain fell on the quay of Marlow Bend all night, and the ferry stayed in the harbour."
PAGE = f"<!DOCTYPE html><html><body><article><p>{STORY}</p></article></body></html>".encode()
ZIPPED = gzip.compress(PAGE)
RAW_DEFLATE = zlib.compress(PAGE, wbits=-15)
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(RAW_DEFLATE), RAW_DEFLATE)
START = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"


class Case(NamedTuple):
    """An HTTP message in a WARC record, and whether a page is taken of it."""

    block: bytes
    is_taken: bool = True
    end: bytes = b"\r\n"


CASES = {
    "raw deflate": Case(START + HTML + b"Content-Encoding: deflate\r\n\r\n" + RAW_DEFLATE),
    "deflate with its header": Case(
        START + HTML + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(PAGE)
    ),
    "raw deflate in chunks": Case(
        START + HTML + b"Content-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED
    ),
    "x-gzip": Case(START + HTML + b"Content-Encoding: x-gzip\r\n\r\n" + ZIPPED),
    "gzip with bytes behind it": Case(
        START + HTML + b"Content-Encoding: gzip\r\n\r\n" + ZIPPED + b"\0\0rest"
    ),
    "gzip that nobody declares": Case(START + HTML + b"\r\n" + ZIPPED),
    "gzip and no type": Case(START + b"\r\n" + ZIPPED),
    "gzip named, but none": Case(START + HTML + b"Content-Encoding: gzip\r\n\r\n" + PAGE),
    "zlib with another checksum": Case(
        START + HTML + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(PAGE)[:-4] + b"abcd"
    ),
    "zlib that nobody declares": Case(START + HTML + b"\r\n" + zlib.compress(PAGE)),
    "zstd that nobody declares": Case(START + HTML + b"\r\n" + zstd.compress(PAGE)),
    "zstd in two frames, and a rest": Case(
        START
        + HTML
        + b"Content-Encoding: zstd\r\n\r\n"
        + zstd.compress(PAGE[:50])
        + zstd.compress(PAGE[50:])
        + b"\0\0rest"
    ),
    "100 Continue first": Case(b"HTTP/1.1 100 Continue\r\n\r\n" + START + HTML + b"\r\n" + PAGE),
    "Early Hints first": Case(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + START + HTML + b"\r\n" + PAGE
    ),
    "a proxy first": Case(
        b"HTTP/1.0 200 Connection established\r\n\r\n" + START + HTML + b"\r\n" + PAGE
    ),
    "two blanks in the first line": Case(b"HTTP/1.1  200 OK\r\n" + HTML + b"\r\n" + PAGE),
    "a first line of HTTP/2": Case(b"h2 200\r\n" + HTML + b"\r\n" + PAGE),
    "a first line in small letters": Case(b"http/1.1 200 ok\r\n" + HTML + b"\r\n" + PAGE),
    "an empty line first": Case(b"\r\n" + START + HTML + b"\r\n" + PAGE),
    "a type twice": Case(START + b"Content-Type: text/html, text/html\r\n\r\n" + PAGE),
    "a type without a semicolon": Case(
        START + b"Content-Type: text/html charset=utf-8\r\n\r\n" + PAGE
    ),
    "a type in quotes": Case(START + b'Content-Type: "text/html"\r\n\r\n' + PAGE),
    "a type that is none": Case(START + b"Content-Type: html\r\n\r\n" + PAGE),
    "a page as XML": Case(START + b"Content-Type: application/xml\r\n\r\n" + PAGE),
    "a page as PHP": Case(START + b"Content-Type: application/x-httpd-php\r\n\r\n" + PAGE),
    "a feed as XML": Case(
        START + b"Content-Type: text/xml\r\n\r\n<?xml version='1.0'?><rss></rss>", is_taken=False
    ),
    "a page within JSON": Case(
        START + b"Content-Type: application/json\r\n\r\n" + PAGE, is_taken=False
    ),
    "100 Continue alone": Case(b"HTTP/1.1 100 Continue\r\n\r\n", is_taken=False),
    "LF in the head": Case((START + HTML + b"\r\n").replace(b"\r", b"") + PAGE),
    "LF in the head, and packed": Case(
        (START + HTML + b"Content-Encoding: x-gzip\r\n\r\n").replace(b"\r", b"") + ZIPPED
    ),
    "LF everywhere": Case((START + HTML + b"\r\n").replace(b"\r", b"") + PAGE, end=b"\n"),
    "LF in the record alone": Case(START + HTML + b"\r\n" + PAGE, end=b"\n"),
    "no Content-Type": Case(START + b"Server: x\r\n\r\n" + PAGE),
    "empty Content-Type": Case(START + b"Content-Type:\r\n\r\n" + PAGE),
    "unknown type": Case(START + b"Content-Type: unknown/unknown\r\n\r\n" + PAGE),
    "no Content-Type, a comment first": Case(START + b"\r\n<!-- cached --> " + PAGE),
    "no Content-Type, XHTML": Case(START + b'\r\n<?xml version="1.0"?>\n' + PAGE),
    "no head at all": Case(PAGE),
    "picture without a type": Case(START + b"\r\n\x89PNG\r\n\x1a\n" + PAGE, is_taken=False),
    "script without a type": Case(START + b"\r\nlet page = '<html>';", is_taken=False),
    "feed without a type": Case(START + b"\r\n<?xml version='1.0'?><rss></rss>", is_taken=False),
    "JSON that says so": Case(START + b"Content-Type: application/json\r\n\r\n{}", is_taken=False),
    "zipped file": Case(START + b"Content-Type: application/gzip\r\n\r\n" + ZIPPED, is_taken=False),
    "name server's answer": Case(b"20260303080000\n m.example. 300 IN A 1.2.3.4", is_taken=False),
    "page that is not there": Case(
        START.replace(b"200 OK", b"404 Gone") + HTML + b"\r\n" + PAGE, is_taken=False
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_record(tmp_path: Path, case: Case) -> None:
    file = tmp_path / "a.warc"
    first = record(START + HTML + b"\r\n<p>First", "http://m.example/first", end=case.end)
    last = record(START + HTML + b"\r\n<p>Last", "http://m.example/last", end=case.end)
    file.write_bytes(first + record(case.block, end=case.end) + last)

    found = list(read([str(file)]))

    pages = {item.page.url: item.page for item in found if isinstance(item, Item)}
    assert len(pages) == len(found) == 2 + case.is_taken
    assert {"http://m.example/first", "http://m.example/last"} <= pages.keys()
    if case.is_taken:
        assert extract(pages["http://m.example/bridge"]).text == STORY


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("http://m.example/robots.txt", False),
        ("https://m.example/.well-known/security.txt?x=1", False),
        ("http://m.example/ads.txt", False),
        ("metadata://gnu.org/software/wget/warc/wget.log", False),
        ("<urn:X-wpull:log>", False),
        ("urn:text:http://m.example/bridge", False),
        ("whois://whois.example/m.example", False),
        ("about:blank", False),
        ("http://m.example/2026/robots.txt", True),
        ("http://m.example/robots.txt/story", True),
        ("file:///pages/a.txt", True),
        ("ftp://m.example/a.txt", True),
        ("urn:uuid:0a1b", True),
        ("m.example:8080/a", True),
        ("HTTPS://M.EXAMPLE/A", True),
    ],
)
def test_addresses_that_no_page_has(tmp_path: Path, url: str, is_taken: bool) -> None:
    text = START + b"Content-Type: text/plain\r\n\r\n" + STORY.encode()
    first = record(START + HTML + b"\r\n<p>First", "http://m.example/first")
    (tmp_path / "a.warc").write_bytes(first + record(text, url))

    assert len(list(read([str(tmp_path / "a.warc")]))) == 1 + is_taken


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_packed_records(tmp_path: Path, end: bytes) -> None:
    one = gzip.compress(record(START + HTML + b"\r\n" + PAGE, end=end))
    (tmp_path / "a.warc.gz").write_bytes(one + one)

    found = list(read([str(tmp_path / "a.warc.gz")]))

    assert [(type(item), item.offset) for item in found] == [(Item, 0), (Item, len(one))]


def test_noise_between_records_is_told(tmp_path: Path) -> None:
    one = record(START + HTML + b"\r\n" + PAGE)
    (tmp_path / "a.warc").write_bytes(one + b"noise\n" * 40 + one)

    found = list(read([str(tmp_path / "a.warc")]))

    assert [type(item) for item in found] == [Item, Rejected, Item]
    assert found[1].offset == len(one)


NAMES = {
    "a.html": True,
    "E.HTM": True,
    "b.shtml": True,
    "f.php": True,
    "story.php?id=3": True,
    "story.asp": True,
    "d.html.1": True,
    "plain": True,
    "page.gz": True,
    "story.php@id=3": True,
    "c.html.orig": True,
    "2026.03.02": True,
    "piece": True,
    "old": True,
    "marked": True,
    "robots.txt": False,
    "hts-log.txt": False,
    "symbol": False,
    "style.css": False,
    "feed.xml": False,
    "notes.bak": False,
    "source.php": False,
}
OTHERS = {
    "style.css": b"p { color: red }",
    "feed.xml": b"<?xml version='1.0'?><rss></rss>",
    "notes.bak": STORY.encode(),
    "source.php": b"<?php include 'head.html'; ?>" + PAGE,
    "page.gz": ZIPPED,
    "piece": b"<section><h1>Rain</h1></section>" + PAGE,
    "old": b"<!-- " + b"licence " * 400 + b"-->\n" + PAGE,
    "marked": PAGE.decode().encode("utf-16"),
    "robots.txt": b"User-agent: *\nDisallow: /\n",
    "hts-log.txt": b"HTTrack launched on Monday\n",
    "symbol": b"<svg xmlns='http://www.w3.org/2000/svg'><title>x</title></svg>",
}


def test_names_of_a_mirror(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes(OTHERS.get(name, PAGE))

    found = list(read([str(tmp_path)]))

    assert {Path(item.file).name for item in found} == {name for name in NAMES if NAMES[name]}
    assert all(isinstance(item, Item) and extract(item.page).text == STORY for item in found)
    assert (
        "7 files left out: 1 .bak, 1 .css, 1 .php, 2 .txt, 1 .xml, 1 without ending" in caplog.text
    )


def test_what_is_left_out_of_a_directory_is_taken_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "robots.txt").write_text(STORY)

    (found,) = read([str(tmp_path / "robots.txt")])

    assert isinstance(found, Item)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("a.arc", "ARC"), ("a.ARC.gz", "ARC"), ("a.wacz", "WACZ"), ("notes.bak", "can't read .bak")],
)
def test_what_is_named_has_a_reason(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / name).write_bytes(b"filedesc://x.arc 0.0.0.0 20260303080000 text/plain 76\n")

    (found,) = read([str(tmp_path / name)])

    assert isinstance(found, Rejected)
    assert reason in found.reason


def test_arc_in_a_directory_has_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a.arc.gz").write_bytes(ZIPPED)
    (tmp_path / "a.html").write_bytes(PAGE)

    found = list(read([str(tmp_path)]))

    assert [type(item) for item in found] == [Rejected, Item]
