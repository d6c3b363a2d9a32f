"""What the store counts in SQL is what `dedup.group.carriers` says in memory: on random texts."""

import datetime as dt
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.group import carriers
from dedup.group.carriers import MANY, MOST, RARE, Carrier, are_different, are_spread
from storage import boilerplate, index
from storage.store import Store
from tests.storage.sample_records import article
from wirecopy.stages.furniture import leading_carriers

DAY = dt.datetime(2026, 3, 2)
NEVER = dt.datetime(9999, 1, 1)
STAMPS = count()  # hypothesis seeds random numbers: they would come again


class Posted(NamedTuple):
    """A text with its sentences, its sampled trigrams, and where and when it was posted."""

    content_hash: int
    sentences: frozenset[int]
    sample: frozenset[int]
    postings: tuple[tuple[str, dt.datetime | None], ...]


@pytest.fixture(name="store", scope="module")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("boilerplate") / "news") as store:
        yield store


@st.composite
def news(draw: st.DrawFn) -> list[Posted]:
    """Some stories in some versions, with trailers that many share and sentences of their own."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    n_sites, n_days = draw(st.sampled_from([1, 2, 5])), draw(st.sampled_from([1, 40]))
    trailers = draw(st.integers(1, 3))
    found = []
    for story in range(draw(st.integers(3, 30))):
        said = [1000 * (story + 1) + n for n in range(8)]
        for version in range(chance.choice([1, 1, 1, 2, 4, 14])):
            own = [100_000 * (story + 1) + 10 * version + n for n in range(3)]
            found.append(
                Posted(
                    chance.randrange(2**62),
                    frozenset(
                        [each for each in range(trailers) if chance.random() < 0.6]
                        + [each for each in said if chance.random() < 0.7]
                        + own
                    ),
                    frozenset([*range(chance.choice([0, 2, 9])), *chance.sample(said, 4), *own]),
                    tuple(
                        (
                            f"site-{chance.randrange(n_sites)}.example",
                            chance.choice([None, DAY + dt.timedelta(days=chance.randrange(n_days))])
                            if chance.random() < 0.3
                            else DAY + dt.timedelta(days=chance.randrange(n_days)),
                        )
                        for _ in range(chance.choice([1, 1, 2]))
                    ),
                )
            )
    return found


def fill(store: Store, found: Sequence[Posted]) -> None:
    """Let the store hold these texts and no others, and the index their sentences."""
    store.rows("DELETE FROM internal.articles")
    numbers = count(1)
    store.insert(
        "articles",
        [
            article(next(numbers), content_hash=text.content_hash, site=site, published_at=at)
            for text in found
            for site, at in text.postings
        ],
    )
    index.prepare(store, [], f"stamp {next(STAMPS)}")
    held = [(text.content_hash, key) for text in found for key in sorted(text.sentences)]
    columns = np.array(held, np.int64)
    hashes = np.array([text.content_hash for text in found], np.int64)
    boilerplate.add(store, hashes, columns[:, 0], columns[:, 1])


@contextmanager
def profiled(store: Store, place: Path) -> Iterator[list[int]]:
    """The rows that each operator of a query hands on: complete when it is over."""
    rows: list[int] = []

    def count_rows(operators: list[dict[str, Any]]) -> None:
        for operator in operators:
            rows.append(operator["intermediate_rows"])
            count_rows(operator.get("children", []))

    store.rows("SET enable_profiling = 'json'")
    store.rows(f"SET profiling_output = '{place}'")
    try:
        yield rows
        count_rows(json.loads(place.read_text())["operator"])
    finally:
        store.rows("RESET enable_profiling")


def first(text: Posted) -> Carrier:
    at, _, site = min((at or NEVER, n, site) for n, (site, at) in enumerate(text.postings))
    return Carrier(text.content_hash, site, None if at == NEVER else at)


def counted(store: Store, samples: dict[int, NDArray[np.int64]]) -> set[int]:
    """What the stage does, with samples that need no texts."""
    leading = leading_carriers(store)
    wanted = {text for texts in leading.values() for text in texts}
    at = {each.text: Carrier(*each[:3]) for each in boilerplate.first_postings(store, wanted)}
    return {
        key
        for key, texts in leading.items()
        if are_spread([at[text] for text in texts])
        and are_different([samples[text] for text in texts])
    }


@settings(max_examples=20, deadline=None)
@given(found=news(), most=st.sampled_from([9, 20, 500]))
def test_store_counts_as_the_reference(store: Store, found: list[Posted], most: int) -> None:
    samples = {text.content_hash: np.array(sorted(text.sample), np.int64) for text in found}
    held = defaultdict(set)
    for text in found:
        for key in text.sentences:
            held[key].add(text.content_hash)
    fill(store, found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carriers, "MOST", most)
        patch.setattr("wirecopy.stages.furniture.MOST", most)
        expected = carriers.boilerplate(
            held, {text.content_hash: first(text) for text in found}, samples
        )
        assert counted(store, samples) == expected


def test_trailer_is_found(store: Store) -> None:
    """The law above would hold for a rule that finds nothing, too."""
    found = [
        Posted(n, frozenset({1, 10 * n}), frozenset({n}), ((f"s{n % 4}.example", DAY),))
        for n in range(2, 14)
    ]
    fill(store, found)
    assert counted(store, {each.content_hash: np.array([*each.sample]) for each in found}) == {1}


def test_copies_of_a_long_text_take_a_bounded_number_of_rows(store: Store, tmp_path: Path) -> None:
    """Each sentence makes pairs of the texts that hold it, never of these and other sentences."""
    n_copies, size = RARE - 1, 400
    found = [
        Posted(n, frozenset({*range(size), size + n}), frozenset({n}), (("a.example", DAY),))
        for n in range(n_copies)
    ]
    fill(store, found)
    held = boilerplate.count_held(store, MANY, MOST)
    assert len(held.key) == n_copies * size
    with profiled(store, tmp_path / "profile.json") as n_rows:
        ties = boilerplate.rare_ties(store, RARE)
    assert len(ties.first) == n_copies * (n_copies - 1)
    assert {*ties.n_shared.tolist()} == {size}
    # 108,360 were counted; pairs of sentences, as they were joined before, made 14,387,200.
    assert n_copies * size < sum(n_rows) < 10 * n_copies**2 * size
    assert set(leading_carriers(store)) == set()


def test_counted_sentences_are_dropped(store: Store) -> None:
    leading_carriers(store)
    assert store.rows("SELECT table_name FROM duckdb_tables() WHERE temporary") == []
