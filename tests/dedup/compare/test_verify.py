"""Relations, measures and shares of pairs: cases as data, laws on arbitrary text."""

import json
import math
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.compare import events, features
from dedup.compare.comparison import Comparison
from dedup.compare.measures import MEASURES
from dedup.compare.models import models
from dedup.compare.prepared import MAX_CHARACTERS
from dedup.compare.trees import copy_model
from dedup.compare.verify import Replacement, VerifiedPair, prepare, verify
from dedup.relations import RELATIONS

HERE = Path(__file__).parents[1]
CASES = json.loads((HERE / "relations.json").read_text(encoding="utf-8"))

WORDS = st.sampled_from(
    ["the", "a", "of", "in", "said", "Mayor", "Calder", "Lorne", "bridge", "14", "1,200", "opened"]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=14).map(lambda words: " ".join(words) + ".")
NEWS = st.lists(SENTENCES, max_size=8).map("\n".join)
# The copy model is made of steps: one up in the order of words may be a small one down elsewhere.
STEP = 0.01
TEXTS = st.one_of(st.text(max_size=120), NEWS)


def case_named(label: str) -> dict[str, str]:
    return next(case for case in CASES if case["label"] == label)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_relation(case: dict[str, str], request: pytest.FixtureRequest) -> None:
    if case["expect"] == "fail":
        request.applymarker(pytest.mark.xfail(strict=True, reason=case["comment"]))
    assert verify(prepare(case["a"]), prepare(case["b"])).relation == case["relation"]


def mirrored(verdict: VerifiedPair) -> VerifiedPair:
    return verdict._replace(
        a_share=verdict.b_share,
        b_share=verdict.a_share,
        oddness=verdict.oddness.mirrored,
        replacements=tuple(
            sorted(
                (Replacement(r.b_phrase, r.a_phrase, r.times) for r in verdict.replacements),
                key=lambda r: (-r.times, r),
            )
        ),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_exchanged_texts_give_the_mirror_image(case: dict[str, str]) -> None:
    a, b = prepare(case["a"]), prepare(case["b"])
    assert verify(b, a, thorough=True) == mirrored(verify(a, b, thorough=True))


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_any_two_texts_compare_within_range(one: str, two: str) -> None:
    a, b = prepare(one), prepare(two)
    verdict = verify(a, b, thorough=True)
    assert verdict.relation in RELATIONS
    assert len(verdict.measures) == len(MEASURES)
    for value in (verdict.confidence, verdict.a_share, verdict.b_share, *verdict.measures):
        assert 0 <= value <= 1
    assert -1 <= verdict.direction <= 1
    assert verify(b, a, thorough=True) == mirrored(verdict)
    assert verify(a, b).relation == verdict.relation


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_text_is_verbatim_with_itself(text: str) -> None:
    ready = prepare(text)
    verdict = verify(ready, prepare(text + "\n"))
    if ready.words:
        assert verdict.relation == "verbatim"
        assert verdict.confidence == pytest.approx(1)
        assert verdict.a_share == verdict.b_share == 1
    else:
        assert verdict.relation == "unrelated"


@settings(max_examples=60, deadline=None)
@given(NEWS, NEWS)
def test_no_short_text_is_spun_or_rewritten(one: str, two: str) -> None:
    a, b = prepare(one), prepare(two)
    if min(len(a.words), len(b.words)) < 30:
        assert verify(a, b).relation not in {"spun", "rewritten"}


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(10)))
def test_word_sets_ignore_paragraph_order(order: list[int]) -> None:
    case = case_named("machine-spun")
    lines = case["a"].splitlines()
    shuffled = prepare("\n".join(lines[i] for i in order))
    whole, spun = prepare(case["a"]), prepare(case["b"])
    for feature in (features.content_jaccard, features.names_jaccard, features.numbers_jaccard):
        expected = feature(Comparison(whole, spun))
        assert feature(Comparison(shuffled, spun)) == pytest.approx(expected)


def test_first_measure_settles_strangers_without_the_others() -> None:
    case = case_named("other story")
    verdict = verify(prepare(case["a"]), prepare(case["b"]))
    assert all(map(math.isnan, verdict.measures))


def test_spinning_more_never_looks_less_spun() -> None:
    case = case_named("machine-spun")
    source, spun = (case[side].splitlines() for side in "ab")
    shares = []
    for lines in range(len(source) + 1):
        mixed = "\n".join(spun[:lines] + source[lines:])
        shares.append(Comparison(prepare(case["a"]), prepare(mixed)).value(features.words_replaced))
    assert shares == sorted(shares)


def test_confidence_grows_with_what_is_kept() -> None:
    case = case_named("first sentences only")
    lines = case["a"].splitlines()
    copy = MEASURES[0].function
    kept = [Comparison(prepare(case["a"]), prepare("\n".join(lines[:n]))) for n in range(3, 11)]
    values = [pair.value(copy) for pair in kept]
    assert all(value > max(values[:n]) - STEP for n, value in enumerate(values) if n)
    assert values[0] <= values[-1]


def test_shares_say_who_holds_what() -> None:
    case = case_named("first sentences only")
    verdict = verify(prepare(case["a"]), prepare(case["b"]))
    assert verdict.b_share == 1
    assert 0.4 < verdict.a_share < 0.7


def test_replacements_are_phrases() -> None:
    case = case_named("machine-spun")
    verdict = verify(prepare(case["a"]), prepare(case["b"]))
    found = {(r.a_phrase, r.b_phrase): r.times for r in verdict.replacements}
    assert found["said", "stated"] == 3
    assert found["hotels", "motels"] == 1
    assert found["train through", "practice by means of"] == 1
    assert verdict.direction > 0.1


def test_capitals_are_no_names_in_german_and_japanese() -> None:
    german = prepare(case_named("German, headline added")["a"])
    spanish = prepare(case_named("Spanish, headline added")["a"])
    japanese = prepare(case_named("Japanese, headline added")["a"])
    assert not german.has_names
    assert spanish.has_names
    assert not japanese.has_names
    assert not any(text.is_english for text in (german, spanish, japanese))


def test_prepared_text_survives_pickling() -> None:
    case = case_named("machine-spun")
    a, b = (pickle.loads(pickle.dumps(prepare(case[side]))) for side in "ab")
    assert verify(a, b) == verify(prepare(case["a"]), prepare(case["b"]))


def test_endless_text_is_cut() -> None:
    endless = "The harbor opened again on Monday. " * 50_000
    assert sum(len(word) for word in prepare(endless).spelled) <= MAX_CHARACTERS


def test_what_models_ask_for_is_a_measure() -> None:
    asked = {feature for model in models().values() for feature, _ in model.weights}
    of_events = {feature for feature in asked if feature.__module__ == events.__name__}
    measured = {measure.function for measure in MEASURES}
    assert (asked - of_events) | {*copy_model().asked} <= measured
