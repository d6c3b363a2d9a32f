"""The later pages of articles: which are named, which are there, which are part of a text."""

from collections.abc import Collection, Sequence

from storage.records import FetchRow, NextPageRow
from storage.store import Store

THESE = "(SELECT unnest($ids::BIGINT[]))"
KEPT = "f.warc_file IS NOT NULL AND f.kind IN ('page', 'row') AND f.fetch_id <= $extracted"


def named(store: Store, article_ids: Collection[int]) -> list[NextPageRow]:
    """The later pages that these articles name, in order of their numbers."""
    found = store.rows(
        f"SELECT * FROM internal.next_pages WHERE article_id IN {THESE} ORDER BY ALL",  # noqa: S608 (ours)
        {"ids": list(article_ids)},
    )
    return [NextPageRow(*row) for row in found]


def kept(store: Store, page_ids: Collection[int]) -> list[FetchRow]:
    """The kept fetches of these pages that have been extracted, oldest first."""
    found = store.rows(
        f"SELECT f.* FROM internal.fetches f WHERE f.article_id IN {THESE} AND {KEPT}"  # noqa: S608 (ours)
        " ORDER BY f.fetch_id",
        {"ids": list(page_ids), "extracted": store.state.extracted_to},
    )
    return [FetchRow(*row) for row in found]


def joined(store: Store, ids: Collection[int]) -> list[NextPageRow]:
    """What says of these ids that they are those of later pages, which are part of an article."""
    found = store.rows(
        f"SELECT * FROM internal.next_pages WHERE is_joined AND page_id IN {THESE}",  # noqa: S608 (ours)
        {"ids": list(ids)},
    )
    return [NextPageRow(*row) for row in found]


def due(store: Store) -> list[int]:
    """The articles of which a named page has come since their text was made.

    Those whose own page was not kept are as they are.
    """
    found = store.rows(
        f"""
        SELECT DISTINCT n.article_id FROM internal.next_pages n
        JOIN internal.fetches f ON f.article_id = n.page_id AND f.fetch_id > n.taken_to
        JOIN internal.articles a ON a.article_id = n.article_id
        JOIN internal.fetches first ON first.fetch_id = a.fetch_id
        WHERE {KEPT} AND first.warc_file IS NOT NULL ORDER BY ALL
        """,  # noqa: S608 (ours)
        {"extracted": store.state.extracted_to},
    )
    return [article_id for (article_id,) in found]


def alone(store: Store) -> list[int]:
    """The pages that were part of an article and are so no more: they are articles again."""
    found = store.rows(
        f"""
        SELECT DISTINCT f.article_id FROM internal.fetches f
        WHERE {KEPT} AND f.article_id IS NOT NULL
          AND f.article_id NOT IN (SELECT article_id FROM internal.articles)
          AND f.article_id NOT IN (SELECT page_id FROM internal.next_pages WHERE is_joined)
        ORDER BY ALL
        """,  # noqa: S608 (ours)
        {"extracted": store.state.extracted_to},
    )
    return [article_id for (article_id,) in found]


def with_pages(store: Store, article_id: int) -> set[int]:
    """The ids under which pages of an article are kept, or may come; any of them names it."""
    found = store.rows(
        """
        WITH whole AS (
            SELECT $id AS article_id
            UNION SELECT article_id FROM internal.later_pages WHERE page_id = $id)
        SELECT article_id FROM whole
        UNION SELECT page_id FROM internal.later_pages JOIN whole USING (article_id)
        """,
        {"id": article_id},
    )
    return {each for (each,) in found}


def is_grouped(store: Store, ids: Collection[int]) -> bool:
    """Whether verdicts rest on one of these articles."""
    found = store.rows(
        f"SELECT 1 FROM internal.classes WHERE article_id IN {THESE} LIMIT 1",  # noqa: S608 (ours)
        {"ids": list(ids)},
    )
    return bool(found)


def save(store: Store, rows: Sequence[NextPageRow]) -> None:
    """Write down all that articles name; belongs into the transaction that saves their texts."""
    store.rows(
        f"DELETE FROM internal.next_pages WHERE article_id IN {THESE}",  # noqa: S608 (ours)
        {"ids": list({row.article_id for row in rows})},
    )
    store.insert("next_pages", rows)
