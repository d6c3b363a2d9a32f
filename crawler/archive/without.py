"""An archive file without some of its records: the one way in which raw pages are ever taken out.

Records are copied as the gzip members that they are, so that what stays is byte for byte the same.
"""

import os
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from crawler.archive.members import CHUNK, Member, members


def without(path: Path, target: Path, dropped: Collection[int]) -> dict[int, int]:
    """Write `target`: `path` without the records at these offsets, and without their requests.

    Where each record that stays begins now, by where it began. What is torn at the end stays away.
    """
    places: dict[int, int] = {}
    is_dropped = False
    with path.open("rb") as file, target.open("wb") as out:
        for member in members(path):
            if not member.is_request:  # a request follows its response
                is_dropped = member.start in dropped
            if not is_dropped:
                places[member.start] = out.tell()
                _copy(file, member, out)
        out.flush()
        os.fsync(out.fileno())
    return places


def _copy(file: BinaryIO, member: Member, out: BinaryIO) -> None:
    file.seek(member.start)
    left = member.end - member.start
    while left:
        chunk = file.read(min(CHUNK, left))
        out.write(chunk)
        left -= len(chunk)
