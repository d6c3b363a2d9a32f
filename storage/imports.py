"""How far the import of each large file has come: a run that was killed is taken up again."""

from collections.abc import Sequence

from storage.records import ImportRow
from storage.store import Store


def known(store: Store, file: str, size: int, modified_ns: int) -> ImportRow | None:
    """What is known of a file; None when it is new, or another one than it was."""
    found = store.rows(
        "SELECT * FROM internal.imports WHERE file = ? AND size = ? AND modified_ns = ?",
        [file, size, modified_ns],
    )
    return ImportRow(*found[0]) if found else None


def save(store: Store, rows: Sequence[ImportRow]) -> None:
    """Remember how far files have come. Belongs into the transaction that keeps their pages."""
    store.upsert("imports", rows)
