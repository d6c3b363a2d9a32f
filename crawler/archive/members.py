"""The one walker over gzip members: each of ours holds one WARC record and was written at once.

So a member that ends is a record that is whole, and copying members copies records byte for byte.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

CHUNK = 1 << 16  # bytes read at a time, and unpacked at a time: others' members may be bombs
WARC = b"WARC/"  # how a record begins
REQUEST = b"WARC-Type: request"  # the first field of the record of a request, as we write it
FIRST_FIELD = 64  # bytes in which that field ends


class Member(NamedTuple):
    """A gzip member: the bytes of the file where it begins and ends, and the start of its text."""

    start: int
    end: int
    head: bytes

    @property
    def is_record(self) -> bool:
        """Whether it holds a WARC record."""
        return self.head.startswith(WARC)

    @property
    def is_request(self) -> bool:
        """Whether its record is a request; such a one follows the response to it."""
        return REQUEST in self.head


def members(path: Path, start: int = 0) -> Iterator[Member]:
    """The gzip members of a file, in order, from byte `start` on, up to one that is not whole."""
    with path.open("rb") as file:
        while member := member_at(file, start):
            yield member
            start = member.end


def member_at(file: BinaryIO, start: int) -> Member | None:
    """The whole gzip member that begins at a byte of a file; None if none does."""
    file.seek(start)
    inflate = zlib.decompressobj(wbits=31)
    head = b""
    while packed := file.read(CHUNK):
        try:
            head = _unpacked(inflate, packed, head)
        except zlib.error:
            return None
        if inflate.eof:
            return Member(start, file.tell() - len(inflate.unused_data), head)
    return None


def _unpacked(inflate: "zlib._Decompress", packed: bytes, head: bytes) -> bytes:
    """Unpack some bytes of a member, in pieces, which go; the start of its text so far."""
    is_full = True
    while (packed or is_full) and not inflate.eof:
        plain = inflate.decompress(packed, CHUNK)
        head = (head + plain[:FIRST_FIELD])[:FIRST_FIELD]
        packed, is_full = inflate.unconsumed_tail, len(plain) == CHUNK
    return head


def intact_end(path: Path, start: int = 0) -> int:
    """Where the last whole member of a file ends; what lies beyond it is torn.

    `start` is a byte where a member begins.
    """
    end = start
    for member in members(path, start):
        end = member.end
    return end
