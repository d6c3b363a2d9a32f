"""What texts are known by, made anew where words are told apart in another way than before."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from storage.store import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

AT_ONCE = 10_000  # texts: 40 MB
UPDATES = {
    "articles": """
        UPDATE internal.articles SET content_hash = c.hash, words = c.words,
               indexed = body_status IN ('full', 'part') AND c.is_long_enough
        FROM columns c WHERE articles.article_id = c.article_id""",
    "revisions": """
        UPDATE internal.revisions SET content_hash = c.hash, words = c.words
        FROM columns c
        WHERE revisions.article_id = c.article_id AND revisions.fetch_id = c.fetch_id""",
}


class Kept(NamedTuple):
    """A text of an article: as it came, or as a later page had it."""

    article_id: int
    fetch_id: int
    text: str


class Known(NamedTuple):
    """What a text is known by, as `dedup.words.tokens.Digest` has it."""

    content_hash: int
    words: int
    is_long_enough: bool  # to take part in grouping


def kept_texts(store: Store, table: str) -> Iterator[list[Kept]]:
    """All texts that a table of UPDATES keeps, AT_ONCE at a time."""
    last = (-1, -1)
    while found := store.rows(
        f"SELECT article_id, fetch_id, text FROM internal.{table}"  # noqa: S608 (ours)
        " WHERE (article_id, fetch_id) > ($article, $fetch)"
        " ORDER BY article_id, fetch_id LIMIT $n",
        {"article": last[0], "fetch": last[1], "n": AT_ONCE},
    ):
        yield [Kept(*row) for row in found]
        last = found[-1][:2]


def save(store: Store, table: str, texts: Sequence[Kept], known: Sequence[Known]) -> None:
    """Write what some texts of a table are known by, in one transaction."""
    columns: dict[str, NDArray[Any]] = {
        "article_id": np.array([text.article_id for text in texts], np.int64),
        "fetch_id": np.array([text.fetch_id for text in texts], np.int64),
        "hash": np.array([each.content_hash for each in known], np.int64),
        "words": np.array([each.words for each in known], np.int32),
        "is_long_enough": np.array([each.is_long_enough for each in known], np.bool_),
    }
    with store.transaction():
        store.run_over(columns, UPDATES[table])
