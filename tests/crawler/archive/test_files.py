"""The archive: what goes in comes out, and other WARC readers agree."""

import datetime as dt
import gzip
import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive.files import Archive, pack, pages, read
from crawler.archive.members import intact_end
from crawler.archive.record import MOST_SAID, has_room
from crawler.page import Given, RawPage

LINE = st.text(
    st.characters(exclude_characters="\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029", codec="utf-8")
)
NAME = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ-", min_size=1)
TEXT = st.text(st.characters(codec="utf-8"))
MOMENT = st.one_of(
    st.none(),
    st.datetimes(min_value=dt.datetime(1990, 1, 1)),
    st.datetimes(min_value=dt.datetime(1990, 1, 1), timezones=st.just(dt.UTC)),
    st.datetimes(
        min_value=dt.datetime(1990, 1, 1),
        timezones=st.just(dt.timezone(dt.timedelta(hours=-5))),
    ),
)
GIVEN = st.builds(
    Given,
    site=st.none() | TEXT,
    title=st.none() | TEXT,
    authors=st.lists(TEXT).map(tuple),
    published_at=MOMENT,
    language=st.none() | TEXT,
)
COMMON: dict[str, Any] = {
    "url": TEXT,
    "body": st.binary(),
    "content_type": TEXT,
    "charset": st.none() | TEXT,
    "final_url": TEXT,
    "fetched_at": MOMENT,
    "given": GIVEN,
}
CRAWLED = st.builds(
    RawPage,
    **COMMON,
    http_status=st.integers(100, 599),
    headers=st.lists(
        st.tuples(NAME | st.sampled_from(("Content-Encoding", "content-length")), LINE)
    ).map(tuple),
)
IMPORTED = st.builds(RawPage, **COMMON)


def page(number: int, body: bytes = b"<p>text</p>") -> RawPage:
    return RawPage(
        url=f"https://news.example/{number}?utm_source=rss",
        body=body,
        charset="utf-8",
        final_url=f"https://news.example/{number}",
        http_status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")),
        fetched_at=dt.datetime(2026, 3, 2, 9, 42, number),
    )


@settings(max_examples=60)
@given(st.lists(CRAWLED | IMPORTED, max_size=4))
def test_every_field_comes_back(
    tmp_path_factory: pytest.TempPathFactory, given_pages: list[RawPage]
) -> None:
    directory = tmp_path_factory.mktemp("raw")
    archive = Archive(directory)
    places = [archive.append(each) for each in given_pages]
    archive.close()

    assert [read(directory, place) for place in places] == given_pages


