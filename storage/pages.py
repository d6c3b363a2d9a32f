"""Fetches: every answer from a site, and where its raw bytes lie."""

from collections.abc import Collection, Sequence

from storage.records import FetchRow
from storage.store import Store


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

    def unextracted(self, limit: int | None = None) -> list[FetchRow]:
        """The newest good page of each article that has no row in articles yet, oldest first."""
        found = self._store.rows(
            """
            SELECT f.* FROM internal.fetches f
            WHERE f.warc_file IS NOT NULL AND f.kind IN ('page', 'row') AND f.article_id IS NOT NULL
              AND f.article_id NOT IN (SELECT article_id FROM internal.articles)
            QUALIFY row_number() OVER (PARTITION BY f.article_id ORDER BY f.fetch_id DESC) = 1
            ORDER BY f.fetch_id LIMIT $1
            """,
            [2**62 if limit is None else limit],
        )
        return [FetchRow(*row) for row in found]

    def refetched(self) -> list[FetchRow]:
        """The newest good page of each article that was extracted from an older one."""
        found = self._store.rows(
            """
            SELECT f.* FROM internal.fetches f JOIN (
                SELECT article_id, max(fetch_id) AS fetch_id FROM (
                    SELECT article_id, fetch_id FROM internal.articles
                    UNION ALL SELECT article_id, fetch_id FROM internal.revisions)
                GROUP BY article_id) done
              ON done.article_id = f.article_id AND f.fetch_id > done.fetch_id
            WHERE f.warc_file IS NOT NULL AND f.kind IN ('page', 'row')
            QUALIFY row_number() OVER (PARTITION BY f.article_id ORDER BY f.fetch_id DESC) = 1
            ORDER BY f.fetch_id
            """
        )
        return [FetchRow(*row) for row in found]

    def payloads(self, article_ids: Collection[int]) -> set[tuple[int, str]]:
        """What is kept of these articles already: article id and SHA-256 of each payload."""
        return set(
            self._store.rows(
                "SELECT article_id, payload_sha256 FROM internal.fetches"
                " WHERE warc_file IS NOT NULL AND list_contains($ids::BIGINT[], article_id)",
                {"ids": list(article_ids)},
            )
        )

    def places(self, file: str) -> dict[int, FetchRow]:
        """What is recorded of an archive file, by byte offset."""
        found = self._store.rows(
            "SELECT * FROM internal.fetches WHERE warc_file = ? ORDER BY warc_offset", [file]
        )
        rows = [FetchRow(*row) for row in found]
        return {row.warc_offset: row for row in rows if row.warc_offset is not None}
