"""The index: bands, trigrams and names of every distinct text, and candidate pairs as SQL joins.

It lives in a file of its own beside the writer's database, is never published and can be made
again from the texts at any time. Its rows are keyed by the hash of the text that they belong to,
so nothing in it can go stale: a text that is missing is added, a text that is gone is never joined.
Tables hold keys only: an ART index on a million rows took 15 s and doubled the file for no gain.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.records import CandidatePair
from storage.store import Store

FORMAT = "1"  # of the keys: raised when tokens, shingles or hashes change, so that old ones go
BUCKET_MOST = 50  # a band with more texts links them to its first one only (star edges)


class Channel(NamedTuple):
    """A way for two texts to meet: `shared` keys that at most `common` classes have.

    `days` bounds how far apart they may lie; None takes the window of the run.
    """

    name: str
    shared: int
    common: int
    days: float | None


CHANNELS = (
    Channel("bands", 1, BUCKET_MOST, 36_500.0),
    # word trigrams sampled 1 in 4: recall 99-100 % in every kind of copy at 3-5 pairs a text
    Channel("trigrams", 2, 30, None),
    # independent reports of one event lie within days
    Channel("names", 3, 50, 3.0),
)


class Keys(NamedTuple):
    """Keys of some texts for one channel: two columns, the text's content hash and a key."""

    text: NDArray[np.int64]
    key: NDArray[np.int64]


class TextPair(NamedTuple):
    """Two distinct texts by content hash, `text < other`."""

    text: int
    other: int


def prepare(store: Store) -> None:
    """Make the index's tables; an index of another format is emptied first."""
    run = store.connection.execute
    run("CREATE TABLE IF NOT EXISTS idx.state (format VARCHAR)")
    if store.rows("SELECT format FROM idx.state") != [(FORMAT,)]:
        for table in ("texts", *(channel.name for channel in CHANNELS)):
            run(f"DROP TABLE IF EXISTS idx.{table}")
        run("CREATE TABLE idx.texts (text BIGINT NOT NULL)")
        for channel in CHANNELS:
            run(f"CREATE TABLE idx.{channel.name} (key BIGINT NOT NULL, text BIGINT NOT NULL)")
        run("DELETE FROM idx.state")
        run("INSERT INTO idx.state VALUES (?)", [FORMAT])


def missing(store: Store) -> list[tuple[int, int]]:
    """Texts that take part in grouping and are not in the index: content hash, and an article."""
    return store.rows(
        "SELECT content_hash, min(article_id) FROM internal.texts"
        " WHERE content_hash NOT IN (SELECT text FROM idx.texts)"
        " GROUP BY content_hash ORDER BY content_hash"
    )


def add(store: Store, texts: NDArray[np.int64], bands: Keys, trigrams: Keys, names: Keys) -> None:
    """Add texts with their keys, in one transaction."""
    with store.transaction():
        store.run_over({"text": texts}, "INSERT INTO idx.texts SELECT text FROM columns")
        for channel, keys in zip(CHANNELS, (bands, trigrams, names), strict=True):
            query = f"INSERT INTO idx.{channel.name} SELECT key, text FROM columns"  # noqa: S608 (ours)
            store.run_over(keys._asdict(), query)


def band_pairs(store: Store, fresh: Collection[int]) -> list[TextPair]:
    """Distinct texts that share a band, at least one of them in `fresh`.

    A bucket of more than BUCKET_MOST texts gives star edges to its smallest hash, so that one
    boilerplate text in 100,000 variants costs 100,000 pairs, not five billion.
    """
    _temp(store, "fresh", fresh)
    return [
        TextPair(*row)
        for row in store.rows(
            """
            WITH live AS (
                SELECT DISTINCT content_hash AS text FROM internal.texts),
            touched AS (SELECT DISTINCT key FROM idx.bands JOIN fresh ON text = id),
            member AS (
                SELECT key, text FROM idx.bands JOIN touched USING (key) JOIN live USING (text)),
            bucket AS (
                SELECT key, count(*) AS n, min(text) AS first FROM member
                GROUP BY key HAVING n > 1)
            SELECT DISTINCT a.text, b.text
            FROM bucket JOIN member a USING (key) JOIN member b USING (key)
            WHERE a.text < b.text AND (n <= $most OR a.text = first)
              AND (a.text IN (FROM fresh) OR b.text IN (FROM fresh))
            ORDER BY ALL
            """,
            {"most": BUCKET_MOST},
        )
    ]


def refresh_common(store: Store, standing: Collection[int]) -> None:
    """Make the list of keys too common to be evidence, over the articles that stand for a class."""
    _temp(store, "standing", standing)
    store.connection.execute("DELETE FROM internal.common_keys")
    for channel in CHANNELS:
        store.connection.execute(
            f"""
            INSERT INTO internal.common_keys
            SELECT $name, key FROM idx.{channel.name} k
            JOIN internal.texts a ON k.text = a.content_hash
            WHERE article_id IN (FROM standing)
            GROUP BY key HAVING count(*) > $common
            """,  # noqa: S608 (the channel is one of ours)
            {"name": channel.name, "common": channel.common},
        )


def candidates(
    store: Store, standing: Collection[int], fresh: Collection[int], window_days: float
) -> list[CandidatePair]:
    """Candidate pairs among the articles that stand for a class, at least one of them in `fresh`.

    What CHANNELS says decides, pair by pair, so that the order in which texts came plays no part.
    An article without a date is never outside a window.
    """
    _temp(store, "fresh", fresh)
    _temp(store, "standing", standing)
    store.connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE reps AS
        SELECT t.content_hash AS text, article_id, effective_at AS seen,
               article_id IN (FROM fresh) AS is_fresh
        FROM internal.texts t JOIN internal.dated USING (article_id)
        WHERE article_id IN (FROM standing)
        """
    )
    channels: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for channel in CHANNELS:
        for pair in _meet(store, channel, window_days):
            channels[pair].append(channel.name)
    return [CandidatePair(a, b, tuple(channels[a, b])) for a, b in sorted(channels)]


def _meet(store: Store, channel: Channel, window_days: float) -> list[tuple[int, int]]:
    """The article pairs that one channel brings together."""
    found = store.connection.execute(
        f"""
        WITH posting AS (
            SELECT key, article_id, seen, is_fresh FROM idx.{channel.name} JOIN reps USING (text)
            WHERE key NOT IN (SELECT key FROM internal.common_keys WHERE channel = $name))
        SELECT least(a.article_id, b.article_id), greatest(a.article_id, b.article_id)
        FROM posting a JOIN posting b USING (key)
        WHERE a.is_fresh AND a.article_id <> b.article_id
          AND (NOT b.is_fresh OR a.article_id < b.article_id)
          AND (a.seen IS NULL OR b.seen IS NULL
               OR abs(date_diff('second', a.seen, b.seen)) <= $days * 86400)
        GROUP BY ALL HAVING count(*) >= $shared
        """,  # noqa: S608 (the channel is one of ours)
        {
            "name": channel.name,
            "shared": channel.shared,
            "days": window_days if channel.days is None else channel.days,
        },
    )
    return found.fetchall()


def _temp(store: Store, table: str, ids: Collection[int]) -> None:
    """A temporary table of ids, for joins."""
    query = f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT id FROM columns"  # noqa: S608 (ours)
    store.run_over({"id": np.fromiter(ids, np.int64, len(ids))}, query)
