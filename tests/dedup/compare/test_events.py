"""One event or two: cases, with the dates of the reports near each other and without any.

Those who tell of one event share the names that stand first; a form, a subject, an affair and the
background that a newsroom puts under everything are shared by many events.
"""

import datetime as dt
import json
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.compare import events
from dedup.compare.comparison import Comparison
from dedup.compare.measures import story
from dedup.compare.prepared import prepare
from dedup.group.stories import YES, told_twice

CASES = json.loads((Path(__file__).parents[1] / "events.json").read_text(encoding="utf-8"))
NAMES = [case["label"] for case in CASES]
DAY = dt.datetime(2026, 3, 2)
FEATURES = [
    events.rare_words_shared,
    events.lead_names_found,
    events.opening_names_jaccard,
    events.opening_stems_jaccard,
    events.lead_stems_jaccard,
    events.lead_pairs_jaccard,
]


def compared(case: dict[str, str]) -> Comparison:
    return Comparison(prepare(case["a"]), prepare(case["b"]))


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_texts_of_one_night(case: dict[str, str]) -> None:
    sure = told_twice(story(compared(case)), DAY, DAY + dt.timedelta(hours=5))
    assert (sure >= YES) == (case["expect"] == "same_story")


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_texts_without_a_date(case: dict[str, str]) -> None:
    sure = told_twice(story(compared(case)), DAY, None)
    assert (sure >= YES) == (case["undated"] == "same_story")


@pytest.mark.parametrize(
    ("one", "other"), list(permutations(range(len(CASES)), 2)), ids=lambda n: NAMES[n]
)
def test_cases_have_nothing_to_do_with_each_other(one: int, other: int) -> None:
    a, b = CASES[one]["a"], CASES[other]["b"]
    if CASES[one]["a"] != CASES[other]["a"]:
        assert told_twice(story(Comparison(prepare(a), prepare(b))), DAY, DAY) < YES


@pytest.mark.parametrize("feature", FEATURES)
@given(text=st.text(st.sampled_from("Aß7 .\n中の文"), max_size=40), other=st.text(max_size=40))
def test_feature_lies_between_none_and_all(
    feature: Callable[[Comparison], float], text: str, other: str
) -> None:
    assert 0 <= feature(Comparison(prepare(text), prepare(other))) <= 1


@pytest.mark.parametrize("story_measure", [0.0, 0.04, 0.05, 0.3, 0.5, 0.7, 0.9, 1.0])
def test_reports_without_a_date_need_more(story_measure: float) -> None:
    near = told_twice(story_measure, DAY, DAY + dt.timedelta(hours=20))
    assert told_twice(story_measure, None, DAY) <= told_twice(story_measure, DAY, DAY)
    assert told_twice(story_measure, None, None) <= near


def test_tables_of_numbers_name_no_event() -> None:
    table = "\n".join(f"{n} {n * 7} {n * 13}" for n in range(100, 140))
    other = "\n".join(f"{n} {n * 7} {n * 13}" for n in range(120, 160))
    assert story(Comparison(prepare(table), prepare(other))) == 0
