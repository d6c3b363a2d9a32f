"""What the store joins by SQL is what the channels say in memory: on random texts and dates."""

import datetime as dt
import random
from collections.abc import Collection, Iterator, Sequence
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.candidates.channels import (
    BANDS,
    CHANNELS,
    Channel,
    common_keys,
    meeting,
    sharing,
    span_of,
)
from dedup.candidates.postings import Postings
from dedup.candidates.sign import Keys, keys_of
from storage import index
from storage.store import Store
from tests.storage.sample_records import article

DAY = dt.datetime(2026, 3, 2)
WINDOW = 30.0
STAMPS = count()  # hypothesis seeds random numbers: they would come again


@pytest.fixture(name="store", scope="module")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("index") / "news") as store:
        yield store


class Text:
    """A text with its keys in one channel; its number is its row, its hash says nothing of that."""

    def __init__(
        self, keys: Collection[int], hours: Sequence[int | None], chance: random.Random
    ) -> None:
        """`hours` are those of the article with the text, and of others of its class."""
        self.keys = keys
        self.times = [None if n is None else DAY + dt.timedelta(hours=n) for n in hours]
        self.content_hash = chance.randrange(2**62)


@st.composite
def texts(draw: st.DrawFn, channel: Channel) -> list[Text]:
    """Some texts that share keys, few of them common; as many holders as a limit has, and more."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    size = draw(st.sampled_from([3, 8, channel.max_holders - 1, channel.max_holders + 8]))
    rare = draw(st.integers(2, 12))
    return [
        Text(
            {
                *chance.sample(range(100, 100 + 3 * rare), min(3, rare)),
                *([1] if chance.random() < 0.9 else []),  # a key that many hold
                *([2] if chance.random() < 0.5 else []),
            },
            chance.choices([None, *range(0, 1500, 7)], k=chance.choice([1, 1, 1, 2, 3])),
            chance,
        )
        for _ in range(size)
    ]


def postings(found: Sequence[Text]) -> Postings:
    rows = [(n, key) for n, text in enumerate(found) for key in sorted(text.keys)]
    return Postings(
        np.array([n for n, _ in rows], np.int64), np.array([key for _, key in rows], np.int64)
    )


def fill(
    store: Store, found: Sequence[Text], channel: Channel, ids: Sequence[int]
) -> dict[int, int]:
    """Let the store hold these texts and no others; article `ids[n]` is the n-th text.

    The class of each article.
    """
    store.rows("DELETE FROM internal.articles")
    store.rows("DELETE FROM internal.common_keys")
    store.insert(
        "articles",
        [
            article(1000 * n + number, content_hash=text.content_hash + n, published_at=at)
            for number, text in zip(ids, found, strict=True)
            for n, at in enumerate(text.times)
        ],
    )
    index.prepare(store, [each.name for each in CHANNELS], f"stamp {next(STAMPS)}")
    hashes = np.array([text.content_hash for text in found], np.int64)
    nothing = Keys(np.empty(0, np.int64), np.empty(0, np.int64))
    keys = dict.fromkeys([each.name for each in CHANNELS], nothing)
    index.add(store, hashes, keys | {channel.name: keys_of(hashes, postings(found))})
    return {
        1000 * n + number: number
        for number, text in zip(ids, found, strict=True)
        for n, _ in enumerate(text.times)
    }


@pytest.mark.parametrize("channel", CHANNELS, ids=[channel.name for channel in CHANNELS])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_candidates_are_those_of_the_reference(
    store: Store, channel: Channel, data: st.DataObject
) -> None:
    found = data.draw(texts(channel))
    ids = data.draw(st.permutations(range(1, len(found) + 1)))
    listed = data.draw(st.integers(0, len(found)))  # texts that were there when the list was made
    fresh = data.draw(st.sets(st.sampled_from(range(len(found)))))
    class_of = fill(store, found, channel, ids)

    index.refresh_common(store, CHANNELS, [ids[n] for n in range(listed)])
    joined = index.candidates(store, CHANNELS, class_of, [ids[n] for n in fresh], WINDOW)

    common = common_keys(postings(found[:listed]), channel)
    at = {n: span_of(text.times) for n, text in enumerate(found)}
    expected = {
        tuple(sorted((ids[a], ids[b])))
        for a, b in meeting(postings(found), channel, at, WINDOW, common)
        if a in fresh or b in fresh
    }
    assert {(a, b) for a, b, _ in joined} == expected
    assert len(joined) == len(expected)
    assert {channels for _, _, channels in joined} <= {(channel.name,)}


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_texts_that_share_a_band_are_those_of_the_reference(
    store: Store, data: st.DataObject
) -> None:
    found = data.draw(texts(BANDS))
    fresh = data.draw(st.sets(st.sampled_from(range(len(found)))))
    fill(store, found, BANDS, range(1, len(found) + 1))

    joined = index.band_pairs(store, BANDS, [found[n].content_hash for n in fresh])

    by_hash = sorted(found, key=lambda text: text.content_hash)  # stars grow from the smallest
    places = {by_hash.index(found[n]) for n in fresh}
    pairs = sharing(postings(by_hash), BANDS.max_holders)
    assert {tuple(pair) for pair in joined} == {
        (by_hash[a].content_hash, by_hash[b].content_hash)
        for a, b in pairs
        if a in places or b in places
    }


def test_every_key_of_a_text_is_in_the_index(store: Store) -> None:
    """An index of other keys is emptied; one of the same keys stays."""
    found = [Text({7, 8}, [1], random.Random(1)), Text({8, 9}, [2], random.Random(2))]
    fill(store, found, CHANNELS[1], [1, 2])
    names = [channel.name for channel in CHANNELS]
    index.prepare(store, names, "one")
    assert len(index.missing(store)) == 2
    hashes = np.array([text.content_hash for text in found], np.int64)
    index.add(store, hashes, {"trigrams": keys_of(hashes, postings(found))})
    assert index.missing(store) == []
    index.prepare(store, names, "one")
    assert index.missing(store) == []
    index.prepare(store, names, "another")
    assert len(index.missing(store)) == 2
