"""What must never come back: articles and sites that were erased, and the erasing of their rows.

Of an article nothing is kept but its id, a hash of its address, and the site if it went with that;
of a site its name.
"""

from collections.abc import Collection
from typing import NamedTuple

from storage import snapshot
from storage.records import ForgottenRow, now
from storage.store import Store


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


OF_ARTICLE = (
    *("articles", "removals", "revisions", "compared", "classes", "members", "stories", "twins"),
    *(
        "pairs",
        "directions",
        "replacements",
        "tortured",
        "decisions",
        "urls",
        "discoveries",
        "fetches",
    ),
    *("pair_history", "member_history"),
)
OF_OTHER = (
    *(("pairs", "other_id"), ("directions", "other_id")),
    *(("replacements", "other_id"), ("tortured", "other_id")),
    *(("decisions", "other_id"), ("pair_history", "other_id"), ("twins", "same_as")),
    *(("member_history", "group_id"), ("member_history", "source_id")),
    *(("group_history", "group_id"), ("group_history", "source_id")),
    *(("members", "group_id"), ("members", "source_id"), ("copy_groups", "group_id")),
    *(("copy_groups", "source_id"), ("classes", "class_id"), ("stories", "story_id")),
)
OF_SITE = ("sites", "feeds", "furniture", "fetches", "urls")


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
    """All that belongs to an article, with the addresses that lead to it, or to a site."""
    rows = store.rows(
        """
        SELECT article_id, url FROM internal.articles WHERE article_id = $id OR site = $site
        UNION SELECT article_id, url FROM internal.urls WHERE article_id = $id OR site = $site
        UNION SELECT article_id, url FROM internal.fetches
              WHERE article_id = $id OR (site = $site AND article_id IS NOT NULL)
        UNION SELECT article_id, final_url FROM internal.fetches
              WHERE article_id = $id OR (site = $site AND article_id IS NOT NULL)
        """,
        {"id": article_id, "site": site},
    )
    ids = {n for n, _ in rows} | ({article_id} if article_id is not None else set())
    return Doomed(sorted(ids), site, sorted({url for _, url in rows if url}))


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


def erase(store: Store, what: Doomed) -> dict[str, int]:
    """Delete every row about it; how many went, by table. Belongs into a transaction."""
    gone: dict[str, int] = {}
    of_feeds = "IN (SELECT url FROM internal.feeds WHERE site = $site)"
    conditions = [(table, "article_id IN (SELECT unnest($ids::BIGINT[]))") for table in OF_ARTICLE]
    conditions += [(t, f"{column} IN (SELECT unnest($ids::BIGINT[]))") for t, column in OF_OTHER]
    conditions += [("feed_events", f"feed_url {of_feeds}"), ("discoveries", f"found_in {of_feeds}")]
    conditions += [("robots", "split_part(origin, '/', 3) IN ($site, 'www.' || $site)")]
    conditions += [(table, "site = $site") for table in OF_SITE]
    for table, where in conditions:
        _delete(store, gone, table, where, what)
    for table in ("runs", "urls", "fetches", "feed_events"):
        store.rows(
            f"UPDATE internal.{table} SET note = NULL"  # noqa: S608 (our own name)
            " WHERE list_bool_or([contains(note, url) FOR url IN $urls::VARCHAR[]])",
            {"urls": what.urls},
        )
    snapshot.mark_changed(store)
    return gone


def _delete(store: Store, gone: dict[str, int], table: str, where: str, what: Doomed) -> None:
    asked = {"ids": what.ids, "site": what.site}
    used = {name: value for name, value in asked.items() if f"${name}" in where}
    ((count,),) = store.rows(f"DELETE FROM internal.{table} WHERE {where}", used)  # noqa: S608 (ours)
    gone[table] = gone.get(table, 0) + int(count)


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
                " WHERE text NOT IN (SELECT content_hash FROM internal.texts)"
            )
