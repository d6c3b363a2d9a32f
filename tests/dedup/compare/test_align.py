"""Aligned sentences, shared passages and sets, against what a reader would count by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.compare import align
from dedup.compare.comparison import Comparison
from dedup.compare.passages import passages
from dedup.compare.verify import Prepared, prepare
from dedup.words.sets import among, distinct, in_common
from tests.dedup.newswire import Report, copies, reports, text_of

WORDS = st.text("abc", max_size=40)
NUMBERS = st.lists(st.integers(0, 20)).map(lambda values: np.array(values, np.int64))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Report, Report]:
    """A report and its copy or another."""
    report = draw(reports())
    return report, draw(st.one_of(reports(), copies(report)))


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_counterparts_are_found_in_blocks_as_at_once(pair: tuple[Report, Report]) -> None:
    compared = Comparison(*(prepare(text_of(report)) for report in pair))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(align, "AT_ONCE", 1)
        assert align.links(compared.short, compared.long) == compared.links


def weights_of(text: Prepared) -> dict[str, float]:
    """The weight of each content word, by its character."""
    content = zip(text.words, text.weights.tolist(), text.is_content.tolist(), strict=True)
    return {word: weight for word, weight, is_content in content if is_content}


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_counterpart_is_the_best_and_first(pair: tuple[Report, Report]) -> None:
    compared = Comparison(*(prepare(text_of(report)) for report in pair))
    weights, its = weights_of(compared.short), weights_of(compared.long)
    own = [set(part.words) & weights.keys() for part in compared.short.sentences]
    others = [set(part.words) & its.keys() for part in compared.long.sentences]
    for link in compared.links:
        content = own[compared.short.sentences.index(link.short)]
        shared = [sum(weights[key] for key in content & other) for other in others]
        total = sum(weights[key] for key in content)
        whole = [sum(its[key] for key in other) for other in others]
        fits = [
            found / (min(total, all_of) if len(other) >= 4 else total)
            for found, all_of, other in zip(shared, whole, others, strict=True)
        ]
        assert fits[link.place] == pytest.approx(max(fits))
        if link.place >= 0:
            union = total + whole[link.place] - shared[link.place]
            assert link.likeness == pytest.approx(shared[link.place] / union)


@settings(deadline=None)
@given(WORDS, WORDS, st.integers(3, 8))
def test_passages_hold_every_run_that_is_shared(short: str, long: str, size: int) -> None:
    trigrams = {long[n : n + 3] for n in range(len(long) - 2)}
    is_shared = np.array([short[n : n + 3] in trigrams for n in range(len(short) - 2)], np.bool_)
    held = {
        place
        for start in range(len(short) - size + 1)
        if short[start : start + size] in long
        for place in range(start, start + size)
    }
    found = passages(short, long, is_shared, size)
    assert sum(found) == len(held)
    assert all(length >= size for length in found)


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_sets_are_sets(one: NDArray[np.int64], two: NDArray[np.int64]) -> None:
    assert distinct(one).tolist() == sorted(set(one.tolist()))
    found = among(one, distinct(two)).tolist()
    assert found == [value in set(two.tolist()) for value in one.tolist()]
    assert in_common(distinct(one), distinct(two)) == len(set(one.tolist()) & set(two.tolist()))
