"""What must never come back: articles and sites that were erased, and the erasing of their rows.

Of an article nothing is kept but its id, a hash of its address, and the site if it went with that;
of a site its name.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from storage import articles, next_pages
from storage.questions import named
from storage.records import ForgottenRow, now
from storage.store import Store
from storage.tables import TABLES, Table
from storage.url_keys import N_IDS, of_former

KNOWN_IDS = """
SELECT article_id FROM internal.articles WHERE article_id IN (SELECT unnest($ids::BIGINT[]))
UNION SELECT article_id FROM internal.urls WHERE article_id IN (SELECT unnest($ids::BIGINT[]))
UNION SELECT article_id FROM internal.fetches WHERE article_id IN (SELECT unnest($ids::BIGINT[]))
UNION SELECT article_id FROM internal.forgotten WHERE article_id IN (SELECT unnest($ids::BIGINT[]))
"""


class Forgotten(NamedTuple):
    """The list: ids of articles, and sites."""

    ids: frozenset[int]
    sites: frozenset[str]

    def holds(self, article_id: int, *sites: str | None) -> bool:
        """Whether an article, or a site that it is from, is on the list."""
        return article_id in self.ids or any(site in self.sites for site in sites)


class Doomed(NamedTuple):
    """What is to be erased: articles, everything of a site, and the addresses of the articles."""

    ids: list[int]
    site: str | None
    urls: list[str]


class Record(NamedTuple):
    """A kept answer: its fetch, what kind it is, and its place in the archive."""

    fetch_id: int
    kind: str
    file: str
    offset: int


def listed(store: Store) -> Forgotten:
    """The list as it stands."""
    rows = store.rows("SELECT article_id, site FROM internal.forgotten")
    return Forgotten(
        frozenset(article_id for article_id, _ in rows if article_id is not None),
        frozenset(site for _, site in rows if site is not None),
    )


def add(store: Store, ids: Collection[int], site: str | None) -> None:
    """Put articles, or a site with its articles, on the list; belongs into a transaction."""
    known = listed(store)
    rows = [ForgottenRow(n, site, now()) for n in sorted(set(ids) - known.ids)]
    if site is not None and site not in known.sites:
        rows.append(ForgottenRow(None, site, now()))
    store.insert("forgotten", rows)


def remove(store: Store, ids: Collection[int], site: str | None) -> int:
    """Take articles, or a site with those that went with it, off the list; how many rows went."""
    ((gone,),) = store.rows(
        "DELETE FROM internal.forgotten"
        " WHERE article_id IN (SELECT unnest($ids::BIGINT[])) OR site = $site",
        {"ids": list(ids), "site": site},
    )
    return int(gone)


def doomed(store: Store, article_id: int | None, site: str | None) -> Doomed:
    """All that belongs to an article or a site: its pages, and the addresses that lead to it."""
    named = next_pages.with_pages(store, article_id) if article_id is not None else set()
    rows = store.rows(
        """
        WITH these AS MATERIALIZED (SELECT unnest($ids::BIGINT[])),
        known AS (
            SELECT article_id, url, site FROM internal.articles
            UNION SELECT article_id, url, site FROM internal.urls
            UNION SELECT article_id, url, site FROM internal.fetches
            UNION SELECT article_id, final_url, site FROM internal.fetches)
        SELECT DISTINCT article_id, url FROM known
        WHERE article_id IN (FROM these) OR (site = $site AND article_id IS NOT NULL)
        """,
        {"ids": list(named), "site": site},
    )
    ids = {n for n, _ in rows} | named
    return Doomed(sorted(ids), site, sorted({url for _, url in rows if url}))


def ids_at(store: Store, url_key: str, url: str) -> list[int]:
    """The articles at an address, by its key or as an article itself has it."""
    known = store.rows(
        "SELECT article_id FROM internal.urls WHERE url_key = $key"
        " UNION SELECT article_id FROM internal.articles WHERE url = $url",
        {"key": url_key, "url": url},
    )
    return [article_id for (article_id,) in known]


def whole_id(store: Store, number: int) -> int:
    """The id that a person means: one that is there, or the 63 bits that an article had once."""
    short = (named.formerly(store, number) or [of_former(number)])[0]
    known = {n for n, *_ in store.rows(KNOWN_IDS, {"ids": [number, short]})}
    return short if number not in known and (short in known or number >= N_IDS) else number


def kept_records(store: Store, what: Doomed) -> list[Record]:
    """The kept answers that hold it, and those of the feeds that named it, in order of place."""
    return [
        Record(*row)
        for row in store.rows(
            """
            SELECT fetch_id, kind, warc_file, warc_offset FROM internal.fetches
            WHERE warc_file IS NOT NULL
              AND (article_id IN (SELECT unnest($ids::BIGINT[])) OR site = $site
                   OR (article_id IS NULL AND url IN (
                        SELECT found_in FROM internal.discoveries
                        WHERE article_id IN (SELECT unnest($ids::BIGINT[])))))
            ORDER BY warc_file, warc_offset
            """,
            {"ids": what.ids, "site": what.site},
        )
    ]


def last_records(store: Store) -> dict[str, int]:
    """Where the last record begins that a row speaks of, in each archive file."""
    return dict(
        store.rows(
            "SELECT warc_file, max(warc_offset) FROM internal.fetches"
            " WHERE warc_file IS NOT NULL GROUP BY warc_file"
        )
    )


def move_records(store: Store, file: str, places: dict[int, int]) -> None:
    """Write down where the records of a file are after it was rewritten, or that they are gone."""
    store.rows(
        """
        UPDATE internal.fetches
        SET warc_offset = place, warc_file = CASE WHEN place IS NULL THEN NULL ELSE $file END
        FROM (SELECT fetch_id AS id, place FROM internal.fetches
              LEFT JOIN (SELECT unnest($before::BIGINT[]) AS before,
                                unnest($after::BIGINT[]) AS place) ON before = warc_offset
              WHERE warc_file = $file)
        WHERE fetch_id = id
        """,
        {"file": file, "before": list(places), "after": list(places.values())},
    )


# Which rows of a table go, by the facts that storage/tables.py has of it. Each column has its own
# statement: one with OR between them would read the lists for every row.
OF_ARTICLES = "IN (SELECT unnest($ids::BIGINT[]))"
OF_FEEDS = "IN (SELECT unnest($feeds::VARCHAR[]))"
OF_ORIGIN = "split_part({column}, '/', 3) IN ($site, 'www.' || $site)"


def erase(store: Store, what: Doomed) -> dict[str, int]:
    """Delete every row about it; how many went, by table. Belongs into a transaction.

    Of `classes` those count that are made anew: also the rows of others in the same class.
    """
    feeds = store.rows("SELECT url FROM internal.feeds WHERE site = ?", [what.site])
    asked = {"ids": what.ids, "site": what.site, "feeds": [url for (url,) in feeds]}
    unclassed = articles.unclass(store, what.ids)
    gone = {  # what readers know comes first
        table.name: sum(_delete(store, table.name, where, asked) for where in _conditions(table))
        for table in sorted(TABLES, key=lambda table: not table.is_content)
    }
    gone["classes"] += unclassed
    for table in TABLES:
        if table.note:
            store.rows(
                f"UPDATE internal.{table.name} SET {table.note} = NULL"  # noqa: S608 (our own names)
                f" WHERE list_bool_or([contains({table.note}, url) FOR url IN $urls::VARCHAR[]])",
                {"urls": what.urls},
            )
    store.state.mark_changed()
    return gone


def _conditions(table: Table) -> Iterator[str]:
    """What the rows of a table that go have in common."""
    for column in table.articles:
        yield f"{column} {OF_ARTICLES}"
    if table.feed:
        yield f"{table.feed} {OF_FEEDS}"
    if table.origin:
        yield OF_ORIGIN.format(column=table.origin)
    if table.site:
        yield f"{table.site} = $site"


def _delete(store: Store, table: str, where: str, asked: Mapping[str, object]) -> int:
    used = {name: value for name, value in asked.items() if f"${name}" in where}
    ((count,),) = store.rows(f"DELETE FROM internal.{table} WHERE {where}", used)  # noqa: S608 (ours)
    return int(count)


def drop_unused(store: Store) -> None:
    """Delete the words that no article holds any more, and what the index has of texts gone."""
    with store.transaction():
        store.rows(
            "DELETE FROM internal.terms"
            " WHERE term_id NOT IN (SELECT term_id FROM internal.postings)"
        )
    tables = store.rows(
        "SELECT DISTINCT table_name FROM duckdb_columns()"
        " WHERE database_name = 'idx' AND column_name = 'text'"
    )
    with store.transaction():
        for (table,) in tables:
            store.rows(
                f"DELETE FROM idx.{table}"  # noqa: S608 (our own name)
                " WHERE text NOT IN (SELECT content_hash FROM internal.texts"
                " UNION ALL SELECT content_hash FROM internal.articles WHERE indexed)"
            )
