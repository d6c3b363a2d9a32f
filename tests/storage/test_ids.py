"""Ids: one for each key, whatever falls together, and the same one ever after."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import forgotten, url_keys
from storage.ids import Ids
from storage.questions import named
from storage.records import FetchRow, ForgottenRow, UrlRow, now
from storage.store import Store
from storage.url_keys import article_id, key_hash

KEYS = [f"https://a.example/{n}" for n in range(8)]


def bunched(monkeypatch: pytest.MonkeyPatch, bits: int) -> None:
    """Let ids begin with so few bits that keys fall together."""
    monkeypatch.setattr(url_keys, "first_id", lambda known: int(known, 16) >> (128 - bits))


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("ids") / "news") as store:
        yield store


@pytest.fixture(name="store")
def _store(made: Store) -> Store:
    empty(made)
    return made


def empty(store: Store) -> None:
    """Let a store know no key."""
    for table in ("fetches", "urls", "shared_ids", "forgotten"):
        store.rows(f"DELETE FROM internal.{table}")


def fetch(article: int, url: str) -> FetchRow:
    kept = (now(), None, "ok", None, 1, None, None, None, None)
    return FetchRow(1, 1, article, url, url, "a.example", "row", *kept)


def keep(store: Store, keys: Sequence[str], *, is_crawled: bool = False) -> list[int]:
    """Write down that pages of some keys were kept: crawled ones have their keys in `urls`."""
    ids = Ids(store).of_all(keys)
    for key, article in zip(keys, ids, strict=True):
        known = None if is_crawled else key_hash(key)
        store.insert("fetches", [fetch(article, key)._replace(key_hash=known)])
        if is_crawled:
            row = UrlRow(key, article, key, "a.example", "fetched", 1, None, now(), None)
            store.insert("urls", [row])
    return ids


def test_an_id_is_the_beginning_of_the_hash(store: Store) -> None:
    assert keep(store, KEYS) == [int(key_hash(key)[:14], 16) >> 3 for key in KEYS]
    assert max(map(article_id, KEYS)) < 2**53
    assert store.rows("FROM internal.shared_ids") == []


@pytest.mark.parametrize("is_crawled", [False, True])
@pytest.mark.parametrize("bits", [0, 1, 2])
def test_a_key_whose_id_is_taken_has_the_next_free_one(
    store: Store, monkeypatch: pytest.MonkeyPatch, bits: int, is_crawled: bool
) -> None:
    """Also where they come one by one, and ever after; the questions of people agree."""
    bunched(monkeypatch, bits)
    given = [keep(store, [key], is_crawled=is_crawled)[0] for key in KEYS]

    assert len(set(given)) == len(KEYS)
    assert [Ids(store).of(key) for key in reversed(KEYS)] == given[::-1]
    assert [named.of_key(store, key) for key in KEYS] == [[n] for n in given]
    assert [Ids(store).of(key) for key in KEYS] == given
    if bits == 0:
        assert given == list(range(len(KEYS)))


def test_the_last_id_is_followed_by_the_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(url_keys, "first_id", lambda _: url_keys.N_IDS - 1)

    assert keep(store, KEYS[:3]) == [url_keys.N_IDS - 1, 0, 1]


def test_what_was_erased_counts_as_taken_by_the_same_article(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays away, wherever it stood among others, and those keep their ids."""
    bunched(monkeypatch, 0)
    given = keep(store, KEYS[:3])
    for gone in (0, 1, 2):
        with store.transaction():
            forgotten.add(store, [given[gone]], None)
            forgotten.erase(store, forgotten.doomed(store, given[gone], None))
        assert [Ids(store).of(key) for key in KEYS[:3]] == given
        assert Ids(store).of(KEYS[7]) == given[gone], "for all that is known it is that article"
        with store.transaction():
            store.rows("DELETE FROM internal.forgotten")
        keep(store, [KEYS[gone]])


def test_of_a_former_format_nothing_tells_keys_apart(store: Store) -> None:
    """A kept page without its key's hash is the article of every key that gives its id."""
    store.insert("fetches", [fetch(article_id(KEYS[0]), "")])

    assert Ids(store).of(KEYS[0]) == article_id(KEYS[0])
    assert store.rows("FROM internal.shared_ids") == []


def test_an_address_that_led_elsewhere_is_no_other_article(store: Store) -> None:
    """Its key stands in the frontier with the id of the other end, which that keeps."""
    ids = Ids(store)
    end = ids.of(KEYS[1])
    for key in KEYS[:2]:
        store.insert("urls", [UrlRow(key, end, key, "a", "fetched", 1, None, now(), None)])

    assert Ids(store).of(KEYS[1]) == end
    assert Ids(store).of(KEYS[0]) == article_id(KEYS[0]) != end


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.sampled_from(KEYS), max_size=4), max_size=6), st.integers(0, 3))
def test_no_two_keys_have_one_id(store: Store, batches: list[list[str]], bits: int) -> None:
    """Whatever the order and the batches; and no key has two."""
    empty(store)  # of the example before
    with pytest.MonkeyPatch.context() as patch:
        bunched(patch, bits)
        given: dict[str, set[int]] = {}
        for batch in batches:
            for key, n in zip(batch, keep(store, batch), strict=True):
                given.setdefault(key, set()).add(n)
    ids = sorted(n for each in given.values() for n in each)

    assert len(ids) == len(given)
    assert all(one < other for one, other in pairwise(ids))


def test_the_list_of_what_was_erased_is_read(store: Store) -> None:
    store.insert("forgotten", [ForgottenRow(article_id(KEYS[0]), None, now())])

    assert Ids(store).of(KEYS[0]) == article_id(KEYS[0])
