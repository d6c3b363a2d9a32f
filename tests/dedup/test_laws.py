"""Laws of comparing and of the candidate channels, on believable reports."""

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.candidates.channels import CHANNELS, Channel, batch_of, meeting
from dedup.compare import features, measures
from dedup.compare.comparison import Comparison
from dedup.compare.measures import MEASURES
from dedup.compare.verify import VerifiedPair, prepare, verify
from dedup.pairs import Pair, ordered
from tests.dedup.compare.test_verify import mirrored
from tests.dedup.newswire import Report, copies, reports, spun, text_of

# They count words, names or numbers wherever these stand.
ORDERLESS = (
    features.content_jaccard,
    features.content_contained,
    features.names_jaccard,
    features.names_contained,
    features.numbers_jaccard,
    features.numbers_contained,
    features.rare_jaccard,
    features.rare_contained,
    features.stems_jaccard,
    features.length_ratio,
)


@st.composite
def related(draw: st.DrawFn) -> tuple[Report, Report]:
    """Two reports of the county, or a report and its copy."""
    report = draw(reports())
    return report, draw(st.one_of(reports(), copies(report)))


# The copy model is made of steps: where one measure says more, another may say a little less.
STEP = 0.01


def compared(one: Report, two: Report) -> VerifiedPair:
    return verify(prepare(text_of(one)), prepare(text_of(two)), thorough=True)


@settings(max_examples=80, deadline=None)
@given(related())
def test_symmetry_and_range(pair: tuple[Report, Report]) -> None:
    verdict = compared(*pair)
    assert compared(*reversed(pair)) == mirrored(verdict)
    for value in (verdict.confidence, verdict.a_share, verdict.b_share, *verdict.measures):
        assert 0 <= value <= 1
    assert -1 <= verdict.direction <= 1
    assert len(verdict.measures) == len(MEASURES)


@settings(max_examples=40, deadline=None)
@given(related(), st.data())
def test_order_of_paragraphs_does_not_matter_to_sets(
    pair: tuple[Report, Report], data: st.DataObject
) -> None:
    moved = prepare(text_of(tuple(data.draw(st.permutations(pair[0])))))
    one, two = (prepare(text_of(report)) for report in pair)
    for feature in ORDERLESS:
        assert feature(Comparison(moved, two)) == pytest.approx(feature(Comparison(one, two)))


@settings(max_examples=40, deadline=None)
@given(reports(), st.data())
def test_moved_paragraphs_stay_a_copy(report: Report, data: st.DataObject) -> None:
    moved = tuple(data.draw(st.permutations(report)))
    assert compared(report, moved).relation in {"verbatim", "edited"}


@settings(max_examples=40, deadline=None)
@given(reports())
def test_share_grows_with_what_is_kept(report: Report) -> None:
    shares = [compared(report, report[:kept]).a_share for kept in range(4, len(report) + 1)]
    assert shares == sorted(shares)
    assert shares[-1] == 1


@settings(max_examples=40, deadline=None)
@given(reports(min_size=8))
def test_copy_is_less_sure_the_more_is_swapped(report: Report) -> None:
    original = prepare(text_of(report))
    scores = [
        measures.copy(Comparison(original, prepare(text_of(spun(report, share / 4)))))
        for share in range(5)
    ]
    lowest = list(accumulate(scores, min))
    assert all(score < low + STEP for score, low in zip(scores, lowest, strict=True))
    assert scores[-1] <= scores[0]


@settings(max_examples=40, deadline=None)
@given(reports(min_size=8))
def test_more_swapped_is_never_fewer_replaced(report: Report) -> None:
    original = prepare(text_of(report))
    shares = [
        features.words_replaced(Comparison(original, prepare(text_of(spun(report, share / 4)))))
        for share in range(5)
    ]
    assert shares == sorted(shares)


def met(texts: list[str], channel: Channel) -> set[Pair]:
    """The texts that a channel brings together, by their places."""
    return meeting(channel.keys(batch_of(texts)), channel, {}, window_days=30)


@settings(max_examples=40, deadline=None)
@given(st.lists(reports(), min_size=1, max_size=6), st.integers(1, 3))
def test_no_channel_pairs_a_text_with_itself(found: list[Report], times: int) -> None:
    texts = [text_of(report) for report in found for _ in range(times)]
    offered = {pair for channel in CHANNELS for pair in met(texts, channel)}
    assert all(0 <= one < two < len(texts) for one, two in offered)


@settings(max_examples=30, deadline=None)
@given(st.lists(reports(), min_size=2, max_size=6), st.data())
def test_channels_do_not_depend_on_order(found: list[Report], data: st.DataObject) -> None:
    texts = [text_of(report) for report in found]
    places = data.draw(st.permutations(range(len(texts))))
    for channel in CHANNELS:
        there = met(texts, channel)
        here = met([texts[place] for place in places], channel)
        assert {ordered(places[one], places[two]) for one, two in here} == there
