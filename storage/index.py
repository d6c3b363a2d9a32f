"""The index: bands, trigrams, names and sentences of every distinct text; candidate pairs as joins.

It lives in a file of its own beside the writer's database, is never published and can be made
again from the texts at any time. Its rows are keyed by the hash of the text that they belong to,
so nothing in it can go stale: a missing text is added, and a text that is gone is never joined.
Tables hold keys only: an ART index on a million rows took 15 s and doubled the file for no gain.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from storage.store import Store


class Channel(Protocol):
    """A way for two texts to meet, as dedup/candidates/channels.py lists them."""

    @property
    def name(self) -> str:
        """Its name, which is also that of its table."""

    @property
    def min_shared(self) -> int:
        """How many keys two texts must have in common."""

    @property
    def max_holders(self) -> int:
        """How many classes may hold a key that counts."""

    @property
    def days(self) -> float | None:
        """How many days may lie between two texts."""


class Keys(Protocol):
    """Keys of some texts for one channel: two columns, the text's content hash and a key."""

    @property
    def text(self) -> NDArray[np.int64]:
        """The texts."""

    @property
    def key(self) -> NDArray[np.int64]:
        """A key of each."""


class TextPair(NamedTuple):
    """Two distinct texts by content hash, `text < other`."""

    text: int
    other: int


def stamp_of(store: Store) -> str | None:
    """The stamp under which the index was made; None where there is none yet."""
    store.connection.execute("CREATE TABLE IF NOT EXISTS idx.state (format VARCHAR)")
    found = store.rows("SELECT format FROM idx.state")
    return str(found[0][0]) if found else None


def prepare(store: Store, channels: Sequence[str], stamp: str) -> None:
    """Make the index's tables. An index that was made under another stamp is emptied first.

    The stamp covers all that decides keys, so that keys of two kinds never meet.
    """
    if stamp_of(store) == stamp:
        return
    run = store.connection.execute
    with store.transaction():
        for (table,) in store.rows(
            "SELECT table_name FROM duckdb_tables()"
            " WHERE database_name = 'idx' AND table_name <> 'state'"
        ):
            run(f'DROP TABLE idx."{table}"')
        run("CREATE TABLE idx.texts (text BIGINT NOT NULL)")
        run("CREATE TABLE idx.split (text BIGINT NOT NULL)")  # those whose sentences are there
        run("CREATE TABLE idx.sentences (key BIGINT NOT NULL, text BIGINT NOT NULL)")
        for name in channels:
            run(f"CREATE TABLE idx.{name} (key BIGINT NOT NULL, text BIGINT NOT NULL)")
        run("DELETE FROM idx.state")
        run("INSERT INTO idx.state VALUES (?)", [stamp])


def missing(store: Store) -> list[tuple[int, int]]:
    """Return hash and one article of each text that is to be grouped and has no keys yet."""
    return store.rows(
        "SELECT content_hash, min(article_id) FROM internal.texts"
        " WHERE content_hash NOT IN (SELECT text FROM idx.texts)"
        " GROUP BY content_hash ORDER BY content_hash"
    )


def add(store: Store, texts: NDArray[np.int64], keys: Mapping[str, Keys]) -> None:
    """Add texts with their keys in each channel, in one transaction."""
    with store.transaction():
        store.run_over({"text": texts}, "INSERT INTO idx.texts SELECT text FROM columns")
        for name, of_channel in keys.items():
            query = f"INSERT INTO idx.{name} SELECT key, text FROM columns"  # noqa: S608 (ours)
            store.run_over({"key": of_channel.key, "text": of_channel.text}, query)


def band_pairs(store: Store, channel: Channel, fresh_texts: Collection[int]) -> list[TextPair]:
    """Return pairs of distinct texts that share a key of a channel.

    At least one text of each pair is in `fresh_texts`, which holds content hashes.

    A key that more than `channel.max_holders` texts hold gives star edges to the smallest hash, so
    that one boilerplate text in 100,000 variants costs 100,000 pairs, not five billion.
    """
    store.keep("fresh_texts", fresh_texts)
    return [
        TextPair(*row)
        for row in store.rows(
            f"""
            WITH live AS (
                SELECT DISTINCT content_hash AS text FROM internal.texts),
            touched AS (SELECT DISTINCT key FROM idx.{channel.name} JOIN fresh_texts ON text = id),
            member AS (
                SELECT key, text FROM idx.{channel.name}
                JOIN touched USING (key) JOIN live USING (text)),
            bucket AS (
                SELECT key, count(*) AS n, min(text) AS first FROM member
                GROUP BY key HAVING n > 1)
            SELECT DISTINCT a.text, b.text
            FROM bucket JOIN member a USING (key) JOIN member b USING (key)
            WHERE a.text < b.text AND (n <= $most OR a.text = first)
              AND (a.text IN (FROM fresh_texts) OR b.text IN (FROM fresh_texts))
            ORDER BY ALL
            """,  # noqa: S608 (the channel is one of ours)
            {"most": channel.max_holders},
        )
    ]


