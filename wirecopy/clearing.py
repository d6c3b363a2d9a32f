"""What is compared of each article: its text without the furniture of its site."""

from collections.abc import Sequence

from dedup.furniture import without
from dedup.tokens import content_hashes, tokenize, words
from storage import articles, furniture
from storage.furniture import Holder
from storage.records import ComparedRow
from storage.store import Store
from wirecopy.extracting import SHORTEST


def clear_furniture(store: Store) -> None:
    """Leave what a site has in many articles out of what is compared.

    The list of such lines is made anew when the articles have doubled.
    """
    n_articles = articles.count_indexed(store)
    is_due = n_articles >= 2 * int(store.state("furniture_of") or 0)
    with store.transaction():
        if is_due:
            furniture.refresh(store)
            store.set_state("furniture_of", str(max(1, n_articles)))
            rows = shortened(store, furniture.holders(store, fresh=False))
            now = {(row.article_id, row.content_hash) for row in rows}
            changed = {article_id for article_id, _ in furniture.compared(store) ^ now}
            furniture.replace(store, rows, changed)
        else:
            furniture.save(store, shortened(store, furniture.holders(store, fresh=True)))


def shortened(store: Store, holders: Sequence[Holder]) -> list[ComparedRow]:
    """What is compared of those of some articles that hold furniture of their site."""
    lines = furniture.of_sites(store)
    found = [
        (holder.article_id, holder.text, without(holder.text, lines[holder.site]))
        for holder in holders
    ]
    short = [(article_id, text) for article_id, whole, text in found if text != whole]
    hashes = content_hashes(tokenize([text for _, text in short])).tolist()
    return [
        ComparedRow(article_id, text, content_hash, len(words(text)) >= SHORTEST)
        for (article_id, text), content_hash in zip(short, hashes, strict=True)
    ]
