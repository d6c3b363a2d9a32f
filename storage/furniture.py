"""Furniture: lines that a site has in many articles, and that are therefore no evidence of copying.

A notice under every article or a paragraph of background in every report of a long story would
make copies of independent texts. The list is stored and made anew when the articles have doubled,
so that answers can be repeated; articles keep their texts, only what is compared is shortened.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from storage import articles
from storage.records import ComparedRow
from storage.store import Store


class Holder(NamedTuple):
    """An article that holds furniture of its site."""

    article_id: int
    site: str
    text: str


def refresh(store: Store, recurs: int, part: float) -> None:
    """Make the list of each site's recurring lines: those that so many of its articles hold.

    Articles of which such lines are more than this part are not counted.
    """
    store.rows("DELETE FROM internal.furniture")
    store.rows(
        """
        INSERT INTO internal.furniture
        WITH lines AS MATERIALIZED (  -- by their hashes: the lines themselves took a gigabyte
            SELECT site, article_id, hash(line) AS key, length(line) AS size
            FROM (SELECT site, article_id,
                         unnest(list_distinct(string_split(text, chr(10)))) AS line
                  FROM internal.articles WHERE indexed)),
        recurring AS (
            SELECT site, key FROM lines GROUP BY ALL HAVING count(*) >= $recurs),
        mixed AS (
            SELECT article_id
            FROM lines l LEFT JOIN recurring r ON l.site = r.site AND l.key = r.key
            GROUP BY article_id
            HAVING coalesce(sum(size) FILTER (r.key IS NOT NULL), 0) <= $part * sum(size)),
        found AS (
            SELECT site, key, count(*) AS articles, min(article_id) AS article_id
            FROM lines SEMI JOIN mixed USING (article_id)
            GROUP BY site, key HAVING count(*) >= $recurs)
        SELECT f.site, line, articles
        FROM found f JOIN (
            SELECT article_id, unnest(list_distinct(string_split(text, chr(10)))) AS line
            FROM internal.articles WHERE article_id IN (SELECT article_id FROM found)) t
            ON f.article_id = t.article_id AND key = hash(line)
        ORDER BY f.site, line
        """,
        {"recurs": recurs, "part": part},
    )


def of_sites(store: Store) -> dict[str, frozenset[str]]:
    """The recurring lines of each site that has any."""
    found = store.rows("SELECT site, list(line) FROM internal.furniture GROUP BY site")
    return {site: frozenset(lines) for site, lines in found}


def holders(store: Store, *, fresh: bool) -> list[int]:
    """The articles that hold furniture; with `fresh` of those that nobody has looked at yet."""
    found = store.rows(
        """
        WITH lines AS (
            SELECT article_id, site, unnest(string_split(text, chr(10))) AS line
            FROM internal.articles
            WHERE indexed AND site IN (SELECT site FROM internal.furniture)
              AND NOT ($fresh AND (article_id IN (SELECT article_id FROM internal.classes)
                                   OR article_id IN (SELECT article_id FROM internal.compared))))
        SELECT DISTINCT article_id FROM lines SEMI JOIN internal.furniture USING (site, line)
        """,
        {"fresh": fresh},
    )
    return [article_id for (article_id,) in found]


def texts(store: Store, article_ids: Collection[int]) -> list[Holder]:
    """The texts of some of them."""
    return [
        Holder(*row)
        for row in store.rows(
            "SELECT article_id, site, text FROM internal.articles"
            " WHERE article_id IN (SELECT unnest($ids::BIGINT[])) ORDER BY article_id",
            {"ids": list(article_ids)},
        )
    ]


def compared(store: Store) -> set[tuple[int, ...]]:
    """Articles with furniture or boilerplate, each with the hash of what is compared of it."""
    return set(store.rows("SELECT article_id, content_hash FROM internal.compared"))


def save(store: Store, rows: Sequence[ComparedRow]) -> None:
    """Add what is compared of some articles."""
    store.insert("compared", rows)


def replace(store: Store, rows: Sequence[ComparedRow], changed: Collection[int]) -> None:
    """Let these rows be all; what was derived from the texts of changed articles goes."""
    articles.forget_derived(store, changed)
    store.replace("compared", rows)
