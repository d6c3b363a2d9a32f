"""An archive file without some of its records: the one way in which raw pages are ever taken out.

Records are copied as the gzip members that they are, so that what stays is byte for byte the same.
"""

import os
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

CHUNK = 1 << 16


class Member(NamedTuple):
    """A gzip member: one WARC record, where it begins and ends, and the start of what it holds."""

    start: int
    end: int
    head: bytes


def without(path: Path, target: Path, dropped: Collection[int]) -> dict[int, int]:
    """Write `target`: `path` without the records at these offsets, and without their requests.

    Where each record that stays begins now, by where it began. What is torn at the end stays away.
    """
    places: dict[int, int] = {}
    is_dropped = False
    with path.open("rb") as file, target.open("wb") as out:
        for member in members(path):
            if b"WARC-Type: request" not in member.head:  # a request follows its response
                is_dropped = member.start in dropped
            if not is_dropped:
                places[member.start] = out.tell()
                _copy(file, member, out)
        out.flush()
        os.fsync(out.fileno())
    return places


def members(path: Path, start: int = 0) -> Iterator[Member]:
    """The gzip members of one of our files, in order, from byte `start` on, where one begins."""
    with path.open("rb") as file:
        file.seek(start)
        while member := _member(file):
            yield member


def _member(file: BinaryIO) -> Member | None:
    """The gzip member that begins here, or None; the file then stands at its end."""
    start = file.tell()
    inflate = zlib.decompressobj(wbits=31)
    head = b""
    while chunk := file.read(CHUNK):
        try:
            plain = inflate.decompress(chunk)
        except zlib.error:
            return None
        if len(head) < CHUNK:
            head += plain
        if inflate.eof:
            file.seek(-len(inflate.unused_data), os.SEEK_CUR)
            return Member(start, file.tell(), head.partition(b"\r\n\r\n")[0])
    return None


def _copy(file: BinaryIO, member: Member, out: BinaryIO) -> None:
    file.seek(member.start)
    left = member.end - member.start
    while left:
        chunk = file.read(min(CHUNK, left))
        out.write(chunk)
        left -= len(chunk)
