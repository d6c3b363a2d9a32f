"""Take the furniture of a site out of its articles' texts before they are compared."""

from collections.abc import Collection

from dedup.words.furniture import PART, RECURS, without
from dedup.words.tokens import digests
from storage import articles, furniture
from storage.records import ComparedRow
from storage.store import Store
from wirecopy.workers.pool import Workers, chunks

TEXTS_AT_ONCE = 10_000  # texts read from the store at a time: 40 MB
CHUNK = 500  # texts that a worker hashes at a time


def clear_furniture(store: Store, workers: Workers) -> None:
    """Leave what a site has in many articles out of what is compared.

    The list of such lines is made anew when the articles have doubled.
    """
    n_articles = articles.count_indexed(store)
    with store.transaction():
        if store.state.is_due("furniture", n_articles):
            furniture.refresh(store, RECURS, PART)
            store.state.set_made_of("furniture", n_articles)
            rows = shortened(store, furniture.holders(store, fresh=False), workers)
            now = {(row.article_id, row.content_hash) for row in rows}
            changed = {article_id for article_id, _ in furniture.compared(store) ^ now}
            furniture.replace(store, rows, changed)
        else:
            rows = shortened(store, furniture.holders(store, fresh=True), workers)
            furniture.save(store, rows)


def shortened(store: Store, holders: Collection[int], workers: Workers) -> list[ComparedRow]:
    """Return the texts to compare of articles that hold furniture of their site."""
    lines = furniture.of_sites(store)
    rows = []
    for batch in chunks(sorted(holders), TEXTS_AT_ONCE):
        short = [
            (holder.article_id, without(holder.text, lines[holder.site]))
            for holder in furniture.texts(store, batch)
        ]
        parts = chunks(short, CHUNK)
        told = workers.map(digests, [[text for _, text in part] for part in parts])
        rows += [
            ComparedRow(article_id, text, digest.content_hash, digest.is_long_enough)
            for part, found in zip(parts, told, strict=True)
            for (article_id, text), digest in zip(part, found, strict=True)
        ]
    return rows
