"""The raw pages that a store has kept, and what goes with them to another store."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from storage import url_keys
from storage.asked import Asked
from storage.questions.named import has_short_ids
from storage.records import DecisionRow, DiscoveryRow, FetchRow, UrlRow
from storage.url_keys import key_hash

THESE = "(SELECT unnest($ids::BIGINT[]))"
PLACES = """
    SELECT warc_file, warc_offset FROM fetches
    WHERE warc_file IS NOT NULL AND kind IN ('page', 'row')
      AND article_id IN (SELECT article_id FROM articles WHERE {condition})
    ORDER BY fetch_id
"""
KEYS = f"""
SELECT DISTINCT article_id, key_hash FROM internal.fetches
WHERE key_hash IS NOT NULL AND article_id IN {THESE}
"""  # noqa: S608 (ours)
KEYS_OF_URLS = f"SELECT article_id, url_key FROM internal.urls WHERE article_id IN {THESE}"  # noqa: S608
LISTED = f"""
SELECT article_id, max(key_hash) FROM internal.shared_ids WHERE article_id IN {THESE} GROUP BY ALL
"""  # noqa: S608 (ours)
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


def key_hashes(asked: Asked, ids: Collection[int]) -> dict[int, str]:
    """The hash of the key that gives each of some articles its id, as far as it is known.

    Of a key that a former format knew, and of one that nothing is known of, it is the beginning.
    """
    if not has_short_ids(asked):
        return {article: f"{article * 2:016x}{0:016x}" for article in ids}
    given = {"ids": list(ids)}
    found: defaultdict[int, set[str]] = defaultdict(set)
    for article, known in asked.rows(KEYS, given):
        found[article].add(known)
    for article, url_key in asked.rows(KEYS_OF_URLS, given):
        found[article].add(key_hash(url_key))
    listed = dict(asked.rows(LISTED, given))
    return {article: listed.get(article) or _own(article, keys) for article, keys in found.items()}


def _own(article: int, keys: Collection[str]) -> str:
    """The key that has given an id, among all that lead to the article."""
    return min(keys, key=lambda known: (url_keys.first_id(known) != article, known))


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
