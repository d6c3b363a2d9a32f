"""Directions: how odd the words on each side of a pair are, and the store's own background for it.

The background is a stored list, made anew when the texts have doubled, so that answers can be
repeated; all directions are found anew with it then.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from storage.records import DirectionRow
from storage.store import Store

REPLACED = """
SELECT article_id, other_id FROM internal.pairs
WHERE words_replaced >= map($relations::VARCHAR[], $least::DOUBLE[])[relation]
  AND article_id IN (SELECT article_id FROM internal.texts)
  AND other_id IN (SELECT article_id FROM internal.texts)
  AND channels IS DISTINCT FROM nullif($without::VARCHAR[], [])
"""


def background(store: Store) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The words, and the pairs of neighbouring words, of the store's own texts: sorted hashes."""
    words, pairs = (
        store.connection.execute(
            "SELECT key FROM internal.background WHERE is_pair = ? ORDER BY key", [is_pair]
        ).fetchnumpy()["key"]
        for is_pair in (False, True)
    )
    return np.asarray(words, np.uint32), np.asarray(pairs, np.uint32)


def replace_background(
    store: Store, words: NDArray[np.uint32], pairs: NDArray[np.uint32], n_texts: int
) -> None:
    """Let these be the store's background, made of `n_texts`; every direction goes."""
    with store.transaction():
        store.rows("DELETE FROM internal.directions")
        store.rows("DELETE FROM internal.background")
        for is_pair, keys in ((False, words), (True, pairs)):
            query = "INSERT INTO internal.background SELECT ?, key FROM columns"
            store.run_over({"key": keys}, query, [is_pair])
        store.state.set_made_of("background", n_texts)
        store.state.mark_changed()


def with_replaced_words(
    store: Store, least: Mapping[str, float], without: Sequence[str] = ()
) -> list[tuple[int, int]]:
    """The article pairs in which at least this part of the words was replaced, by relation.

    Those that have the channels `without` and no others are left out.
    """
    return store.rows(
        f"{REPLACED} ORDER BY article_id, other_id",
        {"relations": list(least), "least": list(least.values()), "without": list(without)},
    )


def undirected(store: Store, least: Mapping[str, float]) -> list[tuple[int, int]]:
    """Those of them whose direction nobody knows yet."""
    return store.rows(
        f"SELECT article_id, other_id FROM ({REPLACED})"  # noqa: S608 (ours)
        " ANTI JOIN internal.directions USING (article_id, other_id) ORDER BY ALL",
        {"relations": list(least), "least": list(least.values()), "without": []},
    )


def save(store: Store, rows: Sequence[DirectionRow]) -> None:
    """Add the directions of some pairs."""
    store.insert("directions", rows)