def test_pages_reads_a_file_in_order(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    places = [archive.add(pack(page(n), request=(("User-Agent", "wirecopy"),))) for n in range(3)]
    archive.append(page(4), kind="feed")
    archive.close()

    assert list(pages(tmp_path / places[0].file)) == [
        (place, page(n)) for n, place in enumerate(places)
    ]
    assert [place for place, _ in pages(tmp_path / places[0].file, places[1].offset)] == places[1:]


def test_files_roll_by_size_and_older_ones_are_left_alone(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(4_000)
    archive = Archive(tmp_path, max_bytes=10_000)
    places = [archive.append(page(n, noise)) for n in range(6)]
    archive.close()
    second = Archive(tmp_path, max_bytes=10_000)
    later = second.append(page(7))
    second.close()

    assert len({place.file for place in places}) == 2
    assert sorted({place.file for place in places}) == list(dict.fromkeys(p.file for p in places))
    assert later.file not in {place.file for place in places}
    assert [read(tmp_path, place) for place in places] == [page(n, noise) for n in range(6)]


def test_a_torn_tail_ends_the_reading(tmp_path: Path) -> None:
    """Wherever the last record is cut, the ones before it are read and nothing raises."""
    body = random.Random(2).randbytes(50_000)
    archive = Archive(tmp_path)
    places = [archive.append(page(n, body)) for n in range(3)]
    archive.close()
    path = tmp_path / places[0].file
    content = path.read_bytes()

    assert intact_end(path) == len(content)
    for cut in random.Random(3).sample(range(places[2].offset + 1, len(content)), 25):
        path.write_bytes(content[:cut])
        assert [place for place, _ in pages(path)] == places[:2]
        assert intact_end(path) == places[2].offset
        with pytest.raises(ValueError, match="no whole page"):
            read(tmp_path, places[2])


def test_garbage_behind_the_last_record_ends_the_reading(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    place = archive.append(page(1))
    archive.close()
    path = tmp_path / place.file
    size = path.stat().st_size
    for garbage in (b"\x1f\x8b\x08\x00" + random.Random(4).randbytes(300), b"\0" * 4096, b"WARC/"):
        path.write_bytes(path.read_bytes()[:size] + garbage)

        assert list(pages(path)) == [(place, page(1))]
        assert intact_end(path) == size


def test_another_reader_agrees(tmp_path: Path) -> None:
    """warcio finds the same records, with right digests."""
    archive = Archive(tmp_path)
    place = archive.add(pack(page(1, "zażółć".encode()), request=(("User-Agent", "wirecopy"),)))
    archive.append(RawPage("https://news.example/row", b"words", "text/plain"))
    archive.close()

    with (tmp_path / place.file).open("rb") as file:
        records = []
        for record in ArchiveIterator(file, check_digests="raise"):
            content = record.content_stream().read()
            named = record.rec_headers.get_header("WARC-Payload-Digest") is not None
            assert named == (record.rec_type == "response")
            assert record.digest_checker.passed is not False
            records.append(
                (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), content)
            )
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request", "resource"]
    assert records[1][1:] == ("https://news.example/1", "zażółć".encode())
    assert records[3][1:] == ("https://news.example/row", b"words")


# warcio leaves its temporary files to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("compressed", [True, False])
def test_another_writer_is_read(tmp_path: Path, compressed: bool) -> None:
    """CC-NEWS, and archives that keep bodies encoded; revisits and images are skipped."""
    path = tmp_path / ("other.warc.gz" if compressed else "other.warc")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        for kind, media, coding, body in (
            ("response", "text/html; charset=ISO-8859-2", [], b"<p>one</p>"),
            ("response", "image/png", [], b"\x89PNG"),
            ("revisit", "text/html", [], b""),
            ("response", "text/html", [("Content-Encoding", "gzip")], gzip.compress(b"<p>two</p>")),
            ("response", "text/html", [("Transfer-Encoding", "chunked")], b"3\r\n<p>\r\n0\r\n\r\n"),
        ):
            head = StatusAndHeaders(
                "200 OK", [("Content-Type", media), *coding], protocol="HTTP/1.1"
            )
            writer.write_record(
                writer.create_warc_record(
                    "https://a.example/", kind, BytesIO(body), http_headers=head
                )
            )

    found = [each for _, each in pages(path)]
    assert [each.body for each in found] == [b"<p>one</p>", b"<p>two</p>", b"<p>"]
    assert (found[0].charset, found[0].content_type) == ("ISO-8859-2", "text/html")
    assert (found[0].http_status, found[0].url) == (200, "https://a.example/")
    assert [read(tmp_path, place) for place, _ in pages(path)] == found


SIZES = range(1_000, 2 * MOST_SAID, 500)
SAID: dict[str, Callable[[int], dict[str, Any]]] = {
    "title": lambda n: {"given": Given(title="t" * n)},
    "authors": lambda n: {"given": Given(authors=("é" * 10,) * (n // 66))},
    "url": lambda n: {"url": "https://a.example/" + "u" * n},
    "other letters": lambda n: {"url": "https://a.example/" + "ж" * (n // 6)},
    "type": lambda n: {"content_type": "text/" + "z" * n},
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_what_has_room_in_a_record_can_be_read_again(
    tmp_path: Path, said: Callable[[int], dict[str, Any]]
) -> None:
    """And so can what stands behind it; much more has no room."""
    told = [RawPage(**({"url": "https://a.example/1", "body": b"<p>"} | said(n))) for n in SIZES]
    fitting = [page for page in told if has_room(page)]
    archive = Archive(tmp_path)
    places = [archive.append(page) for page in fitting]
    archive.close()

    assert 3 < len(fitting) < len(SIZES) - 3
    assert [read(tmp_path, place).given for place in places] == [page.given for page in fitting]
