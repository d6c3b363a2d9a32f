"""Fetches: every answer from a site, and where its raw bytes lie."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from storage.records import FetchRow
from storage.store import Store


class Kept(NamedTuple):
    """A page or row that was kept, also if its bytes were let go since."""

    article_id: int
    payload_sha256: str
    given_hash: int | None
    fetched_at: dt.datetime


class Pages:
    """The fetches of a store."""

    def __init__(self, store: Store) -> None:
        """Work on a store that is open for writing."""
        self._store = store
        self._last_id = int(
            self._store.rows("SELECT coalesce(max(fetch_id), 0) FROM internal.fetches")[0][0]
        )

    def next_id(self) -> int:
        """A number for the next fetch: never used before in this store."""
        self._last_id += 1
        return self._last_id

    def add(self, rows: Sequence[FetchRow]) -> None:
        """Record fetches; the bytes of those with a place must be safe on the disk by then."""
        self._store.insert("fetches", rows)

    def begin_unarchived(self) -> None:
        """Say that rows come of pages that only their files have."""
        with self._store.transaction():
            self._store.state.set_unarchived_since(self._last_id + 1)

    def end_unarchived(self) -> None:
        """Drop such rows as no article was made of, when a run has ended, or was killed.

        Their file is the record: they are taken when it is imported again.
        """
        state = self._store.state
        if first := state.unarchived_since:
            with self._store.transaction():
                self._store.rows(
                    "DELETE FROM internal.fetches"
                    " WHERE kind = 'row' AND warc_file IS NULL AND fetch_id >= ?",
                    [max(first, state.extracted_to + 1)],
                )
                state.set_unarchived_since(0)

    def kept(self, article_ids: Collection[int]) -> list[Kept]:
        """What is kept of these articles already, in order of time."""
        found = self._store.rows(
            "SELECT article_id, payload_sha256, given_hash, fetched_at FROM internal.fetches"
            " WHERE payload_sha256 IS NOT NULL AND kind IN ('page', 'row')"
            " AND article_id IN (SELECT unnest($ids::BIGINT[]))"
            " ORDER BY fetched_at, fetch_id",
            {"ids": list(article_ids)},
        )
        return [Kept(*row) for row in found]

    def extracted(self, prefix: str) -> list[str]:
        """The archive files of that prefix whose every page has been extracted."""
        found = self._store.rows(
            "SELECT warc_file FROM internal.fetches WHERE starts_with(warc_file, ?)"
            " GROUP BY 1 HAVING max(fetch_id) <= ? ORDER BY 1",
            [prefix, self._store.state.extracted_to],
        )
        return [name for (name,) in found]

    @property
    def store_id(self) -> str:
        """What tells the store from all others."""
        return self._store.state.store_id

    def name_file(self, file: str) -> None:
        """Write down that an archive file is this store's own; to be called before it is made."""
        self._store.rows("INSERT INTO internal.archive_files VALUES (?)", [file])

    def own_files(self) -> list[str]:
        """The archive files that this store has written, sorted; some may be gone."""
        found = self._store.rows(
            "SELECT DISTINCT warc_file FROM internal.archive_files ORDER BY warc_file"
        )
        return [name for (name,) in found]

    def let_go(self, files: Collection[str]) -> None:
        """Write down that archive files are no more."""
        if files:
            self._store.rows(
                "UPDATE internal.fetches SET warc_file = NULL, warc_offset = NULL"
                " WHERE list_contains($files::VARCHAR[], warc_file)",
                {"files": list(files)},
            )

    def last_place(self, file: str) -> int | None:
        """Where the last record of an archive file begins that is recorded; None where none is."""
        ((offset,),) = self._store.rows(
            "SELECT max(warc_offset) FROM internal.fetches WHERE warc_file = ?", [file]
        )
        return None if offset is None else int(offset)
