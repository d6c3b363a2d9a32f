"""Packed bodies: in any number of gzip members, damaged, with something behind them, and bombs."""

import gzip
import random
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.codings import CHUNK, MOST_MEMBERS, TooLargeError, bounded, gunzipped, unpacked
from crawler.discovery import sniff

TEXT = b"The ferry sails again on Monday, its owner said. "
NOISE = random.Random(1).randbytes(3 * CHUNK)
EMPTY = gzip.compress(b"")


@given(st.lists(st.binary(max_size=200) | st.sampled_from([NOISE, TEXT * 9_000]), min_size=1))
def test_members_are_one_body(parts: list[bytes]) -> None:
    """RFC 1952, 2.2: a gzip file is a series of members."""
    body, plain = b"".join(map(gzip.compress, parts)), b"".join(parts)

    assert unpacked(body, "gzip", len(plain)) == plain
    assert sniff.unpacked(body, len(plain)) == plain
    assert all(len(piece) <= CHUNK for piece in gunzipped(body))


@pytest.mark.parametrize(
    "behind", [bytes(600), b"\x1f", b"\x1f\x8b\x08", b"<!-- cached -->", NOISE]
)
def test_what_is_no_member_ends_it(behind: bytes) -> None:
    assert unpacked(gzip.compress(TEXT) + behind, "gzip", 1 << 20) == TEXT


@pytest.mark.parametrize(
    "damage", [b"", b"<p>", b"\x1f\x8b\x09" + NOISE, gzip.compress(TEXT)[:12] + NOISE]
)
def test_what_is_not_packed_stays(damage: bytes) -> None:
    assert unpacked(damage, "gzip", 1 << 20) == damage


@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, lambda body: zlib.compress(body)[2:]]
)
def test_half_a_body_gives_its_first_half(pack: object) -> None:
    assert callable(pack)
    coding = "gzip" if pack is gzip.compress else "deflate"
    packed = pack(NOISE)
    found = unpacked(packed[: len(packed) // 2], coding, 1 << 20)
    assert NOISE.startswith(found)
    assert len(found) > len(NOISE) // 3


def test_no_members_without_end() -> None:
    """Each takes its time, also where it holds nothing."""
    assert unpacked(gzip.compress(TEXT) + EMPTY * (MOST_MEMBERS - 1), "gzip", 1 << 20) == TEXT
    with pytest.raises(TooLargeError, match="10,000 gzip members"):
        unpacked(EMPTY * (MOST_MEMBERS + 1), "gzip", 1 << 20)


@pytest.mark.parametrize("n_members", [1, 2, 64])
def test_no_more_is_unpacked_than_wanted(n_members: int) -> None:
    taken = 0

    def counted(pieces: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal taken
        for piece in pieces:
            taken += len(piece)
            yield piece

    body = gzip.compress(bytes((8 << 20) // n_members)) * n_members
    with pytest.raises(TooLargeError, match="more than 1 MiB"):
        bounded(counted(gunzipped(body)), 1 << 20)
    assert taken <= (1 << 20) + CHUNK
