"""The texts that are compared: read from the store and cached, at most MOST at a time."""

from collections.abc import Collection, Mapping

from dedup.words.decks import Printed
from storage import articles
from storage.store import Store

MOST = 10_000  # texts kept at hand: 40 MB


class Texts:
    """The texts of articles, each without the furniture of its site, with the deck above it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._at_hand: dict[int, Printed] = {}

    def of(self, article_ids: Collection[int]) -> Mapping[int, Printed]:
        """Return the texts of these articles by their ids."""
        wanted = set(article_ids)
        missing = wanted.difference(self._at_hand)
        if missing:
            if len(self._at_hand) + len(missing) > MOST:
                self._at_hand = {i: text for i, text in self._at_hand.items() if i in wanted}
            found = articles.texts(self._store, missing)
            self._at_hand |= {article_id: Printed(*row) for article_id, row in found.items()}
        return {article_id: self._at_hand[article_id] for article_id in wanted}
