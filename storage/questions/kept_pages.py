"""The raw pages that a store has kept, and what goes with them to another store."""

from collections.abc import Mapping, Sequence

from storage.asked import Asked
from storage.records import DecisionRow, DiscoveryRow, FetchRow, UrlRow

THESE = "(SELECT unnest($ids::BIGINT[]))"
PLACES = """
    SELECT warc_file, warc_offset FROM internal.fetches
    WHERE warc_file IS NOT NULL AND kind IN ('page', 'row')
      AND article_id IN (SELECT article_id FROM articles WHERE {condition})
    ORDER BY fetch_id
"""
LOST = """
SELECT count(*) FROM internal.articles JOIN internal.fetches USING (fetch_id)
WHERE warc_file IS NULL
"""


def fetches(asked: Asked) -> list[FetchRow]:
    """Return the kept pages and rows of articles, in the order in which they came."""
    query = (
        "SELECT * FROM internal.fetches WHERE warc_file IS NOT NULL AND article_id IS NOT NULL"
        " AND kind IN ('page', 'row') ORDER BY fetch_id"
    )
    return [FetchRow(*row) for row in asked.rows(query)]


def count_lost(asked: Asked) -> int:
    """Count the articles that can't be derived again, because their raw pages were not kept."""
    ((count,),) = asked.rows(LOST)
    return int(count)


def urls(asked: Asked, ids: Sequence[int]) -> list[UrlRow]:
    """The addresses of some articles."""
    query = f"SELECT * FROM internal.urls WHERE article_id IN {THESE}"  # noqa: S608 (ours)
    return [UrlRow(*row) for row in asked.rows(query, {"ids": list(ids)})]


def discoveries(asked: Asked, ids: Sequence[int]) -> list[DiscoveryRow]:
    """Where some articles were found."""
    query = f"SELECT * FROM internal.discoveries WHERE article_id IN {THESE}"  # noqa: S608 (ours)
    return [DiscoveryRow(*row) for row in asked.rows(query, {"ids": list(ids)})]


def decisions(asked: Asked) -> list[DecisionRow]:
    """All decisions, as they are kept."""
    query = "SELECT * FROM internal.decisions ORDER BY decision_id"
    return [DecisionRow(*row) for row in asked.rows(query)]


def places(asked: Asked, condition: str, parameters: Mapping[str, object]) -> list[tuple[str, int]]:
    """Return the places of the pages of all articles for which an SQL condition is true.

    They are in the order in which the pages came. A place is an archive file and a byte offset.
    """
    query = PLACES.format(condition=condition)
    return [(file, int(offset)) for file, offset in asked.rows(query, parameters)]


def archives(asked: Asked) -> list[str]:
    """Return the archive files that rows name."""
    found = asked.rows(
        "SELECT DISTINCT warc_file FROM internal.fetches WHERE warc_file IS NOT NULL ORDER BY 1"
    )
    return [name for (name,) in found]
