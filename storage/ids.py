"""Which id a URL key has: the first 53 bits of its hash, or the next free one where that is taken.

Two keys in ten million fall on one id by a chance of 1 in 180. The later one then takes the next id
that is free, and which key has which is written down. What was erased counts as taken by the same
article, so that it stays away.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from itertools import count
from typing import NamedTuple

from storage import url_keys
from storage.records import SharedIdRow
from storage.store import Store
from storage.url_keys import as_formerly, key_hash


class Ids:
    """The ids of a store, with those that are given before anything is written under them."""

    def __init__(self, store: Store) -> None:
        """Read what was erased, and the few ids that several keys fell on."""
        self._store = store
        self._erased = {n for (n,) in store.rows("SELECT article_id FROM internal.forgotten")}
        self._shared: dict[int, set[str]] = {}
        for known, article in store.rows("SELECT key_hash, article_id FROM internal.shared_ids"):
            self._shared.setdefault(article, set()).add(known)
        # id -> hashes of the keys that lead to it; none of them where a former format knew none
        self._held: dict[int, set[str] | None] = {}

    def of(self, url_key: str) -> int:
        """The id of a key's article, which is given to it now if nobody has seen it before."""
        return self.of_hash(key_hash(url_key))

    def of_all(self, url_keys: Sequence[str]) -> list[int]:
        """The ids of some keys, with few questions to the database."""
        return self.of_hashes([key_hash(key) for key in url_keys])

    def of_hashes(self, hashes: Sequence[str]) -> list[int]:
        """The ids of some keys by their hashes."""
        self._read({url_keys.first_id(each) for each in hashes} - self._held.keys())
        return [self.of_hash(each) for each in hashes]

    def of_hash(self, known: str) -> int:
        """The id of a key by its hash."""
        first = url_keys.first_id(known)
        erased = None
        for step in count():
            spot = (first + step) % url_keys.N_IDS
            if spot not in self._held:
                self._read([spot])
            holders = self._held[spot]
            if holders is None and spot in self._erased:
                erased = spot if erased is None else erased
            elif holders is None and erased is not None:
                return erased
            elif holders is None or self._is_same(known, spot, holders):
                self._held[spot] = (holders or set()) | {known}
                if step and holders is None:
                    self._write_down((first + n) % url_keys.N_IDS for n in range(step + 1))
                return spot
        raise AssertionError

    def _is_same(self, known: str, spot: int, holders: Set[str]) -> bool:
        """Whether a key is one of those that hold an id, as far as these are known."""
        formerly = as_formerly(known)
        if not holders.isdisjoint((known, formerly)):
            return True
        if known == formerly and known in map(as_formerly, holders):
            return True
        return spot not in self._shared and spot not in map(url_keys.first_id, holders)

    def _read(self, ids: Collection[int]) -> None:
        """Read who holds some ids."""
        if not ids:
            return
        held: dict[int, set[str] | None] = {n: self._shared.get(n) for n in ids}
        rows: Iterable[tuple[int, str | None]] = self._store.rows(
            "SELECT DISTINCT article_id, key_hash FROM internal.fetches"
            " WHERE article_id IN (SELECT unnest($1::BIGINT[]))",
            [list(ids)],
        )
        urls = self._store.rows(
            "SELECT article_id, url_key FROM internal.urls"
            " WHERE article_id IN (SELECT unnest($1::BIGINT[]))",
            [list(ids)],
        )
        for article, known in [*rows, *((n, key_hash(key)) for n, key in urls)]:
            held[article] = (held[article] or set()) | ({known} if known is not None else set())
        self._held |= held

    def _write_down(self, spots: Iterable[int]) -> None:
        """Write down who has ids that fell together, before anything is written under them."""
        rows = []
        chain = set(spots)
        for spot in sorted(chain):
            keys = (key for key in self._held[spot] or () if url_keys.first_id(key) in chain)
            new = set(keys) - self._shared.get(spot, set())
            rows += [SharedIdRow(known, spot) for known in sorted(new)]
            self._shared.setdefault(spot, set()).update(new)
        self._store.insert("shared_ids", rows)


class Together(NamedTuple):
    """The few articles whose ids fell together: their places in an order, their ids by key."""

    order: Mapping[int, int]  # id -> a number of the same range, by the hashes of their keys
    id_of: Mapping[str, int]  # hash of a key -> id


def together(store: Store) -> Together:
    """The order of articles whose ids fell together, whichever of them came first."""
    rows = store.rows("SELECT article_id, key_hash FROM internal.shared_ids ORDER BY key_hash")
    key_of = dict(rows)
    ranked = sorted(
        key_of, key=lambda article: (url_keys.first_id(key_of[article]), key_of[article])
    )
    return Together(
        dict(zip(ranked, sorted(ranked), strict=True)), {key: article for article, key in rows}
    )
