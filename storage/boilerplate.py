"""Boilerplate: sentences that stand in many different stories, of one site or of many.

The index has the sentences of every text as articles keep it, by their hashes. The list of those
that are no evidence is made when the texts have doubled, so that answers can be repeated. What is
compared is shortened by them (`storage/furniture.py` has that table); articles keep their texts.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.records import BoilerplateRow, LeftOutRow
from storage.store import Store


class Holders(NamedTuple):
    """Texts that hold sentences which many hold, sentence by sentence; `n` is how many do."""

    key: NDArray[np.int64]
    text: NDArray[np.int64]
    n: NDArray[np.int64]


class Ties(NamedTuple):
    """Texts that share rare sentences, and how many: each pair both ways, sorted by the first."""

    first: NDArray[np.int64]
    other: NDArray[np.int64]
    n_shared: NDArray[np.int64]


class FirstPosting(NamedTuple):
    """Where and when a text was posted first, as far as dates are known, and that article."""

    text: int
    site: str
    at: dt.datetime | None
    article_id: int


# The texts that take part in grouping, as articles keep them.
LIVE = "(SELECT DISTINCT content_hash AS text FROM internal.articles WHERE indexed)"


def count_texts(store: Store) -> int:
    """How many distinct texts take part in grouping."""
    return int(store.rows(f"SELECT count(*) FROM {LIVE}")[0][0])  # noqa: S608 (ours)


def missing(store: Store) -> list[tuple[int, int]]:
    """Return hash and one article of each text whose sentences the index lacks."""
    return store.rows(
        "SELECT content_hash, min(article_id) FROM internal.articles"
        " WHERE indexed AND content_hash NOT IN (SELECT text FROM idx.split)"
        " GROUP BY content_hash ORDER BY content_hash"
    )


def whole_texts(store: Store, article_ids: Collection[int]) -> dict[int, str]:
    """The texts of some articles, as they keep them."""
    return dict(
        store.rows(
            "SELECT article_id, text FROM internal.articles"
            " WHERE article_id IN (SELECT unnest($ids::BIGINT[]))",
            {"ids": list(article_ids)},
        )
    )


def add(
    store: Store, texts: NDArray[np.int64], held: NDArray[np.int64], keys: NDArray[np.int64]
) -> None:
    """Add texts with their sentences to the index: `held[i]` holds the sentence `keys[i]`."""
    with store.transaction():
        store.run_over({"text": texts}, "INSERT INTO idx.split SELECT text FROM columns")
        store.run_over(
            {"key": keys, "text": held}, "INSERT INTO idx.sentences SELECT key, text FROM columns"
        )


def count_held(store: Store, many: int, most: int) -> Holders:
    """Return the sentences that `many` texts hold, each with the first `most` of these.

    `rare_ties` goes by what was found here, until `forget_counted` drops it.
    """
    store.connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE live_sentences AS
        SELECT key, text, n FROM idx.sentences SEMI JOIN {LIVE} USING (text)
        JOIN (SELECT key, count(*) AS n FROM idx.sentences SEMI JOIN {LIVE} USING (text)
              GROUP BY key HAVING count(*) > 1) USING (key)
        """  # noqa: S608 (ours)
    )
    store.connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE carried AS
        SELECT key, text, n FROM live_sentences WHERE n >= $many
        QUALIFY row_number() OVER (PARTITION BY key ORDER BY text) <= $most
        """,
        {"many": many, "most": most},
    )
    found = store.connection.execute("FROM temp.carried ORDER BY key, text").fetchnumpy()
    return Holders(*(np.asarray(found[name], np.int64) for name in Holders._fields))


def rare_ties(store: Store, rare: int) -> Ties:
    """Return which of these holders share sentences that fewer than `rare` texts hold.

    A sentence makes a few pairs at most, however many others its texts hold.
    """
    found = store.connection.execute(
        """
        WITH tie AS (
            SELECT key, text FROM temp.live_sentences
            SEMI JOIN temp.carried USING (text) WHERE n < $rare)
        SELECT a.text AS first, b.text AS other, count(*) AS n_shared
        FROM tie a JOIN tie b USING (key)
        WHERE a.text <> b.text GROUP BY ALL ORDER BY ALL
        """,
        {"rare": rare},
    ).fetchnumpy()
    return Ties(*(np.asarray(found[name], np.int64) for name in Ties._fields))


def forget_counted(store: Store) -> None:
    """Drop what `count_held` found: it is as large as the index of sentences."""
    for table in ("live_sentences", "carried"):
        store.connection.execute(f"DROP TABLE temp.{table}")


def first_postings(store: Store, texts: Collection[int]) -> list[FirstPosting]:
    """Return where these texts were posted first."""
    found = store.rows(
        """
        SELECT content_hash, arg_min(site, place), min(effective_at), arg_min(article_id, place)
        FROM (SELECT content_hash, site, effective_at, article_id,
                     (coalesce(effective_at, 'infinity'::TIMESTAMP), article_id) AS place
              FROM internal.dated
              WHERE indexed AND content_hash IN (SELECT unnest($texts::BIGINT[])))
        GROUP BY content_hash
        """,
        {"texts": list(texts)},
    )
    return [FirstPosting(*row) for row in found]


def replace(store: Store, keys: Collection[int], run_id: int) -> None:
    """Let these sentences be the list: belongs into a transaction."""
    store.replace("boilerplate", [BoilerplateRow(key, run_id) for key in sorted(keys)])


def holders(store: Store, *, fresh: bool) -> dict[int, list[int]]:
    """The sentences on the list that articles hold; with `fresh` of those nobody looked at yet."""
    return dict(
        store.rows(
            """
            SELECT article_id, list(DISTINCT key)
            FROM internal.articles a JOIN idx.sentences s ON content_hash = s.text
            SEMI JOIN internal.boilerplate b ON s.key = b.key
            WHERE indexed
              AND NOT ($fresh AND (article_id IN (SELECT article_id FROM internal.classes)
                                   OR article_id IN (SELECT article_id FROM internal.compared)))
            GROUP BY article_id
            """,
            {"fresh": fresh},
        )
    )


def save(store: Store, rows: Sequence[LeftOutRow]) -> None:
    """Add what was left out of some articles."""
    store.insert("left_out", rows)


def replace_left_out(store: Store, rows: Sequence[LeftOutRow]) -> None:
    """Let these be all sentences that were left out: belongs into a transaction."""
    store.replace("left_out", rows)