def refresh_common(store: Store, channels: Sequence[Channel], standing: Collection[int]) -> None:
    """Make the list of keys that are too common to be evidence.

    `standing` are the articles that stand for a class. A key that too many of them hold is listed.
    """
    store.keep("standing", standing)
    store.connection.execute("DELETE FROM internal.common_keys")
    for channel in channels:
        store.connection.execute(
            f"""
            INSERT INTO internal.common_keys
            SELECT $name, key FROM idx.{channel.name} k
            JOIN internal.texts a ON k.text = a.content_hash
            WHERE article_id IN (FROM standing)
            GROUP BY key HAVING count(*) > $common
            """,  # noqa: S608 (the channel is one of ours)
            {"name": channel.name, "common": channel.max_holders},
        )


def candidates(
    store: Store,
    channels: Sequence[Channel],
    class_of: Mapping[int, int],
    fresh_classes: Collection[int],
    window_days: float,
) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return the candidate pairs among the articles that stand for a class.

    A row has both article ids, the smaller one first, and the names of the channels that brought
    them together. `class_of` maps article ids to class ids. At least one class of each pair is in
    `fresh_classes`. The channels decide pair by pair, so that the order in which texts came plays
    no part. The time between two classes is the gap between their spans, from the first member to
    the last; none where they overlap. A class with a member without a date is never outside a
    window.
    """
    store.keep("fresh_classes", fresh_classes)
    size = len(class_of)
    columns = {
        "article_id": np.fromiter(class_of.keys(), np.int64, size),
        "class_id": np.fromiter(class_of.values(), np.int64, size),
    }
    store.run_over(columns, "CREATE OR REPLACE TEMP TABLE given AS SELECT * FROM columns")
    store.rows(
        """
        CREATE OR REPLACE TEMP VIEW classed AS
        FROM given UNION ALL
        SELECT article_id, class_id FROM internal.classes
        WHERE article_id NOT IN (SELECT article_id FROM given)
        """
    )
    store.connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE reps AS
        SELECT t.content_hash AS text, class_id AS article_id, first_at, last_at,
               class_id IN (FROM fresh_classes) AS is_fresh
        FROM internal.texts t JOIN (
            SELECT class_id, max(effective_at) AS last_at,
                   CASE WHEN count(effective_at) = count(*) THEN min(effective_at) END AS first_at
            FROM classed JOIN internal.dated USING (article_id) GROUP BY class_id)
        ON t.article_id = class_id
        """
    )
    met_by: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for channel in channels:
        for pair in _meet(store, channel, window_days):
            met_by[pair].append(channel.name)
    return [(a, b, tuple(met_by[a, b])) for a, b in sorted(met_by)]


def _meet(store: Store, channel: Channel, window_days: float) -> list[tuple[int, int]]:
    """The article pairs that one channel brings together."""
    found = store.connection.execute(
        f"""
        WITH rare AS MATERIALIZED (
            SELECT DISTINCT key FROM idx.{channel.name}
            WHERE text IN (SELECT text FROM reps WHERE is_fresh)
              AND key NOT IN (SELECT key FROM internal.common_keys WHERE channel = $name)),
        posting AS MATERIALIZED (
            SELECT key, article_id, first_at, last_at, is_fresh
            FROM (FROM idx.{channel.name} SEMI JOIN rare USING (key)) JOIN reps USING (text))
        SELECT least(a.article_id, b.article_id), greatest(a.article_id, b.article_id)
        FROM posting a JOIN posting b USING (key)
        WHERE a.is_fresh AND a.article_id <> b.article_id
          AND (NOT b.is_fresh OR a.article_id < b.article_id)
          AND (a.first_at IS NULL OR b.first_at IS NULL
               OR greatest(date_diff('second', a.last_at, b.first_at),
                           date_diff('second', b.last_at, a.first_at)) <= $days * 86400)
        GROUP BY ALL HAVING count(*) >= $shared
        """,  # noqa: S608 (the channel is one of ours)
        {
            "name": channel.name,
            "shared": channel.min_shared,
            "days": window_days if channel.days is None else channel.days,
        },
    )
    return found.fetchall()
