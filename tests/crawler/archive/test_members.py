"""Gzip members: they fill a file without gaps, and what is torn is none."""

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.files import Archive, pack
from crawler.archive.members import CHUNK, intact_end, members
from crawler.page import RawPage

SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 64 * CHUNK)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", [0, 4])
def test_texts_of_any_size_end(tmp_path: Path, size: int, level: int) -> None:
    """Also those that unpack to a thousand times their size, or to just what fits at once."""
    file = tmp_path / "a.gz"
    parts = [gzip.compress(bytes(size), level), gzip.compress(b"WARC/1.1\r\n", level)]
    file.write_bytes(b"".join(parts))

    found = list(members(file))

    assert [(m.start, m.end) for m in found] == [
        (0, len(parts[0])),
        (len(parts[0]), len(parts[0]) + len(parts[1])),
    ]
    assert [m.is_record for m in found] == [False, True]


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5), st.data())
def test_what_is_torn_is_none(
    tmp_path_factory: pytest.TempPathFactory, texts: list[bytes], data: st.DataObject
) -> None:
    file = tmp_path_factory.mktemp("members") / "a.gz"
    parts = [gzip.compress(text) for text in texts]
    whole = b"".join(parts)
    length = data.draw(st.integers(0, len(whole)))
    file.write_bytes(whole[:length])
    ends = [sum(map(len, parts[:n])) for n in range(len(parts) + 1)]

    assert intact_end(file) == max(end for end in ends if end <= length)


def test_a_page_and_its_request(tmp_path: Path) -> None:
    raw = Archive(tmp_path)
    page = RawPage("https://a.example/1", b"It sails.", http_status=200)
    place = raw.add(pack(page, request=[("User-Agent", "test")]))
    raw.close()

    records = list(members(tmp_path / place.file))

    assert [m.is_request for m in records] == [False, False, True]
    assert records[1].start == place.offset
    assert all(m.is_record for m in records)


def test_bytes_that_are_no_member(tmp_path: Path) -> None:
    file = tmp_path / "a.gz"
    file.write_bytes(gzip.compress(b"x") + zlib.compress(b"x"))

    assert len(list(members(file))) == 1
