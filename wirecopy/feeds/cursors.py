"""Named cursors: "new since my last look", for people and for cron.

A cursor is the set of copies that somebody has been shown under a name. A time or a run number
would not do: copies are found late, among articles that are old, and a limit may leave some for
the next look. It is a file in the store, beside the snapshots and not in them, because looking
must neither wait for a run nor stop one.
"""

import json
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from storage.records import now
from storage.url_keys import ID_BITS, of_former
from wirecopy import exits
from wirecopy.exits import Failure
from wirecopy.files.replacing import replacing
from wirecopy.show.rows import iso

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Cursor(NamedTuple):
    """What has been shown under a name: ids of copies."""

    file: Path
    seen: frozenset[int]


def find(store: Path, name: str) -> Cursor:
    """The cursor of a name; a new one has seen nothing. Raises Failure."""
    if not NAME.fullmatch(name):
        raise Failure(
            exits.USAGE, f"{name!r} is no name of a cursor; take letters, digits, dot, dash"
        )
    if store.is_file():
        raise Failure(exits.USAGE, f"{store}: a cursor is kept in a store; name its directory")
    file = store / "cursors" / f"{name}.json"
    if not file.exists():
        return Cursor(file, frozenset())
    try:
        said = json.loads(file.read_bytes())
        seen = map(int, said["seen"])
        is_former = said.get("id_bits") != ID_BITS  # of a version whose ids were longer
        return Cursor(file, frozenset(map(of_former, seen) if is_former else seen))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Failure(
            exits.UNREADABLE, f"{file}: no cursor can be read; remove it to see everything again"
        ) from error


def forget(store: Path, ids: Collection[int]) -> int:
    """Take articles out of every cursor; out of how many."""
    changed = 0
    for file in sorted((store / "cursors").glob("*.json")):
        try:
            cursor = find(store, file.stem)
        except Failure:  # no cursor: nobody was shown anything under that name
            continue
        if not cursor.seen.isdisjoint(ids):
            left = cursor.seen.difference(ids)
            move(cursor, left, left)
            changed += 1
    return changed


def move(cursor: Cursor, shown: Iterable[int], present: Collection[int]) -> None:
    """Remember what was shown; what is in the store no longer is forgotten.

    To be called when it was shown: who is interrupted before sees it again, and nothing is missed.
    Raises OSError, where the store may only be read.
    """
    seen = cursor.seen.intersection(present).union(shown)
    cursor.file.parent.mkdir(exist_ok=True)
    with replacing(cursor.file) as part:
        part.write_text(
            json.dumps({"looked_at": iso(now()), "id_bits": ID_BITS, "seen": sorted(seen)})
        )
