"""Others' WARC files: every page that can be had, and the place of each that can't."""

import gzip
import random
from io import BytesIO
from pathlib import Path

import pytest
from warcio.warcwriter import WARCWriter

from crawler.archive import record as warc
from crawler.archive.damaged import Damage, IntactPage, pages
from tests.wirecopy.intake.warcs import Written, cc_news, response, spoil
from wirecopy.intake.files import read_warc

# warcio leaves its temporary files to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def urls(found: list[IntactPage | Damage]) -> list[str]:
    return [each.page.url for each in found if isinstance(each, IntactPage)]


def broken(found: list[IntactPage | Damage]) -> list[int]:
    return [each.offset for each in found if isinstance(each, Damage)]


def streamed(written: Written) -> Path:
    """The file as `gzip` packs it: one stream, in which no record begins a member."""
    path = written.path.with_name("stream.warc.gz")
    path.write_bytes(gzip.compress(written.path.read_bytes()))
    return path


@pytest.mark.parametrize("name", ["news.warc", "news.warc.gz"])
def test_pages_are_taken_and_nothing_else(tmp_path: Path, name: str) -> None:
    written = cc_news(tmp_path / name, 12)

    found = list(pages(written.path))

    assert urls(found) == written.urls
    assert [each.offset for each in found] == written.offsets


def test_one_gzip_stream_is_read(tmp_path: Path) -> None:
    written = cc_news(tmp_path / "news.warc", 12)
    path = streamed(written)

    found = list(pages(path))

    assert (urls(found), [each.offset for each in found]) == (written.urls, written.offsets)
    assert urls(list(pages(path, written.offsets[7]))) == written.urls[7:]


@pytest.mark.parametrize("name", ["news.warc", "news.warc.gz"])
def test_reading_goes_on_from_any_record(tmp_path: Path, name: str) -> None:
    written = cc_news(tmp_path / name, 6)
    for n, offset in enumerate(written.offsets):
        assert urls(list(pages(written.path, offset))) == written.urls[n:]


@pytest.mark.parametrize("seed", range(6))
def test_damage_costs_the_record_that_it_hits(tmp_path: Path, seed: int) -> None:
    """One byte of a zipped record is spoilt: it is named, the others are read."""
    chance = random.Random(seed)
    written = cc_news(tmp_path / "news.warc.gz", 8, seed)
    hit = chance.randrange(8)
    with written.path.open("r+b") as file:
        spoil(file, written.offsets[hit] + chance.choice((0, 200, 400)))

    found = list(pages(written.path))

    assert urls(found) == written.urls[:hit] + written.urls[hit + 1 :]
    assert broken(found) == [written.offsets[hit]]


def test_a_plain_record_that_does_not_begin_as_one(tmp_path: Path) -> None:
    written = cc_news(tmp_path / "news.warc", 8)
    with written.path.open("r+b") as file:
        spoil(file, written.offsets[3])

    found = list(pages(written.path))

    assert urls(found) == written.urls[:3] + written.urls[4:]
    assert broken(found) == [written.offsets[3]]


@pytest.mark.parametrize("name", ["news.warc", "news.warc.gz"])
@pytest.mark.parametrize("seed", range(3))
def test_a_file_that_is_cut_short(tmp_path: Path, name: str, seed: int) -> None:
    written = cc_news(tmp_path / name, 4, seed)
    content = written.path.read_bytes()
    cut = random.Random(seed).randrange(written.offsets[2] + 100, written.offsets[2] + 400)
    written.path.write_bytes(content[:cut])

    found = list(pages(written.path))

    assert urls(found) == written.urls[:2]
    assert broken(found) == [written.offsets[2]]


@pytest.mark.parametrize("content", [b"no WARC at all", b"\x1f\x8b\x08 nor gzip"])
def test_what_is_no_warc_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.warc"
    path.write_bytes(content)

    assert list(pages(path)) == [Damage(0, "no whole WARC record")]


def test_a_warc_of_feeds_alone_is_no_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    name = "feeds.warc.gz"
    with (tmp_path / name).open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.0")
        response(writer, "https://news1.example/rss", b"<rss/>", media="application/rss+xml")
    (tmp_path / "empty.warc").touch()

    assert list(read_warc(tmp_path / name)) == []
    assert caplog.messages == [f"wirecopy: {tmp_path / name}: no article page in it"]
    assert [str(each) for each in read_warc(tmp_path / "empty.warc")] == [
        f"{tmp_path / 'empty.warc'}: no record in it; is it a WARC file?"
    ]


def test_a_huge_record_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is never read into memory; those after it are taken."""
    written = cc_news(tmp_path / "news.warc.gz", 3)
    huge = warc.MAX_BODY + 1
    with gzip.open(tmp_path / "huge.gz", "wb", compresslevel=1) as file:
        file.write(
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
            b"WARC-Record-ID: <urn:uuid:8d2b7f4e-1c1e-4a1d-9f60-0c1b8b0d3c11>\r\n"
            b"WARC-Date: 2026-11-01T10:00:00Z\r\nContent-Type: application/http\r\n"
            + f"Content-Length: {huge}\r\n\r\n".encode()
        )
        for _ in range(huge >> 20):
            file.write(b"x" * (1 << 20))
        file.write(b"x\r\n\r\n")
    content = written.path.read_bytes()
    place = written.offsets[1]
    member = (tmp_path / "huge.gz").read_bytes()
    written.path.write_bytes(content[:place] + member + content[place:])

    found = list(pages(written.path))

    assert urls(found) == written.urls
    assert found[1] == Damage(place, "64 MiB are no news page; passed over")


@pytest.mark.parametrize("name", ["news.warc", "news.warc.gz"])
@pytest.mark.parametrize("size", [1 << 15, 70_000, 3 << 20])
@pytest.mark.parametrize("field", [b"rain\r\nX-Long: ", b"a" * 108])
def test_a_header_without_end_costs_its_record(
    tmp_path: Path, name: str, size: int, field: bytes
) -> None:
    """In one line or in many; fastwarc reads it no further, nor what stands behind it."""
    addresses = [f"https://a.example/{n}" for n in range(4)]
    records = list(map(record, addresses))
    first = records[1].index(b"\r\n") + 2
    long = b"X-Long: " + field * (size // len(field) + 1) + b"\r\n"
    records[1] = records[1][:first] + long + records[1][first:]
    packed = list(map(gzip.compress, records)) if name.endswith(".gz") else records
    (tmp_path / name).write_bytes(b"".join(packed))

    found = list(pages(tmp_path / name))

    assert urls(found) == [addresses[0], *addresses[2:]]
    assert [each for each in found if isinstance(each, Damage)] == [
        Damage(len(packed[0]), "a WARC header of more than 32 KiB; passed over")
    ]


def record(url: str) -> bytes:
    written = BytesIO()
    response(WARCWriter(written, gzip=False, warc_version="1.0"), url, b"<p>Rain fell on the quay.")
    return written.getvalue()
