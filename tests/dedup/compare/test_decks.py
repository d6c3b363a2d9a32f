"""Decks count for stories, and not for copies."""

import gc
import json
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dedup.compare.measures import MEASURES
from dedup.compare.verify import VerifiedPair, prepare, verify
from dedup.relations import FORM, REPORTS, REUSE
from tests.dedup.newswire import Report, copies, reports, text_of

CASES = json.loads((Path(__file__).parents[1] / "decks.json").read_text(encoding="utf-8"))
NAMES = [case["label"] for case in CASES]
STORY = next(n for n, measure in enumerate(MEASURES) if measure.name == "story")
DECKS = st.one_of(st.none(), st.text(max_size=60), reports(1, 3).map(" ".join))


@st.composite
def related(draw: st.DrawFn) -> tuple[Report, Report]:
    """Two reports of the county, or a report and its copy."""
    report = draw(reports())
    return report, draw(st.one_of(reports(), copies(report)))


def told(side: str) -> st.SearchStrategy[list[str]]:
    """A report made of paragraphs of one side of the cases: such two are hardly ever copies."""
    said = [line for case in CASES for line in f"{case[side + '_deck']}\n{case[side]}".split("\n")]
    return st.lists(st.sampled_from([*filter(None, said)]), min_size=2, max_size=8, unique=True)


def of_copies(verdict: VerifiedPair) -> tuple[object, ...]:
    """All that a verdict says but what it says of the event."""
    if verdict.relation in REPORTS:
        verdict = verdict._replace(relation="unrelated", confidence=1.0, evidence=1.0)
    measures = (*verdict.measures[:STORY], *verdict.measures[STORY + 1 :])
    return tuple(verdict._replace(story=0.0, measures=measures))


def of_stories(verdict: VerifiedPair) -> tuple[str, float]:
    return verdict.relation, verdict.story


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_reports_are_told_with_their_decks(case: dict[str, str]) -> None:
    a, b = prepare(case["a"]), prepare(case["b"])
    assert verify(a, b).relation == case["texts"]
    a, b = prepare(case["a"], case["a_deck"]), prepare(case["b"], case["b_deck"])
    assert verify(a, b).relation == verify(b, a).relation == case["expect"]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_deck_on_top_is_one_that_stands_apart(case: dict[str, str]) -> None:
    a, b = prepare(case["a"], case["a_deck"]), prepare(case["b"], case["b_deck"])
    on_top = prepare(f"{case['a_deck']}\n{case['a']}")
    again = prepare(f"{case['a_deck']}\n{case['a']}", case["a_deck"])

    assert of_stories(verify(a, b)) == of_stories(verify(on_top, b)) == of_stories(verify(again, b))


@settings(max_examples=80, deadline=None)
@given(related(), DECKS, DECKS)
def test_copies_do_not_go_by_decks(
    pair: tuple[Report, Report], deck: str | None, other: str | None
) -> None:
    one, two = map(text_of, pair)
    plain = verify(prepare(one), prepare(two), thorough=True)
    decked = verify(prepare(one, deck), prepare(two, other), thorough=True)
    assert of_copies(decked) == of_copies(plain)

    plain = verify(prepare(one), prepare(two))
    decked = verify(prepare(one, deck), prepare(two, other))
    assert decked.relation == plain.relation or {decked.relation, plain.relation} <= {*REPORTS}


@settings(max_examples=120, deadline=None)
@given(told("a"), told("b"), st.booleans())
def test_stories_do_not_go_by_where_decks_stand(
    one: list[str], two: list[str], both_apart: bool
) -> None:
    """Where neither is a copy, of which the texts alone decide."""
    a, b = prepare("\n".join(one)), prepare("\n".join(two))
    a_apart = prepare("\n".join(one[1:]), one[0])
    b_apart = prepare("\n".join(two[1:]), two[0]) if both_apart else b
    on_top, apart = verify(a, b), verify(a_apart, b_apart)
    assume({on_top.relation, apart.relation}.isdisjoint({*REUSE, FORM}))

    assert of_stories(apart) == of_stories(on_top)


@settings(max_examples=40, deadline=None)
@given(related(), st.sampled_from([None, "", " ", "\n", "..."]))
def test_no_deck_is_no_deck(pair: tuple[Report, Report], deck: str | None) -> None:
    one, two = map(text_of, pair)
    plain = verify(prepare(one), prepare(two), thorough=True)

    assert verify(prepare(one, deck), prepare(two, deck), thorough=True) == plain


@pytest.fixture
def _no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_no_collector")
@pytest.mark.parametrize("deck", [None, CASES[0]["a_deck"]], ids=["no deck", "deck"])
def test_texts_are_freed_when_nobody_needs_them(deck: str | None) -> None:
    # whatever refers to itself waits for the collector of cycles, which does not count bytes
    a, b = prepare(CASES[0]["a"], deck), prepare(CASES[0]["b"])
    held = weakref.ref(a)
    assert verify(a, b, thorough=True).story > 0
    del a
    assert held() is None
