"""Articles and what was cut from them: what extraction writes and grouping reads."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from storage import next_pages, scope
from storage.records import ArticleRow, FetchRow, NextPageRow, RemovalRow, RevisionRow
from storage.store import Store
from storage.tables import Table, of_pages, of_pairs, of_texts

THESE = "(SELECT unnest($ids::BIGINT[]))"  # a join: list_contains would read the list for each row


class NewestText(NamedTuple):
    """What an article is known by when a new text for it arrives."""

    content_hash: int  # of its newest text
    text: str
    has_failed: bool  # its page was tried and gave none
    title: str | None
    published_at: dt.datetime | None


def standing(store: Store, article_ids: Collection[int]) -> dict[int, NewestText]:
    """The newest text of each of these articles that is in the store."""
    found = store.rows(
        """
        SELECT article_id, content_hash, text, has_failed, title, published_at FROM (
            SELECT article_id, fetch_id, content_hash, text, title, published_at,
                   body_status = 'failed' AS has_failed
            FROM internal.articles
            UNION ALL
            SELECT article_id, fetch_id, content_hash, text, title, published_at, false
            FROM internal.revisions)
        WHERE article_id IN (SELECT unnest($ids::BIGINT[]))
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY fetch_id DESC) = 1
        """,
        {"ids": list(article_ids)},
    )
    return {article_id: NewestText(*known) for article_id, *known in found}


def first_seen(store: Store, article_ids: Collection[int]) -> dict[int, dt.datetime]:
    """When the crawler first saw each of these articles; imported ones are not among them."""
    return dict(
        store.rows(
            "SELECT article_id, first_seen_at FROM internal.urls"
            " WHERE article_id IN (SELECT unnest($ids::BIGINT[]))",
            {"ids": list(article_ids)},
        )
    )


def pending(
    store: Store, only: Sequence[int] | None = None, limit: int | None = None
) -> list[FetchRow]:
    """The kept pages and rows that nobody has extracted yet, oldest first, at most `limit`.

    With `only`, every page of these articles that was kept and extracted before instead.
    """
    return [
        FetchRow(*row)
        for row in store.rows(
            """
            SELECT * FROM internal.fetches
            WHERE article_id IS NOT NULL AND warc_file IS NOT NULL AND kind IN ('page', 'row')
              AND CASE WHEN $only::BIGINT[] IS NULL THEN fetch_id > $after
                       ELSE fetch_id <= $after
                            AND article_id IN (SELECT unnest($only::BIGINT[])) END
            ORDER BY fetch_id LIMIT $limit
            """,
            {"only": only, "after": store.state.extracted_to, "limit": limit or 2**62},
        )
    ]


def archives(store: Store) -> list[str]:
    """The archive files that hold what articles were made of."""
    found = store.rows(
        "SELECT DISTINCT warc_file FROM internal.fetches"
        " WHERE warc_file IS NOT NULL AND kind IN ('page', 'row') ORDER BY warc_file"
    )
    return [name for (name,) in found]


def save(
    store: Store,
    articles: Sequence[ArticleRow],
    removals: Sequence[RemovalRow],
    revisions: Sequence[RevisionRow],
    last_fetch: int,
    replaced: Collection[int] = (),
    named: Sequence[NextPageRow] = (),
) -> None:
    """Add articles, in one transaction with what was cut from them and how far we are.

    `named` are the later pages that they name. The `replaced` ones are forgotten in the same
    transaction, with all that rests on their texts.
    """
    with store.transaction():
        if replaced:
            _forget(store, replaced)
        next_pages.save(store, named)
        store.state.set_extracted_to(max(last_fetch, store.state.extracted_to))
        store.insert("articles", articles)
        store.insert("removals", removals)
        store.insert("revisions", revisions)


def texts(store: Store, article_ids: Collection[int]) -> dict[int, tuple[str, str | None]]:
    """What is compared of these articles: their texts, each with the deck above it."""
    found = store.rows(
        "SELECT article_id, text, deck"
        " FROM internal.texts LEFT JOIN internal.openings USING (article_id)"
        " WHERE article_id IN (SELECT unnest($ids::BIGINT[]))",
        {"ids": list(article_ids)},
    )
    return {article_id: (text, deck) for article_id, text, deck in found}


def there(store: Store, ids: Collection[int]) -> set[int]:
    """Those of some ids that are articles."""
    found = store.rows(
        f"SELECT article_id FROM internal.articles WHERE article_id IN {THESE}",  # noqa: S608 (ours)
        {"ids": list(ids)},
    )
    return {article_id for (article_id,) in found}


def grouping_facts(store: Store, article_ids: Collection[int]) -> list[tuple[Any, ...]]:
    """What grouping needs, besides its text, of those of some articles that take part in it.

    Columns: id, content hash, effective date, site and its name, the outlet that it says it is
    from, the canonical address where that is not its own, words, paragraphs, how exact the date is,
    first sight, and a hash of all this (`scope.FACTS`). Words are counted as they came, notices
    that were cut included where it came as a bare text.
    """
    store.keep("asked", article_ids)
    return store.rows(
        f"""
        SELECT article_id, t.content_hash, effective_at, site, name,
               originally_from, CASE WHEN canonical_url <> coalesce(url, '') THEN canonical_url END,
               words + coalesce(notices, 0), len(string_split(t.text, chr(10))),
               effective_precision, first_seen_at, {scope.FACTS} AS facts
        FROM internal.texts t
        JOIN internal.dated d USING (article_id)
        LEFT JOIN internal.sites s USING (site)
        LEFT JOIN (
            SELECT article_id, sum(len(string_split_regex(trim(r.text), '\\s+'))) AS notices
            FROM internal.removals r
            JOIN internal.articles USING (article_id)
            JOIN internal.fetches f USING (fetch_id)
            WHERE f.kind = 'row' AND article_id IN (FROM asked) GROUP BY article_id)
            USING (article_id)
        WHERE article_id IN (FROM asked)
        ORDER BY article_id
        """  # noqa: S608 (ours)
    )


def grouped(store: Store) -> list[int]:
    """The articles that take part in grouping."""
    found = store.rows("SELECT article_id FROM internal.texts ORDER BY article_id")
    return [article_id for (article_id,) in found]


def texts_and_dates(store: Store, article_ids: Collection[int]) -> list[tuple[Any, ...]]:
    """What decides stories of some articles: id, content hash and effective date of each."""
    store.keep("asked", article_ids)
    return store.rows(
        "SELECT article_id, t.content_hash, effective_at FROM internal.texts t"
        " JOIN internal.dated USING (article_id) WHERE article_id IN (FROM asked)"
        " ORDER BY article_id"
    )


def count_indexed(store: Store) -> int:
    """How many articles are whole and long enough to take part in grouping."""
    return int(store.rows("SELECT count(*) FROM internal.articles WHERE indexed")[0][0])


def count_empty(store: Store) -> int:
    """How many pages held no article."""
    return int(store.rows("SELECT count(*) FROM internal.articles WHERE text = ''")[0][0])


def stale(store: Store, extractor: str) -> list[int]:
    """The articles that other rules than `extractor` made, or that none could make yet.

    Those whose raw page was not kept are as they are.
    """
    found = store.rows(
        "SELECT a.article_id FROM internal.articles a JOIN internal.fetches USING (fetch_id)"
        " WHERE (extractor <> ? OR body_status = 'failed') AND warc_file IS NOT NULL"
        " ORDER BY a.article_id",
        [extractor],
    )
    return [article_id for (article_id,) in found]


def _forget(store: Store, article_ids: Collection[int]) -> None:
    """Delete articles and what was derived from their texts; their raw pages stay."""
    _delete(store, of_pages(), article_ids)
    forget_derived(store, article_ids)


def forget_derived(store: Store, article_ids: Collection[int]) -> None:
    """Delete what was derived from the texts of some articles."""
    unclass(store, article_ids)
    _delete(store, of_texts(), article_ids)


def forget_verdicts(store: Store, article_ids: Collection[int]) -> None:
    """Delete what came of comparing some articles; what is compared of them stays."""
    unclass(store, article_ids)
    _delete(store, of_pairs(), article_ids)


def unclass(store: Store, article_ids: Collection[int]) -> int:
    """Let the reprint classes of some articles be made anew, with all members; how many those were.

    The pairs of a class may be kept by any member: where that one goes, the others count as new.
    """
    mates = f"class_id IN (SELECT class_id FROM internal.classes WHERE article_id IN {THESE})"  # noqa: S608 (ours)
    return scope.leave(store, mates, article_ids)


def _delete(store: Store, tables: Sequence[Table], article_ids: Collection[int]) -> None:
    for table in tables:
        for column in table.articles:
            store.rows(
                f"DELETE FROM internal.{table.name} WHERE {column} IN {THESE}",  # noqa: S608 (ours)
                {"ids": list(article_ids)},
            )
